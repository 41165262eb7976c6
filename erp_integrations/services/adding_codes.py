"""Adding a budget code to a project that is synced already: it is sent again with what is new (R33)."""

from decimal import Decimal
from typing import Any

from erp_integrations.models import BudgetCode, Event, Project, State, Verb, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import require
from erp_integrations.services.change_history import changes_between, picture_of
from erp_integrations.services.deciding.carrying_out import NotPossible, locked


@events_last()
def add_budget_code(project: Project, budget_code: BudgetCode, original_amount: Decimal, *, by: Any) -> None:
    """Add a code with its original budget, in the organisation's currency. Needs `change_project`.

    Raises `NotPossible` while the project is with accounting, and for a code that it has already.
    """
    require(by, "change", Project)
    kept = locked(Project, [project.pk]).get()
    if kept.state in (State.SUBMITTED, State.ACCEPTED):
        raise NotPossible(_("It is with accounting. Retrieve it first, or wait until it is decided on."))
    if kept.project_budget_codes.filter(budget_code=budget_code).exists():
        raise NotPossible(_("The project has budget code %(code)s already.") % {"code": budget_code})
    before = picture_of(kept)
    kept.project_budget_codes.create(budget_code=budget_code, original_amount=original_amount)
    Event.note(kept, Verb.CHANGED, by=by, changes=changes_between(before, picture_of(kept)))
