"""A new password by mail: asking for the link, and following it. Also for people who are invited."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import (
    PasswordResetCompleteView,
    PasswordResetConfirmView,
    PasswordResetDoneView,
    PasswordResetView,
)
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.signing_in import entrance_context
from erp_integrations.services.signing_in.addresses import address_of
from erp_integrations.services.signing_in.passwords import ask_for_new_password, note_new_password


class AskForm(PasswordResetForm):
    """Asks for a link. The worker sends it, to those who may have a password."""

    def save(self, *args: Any, request: Any = None, **kwargs: Any) -> None:
        ask_for_new_password(self.cleaned_data["email"], address=address_of(request))


class Ask(PasswordResetView):
    form_class = AskForm
    template_name = "registration/password_reset_form.html"
    title = _("Forgotten password")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **entrance_context()}


class Asked(PasswordResetDoneView):
    title = _("Look into your mail")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hours = settings.PASSWORD_RESET_TIMEOUT // 3600
        return {**super().get_context_data(**kwargs), **entrance_context(), "hours": hours}


class Choose(PasswordResetConfirmView):
    title = _("New password")

    def get_user(self, uidb64: str) -> Any:
        """Return whose link it is; a person who is switched off chooses nothing."""
        person = super().get_user(uidb64)
        return person if person is not None and person.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        note_new_password(get_user_model()._default_manager.get(pk=form.user.pk), address=address_of(self.request))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **entrance_context()}


class Chosen(PasswordResetCompleteView):
    title = _("Your password is changed")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **entrance_context()}


ASK_ADDRESSES = [
    path("", Ask.as_view(), name="password_reset"),
    path("done/", Asked.as_view(), name="password_reset_done"),
]
CHOOSE_ADDRESSES = [
    path("done/", Chosen.as_view(), name="password_reset_complete"),
    path("<uidb64>/<token>/", Choose.as_view(), name="password_reset_confirm"),
]
