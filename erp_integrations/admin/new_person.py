"""The form of somebody new: who it is, what they may do from the start, and how they come to a password."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from erp_integrations.admin.generic import NewUserForm
from erp_integrations.admin.presets import preset_field
from erp_integrations.services.setting_up.facts import mails_are_sent

SETS_ONE, HAS_NONE = "true", "false"


class NewPersonForm(NewUserForm):
    preset = preset_field(
        gettext_lazy("None yet"),
        gettext_lazy("What the person may do from the start. Single rights are ticked after saving, on their page."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["usable_password"] = way_to_a_password()
        fields["password1"].help_text = rules_for_passwords()
        fields["password2"].label = _("Password once more")
        fields["password2"].help_text = _("So that no slip of the keys locks them out.")


def way_to_a_password() -> forms.ChoiceField:
    """Where no mails leave yet, nobody can be invited; where passwords are not used, nobody needs to be."""
    if settings.PASSWORD_LOGIN:
        none = _("They choose it themselves, by a link in an invitation")
        text = _("The invitation is sent from the page that opens after saving, to the e-mail address above.")
    else:
        none = _("None: they log in with %(provider)s") % {"provider": settings.OIDC_NAME}
        text = _("Passwords are for superusers only here.")
    invites = mails_are_sent() or not settings.PASSWORD_LOGIN
    return forms.ChoiceField(
        label=_("Password"),
        choices=[(HAS_NONE, none), (SETS_ONE, _("You choose it now, and tell it to them"))],
        initial=HAS_NONE if invites else SETS_ONE,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "radiolist"}),
        help_text=text,
    )


def rules_for_passwords() -> SafeString:
    return format_html(
        "{} {}",
        _("Not like their name or address, none that many people use, and at least 10 characters long."),
        _("They change it at “Account”."),
    )
