"""Giving somebody else a password: Django's form, whose warning has only one language."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import User
from django.utils.html import format_html
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    Form = AdminPasswordChangeForm[User]
else:
    # Django's forms are generic for the type checker only.
    Form = AdminPasswordChangeForm

WARNING = '{} <ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>'


class OthersPasswordForm(Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("usable_password"):
            field.help_text = format_html(
                WARNING,
                _("Whether they may log in with a password. Without one they log in by single sign-on, if at all."),
                _("Without it, the password that they have now is lost."),
            )
