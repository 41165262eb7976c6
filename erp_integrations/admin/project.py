"""Projects on the screens."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from erp_integrations.admin.amounts import AmountField
from erp_integrations.admin.columns import RecordColumns, sorted_by
from erp_integrations.admin.filters import ActiveFilter
from erp_integrations.admin.lines import LineColumn, LineInline, LineTable, money
from erp_integrations.admin.moments import ago
from erp_integrations.admin.record import RecordAdmin
from erp_integrations.admin.reports.project_line import project_line
from erp_integrations.admin.staged_list import StagedProjects
from erp_integrations.admin.staged_tabs import StagedTabs
from erp_integrations.admin.worklists import WorklistFilter
from erp_integrations.mapping.budget_code import full_name
from erp_integrations.models import BudgetCode, Project, ProjectBudgetCode, State
from erp_integrations.permissions import codename, require
from erp_integrations.services.adding_codes import add_budget_code
from erp_integrations.services.deciding.carrying_out import NotPossible


class BudgetCodesInline(LineInline):
    model = ProjectBudgetCode
    fields = ("budget_code", "original_amount")
    formset = BaseInlineFormSet
    verbose_name_plural = _("budget codes")


class BudgetCodeForm(forms.Form):
    """Choose one of the codes that a project has not yet."""

    budget_code = forms.ModelChoiceField(BudgetCode.objects.none(), label=_("Budget code"))
    original_amount = AmountField(label=_("Original budget"), max_digits=16, decimal_places=2, required=False)

    def __init__(self, project: Project, data: Any = None) -> None:
        super().__init__(data, label_suffix="", prefix="new")
        others = BudgetCode.objects.for_display().exclude(projects=project)
        self.fields["budget_code"].queryset = others  # type: ignore[attr-defined]


class ProjectAdmin(StagedTabs, RecordAdmin):
    staged_list = StagedProjects
    name_column = sorted_by(RecordColumns.name_column, "number")
    search_fields = ("number", "name")
    list_filter = (WorklistFilter, ActiveFilter)
    list_display = ("name_column", "codes_column", "state_column", "stops_column", "sent_column", "xero_column")
    fieldsets = (
        (None, {"fields": (("number", "name"), ("started_on", "sub_job_of"), ("is_active", "is_integrated"))}),
    )
    inlines = (BudgetCodesInline,)
    details = ("number", "name", "started_on", "sub_job_of", "is_active", "is_integrated")
    what_it_becomes = _("a tracking option")
    line_table = LineTable(
        _("Budget codes"),
        lambda project: project.project_budget_codes.all(),
        (
            LineColumn(_("Budget code"), lambda row: row.budget_code),
            LineColumn(_("Description"), lambda row: full_name(row.budget_code)),
            LineColumn(_("In Xero"), lambda row: _("yes") if row.budget_code.erp_id else _("not yet")),
            LineColumn(_("Exported with the project"), lambda row: ago(row.exported_at)),
            money(_("Original budget"), "original_amount"),
        ),
    )

    def title_of(self, record: Any) -> str:
        return str(record.name)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.add_code_view))
        return [path("<int:pk>/add-code/", view, name="erp_integrations_project_add_code"), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """A synced project is locked, and may still get further budget codes (R33)."""
        project = context.get("original")
        context["project_line"] = project and project_line(project, request.user)
        if project and project.state == State.SYNCED and request.user.has_perm(codename("change", Project)):
            context["code_form"] = BudgetCodeForm(project)
        return super().render_change_form(request, context, *args, **kwargs)

    def add_code_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        require(request.user, "change", Project)
        project = get_object_or_404(Project, pk=pk)
        form = BudgetCodeForm(project, request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(str(text) for errors in form.errors.values() for text in errors))
        else:
            self.add_code(request, project, form.cleaned_data)
        return redirect("admin:erp_integrations_project_change", pk)

    def add_code(self, request: HttpRequest, project: Project, chosen: dict[str, Any]) -> None:
        code, amount = chosen["budget_code"], chosen["original_amount"] or Decimal(0)
        try:
            add_budget_code(project, code, amount, by=request.user)
        except NotPossible as reason:
            messages.error(request, str(reason))
        else:
            text = _("Budget code %(code)s was added. Send the project to ERP again, so that it counts there.")
            messages.success(request, text % {"code": code})

    @admin.display(description=_("budget codes"))
    def codes_column(self, record: Any) -> int:
        return len(record.project_budget_codes.all())
