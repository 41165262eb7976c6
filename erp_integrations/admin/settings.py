"""The one row of settings."""

from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from erp_integrations.admin.generic import ModelAdmin, ModelForm
from erp_integrations.models import IntegrationSettings
from erp_integrations.services.configuring import accepted_otherwise, change_settings


class WordList(forms.CharField):
    """A list of words, written with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(word.strip() for word in str(value or "").split(",") if word.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


def sent_back_sentence(number: int) -> str:
    return ngettext(
        "%(number)d accepted record would now be posted differently and went back for a new decision.",
        "%(number)d accepted records would now be posted differently and went back for a new decision.",
        number,
    ) % {"number": number}


def agreement_sentence(number: int) -> str:
    return ngettext(
        "%(number)d accepted record would be posted differently. Save again to change this and send it back.",
        "%(number)d accepted records would be posted differently. Save again to change this and send them back.",
        number,
    ) % {"number": number}


class IntegrationSettingsForm(ModelForm):
    """Says before saving how many accepted records the change sends back, and saves once that is agreed to."""

    is_agreed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.number_altered = 0
        if not self.errors and self.has_changed() and not cleaned.get("is_agreed"):
            changed = copy(self.instance)
            for name in self.changed_data:
                setattr(changed, name, cleaned[name])
            self.number_altered = sum(1 for _record in accepted_otherwise(changed))
        if self.number_altered:
            self.data = {**dict(self.data.items()), "is_agreed": "on"}
            raise forms.ValidationError(agreement_sentence(self.number_altered), code="alters_accepted")
        return cleaned

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
                "description": _("What arrives in Xero. Supplier credit notes arrive in the same status as bills."),
                "fields": ("bill_status", "negative_invoices"),
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

    def save_model(self, request: HttpRequest, obj: IntegrationSettings, form: Any, change: bool) -> None:
        number = change_settings(obj)
        self.message_user(request, _("The settings were saved. They count from now on."))
        if number:
            self.message_user(request, sent_back_sentence(number), messages.WARNING)

    def response_change(self, request: HttpRequest, obj: IntegrationSettings) -> HttpResponse:
        return redirect(self.form_url())

    def form_url(self) -> str:
        row = IntegrationSettings.load()
        return reverse("admin:erp_integrations_integrationsettings_change", args=[row.pk])
