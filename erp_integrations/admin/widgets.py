"""How fields are filled in: the browser's own date picker, digits without spin buttons, choices without side doors."""

from typing import Any

from django import forms
from django.db import models

from erp_integrations.admin.amounts import AmountField


class DateInput(forms.DateInput):
    """Browsers show the date in the reader's way and send it as ISO."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DigitsInput(forms.TextInput):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off"}, **kwargs)


FORMFIELD_OVERRIDES: "dict[type[models.Field[Any, Any]], dict[str, Any]]" = {
    models.DateField: {"widget": DateInput},
    models.DecimalField: {"form_class": AmountField, "widget": DigitsInput},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 3})},
}


def without_side_doors(field: Any) -> Any:
    """Leave out the signs beside a choice that open other records' forms in a window of their own."""
    widget = getattr(field, "widget", None)
    for sign in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
        if hasattr(widget, sign):
            setattr(widget, sign, False)
    return field
