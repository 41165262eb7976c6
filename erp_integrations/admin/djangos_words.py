"""Sentences of Django's screens for which Django has no Spanish yet. Our catalogue has it."""

from django.utils.translation import gettext_noop as _

LEFT_TO_US = (
    _("- Select an option -"),
    _("Run"),
)
