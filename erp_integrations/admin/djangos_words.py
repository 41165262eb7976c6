"""Sentences of Django's screens for which Django has no Spanish yet. Our catalogue has it."""

from django.utils.translation import gettext_noop as _

LEFT_TO_US = (
    _("- Select an option -"),
    _("Run"),
    _(
        "Whether the user will be able to authenticate using a password or not. If disabled, they may still be able "
        "to authenticate using other backends, such as Single Sign-On or LDAP."
    ),
)
