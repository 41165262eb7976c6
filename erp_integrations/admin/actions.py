"""What people do with the records of a list: ten actions, one page that says what became of each record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import ActionLocation
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.dateparse import parse_datetime
from django.utils.text import format_lazy
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_fsm import ConcurrentTransition

from connectors.errors import ConnectorError
from erp_integrations import wiring
from erp_integrations.admin.generic import ModelAdmin
from erp_integrations.admin.worklists import BY_SLUG, PARAMETER
from erp_integrations.models import IntegrableRecord
from erp_integrations.permissions import codename
from erp_integrations.services import linking, reviewing, sending, unlinking
from erp_integrations.services.deciding import holding
from erp_integrations.services.deciding.carrying_out import Outcome
from erp_integrations.services.suggesting import suggestions_from

Service = Callable[..., list[Outcome]]


def link(model: type[IntegrableRecord], ids: Sequence[int], *, by: Any, wanted: Mapping[int, str]) -> list[Outcome]:
    return linking.link(model, {pk: wanted[pk] for pk in ids if wanted.get(pk)}, wiring.ledger(), by=by)


def unlink(model: type[IntegrableRecord], ids: Sequence[int], *, by: Any) -> list[Outcome]:
    return unlinking.unlink(model, ids, wiring.ledger(), by=by)


NO_SUGGESTION = 2
# What tells a company from others of much the same name.
WHEREABOUTS = ("address", "city", "region")
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class RecordAction:
    """One row: the name in the POST, the right it takes, what it is called, the service that does it.

    `worklists` are those whose lists offer it. `asks` is what a form asks for when the POST does not bring it.
    """

    name: str
    right: str
    heading: Any
    service: Service
    worklists: tuple[str, ...]
    asks: str = ""

    @property
    def label(self) -> Any:
        """What the button says: an ellipsis tells that a form comes first."""
        return format_lazy("{heading}…", heading=self.heading) if self.asks else self.heading

    def is_offered(self, request: HttpRequest) -> bool:
        """Whether a list shows its button. A POST may name it in any list."""
        worklist = request.GET.get(PARAMETER)
        return request.method == "POST" or worklist not in BY_SLUG or worklist in self.worklists


WAITING = ("ready_to_export", "ready_to_update")
ON_HOLD = "on_hold"
NOT_WITH_US = ("not_sent", "sent_back")
LINKED_FROM = (*NOT_WITH_US, "ready_to_export")

ACTIONS = (
    RecordAction(
        "accept_and_export", "export", gettext_lazy("Accept and export"), reviewing.accept_and_export, WAITING
    ),
    RecordAction("accept", "export", gettext_lazy("Accept"), reviewing.accept, WAITING),
    RecordAction("export", "export", gettext_lazy("Export"), reviewing.export, (*WAITING, "failed")),
    RecordAction(
        "reject",
        "export",
        gettext_lazy("Reject"),
        reviewing.reject,
        (*WAITING, "exporting", "failed", ON_HOLD),
        asks="reason",
    ),
    RecordAction("hold", "export", gettext_lazy("Put on hold"), holding.hold, (*WAITING, "failed"), asks="note"),
    RecordAction("release", "export", gettext_lazy("Release"), holding.release, (ON_HOLD,)),
    RecordAction("submit", "submit", gettext_lazy("Send to ERP"), sending.submit, (*NOT_WITH_US, "synced")),
    RecordAction("retrieve", "submit", gettext_lazy("Retrieve"), sending.retrieve, (*WAITING, ON_HOLD)),
    RecordAction("link", "link", gettext_lazy("Link to Xero"), link, LINKED_FROM, asks="erp_id"),
    RecordAction("unlink", "unlink", gettext_lazy("Unlink"), unlink, ("synced",)),
)
BY_NAME = {action.name: action for action in ACTIONS}


def as_list_action(action: RecordAction) -> Any:
    def run(record_admin: "RecordActions", request: HttpRequest, queryset: Any) -> HttpResponseBase:
        return record_admin.carry_out(action, request, queryset)

    run.__name__ = action.name
    return admin.action(run, permissions=[action.right], description=action.label)


def posted_action(request: HttpRequest) -> RecordAction | None:
    """Return the action that a POST names, if it is one of ours. Django's lists may name several, with an index."""
    names = request.POST.getlist("action")
    index = request.POST.get("index", "0")
    position = int(index) if index.isdecimal() else 0
    return BY_NAME.get(names[position]) if position < len(names) else None


def posted_ids(request: HttpRequest) -> list[int]:
    """Return the selected records, each once, in the order of the list. What is no number is no record."""
    numbers = [int(text) for text in request.POST.getlist(ACTION_CHECKBOX_NAME) if text.isdecimal()]
    return [number for number in dict.fromkeys(numbers) if number <= LARGEST_ID]


FORMS = {"reason": "admin/reason.html", "note": "admin/hold.html", "erp_id": "admin/link.html"}


def moment_of(text: str) -> datetime | None:
    """Return an aware time; None for what is none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and is_aware(moment) else None


def posted_details(action: RecordAction, request: HttpRequest, ids: Sequence[int]) -> dict[str, Any] | None:
    """Return what an action takes beside the records; None when the POST does not bring it.

    One record is linked to `erp_id`; of several, each to its own `erp_id-NUMBER`, and those left empty are left alone.
    """
    if action.name in ("accept", "accept_and_export"):
        digest = request.POST.get("seen_digest", "") if len(ids) == 1 else ""
        return {"seen": reviewing.Seen(moment_of(request.POST.get("seen_at", "")), digest)}
    if not action.asks:
        return {}
    if action.asks in ("reason", "note"):
        words = request.POST.get(action.asks, "").strip()
        return {action.asks: words} if words else None
    wanted = {pk: chosen(request, f"erp_id-{pk}") for pk in ids}
    if len(ids) == 1:
        wanted[ids[0]] = wanted[ids[0]] or request.POST.get("erp_id", "").strip()
    return {"wanted": wanted} if any(wanted.values()) else None


def chosen(request: HttpRequest, name: str) -> str:
    """Return what was typed, or else what was picked from the suggestions, which have the same name."""
    filled = [text.strip() for text in request.POST.getlist(name) if text.strip()]
    return filled[-1] if filled else ""


def with_suggestions(records: list[Any]) -> tuple[list[Any], str]:
    """Give each record its suggestions; return them with a sentence when Xero cannot be asked for any."""
    try:
        found = suggestions_from(wiring.ledger(), records)
    except ConnectorError as error:
        return records, str(error)
    for record in records:
        record.suggestions = found[record.pk]
        record.whereabouts = ", ".join(filter(None, (getattr(record, name, "") for name in WHEREABOUTS)))
    return sorted(records, key=least_sure_last), ""


def least_sure_last(record: Any) -> int:
    first = next(iter(getattr(record, "suggestions", ())), None)
    return NO_SUGGESTION if first is None else int(not first.is_sure)


def link_context(records: list[Any], *, likely_only: bool) -> dict[str, Any]:
    """Return the records of the form, the surest first; only those with a likeness in Xero, if so wanted."""
    offered, problem = with_suggestions(records)
    if likely_only and not problem:
        offered = [record for record in offered if least_sure_last(record) < NO_SUGGESTION]
    sure = sum(1 for record in offered if least_sure_last(record) == 0)
    return {"records": offered, "problem": problem, "sure": sure, "left_out": len(records) - len(offered)}


class RecordActions(ModelAdmin):
    """The list actions of a record type. They act on the records that are named, whatever the list shows now."""

    actions = [as_list_action(action) for action in ACTIONS]

    def has_right(self, request: HttpRequest, function: str) -> bool:
        return request.user.has_perm(codename(function, self.model))

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return self.has_right(request, "submit")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_right(request, "export")

    def has_link_permission(self, request: HttpRequest) -> bool:
        return self.has_right(request, "link")

    def has_unlink_permission(self, request: HttpRequest) -> bool:
        return self.has_right(request, "unlink")

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """Only ours: records are never deleted in bulk."""
        allowed = super().get_actions(request, action_location=action_location)
        return {
            action.name: allowed[action.name]
            for action in ACTIONS
            if action.name in allowed and action.is_offered(request)
        }

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if (
            request.method == "POST"
            and (action := posted_action(request))
            and not self.has_right(request, action.right)
        ):
            raise PermissionDenied
        context = {"link_all_url": self.link_all_url(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_link_all"
        view = self.admin_site.admin_view(require_POST(self.link_all_view))
        return [path("link-all/", view, name=name), *super().get_urls()]

    def link_all_url(self, request: HttpRequest) -> str:
        """Return the address of the form for everything; empty where there is nothing to link, or no right to."""
        is_offered = request.GET.get(PARAMETER) in LINKED_FROM and self.has_right(request, "link")
        name = f"{self.opts.app_label}_{self.opts.model_name}_link_all"
        return reverse(f"admin:{name}") if is_offered and self.model.erp_list else ""

    def link_all_view(self, request: HttpRequest) -> TemplateResponse:
        """Show the form for all records that have a likeness in Xero; posting that links what is chosen (R36)."""
        if not self.has_right(request, "link"):
            raise PermissionDenied
        ids = self.model._default_manager.filter(state__in=linking.LINKABLE).values_list("pk", flat=True)
        return self.ask(BY_NAME["link"], request, list(ids), is_everything=True)

    def response_action(
        self, request: HttpRequest, queryset: Any, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> Any:
        """Ours act on the records named, whatever the list shows now: what left it meanwhile is told about too."""
        if action := posted_action(request):
            return self.carry_out(action, request, queryset)
        return super().response_action(request, queryset, action_location=action_location)

    def carry_out(self, action: RecordAction, request: HttpRequest, queryset: Any) -> HttpResponseBase:
        is_across = request.POST.get("select_across") == "1"
        ids = list(queryset.values_list("pk", flat=True)) if is_across else posted_ids(request)
        details = posted_details(action, request, ids)
        if details is None:
            return self.ask(action, request, ids)
        try:
            outcomes = decide_each(action.service, self.model, ids, by=request.user, **details)
        except ConnectorError as error:
            outcomes = [Outcome(record, False, str(error)) for record in self.named(ids)]
        return self.tell_outcomes(action, request, outcomes)

    def named(self, ids: Sequence[int]) -> Any:
        return self.model._default_manager.filter(pk__in=ids).for_display()

    def ask(
        self, action: RecordAction, request: HttpRequest, ids: Sequence[int], *, is_everything: bool = False
    ) -> TemplateResponse:
        """The form names each record, so that the selection cannot change while it is filled in."""
        context = {
            "title": action.heading,
            "action": action,
            "records": self.named(ids),
            "is_asked_again": action.asks in request.POST,
            "checkbox_name": ACTION_CHECKBOX_NAME,
            **self.action_context(request),
        }
        if action.asks == "erp_id":
            context |= link_context(list(context["records"]), likely_only=is_everything)
        return TemplateResponse(request, FORMS[action.asks], context)

    def tell_outcomes(
        self, action: RecordAction, request: HttpRequest, outcomes: Sequence[Outcome]
    ) -> TemplateResponse:
        undone = [outcome for outcome in outcomes if not outcome.is_done]
        done = [outcome for outcome in outcomes if outcome.is_done]
        context = {
            "title": action.heading,
            "groups": [(_("Not done"), "red", undone), (_("Done"), "green", done)],
            "done": len(done),
            "undone": len(undone),
            "next_record": self.next_to_decide(request),
            **self.action_context(request),
        }
        return TemplateResponse(request, "admin/outcomes.html", context)

    def next_to_decide(self, request: HttpRequest) -> Any:
        """Return the record that a record's page named as the one after it, if there is such a one."""
        number = request.POST.get("next_record", "")
        is_number = number.isdecimal() and int(number) <= LARGEST_ID
        return self.get_queryset(request).filter(pk=int(number)).first() if is_number else None

    def action_context(self, request: HttpRequest) -> dict[str, Any]:
        query = request.GET.urlencode()
        bare = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "list_url": f"{bare}?{query}" if query else bare,
            "kept": self.get_preserved_filters(request),
        }


def decide_each(
    service: Service, model: type[IntegrableRecord], ids: Sequence[int], *, by: Any, **details: Any
) -> list[Outcome]:
    """Decide together; where another decision comes in between, one by one, so that each record's outcome is known."""
    try:
        return service(model, ids, by=by, **details)
    except ConcurrentTransition:
        return [outcome for pk in ids for outcome in decide_alone(service, model, pk, by=by, **details)]


def decide_alone(service: Service, model: type[IntegrableRecord], pk: int, *, by: Any, **details: Any) -> list[Outcome]:
    try:
        return service(model, [pk], by=by, **details)
    except ConcurrentTransition:
        record = model._default_manager.get(pk=pk)
        return [Outcome(record, False, _("Somebody else decided this record meanwhile. Look at it again."))]
