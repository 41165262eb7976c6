"""Records that are gone: what is left of them is their history, among the events."""

from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from erp_integrations.admin.actions import LARGEST_ID
from erp_integrations.admin.filters import ChoiceFilter
from erp_integrations.admin.persons import name_of
from erp_integrations.models import Event, Verb

PARAMETER = "record"


class RecordFilter(ChoiceFilter):
    """`?record=KIND-NUMBER` narrows the events to those of one record, which need not exist any more."""

    title = _("record")
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the record that the address names: nobody chooses one from a list of all."""
        value = request.GET.get(PARAMETER, "")
        latest = Event.objects.filter(**record_in(value)).first() if record_in(value) else None
        return [(value, latest.record_name)] if latest else []

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(**record_in(self.value() or ""))


def record_in(value: str) -> dict[str, int]:
    """Return what an event's row says of the record that a value names; nothing for a value that names none."""
    kind, _dash, number = value.partition("-")
    is_one = kind.isdecimal() and number.isdecimal() and max(int(kind), int(number)) <= LARGEST_ID
    return {"content_type": int(kind), "object_id": int(number)} if is_one else {}


def url_of_deleted(request: HttpRequest, model: type[Model], object_id: str) -> str | None:
    """Return where the history of a deleted record is, and say so on the page; None for what never was."""
    value = f"{ContentType.objects.get_for_model(model).pk}-{object_id}"
    told = record_in(value) if request.user.has_perm("erp_integrations.view_event") else {}
    event = Event.objects.filter(**told, verb=Verb.DELETED).select_related("actor").first() if told else None
    if event is None:
        return None
    text = _("%(record)s was deleted by %(person)s. This is what happened to it.")
    messages.info(request, text % {"record": event.record_name, "person": name_of(event.actor)})
    query = QueryDict(mutable=True)
    query[PARAMETER] = value
    return f"{reverse('admin:erp_integrations_event_changelist')}?{query.urlencode()}"
