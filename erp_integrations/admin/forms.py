"""The form of a record that may be changed, and of its lines."""

from typing import Any

from django import forms

from erp_integrations.admin.amounts import as_typed
from erp_integrations.admin.generic import InlineFormSet, ModelForm
from erp_integrations.models import IntegrationSettings
from erp_integrations.models.lines import to_cents
from erp_integrations.models.statuses import USUAL_STATUSES, status_in_words

# How the amounts of a line count in the total of its document.
COUNTS = {"amount": 1, "original_amount": 1, "retainage_withheld": -1, "retainage_released": 1}
MAY_BE_BLANK = ("position", "quantity", "unit_cost", "amount", "retainage_withheld", "retainage_released")


def status_choices(current: str) -> list[tuple[str, str]]:
    """Return the usual statuses, those that the settings call approved, and the one that the record has."""
    approved = [str(name) for name in IntegrationSettings.load().approved_statuses]
    names = dict.fromkeys([*USUAL_STATUSES, *approved, *([current] if current else [])])
    return [(name, status_in_words(name)) for name in names]


class RecordForm(ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if "status" in self.fields:
            field = self.fields["status"]
            choices = status_choices(self.instance.status)
            self.fields["status"] = forms.ChoiceField(label=field.label, choices=choices, initial=field.initial)


class LineForm(ModelForm):
    """A blank position means the next one; a blank amount means quantity x unit cost."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in MAY_BE_BLANK:
            if name in self.fields:
                self.fields[name].required = False
        for name, sign in COUNTS.items():
            if name in self.fields:
                self.fields[name].widget.attrs["data-counts"] = sign
        if self.instance.pk:
            self.shorten_numbers()
        else:
            self.start_blank()

    def shorten_numbers(self) -> None:
        for name in ("quantity", "unit_cost"):
            if name in self.fields:
                self.initial[name] = as_typed(self.initial[name])

    def start_blank(self) -> None:
        """A zero that stands there already would be meant, and no amount would be worked out."""
        self.initial.update(dict.fromkeys(MAY_BE_BLANK))
        if "position" in self.fields:
            self.fields["position"].widget.attrs["placeholder"] = "+"

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        for name in ("quantity", "unit_cost", "retainage_withheld", "retainage_released"):
            if name in cleaned and cleaned[name] is None:
                cleaned[name] = 0
        if "amount" in cleaned and cleaned["amount"] is None:
            cleaned["amount"] = to_cents(cleaned.get("quantity", 0) * cleaned.get("unit_cost", 0))
        return cleaned


class LineFormSet(InlineFormSet):
    def save_new(self, form: Any, commit: bool = True) -> Any:
        if form.instance.position is None:
            form.instance.position = self.next_position()
        return super().save_new(form, commit)

    def next_position(self) -> int:
        taken = [form.instance.position for form in self.forms if form.instance.position]
        return max(taken, default=0) + 1
