"""The one row of settings."""

from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.cache import cache
from django.db.models import DateField, DecimalField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from connectors.errors import ConnectorError, Refused
from erp_integrations import wiring
from erp_integrations.admin.generic import ModelForm
from erp_integrations.admin.history_page import HistoryOnPage
from erp_integrations.admin.widgets import DateInput, DigitsInput
from erp_integrations.models import Connection, ErpEntry, ErpList, IntegrationSettings, Organisation
from erp_integrations.services.configuring import accepted_otherwise, change_settings, refuse_stale
from erp_integrations.services.connecting import category_named
from erp_integrations.services.refreshing import refresh_lists
from erp_integrations.services.shown import ChangedMeanwhile, fingerprint_of_row

MOST_SUGGESTED = 500
# How long the names of the tracking categories count, in seconds; what could not be asked for is asked for soon.
AN_HOUR, A_MINUTE = 60 * 60, 60
# The settings that name something in one of Xero's lists.
KEPT_IN_XERO = {
    "retainage_item_code": ErpList.ITEM,
    "default_purchase_account": ErpList.ACCOUNT,
    "default_sales_account": ErpList.ACCOUNT,
    "default_tax_type": ErpList.TAX_RATE,
}

READ_AS = {"approved_statuses": "approved_statuses_in_words", "payments_from": "payments_from_in_words"}


def is_known_now(erp_list: ErpList) -> bool:
    """Whether there is a picture of a list; it is read if there is none and Xero can be asked."""
    if not Organisation().is_known(erp_list):
        with suppress(ConnectorError):
            refresh_lists(wiring.ledger(), [erp_list])
    return Organisation().is_known(erp_list)


class EntryInput(forms.TextInput):
    """A text field that suggests the entries of one of Xero's lists."""

    def __init__(self, erp_list: ErpList, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.erp_list = erp_list

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        field = super().render(name, value, {**(attrs or {}), "list": f"known-{name}"}, renderer)
        return field + render_to_string("admin/widgets/entries.html", {"entries": self.entries(), "name": name})

    def entries(self) -> Any:
        is_known_now(self.erp_list)
        return ErpEntry.objects.usable().filter(list=self.erp_list)[:MOST_SUGGESTED]


class CategoryInput(forms.TextInput):
    """A text field that shows which tracking categories Xero has."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        names = known_categories() if value else categories_in_xero()
        field = super().render(name, value, {**(attrs or {}), "list": f"known-{name}"}, renderer)
        return field + render_to_string("admin/widgets/categories.html", {"categories": names, "name": name})


def known_categories() -> Sequence[str]:
    """Return what Xero said within the hour; it is asked where nothing of that is left."""
    kept: Sequence[str] | None = cache.get(kept_under())
    return categories_in_xero() if kept is None else kept


def categories_in_xero() -> Sequence[str]:
    """Ask Xero for the names of the active tracking categories, and keep them; none where it cannot be asked."""
    names: Sequence[str] = ()
    with suppress(ConnectorError):
        names = wiring.ledger().tracking_categories()
    cache.set(kept_under(), names, AN_HOUR if names else A_MINUTE)
    return names


def kept_under() -> str:
    connection = Connection.current()
    return f"tracking-categories-{connection.tenant_id if connection else ''}"


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
        "%(number)d accepted record would now be posted or accepted differently and went back for a new decision.",
        "%(number)d accepted records would now be posted or accepted differently and went back for a new decision.",
        number,
    ) % {"number": number}


def question(number: int) -> str:
    return ngettext(
        "%(number)d accepted record would be posted or accepted differently. If you save, it goes back for a new"
        " decision.",
        "%(number)d accepted records would be posted or accepted differently. If you save, they go back for a new"
        " decision.",
        number,
    ) % {"number": number}


def agreement(number: int) -> str:
    """Return what stands on the button that saves all the same."""
    text = ngettext("Save and send %(number)d record back", "Save and send %(number)d records back", number)
    return text % {"number": number}


class IntegrationSettingsForm(ModelForm):
    """Asks before saving whether so many accepted records shall go back. `is_agreed` is the number agreed to.

    `shown` is how the settings were when the page was made: a page that is behind is not even asked about.
    """

    class Meta:
        help_texts: ClassVar[dict[str, Any]] = {
            "payments_from": _(
                "Payments already here stay. An earlier day brings earlier payments with the next import."
            )
        }

    is_agreed = forms.IntegerField(required=False)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    number_altered = 0

    def clean(self) -> dict[str, Any]:
        refuse_stale(self.instance, self.shown_before)
        cleaned = super().clean() or self.cleaned_data
        altered = 0 if self.errors else self.count_altered(cleaned)
        if altered and altered != cleaned.get("is_agreed"):
            self.number_altered = altered
            raise forms.ValidationError(question(altered), code="alters_accepted")
        return cleaned

    @property
    def shown_before(self) -> str | None:
        return self.cleaned_data.get("shown") or None

    def count_altered(self, cleaned: dict[str, Any]) -> int:
        """Return how many accepted records would be sent back, as things stand now."""
        changed = copy(self.instance)
        names = [name for name in self.changed_data if name not in ("is_agreed", "shown")]
        for name in names:
            setattr(changed, name, cleaned[name])
        return sum(1 for _record in accepted_otherwise(changed)) if names else 0

    def agreement(self) -> str:
        return agreement(self.number_altered)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.initial["shown"] = fingerprint_of_row(self.instance)
        if "tracking_category" in self.fields:
            field = self.fields["tracking_category"]
            field.widget = CategoryInput(attrs=field.widget.attrs)
        for name, erp_list in KEPT_IN_XERO.items():
            if name in self.fields:
                self.fields[name].widget = EntryInput(erp_list, attrs=self.fields[name].widget.attrs)

    def entry_in_xero(self, name: str) -> str:
        """Return what was entered, spelt as in Xero; raises when Xero's list is known and has nothing usable so."""
        entered = str(self.cleaned_data.get(name) or "")
        erp_list = KEPT_IN_XERO[name]
        if not entered or not is_known_now(erp_list):
            return entered
        entry = ErpEntry.called(erp_list, entered).usable().first()
        if entry is None and name in self.changed_data:
            text = _("Xero has no %(entered)s among its %(list)s that can be used. Refresh the list if it is new.")
            raise forms.ValidationError(text, params={"entered": entered, "list": erp_list.label.lower()})
        return str(entry.name) if entry else entered

    def clean_retainage_item_code(self) -> str:
        return self.entry_in_xero("retainage_item_code")

    def clean_default_purchase_account(self) -> str:
        return self.entry_in_xero("default_purchase_account")

    def clean_default_sales_account(self) -> str:
        return self.entry_in_xero("default_sales_account")

    def clean_default_tax_type(self) -> str:
        return self.entry_in_xero("default_tax_type")

    def clean_tracking_category(self) -> str:
        """Ask Xero, spelling included; where it cannot be asked, believe what was entered."""
        entered = str(self.cleaned_data.get("tracking_category") or "").strip()
        if not entered or "tracking_category" not in self.changed_data:
            return entered
        try:
            return category_named(wiring.ledger(), entered)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        except ConnectorError:
            return entered

    def clean_payments_from(self) -> date | None:
        day: date | None = self.cleaned_data.get("payments_from")
        today = Connection.today()
        if day and day > today and "payments_from" in self.changed_data:
            text = _("This day is still to come. Choose today, %(today)s, or an earlier day.")
            raise forms.ValidationError(text, params={"today": date_format(today, "DATE_FORMAT")})
        return day

    approved_statuses = WordList(
        label=_("Statuses that count as approved"),
        help_text=_("Words with commas between them; capitals do not matter. Records in another status are not sent."),
    )


def to_read(fields: Any) -> list[Any]:
    """Replace the names of fields by those of what shows them to a reader, in lines of several fields too."""
    return [READ_AS.get(name, name) if isinstance(name, str) else to_read(name) for name in fields]


class IntegrationSettingsAdmin(HistoryOnPage):
    form = IntegrationSettingsForm
    change_form_template = "admin/settings.html"
    formfield_overrides: ClassVar[Any] = {
        DateField: {"widget": DateInput},
        DecimalField: {"widget": DigitsInput},
    }
    fieldsets = (
        (
            _("Jobs and items in Xero"),
            {
                "description": format_lazy(
                    "{} {}",
                    _("Which of Xero's lists the records are coded to. Without them nothing can be accepted."),
                    _("Each field offers what is in Xero: type a letter, or press the arrow key down."),
                ),
                "fields": (
                    ("tracking_category", "retainage_item_code"),
                    ("default_purchase_account", "default_tax_type"),
                    "default_sales_account",
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
                "fields": (("bill_status", "due_date_policy"), "negative_invoices"),
            },
        ),
        (
            _("Payments"),
            {
                "description": _("Payments of exported bills come in from this day on, the day's own included."),
                "fields": ("payments_from",),
            },
        ),
        (
            _("Who may send and accept what"),
            {
                "description": _("A record is sent only in one of these statuses."),
                "fields": (
                    "approved_statuses",
                    "forbid_self_approval",
                    "second_approver_above",
                    "forbid_widening_own_rights",
                    "company_name_limit",
                ),
            },
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whoever only reads the settings reads words where Django would show how they are kept."""
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return [(title, {**options, "fields": to_read(options["fields"])}) for title, options in self.fieldsets]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Only a superuser lets people widen their own rights; to forbid it is any admin's."""
        form = super().get_form(request, obj, change=change, **kwargs)
        field = form.base_fields.get("forbid_widening_own_rights")
        if field and obj and obj.forbid_widening_own_rights and not request.user.is_superuser:
            field.disabled = True
            field.help_text = _("Another admin gives them. Only a superuser switches this off.")
        return form

    @admin.display(description=_("statuses that count as approved"))
    def approved_statuses_in_words(self, settings: IntegrationSettings) -> str:
        return ", ".join(map(str, settings.approved_statuses))

    @admin.display(description=_("payments dated from"))
    def payments_from_in_words(self, settings: IntegrationSettings) -> str:
        return date_format(settings.payments_from, "DATE_FORMAT") if settings.payments_from else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect(self.form_url())

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ChangedMeanwhile as reason:
            messages.error(request, str(reason))
            return redirect(self.form_url())

    def save_model(self, request: HttpRequest, obj: IntegrationSettings, form: Any, change: bool) -> None:
        number = change_settings(obj, by=request.user, shown=form.shown_before)
        self.message_user(request, _("The settings were saved. They count from now on."))
        if number:
            self.message_user(request, sent_back_sentence(number), messages.WARNING)

    def response_change(self, request: HttpRequest, obj: IntegrationSettings) -> HttpResponse:
        return redirect(self.form_url())

    def form_url(self) -> str:
        row = IntegrationSettings.load()
        return reverse("admin:erp_integrations_integrationsettings_change", args=[row.pk])
