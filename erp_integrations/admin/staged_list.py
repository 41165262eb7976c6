"""The list of what exists only in Xero. It is a tab of the list that its records would be in."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.options import ActionLocation
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.columns import two_lines
from erp_integrations.admin.generic import ModelAdmin
from erp_integrations.admin.moments import ago
from erp_integrations.admin.staged_actions import (
    ACTIONS,
    LINK,
    StagedAction,
    posted_rows,
)
from erp_integrations.admin.staged_forms import LINKING, MOST_IN_FORM, Answers, StagedForm
from erp_integrations.admin.staged_likeness import tags_of
from erp_integrations.admin.worklists import (
    PARAMETER,
    READY_TO_IMPORT,
    STAGED_BY_SLUG,
    Tab,
    counts_of,
    staged_counts,
    tabs_of,
)
from erp_integrations.mapping.project import number_and_name
from erp_integrations.models import StagedKind, StagedRecord
from erp_integrations.models.staged_record import know_matches
from erp_integrations.permissions import codename
from erp_integrations.services.deciding.carrying_out import Outcome
from erp_integrations.services.staging import stage

# What of an address tells where a company is.
PLACES = ("city", "region")
NONE: Mapping[int, Outcome] = MappingProxyType({})


class StagedFilter(admin.SimpleListFilter):
    title = _("worklist")
    parameter_name = PARAMETER

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(worklist.slug, worklist.title) for worklist in STAGED_BY_SLUG.values()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return STAGED_BY_SLUG[self.value() or READY_TO_IMPORT.slug].select(queryset)


class StagedChangeList(ChangeList):
    """`worklist`, `tabs` and `is_narrowed` are what the page of a record list asks its list for.

    `is_staged`: nothing here is accepted or rejected, by keys neither.
    """

    is_narrowed = False
    is_staged = True
    model_admin: "StagedList"

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.worklist = STAGED_BY_SLUG[request.GET[PARAMETER]]
        self.tabs = self.model_admin.all_tabs(request, self.query, self.worklist.slug)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: list[StagedRecord] = list(self.result_list)
        know_matches(self.result_list)
        buttons = self.model_admin.offered(request)
        for row in self.result_list:
            row.buttons = buttons  # type: ignore[attr-defined]


class StagedList(ModelAdmin):
    """`record_admin` is the admin of the records that the rows would be, whose page this list is a part of."""

    kind: ClassVar[StagedKind]
    change_list_template = "admin/change_list.html"
    list_per_page = list_max_show_all = 50
    show_full_result_count = False
    list_select_related = ("entry",)
    list_display_links = None
    list_filter = (StagedFilter,)
    search_fields: ClassVar[Any] = ("name", "erp_id")
    empty_value_display = ""
    ordering = ("name", "pk")

    def __init__(self, record_admin: Any) -> None:
        super().__init__(StagedRecord, record_admin.admin_site)
        self.record_admin = record_admin

    # Rights. The services check theirs once more.

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and request.user.has_perm(codename("view", self.kind.model))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def offered(self, request: HttpRequest) -> list[StagedAction]:
        """The actions of the shown tab that the user has the right to."""
        slug = request.GET.get(PARAMETER)
        return [
            action
            for action in ACTIONS[self.kind]
            if action.worklist.slug == slug and request.user.has_perm(codename(action.right, self.kind.model))
        ]

    # The list

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(kind=self.kind)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[StagedChangeList]:
        return StagedChangeList

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        """Each is carried out by `answer`; Django shows the boxes and the bar."""
        return {action.name: (self.answer, action.name, action.label) for action in self.offered(request)}

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        columns: Any = self.list_display
        return (*columns, "buttons_column") if self.offered(request) else columns

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.method == "POST":
            return self.answer(request)
        shown = {
            "opts": self.kind.model._meta,
            "xero_line": self.record_admin.xero_line(request),
            "has_add_permission": self.record_admin.has_add_permission(request),
            "link_all_url": self.link_all_url(request),
        }
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def all_tabs(self, request: HttpRequest, query: str, current: str | None) -> list[Tab]:
        """The tabs of the records and ours around them."""
        records, _duplicates = self.record_admin.get_search_results(
            request, self.record_admin.get_queryset(request), query
        )
        tabs = tabs_of(self.kind.model, counts_of(records), current, lambda slug: address(slug, query))
        return self.around(tabs, request, query, current)

    def around(self, tabs: list[Tab], request: HttpRequest, query: str, current: str | None = None) -> list[Tab]:
        """Return the tabs of the records with ours before and behind, for those who may see them."""
        if not self.has_view_permission(request):
            return tabs
        rows, _duplicates = self.get_search_results(request, self.get_queryset(request), query)
        counts = staged_counts(rows)[self.kind]
        first, last = (
            Tab(one.title, address(one.slug, query), counts[one.slug], one.tone, one.slug == current)
            for one in STAGED_BY_SLUG.values()
        )
        return [first, *tabs, last]

    # What people do

    def answer(self, request: HttpRequest, *args: Any) -> HttpResponseBase:
        """Carry out what the POST asks for, or show the form that asks for the rest.

        Records of ours may be new since the rows were compared with them, so that is done once more for a form.
        """
        name, ids = posted_rows(request)
        action = next((one for one in ACTIONS[self.kind] if one.name == name), None)
        if action is None or not request.user.has_perm(codename(action.right, self.kind.model)):
            raise PermissionDenied
        if request.POST.get("select_across") == "1" and "row" not in request.POST:
            ids = list(self.get_changelist_instance(request).get_queryset(request).values_list("pk", flat=True))
        if form := action.form_to_ask(request):
            stage(self.kind.erp_list)
            return self.ask(action, form, request, ids)
        outcomes = action.service(self.kind, ids, request)
        if action.again and (refused := action.again.asked_again(outcomes)):
            return self.ask_again(action, action.again, request, outcomes, refused)
        return self.tell(action, request, outcomes, len(ids))

    def ask(self, action: StagedAction, form: StagedForm, request: HttpRequest, ids: Sequence[int]) -> TemplateResponse:
        return TemplateResponse(request, form.template, self.form_context(action, form, request, ids))

    def ask_again(
        self,
        action: StagedAction,
        form: StagedForm,
        request: HttpRequest,
        outcomes: Sequence[Outcome],
        refused: Mapping[int, Outcome],
    ) -> TemplateResponse:
        """Show the form with what was answered, and above it what became of the others."""
        others = [outcome for outcome in outcomes if outcome not in refused.values()]
        context = self.form_context(action, form, request, list(refused), refused)
        return TemplateResponse(request, form.template, {**context, "groups": groups_of(others)})

    def form_context(
        self,
        action: StagedAction,
        form: StagedForm,
        request: HttpRequest,
        ids: Sequence[int],
        refused: Mapping[int, Outcome] = NONE,
    ) -> dict[str, Any]:
        rows = list(self.get_queryset(request).filter(pk__in=ids[:MOST_IN_FORM]).select_related("entry"))
        return {
            **self.page_context(action, request),
            **form.context(self.kind, rows, Answers(request.POST, refused)),
            "left_out": max(0, len(ids) - MOST_IN_FORM),
        }

    def tell(
        self, action: StagedAction, request: HttpRequest, outcomes: Sequence[Outcome], number: int
    ) -> TemplateResponse:
        done = sum(outcome.is_done for outcome in outcomes)
        context = {
            **self.page_context(action, request),
            "groups": groups_of(outcomes),
            "done": done,
            "undone": len(outcomes) - done,
            "left": number - len(outcomes),
        }
        return TemplateResponse(request, "admin/staged_outcomes.html", context)

    def page_context(self, action: StagedAction, request: HttpRequest) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": action.heading,
            "action": action,
            "opts": self.kind.model._meta,
            "list_url": f"{self.list_url}?{request.GET.urlencode()}",
        }

    @property
    def list_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.kind}_changelist")

    def link_all_url(self, request: HttpRequest) -> str:
        """Return the address of the form for everything that probably is one of ours, where it is offered."""
        query = request.GET.urlencode()
        is_offered = LINK in self.offered(request)
        return f"{reverse(f'admin:{self.opts.app_label}_{self.kind}_link_suggested')}?{query}" if is_offered else ""

    def link_all(self, request: HttpRequest) -> TemplateResponse:
        if not request.user.has_perm(codename(LINK.right, self.kind.model)):
            raise PermissionDenied
        stage(self.kind.erp_list)
        ready = self.get_queryset(request).filter(is_archived=False).exclude(match_id=None)
        rows = ready.order_by("-is_match_sure", "name")
        return self.ask(LINK, LINKING, request, list(rows.values_list("pk", flat=True)))

    # The columns

    @admin.display(description=_("in Xero"), ordering="name")
    def name_column(self, row: StagedRecord) -> SafeString:
        return two_lines(row.name, ", ".join(filter(None, (str(row.entry.contact.get(one, "")) for one in PLACES))))

    @admin.display(description=_("probably the same as"))
    def match_column(self, row: StagedRecord) -> Any:
        return render_to_string("admin/staged_match.html", {"row": row, "tags": tags_of(row)}) if row.match else ""

    @admin.display(description=_("first seen"), ordering="seen_at")
    def seen_column(self, row: StagedRecord) -> Any:
        return ago(row.seen_at)

    @admin.display(description=_("what to do"))
    def buttons_column(self, row: Any) -> Any:
        return render_to_string("admin/staged_buttons.html", {"row": row})


def groups_of(outcomes: Sequence[Outcome]) -> list[tuple[Any, str, list[Outcome]]]:
    undone = [outcome for outcome in outcomes if not outcome.is_done]
    done = [outcome for outcome in outcomes if outcome.is_done]
    return [(_("Not done"), "red", undone), (_("Done"), "green", done)]


def address(slug: str, query: str) -> str:
    told = {name: value for name, value in ((PARAMETER, slug), ("q", query)) if value}
    return f"?{urlencode(told)}"


class StagedCompanies(StagedList):
    kind = StagedKind.VENDOR
    list_display = ("name_column", "contact_column", "match_column", "seen_column")
    search_fields = ("name", "erp_id", "entry__contact__city", "entry__contact__email")

    @admin.display(description=_("how to reach it"))
    def contact_column(self, row: StagedRecord) -> SafeString:
        return two_lines(row.entry.contact.get("email", ""), row.entry.contact.get("phone", ""))


class StagedProjects(StagedList):
    kind = StagedKind.PROJECT
    list_display = ("name_column", "proposal_column", "match_column", "seen_column")

    @admin.display(description=_("number and name here"))
    def proposal_column(self, row: StagedRecord) -> SafeString:
        number, name = number_and_name(row.name)
        return two_lines(number or _("number to be given"), name)
