"""The history of one record as a table: a row for each change, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from erp_integrations.admin.deleted import PARAMETER, url_of_deleted
from erp_integrations.models import Event, Verb
from erp_integrations.services.noted_bytes import NOTED

MOST_EVENTS = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One change of an event; an event that changed no field of the record is one row of its own."""

    event: Event
    changed: str
    before: str = ""
    after: str = ""


def rows_of(events: Any) -> Iterator[Row]:
    for event in events:
        changes = [change for change in event.changes if change["field"] not in NOTED]
        if not changes:
            yield Row(event, str(event.get_verb_display()))
        for change in changes:
            # Fields are kept by their English names.
            field = capfirst(_(change["field"]) if change["field"] else "")
            changed = field if event.verb == Verb.CHANGED else f"{event.get_verb_display()}: {field}"
            yield Row(event, changed, change["from"], change["to"])


class WithHistory:
    """Gives the screens of a kind of record the page of its history."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        screen: Any = self
        record = screen.get_object(request, object_id)
        if record is None:
            return redirect(url_of_deleted(request, screen.model, object_id) or "admin:index")
        if not screen.has_view_permission(request, record):
            raise PermissionDenied
        events = list(Event.history_of(record).order_by("-sequence")[: MOST_EVENTS + 1])
        opts = screen.opts
        context = {
            **admin.site.each_context(request),
            "title": _("History of %(record)s") % {"record": record},
            "opts": opts,
            "original": record,
            "record_url": reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[record.pk]),
            "rows": list(rows_of(events[:MOST_EVENTS])),
            "has_more": len(events) > MOST_EVENTS,
            "events_url": events_url(request, record),
        }
        return TemplateResponse(request, "admin/record_history_page.html", context)


def events_url(request: HttpRequest, record: Any) -> str:
    """Return where a record's events are among all, with the seals; empty for who may not see them."""
    if not request.user.has_perm("erp_integrations.view_event"):
        return ""
    query = QueryDict(mutable=True)
    query[PARAMETER] = f"{ContentType.objects.get_for_model(record).pk}-{record.pk}"
    return f"{reverse('admin:erp_integrations_event_changelist')}?{query.urlencode()}"
