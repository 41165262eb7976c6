"""Payments on the screens: Xero's to read, with a number and attachments of one's own (R58-R61, R94-R97)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import ActionLocation
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q, Subquery
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from erp_integrations.admin.columns import two_lines
from erp_integrations.admin.deleted import url_of_deleted
from erp_integrations.admin.filters import ChoiceFilter, DateRangeFilter, ProjectFilter
from erp_integrations.admin.history import WithHistory
from erp_integrations.admin.imported import ImportedList, TotalPaginator
from erp_integrations.admin.payment_page import payment_page
from erp_integrations.admin.payment_views import PaymentViews
from erp_integrations.admin.states import Pill
from erp_integrations.models import Payment, PaymentAttachment
from erp_integrations.models.sentences import together
from erp_integrations.permissions import codename
from erp_integrations.services.deciding.carrying_out import NotPossible, Outcome
from erp_integrations.services.numbering_payments import change_number
from erp_integrations.services.removing_payments import remove
from erp_integrations.services.works import PAYMENTS

DELETED = Pill(gettext_lazy("Deleted in Xero"), "red")
MOST_TOLD = 10


class PaymentPaginator(TotalPaginator):
    counting = Q(is_deleted_in_erp=False)


class PaymentProjectFilter(ProjectFilter):
    field = "invoice__commitment__project"


class DeletedFilter(ChoiceFilter):
    title = gettext_lazy("state")
    parameter_name = "deleted"
    field = "is_deleted_in_erp"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("False", gettext_lazy("Not deleted")), ("True", DELETED.text)]


def counted_files() -> Any:
    """A subquery, so that only the payments of one page are counted for."""
    files = PaymentAttachment.objects.filter(payment=OuterRef("pk")).order_by()
    return files.values("payment").annotate(number=Count("pk")).values("number")


class PaymentAdmin(WithHistory, PaymentViews, ImportedList):
    work = PAYMENTS
    paginator = PaymentPaginator
    change_form_template = "admin/payment.html"
    fields = ("number",)
    actions = ("remove_action",)
    list_display = (
        "date_column",
        "amount_column",
        "invoice_column",
        "company_column",
        "notes_column",
        "number_column",
        "files_column",
        "mark_column",
    )
    list_display_links = ("date_column",)
    list_filter = (PaymentProjectFilter, DeletedFilter, DateRangeFilter)
    list_select_related = ("invoice__commitment__project", "invoice__commitment__vendor")
    search_fields = (
        "number",
        "notes",
        "invoice__number",
        "invoice__commitment__number",
        "invoice__commitment__vendor__name",
    )
    note = gettext_lazy("Payments of exported invoices. What is deleted in Xero is not added up.")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(files=Subquery(counted_files()))

    # Rights. The services check theirs once more.

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(codename("change", Payment))

    def has_remove_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(codename("delete", Payment))

    # Columns

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def amount_column(self, row: Any) -> Any:
        amount = super().amount_column(row)
        return format_html("<del>{}</del>", amount) if row.is_deleted_in_erp else amount

    @admin.display(description=gettext_lazy("invoice"))
    def invoice_column(self, payment: Payment) -> Any:
        url = reverse("admin:erp_integrations_subcontractorinvoice_change", args=[payment.invoice_id])
        link = format_html('<a href="{}">{}</a>', url, payment.invoice.number)
        aside = format_html('<span class="cell-aside">{}</span>', payment.invoice.commitment.number)
        return format_html('<span class="cell-main">{}</span>{}', link, aside)

    @admin.display(description=gettext_lazy("company and project"))
    def company_column(self, payment: Payment) -> Any:
        return two_lines(payment.invoice.commitment.vendor, payment.project)

    @admin.display(description=gettext_lazy("notes"))
    def notes_column(self, payment: Payment) -> Any:
        return format_html('<span class="clamped" title="{}">{}</span>', payment.notes, payment.notes)

    @admin.display(description=gettext_lazy("number"))
    def number_column(self, payment: Payment) -> str:
        return payment.number

    @admin.display(description=gettext_lazy("files"))
    def files_column(self, payment: Any) -> Any:
        return payment.files or ""

    @admin.display(description=gettext_lazy("state"))
    def mark_column(self, payment: Payment) -> str:
        return str(DELETED) if payment.is_deleted_in_erp else ""

    # The page of one payment

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        payment = context["original"]
        context["page"] = payment_page(request, payment)
        context["deleted_pill"] = DELETED
        context["can_remove"] = payment.is_deleted_in_erp and self.has_remove_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except NotPossible as reason:
            messages.error(request, str(reason))
            return redirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Any, form: "ModelForm[Any]", change: bool) -> None:
        """Only the number is a person's to change; the service writes it down."""
        obj.is_renumbered = change_number(obj.pk, obj.number, by=request.user)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The service wrote it down."""
        return None

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if obj.is_renumbered:
            messages.success(request, _("The payment number was saved."))
        return redirect(self.url_of(obj.pk))

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """An old link to a payment that was removed leads to its history. Django has no other hook for it."""
        if (history := url_of_deleted(request, Payment, object_id)) is None:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc,no-any-return]
        return redirect(history)

    # Removing many

    @admin.action(permissions=["remove"], description=gettext_lazy("Remove from the list…"))
    def remove_action(self, request: HttpRequest, queryset: Any) -> TemplateResponse | HttpResponse:
        reason = request.POST.get("reason", "").strip()
        if not reason:
            return self.ask_for_reason(request, queryset)
        tell_removed(request, remove(list(queryset.values_list("pk", flat=True)), by=request.user, reason=reason))
        return redirect(request.get_full_path())

    def ask_for_reason(self, request: HttpRequest, queryset: Any) -> TemplateResponse:
        payments = list(queryset.select_related(*self.list_select_related))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Remove from the list"),
            "removable": [payment for payment in payments if payment.is_deleted_in_erp],
            "standing": [payment for payment in payments if not payment.is_deleted_in_erp],
            "is_asked_again": "reason" in request.POST,
            "list_url": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/payment_removal.html", context)

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Any]:
        allowed = super().get_actions(request, action_location=action_location)
        return {name: action for name, action in allowed.items() if name in self.actions}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.method == "POST" and not self.has_remove_permission(request):
            raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def get_urls(self) -> list[URLPattern]:
        return [*self.urls_of_one(), *super().get_urls()]


def tell_removed(request: HttpRequest, outcomes: Sequence[Outcome]) -> None:
    done = sum(outcome.is_done for outcome in outcomes)
    if done:
        text = ngettext("%(n)s payment was removed.", "%(n)s payments were removed.", done)
        messages.success(request, together([text % {"n": done}, _("What they held stays in the events.")]))
    for outcome in [outcome for outcome in outcomes if not outcome.is_done][:MOST_TOLD]:
        messages.error(request, f"{outcome.record}: {outcome.sentence}")
