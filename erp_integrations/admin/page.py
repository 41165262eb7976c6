"""What the page of one record tells: where it stands, what stops it, what is posted, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.admin.utils import display_for_field, label_for_field
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from connectors.documents import digest
from erp_integrations.admin.actions import ACTIONS, RecordAction
from erp_integrations.admin.calls import calls_url
from erp_integrations.admin.evidence_card import EvidenceCard, evidence_card
from erp_integrations.admin.lines import BuiltTable
from erp_integrations.admin.payments_issued import PaymentsIssued, payments_of
from erp_integrations.admin.states import Pill, pill_of
from erp_integrations.admin.stops import Stops, stops_of
from erp_integrations.admin.worklists import BY_SLUG, PARAMETER
from erp_integrations.mapping import document_for, kind_of_batch
from erp_integrations.models import Delivery, Event, ExportAttempt, IntegrationSettings, Project, State
from erp_integrations.models.record import HOLDABLE_DELIVERIES
from erp_integrations.models.statuses import status_in_words
from erp_integrations.services.deciding.authority import Authority
from erp_integrations.services.differing import Difference, differences
from erp_integrations.services.posted import Sheet, read_sheet
from erp_integrations.services.reviewing import against_accepting, against_exporting
from erp_integrations.wiring import request_body

# How far the records before and after are looked for in a worklist.
NEIGHBOURHOOD = 2000
SENDABLE = (State.UNLINKED, State.RETRIEVED, State.REJECTED)


@dataclass(frozen=True, slots=True)
class Button:
    """An action that this record is ready for and this user may do. A stopped one says what has to be mended first."""

    action: RecordAction
    label: Any
    is_main: bool
    is_stopped: bool
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Neighbours:
    worklist: Any
    place: int
    length: int
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RecordPage:
    name: str
    title: str
    company: Any
    pill: Pill
    stops: Stops
    buttons: Sequence[Button]
    refusals: Sequence[str]
    list_url: str
    details: Sequence[tuple[Any, Any]]
    lines: BuiltTable | None
    sheet: Sheet | None
    digest: str
    is_posted: bool
    what_it_becomes: Any
    events: Sequence[Event]
    attempts: Sequence[ExportAttempt]
    neighbours: Neighbours | None
    can_change: bool
    differences: Sequence[Difference]
    new_codes: Sequence[Any]
    payments: PaymentsIssued | None
    calls_url: str
    evidence: EvidenceCard | None


def record_page(admin: Any, request: HttpRequest, record: Any) -> RecordPage:
    settings = IntegrationSettings.load()
    stops = stops_of(record, settings)
    attempts = attempts_of(record)
    is_posted = bool(attempts) and (record.is_in_flight or record.state == State.SYNCED)
    kept = kept_query(request)
    buttons = buttons_for(admin, request, record, stops, settings)
    document = None if is_posted or record.state == State.SYNCED else document_for(record, settings)
    return RecordPage(
        name=admin.name_of(record),
        title=admin.title_of(record),
        company=admin.company_of(record),
        pill=pill_of(record),
        stops=stops,
        buttons=buttons,
        refusals=list(dict.fromkeys(button.refusal for button in buttons if button.refusal)),
        list_url=list_url(admin, kept),
        details=details_of(admin, record),
        lines=admin.line_table.build(record) if admin.line_table else None,
        sheet=sheet_of(admin, record, document, attempts if is_posted else []),
        digest=digest(document) if document and record.state == State.SUBMITTED else "",
        is_posted=is_posted,
        what_it_becomes=admin.becoming(record),
        events=list(Event.history_of(record)),
        attempts=attempts,
        neighbours=neighbours_of(admin, request, record, kept),
        can_change=admin.has_change_permission(request, record),
        differences=differences(record),
        new_codes=record.new_codes if record.erp_id and isinstance(record, Project) else (),
        payments=payments_of(request, record),
        calls_url=calls_url(request, record),
        evidence=evidence_card(request, record),
    )


# What can be done


NEVER_MAIN = ("retrieve", "link", "unlink", "reject", "hold")


def ready_for(record: Any) -> dict[str, Any]:
    """Return the actions that the record's state allows, with what their buttons say."""
    if record.state in SENDABLE:
        send = _("Send to ERP") if record.state == State.UNLINKED else _("Send to ERP again")
        return {"submit": send, "link": _("Link")}
    if record.state == State.SYNCED:
        return {**({"submit": _("Send to ERP again")} if record.can_be_updated else {}), "unlink": _("Unlink")}
    if record.is_held:
        retrieve = {"retrieve": _("Retrieve")} if record.state == State.SUBMITTED else {}
        return {"release": _("Release"), "reject": _("Reject"), **retrieve}
    if record.state == State.SUBMITTED:
        return {
            "accept_and_export": _("Accept and export"),
            "accept": _("Accept"),
            "reject": _("Reject"),
            "hold": _("Put on hold"),
            "retrieve": _("Retrieve"),
            "link": _("Link"),
        }
    if record.state == State.ACCEPTED and not record.is_in_flight:
        again = {Delivery.FAILED: _("Export again"), Delivery.IDLE: _("Export")}
        export = {"export": again[record.delivery]} if record.delivery in again else {}
        hold = {"hold": _("Put on hold")} if record.delivery in HOLDABLE_DELIVERIES else {}
        return {**export, "reject": _("Reject"), **hold}
    return {}


def buttons_for(
    admin: Any, request: HttpRequest, record: Any, stops: Stops, settings: IntegrationSettings
) -> list[Button]:
    labels = ready_for(record)
    offered = [action for action in ACTIONS if action.name in labels and admin.has_right(request, action.right)]
    refusals = refusals_for(request.user, record, offered, settings)
    return [
        Button(
            action,
            labels[action.name],
            is_main=action is offered[0] and action.name not in NEVER_MAIN,
            is_stopped=bool(refusals[action.name])
            or (bool(stops.broken) and action.name in ("submit", "accept", "accept_and_export")),
            refusal=refusals[action.name],
        )
        for action in offered
    ]


def refusals_for(
    user: Any, record: Any, offered: Sequence[RecordAction], settings: IntegrationSettings
) -> dict[str, str]:
    """Say of each action why this person may not take it on this record: the service would say the same."""
    against = {
        "accept": against_accepting(settings),
        "accept_and_export": against_accepting(settings),
        "export": against_exporting(settings),
    }
    authorities = {right: Authority.of(user, right, type(record)) for right in {action.right for action in offered}}
    return {
        action.name: authorities[action.right].against(against.get(action.name, ())).refusal(record)
        for action in offered
    }


# What it holds


def details_of(admin: Any, record: Any) -> list[tuple[Any, Any]]:
    details = []
    for name in admin.details:
        field = record._meta.get_field(name)
        value = getattr(record, name)
        if value not in (None, ""):
            details.append((label_for_field(name, type(record), admin), detail(name, value, field)))
    return details


def detail(name: str, value: Any, field: Any) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if name == "status":
        return status_in_words(value)
    return value if field.is_relation else display_for_field(value, field, "–")


# What is posted


def attempts_of(record: Any) -> list[ExportAttempt]:
    content_type = ContentType.objects.get_for_model(record)
    attempts = ExportAttempt.objects.filter(content_type=content_type, object_id=record.pk)
    return list(attempts.select_related("batch__content_type").order_by("-batch_id"))


def sheet_of(admin: Any, record: Any, document: Any, attempts: Sequence[ExportAttempt]) -> Sheet | None:
    """Return what was posted, from the stored bytes; before that, what would be; nothing for what was only linked."""
    company = admin.company_of(record)
    name = str(company) if company else ""
    if attempts:
        batch = attempts[0].batch
        return read_sheet(kind_of_batch(batch), bytes(batch.body), attempts[0].position, company=name)
    return read_sheet(type(document), request_body(document), company=name) if document else None


# Where it stands in its list


def kept_query(request: HttpRequest) -> QueryDict:
    """Return the query of the list that the user came from, as the admin keeps it."""
    return QueryDict(request.GET.get("_changelist_filters", ""))


def list_url(admin: Any, kept: QueryDict) -> str:
    bare = reverse(f"admin:{admin.opts.app_label}_{admin.opts.model_name}_changelist")
    return f"{bare}?{kept.urlencode()}" if kept else bare


def neighbours_of(admin: Any, request: HttpRequest, record: Any, kept: QueryDict) -> Neighbours | None:
    worklist = BY_SLUG.get(kept.get(PARAMETER, ""))
    if worklist is None:
        return None
    records = worklist.select(admin.model.objects.all())
    ids = list(records.values_list("pk", flat=True)[:NEIGHBOURHOOD])
    if record.pk not in ids:
        return None
    place = ids.index(record.pk)
    return Neighbours(
        worklist=worklist,
        place=place + 1,
        length=len(ids),
        before=neighbour_url(admin, request, ids[place - 1]) if place else None,
        after=neighbour_url(admin, request, ids[place + 1]) if place + 1 < len(ids) else None,
    )


@dataclass(frozen=True, slots=True)
class Neighbour:
    pk: int
    url: str


def neighbour_url(admin: Any, request: HttpRequest, pk: int) -> Neighbour:
    url = reverse(f"admin:{admin.opts.app_label}_{admin.opts.model_name}_change", args=[pk])
    return Neighbour(pk, f"{url}?{request.GET.urlencode()}")
