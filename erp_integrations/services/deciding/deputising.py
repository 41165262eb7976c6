"""Naming a deputy from day to day, and ending that. Both stand among the events of the person who is stood in for."""

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from erp_integrations.deputies import PASSED_ON, holders, is_view_only, own_rights
from erp_integrations.models import ChangeRow, Connection, Deputyship, Event, Verb, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import sentence_of
from erp_integrations.services.deciding.authority import full_name
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.deciding.limiting import require_to_change


@events_last()
def name_deputy(person: Any, deputy: Any, first_day: date, last_day: date, *, by: Any) -> Deputyship:
    """Let somebody stand in for a person, both days included. One's own deputy, or with `auth.change_user` anybody's.

    Raises `NotPossible` with the reason.
    """
    require_to_name(person, by)
    people = get_user_model()._default_manager.select_for_update(of=("self",))
    kept = {one.pk: one for one in people.filter(pk__in=[person.pk, deputy.pk]).order_by("pk")}
    refuse_days(first_day, last_day)
    refuse_pair(kept[person.pk], kept[deputy.pk], by)
    refuse_overlap(person, first_day, last_day)
    named = Deputyship.objects.create(person=person, deputy=deputy, first_day=first_day, last_day=last_day, named_by=by)
    note(named, "", in_words(named), by)
    return named


@events_last()
def end_deputyship(pk: int, *, by: Any) -> None:
    """End a deputyship at once, or take back one that is to come. Whoever may name it may end it."""
    row = Deputyship.objects.select_for_update(of=("self",)).select_related("person", "deputy").get(pk=pk)
    require_to_name(row.person, by)
    if row.ended_at is not None or row.last_day < Connection.today():
        raise NotPossible(_("It is over already."))
    row.ended_at, row.ended_by = timezone.now(), by
    row.save(update_fields=["ended_at", "ended_by"])
    note(row, in_words(row), "", by)


def require_to_name(person: Any, by: Any) -> None:
    """Raise `PermissionDenied` unless it is one's own deputy, or `by` may change that person as a user."""
    if by is None or by.pk != person.pk:
        require_to_change(person, by)
    elif not by.is_active:
        raise PermissionDenied(f"{by} is not active.")


def refuse_days(first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise NotPossible(_("The last day is before the first."))
    if first_day < Connection.today():
        raise NotPossible(_("The first day is past. Choose today or a later day."))


def refuse_pair(person: Any, deputy: Any, by: Any) -> None:
    told = {"person": full_name(person), "deputy": full_name(deputy)}
    if deputy.pk == person.pk or (by is not None and deputy.pk == by.pk):
        raise NotPossible(_("Nobody names themselves. Choose somebody else."))
    if not person.is_active:
        raise NotPossible(_("%(person)s is not active, so there is nothing to stand in for.") % told)
    if not own_rights(person) & DECIDING:
        raise NotPossible(_("%(person)s decides on no records, so there is nothing to stand in for.") % told)
    if not deputy.is_active:
        raise NotPossible(_("%(deputy)s is not active. Choose somebody else.") % told)
    if is_view_only(deputy):
        raise NotPossible(_("%(deputy)s may only look. Choose somebody who works with records.") % told)


# To look is passed on along with what it takes looking for; by itself it is nothing to stand in for.
DECIDING = frozenset(right for right in PASSED_ON if not right.startswith("erp_integrations.view_"))


def who_can_be_stood_in_for() -> QuerySet[User]:
    names = [right.partition(".")[2] for right in DECIDING]
    return holders(Q(content_type__app_label="erp_integrations", codename__in=names))


def who_can_stand_in() -> QuerySet[User]:
    """Return the active people who do more than look."""
    return holders(~Q(codename__startswith="view_"))


def refuse_overlap(person: Any, first_day: date, last_day: date) -> None:
    other = Deputyship.objects.filter(person=person).overlapping(first_day, last_day).select_related("deputy").first()
    if other:
        text = _("%(deputy)s stands in from %(first)s to %(last)s already. End that first, or choose other days.")
        raise NotPossible(text % {"deputy": full_name(other.deputy), **days_of(other)})


def days_of(row: Deputyship) -> dict[str, date]:
    return {"first": row.first_day, "last": row.last_day}


def in_words(row: Deputyship) -> str:
    """The journal is kept in no language."""
    return _("%(deputy)s, %(first)s – %(last)s") % {"deputy": full_name(row.deputy), **days_of(row)}


def note(row: Deputyship, before: str, after: str, by: Any) -> None:
    change: ChangeRow = {"field": sentence_of(gettext_lazy("deputy")), "from": before, "to": after}
    Event.note(row.person, Verb.CHANGED, by=by, changes=[change])
