"""Whether lines wait for what was just linked, or stand where they no longer belong."""

from collections.abc import Collection

from django.db.models import Q

from erp_integrations.models import BudgetCode, IntegrableRecord, JobCost, LeftOut, LeftOutCost, Project
from erp_integrations.services.waking import wake_to_recode

# What the lines of a type wait for, and what leads from a cost to its record.
CODED_TO: dict[type[IntegrableRecord], tuple[LeftOut, str]] = {
    Project: (LeftOut.JOB_NOT_LINKED, "project"),
    BudgetCode: (LeftOut.ITEM_NOT_LINKED, "budget_code"),
}


def lines_may_move(model: type[IntegrableRecord], ids: Collection[int]) -> None:
    """Have the job costs imported at once if some of them may belong elsewhere, now that records were linked or let go.

    Without such lines the next import is soon enough.
    """
    if model not in CODED_TO or not ids:
        return
    reason, field = CODED_TO[model]
    let_go = Q(**{f"{field}__in": list(ids), f"{field}__erp_id": ""})
    if LeftOutCost.objects.filter(reason=reason).exists() or JobCost.objects.filter(let_go).exists():
        wake_to_recode()
