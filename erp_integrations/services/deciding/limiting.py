"""Setting how far somebody's approving goes. Who set it, from what to what, stands among the events of the person."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied

from erp_integrations.deputies import is_reached_by
from erp_integrations.models import ApprovalLimit, ChangeRow, Event, IntegrationSettings, Project, Verb, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import sentence_of
from erp_integrations.permissions import require
from erp_integrations.services.deciding.authority import full_name
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.shown import fingerprint_of, refuse_behind


@events_last()
def set_limit(
    person: Any, *, highest_amount: Decimal | None, projects: Iterable[Project], by: Any, shown: str | None = None
) -> bool:
    """Set somebody's limits, empty for none; return whether they are others now. Needs `auth.change_user`.

    `shown` is the fingerprint that a page has shown; raises `ChangedMeanwhile` where the limits are others by now.
    Raises `NotPossible` for somebody who would widen their own, or those of whom they stand in for, where the settings
    forbid that.
    """
    require_to_change(person, by)
    people = get_user_model()._default_manager.select_for_update(of=("self",))
    limit, _is_new = ApprovalLimit.objects.get_or_create(person=people.get(pk=person.pk))
    refuse_behind(fingerprint(limit), shown, changed_meanwhile(limit.person))
    chosen = frozenset(project.pk for project in projects)
    if is_own_widened(limit, highest_amount, chosen, by):
        raise NotPossible(no_wider(limit.person, is_own=by.pk == person.pk))
    before = in_words(limit)
    limit.highest_amount = highest_amount
    limit.save()
    limit.projects.set(chosen)
    changes = changes_of(before, in_words(ApprovalLimit.objects.get(pk=limit.pk)))
    if changes:
        Event.note(person, Verb.CHANGED, by=by, changes=changes)
    return bool(changes)


def require_to_change(person: Any, by: Any) -> None:
    """Raise `PermissionDenied` unless `by` may change people, and superusers only as one of them."""
    require(by, "change", get_user_model())
    if by is not None and person.is_superuser and not by.is_superuser:
        raise PermissionDenied(f"{by} may not change a superuser.")


def fingerprint(limit: ApprovalLimit) -> str:
    """Return a text that is another one as soon as somebody's limits are; none at all is as good as an empty row."""
    return fingerprint_of((limit.highest_amount, sorted(limit.project_ids)))


def changed_meanwhile(person: Any) -> str:
    text = _(
        "Somebody else changed the limits of %(person)s while you were looking. Nothing of yours was saved: look at"
        " what they are now, and choose again."
    )
    return text % {"person": full_name(person)}


def is_own_widened(limit: ApprovalLimit, highest_amount: Decimal | None, projects: frozenset[int], by: Any) -> bool:
    """Whether somebody would reach further by limits than before: by their own, or by those that they decide within."""
    is_more_projects = limit.project_ids and (not projects or projects - limit.project_ids)
    if by is None or not (is_more_projects or is_more(limit.highest_amount, highest_amount)):
        return False
    return IntegrationSettings.load().forbid_widening_own_rights and is_reached_by(limit.person, by)


def no_wider(person: Any, *, is_own: bool) -> str:
    if is_own:
        return _("Nobody widens their own limits. Ask another admin.")
    text = _(
        "You stand in for %(person)s, now or on days to come, and decide within their limits then. Nobody widens their"
        " own limits: another admin can do it, or you, once you are no longer their deputy."
    )
    return text % {"person": full_name(person)}


def is_more(before: Decimal | None, after: Decimal | None) -> bool:
    return before is not None and (after is None or after > before)


def in_words(limit: ApprovalLimit) -> dict[str, str]:
    """The journal is kept in no language."""
    told = {
        "highest_amount": "" if limit.highest_amount is None else f"{limit.highest_amount:,.2f}",
        "projects": ", ".join(map(str, limit.projects.all())),
    }
    labels = {
        field.name: field.verbose_name for field in (*ApprovalLimit._meta.fields, *ApprovalLimit._meta.many_to_many)
    }
    return {sentence_of(labels[name]): text for name, text in told.items()}


def changes_of(before: dict[str, str], after: dict[str, str]) -> list[ChangeRow]:
    return [
        {"field": label, "from": before[label], "to": after[label]} for label in before if before[label] != after[label]
    ]
