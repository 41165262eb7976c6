"""The one row of settings."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.generic import ModelAdmin, ModelForm
from erp_integrations.models import IntegrationSettings


class WordList(forms.CharField):
    """A list of words, written with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(word.strip() for word in str(value or "").split(",") if word.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


class IntegrationSettingsForm(ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    approved_statuses = WordList(
        label=_("Statuses that count as approved"),
        help_text=_("Words with commas between them; capitals do not matter. Records in another status are not sent."),
    )


class IntegrationSettingsAdmin(ModelAdmin):
    form = IntegrationSettingsForm
    change_form_template = "admin/settings.html"
    fieldsets = (
        (
            _("Jobs and items in Xero"),
            {
                "description": _(
                    "Which of Xero's lists the records are coded to. Without them nothing can be accepted."
                ),
                "fields": (
                    ("tracking_category", "retainage_item_code"),
                    ("default_purchase_account", "default_tax_type"),
                ),
            },
        ),
        (
            _("Commitments"),
            {
                "description": _("Switched off, commitments stay here and invoices bear their own number in Xero."),
                "fields": ("commitment_sync", "purchase_order_status"),
            },
        ),
        (
            _("Invoices"),
            {
                "description": _("What arrives in Xero, and what is done about an invoice that Xero would not take."),
                "fields": (("bill_status", "due_date_policy"), "negative_invoices"),
            },
        ),
        (
            _("Who may send and accept what"),
            {
                "description": _("A record is sent only in one of these statuses."),
                "fields": ("approved_statuses", "forbid_self_approval", "company_name_limit"),
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect(self.form_url())

    def response_change(self, request: HttpRequest, obj: IntegrationSettings) -> HttpResponse:
        self.message_user(request, _("The settings were saved. They count from now on."))
        return redirect(self.form_url())

    def form_url(self) -> str:
        row = IntegrationSettings.load()
        return reverse("admin:erp_integrations_integrationsettings_change", args=[row.pk])
