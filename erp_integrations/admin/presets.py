"""The usual sets of rights as a choice in the forms of people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from erp_integrations.permissions import PRESETS

PRESET_LABELS = {
    "viewer": _("View-only: sees everything, changes nothing, and is marked so"),
    "project person": _("Project person: enters records and sends them"),
    "approver": _("Approver: accepts, rejects and exports"),
    "commitment approver": _("Approver of commitments only"),
    "admin": _("Admin: settings and people, no approving"),
}


def preset_field(none: Any, text: Any) -> forms.ChoiceField:
    """`none` is what it means to choose no set."""
    choices = [("", none), *((name, PRESET_LABELS.get(name, name)) for name in PRESETS)]
    return forms.ChoiceField(label=_("Set of rights"), choices=choices, required=False, help_text=text)
