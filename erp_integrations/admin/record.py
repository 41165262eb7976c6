"""What the screens of every exported type share. A type is a few lines on it."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.apps import apps
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_fsm import ConcurrentTransition

from erp_integrations.admin.actions import RecordActions
from erp_integrations.admin.columns import RecordColumns
from erp_integrations.admin.deleted import url_of_deleted
from erp_integrations.admin.forms import RecordForm
from erp_integrations.admin.history import WithHistory
from erp_integrations.admin.lines import LineTable
from erp_integrations.admin.page import record_page
from erp_integrations.admin.refreshing import RefreshedList
from erp_integrations.admin.stops import stops_of
from erp_integrations.admin.widgets import FORMFIELD_OVERRIDES, without_side_doors
from erp_integrations.admin.worklists import PARAMETER, WorklistChangeList, WorklistFilter
from erp_integrations.models import Event, IntegrationSettings, Verb
from erp_integrations.permissions import require
from erp_integrations.services import deleting
from erp_integrations.services.change_history import NOTHING, changes_between, picture_of
from erp_integrations.services.deciding.authority import WITHIN_PROJECTS, Authority
from erp_integrations.services.deciding.carrying_out import NotPossible

EMPTY_IN = {
    "ready_to_export": ("xero_column",),
    "exporting": ("xero_column",),
    "failed": ("xero_column",),
    "sent_back": ("xero_column",),
    "not_sent": ("xero_column", "sent_column"),
}


class RecordChangeList(WorklistChangeList):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        settings = IntegrationSettings.load()
        self.result_list: list[Any] = list(self.result_list)
        is_out_of_reach = reach_of(self.model_admin, request)
        for record in self.result_list:
            record.stops = stops_of(record, settings)
            record.is_out_of_reach = is_out_of_reach(record)


def reach_of(screen: Any, request: HttpRequest) -> Callable[[Any], bool]:
    """Return what tells the rows that somebody may do nothing with: those outside of their projects.

    Whoever sends records does so in every project.
    """
    held = [function for function in WITHIN_PROJECTS if screen.has_right(request, function)]
    if not held or screen.has_right(request, "submit"):
        return lambda record: False
    authorities = [Authority.of(request.user, function, screen.model) for function in held]
    return lambda record: all(authority.refusal(record) for authority in authorities)


class RecordAdmin(WithHistory, RefreshedList, RecordActions, RecordColumns):
    """`details` are the fields that a locked record's page shows; `line_table` is how it shows the lines."""

    form = RecordForm
    formfield_overrides = FORMFIELD_OVERRIDES
    change_form_template = "admin/record.html"
    change_list_template = "admin/change_list.html"
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    list_select_related: ClassVar[Any] = (
        "submitted_by",
        "reviewed_by",
        "reviewed_for",
        "first_accepted_by",
        "first_accepted_for",
        "held_by",
    )
    list_filter: ClassVar[Any] = (WorklistFilter,)
    empty_value_display = ""
    list_display: Any = (
        "name_column",
        "company_column",
        "amount_column",
        "state_column",
        "stops_column",
        "sent_column",
        "xero_column",
    )
    save_on_top = False
    details: tuple[str, ...] = ()
    line_table: LineTable | None = None
    what_it_becomes: Any = ""

    def get_queryset(self, request: HttpRequest) -> Any:
        related = self.list_select_related
        return super().get_queryset(request).for_display().select_related(*related)  # type: ignore[attr-defined]

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """A worklist leaves out the columns that are empty in it."""
        hidden = EMPTY_IN.get(request.GET.get(PARAMETER, ""), ())
        return tuple(column for column in self.list_display if column not in hidden)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RecordChangeList]:
        return RecordChangeList

    def action_checkbox(self, obj: Any) -> SafeString:
        """What somebody may do nothing with is not offered for selection."""
        return SafeString() if getattr(obj, "is_out_of_reach", False) else super().action_checkbox(obj)

    def becoming(self, record: Any) -> Any:
        """What the record becomes in Xero, or has become, in words."""
        return self.what_it_becomes

    # Rights. The services check theirs once more.

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_editable)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_unused = obj is None or (obj.is_editable and not obj.erp_id)
        return super().has_delete_permission(request, obj) and is_unused

    # The page of one record

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return without_side_doors(super().formfield_for_dbfield(db_field, request, **kwargs))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self.show_saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self.show_saved(request, obj)

    def show_saved(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """After saving, people look at what they saved, and send it."""
        messages.success(request, _("%(record)s was saved.") % {"record": obj})
        url, query = self.url_of(obj.pk), request.GET.urlencode()
        return redirect(f"{url}?{query}" if query else url)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ConcurrentTransition:
            text = _("Somebody else decided this record meanwhile. Nothing of what you entered was saved.")
            messages.error(request, text)
            return redirect(request.get_full_path())

    def render_change_form(  # noqa: PLR0917 - Django's own signature
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        if obj is not None:
            context["page"] = record_page(self, request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def url_of(self, pk: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[pk])

    # Deleting. The service does it, and writes it down.

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        try:
            return super().delete_view(request, object_id, {"refusal_is_told": True, **(extra_context or {})})
        except NotPossible as reason:
            messages.error(request, str(reason))
            return redirect(self.url_of(unquote(object_id)))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Say what goes with the record, and what stands against it."""
        deleted, counts, lacking, _protected = super().get_deleted_objects(objs, request)
        reasons = [reason for record in objs if (reason := deleting.objection(record))]
        return deleted, singular_where_one(counts), lacking, reasons

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        deleting.delete(obj, by=request.user)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """The service writes it down."""
        return []

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """An old link to a record that was deleted leads to its history. Django has no other hook for it."""
        if (history := url_of_deleted(request, self.model, object_id)) is None:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc,no-any-return]
        return redirect(history)

    # History: one, and not Django's

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What is stored until now is what the history says that it was. The right is asked for once more."""
        require(request.user, "change" if change else "add", type(obj))
        obj.before = picture_of(obj) if change else NOTHING
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        Event.note(obj, Verb.CREATED, by=request.user, changes=changes_between(obj.before, picture_of(obj)))

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if changes := changes_between(obj.before, picture_of(obj)):
            Event.note(obj, Verb.CHANGED, by=request.user, changes=changes)


def singular_where_one(counts: Any) -> dict[str, int]:
    """Django counts what would be deleted by the plural of its name, also where it is one."""
    singular = {str(model._meta.verbose_name_plural): str(model._meta.verbose_name) for model in apps.get_models()}
    return {singular.get(str(name), str(name)) if count == 1 else str(name): count for name, count in counts.items()}
