"""New passwords by mail: for whoever has forgotten theirs, and for people who are invited."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from erp_integrations.models import MailKind, Notice, SentMail, SignIn, Verb, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.signing_in.noting import note
from erp_integrations.services.signing_in.second_factor import locked, require_over
from erp_integrations.services.waking import wake_to_mail

# How soon somebody is sent another link.
PAUSE = timedelta(minutes=5)


def may_have_password(person: Any) -> bool:
    """Whether a person gets a link: not those who come in by single sign-on only."""
    if not (person.is_active and person.email):
        return False
    if not settings.PASSWORD_LOGIN and not person.is_superuser:
        return False
    return bool(person.has_usable_password() or SignIn.of(person).invited_at)


def ask_for_new_password(email: str, *, address: str = "") -> None:
    """Send a link to whoever has an address. Who asked does not learn whether there is anybody: nothing is returned.

    The worker makes the link and mails it, so the answer takes as long for an address that nobody has.
    """
    people = get_user_model()._default_manager.filter(email__iexact=email, is_active=True)
    for person in [one for one in people if may_have_password(one) and not was_sent_lately(one)]:
        with events_last():
            Notice.objects.create(person=person, kind=MailKind.PASSWORD_RESET)
            note(person, Verb.CHANGED, _("New password asked for"), address=address)
    wake_to_mail()


def was_sent_lately(person: Any) -> bool:
    waits = Notice.objects.waiting().filter(person=person, kind=MailKind.PASSWORD_RESET)
    lately = SentMail.objects.filter(person=person, kind=MailKind.PASSWORD_RESET, at__gt=timezone.now() - PAUSE)
    return waits.exists() or lately.exists()


@events_last()
def invite(person: Any, *, by: Any) -> None:
    """Mail a link to choose a password to somebody who has none yet.

    Raises `PermissionDenied` for whoever has one, cannot be written to, or comes in by single sign-on only.
    """
    require_over(by, person)
    if not can_be_invited(person):
        raise PermissionDenied(f"{person} cannot be invited.")
    sign_in = locked(person)
    sign_in.invited_at = timezone.now()
    sign_in.save(update_fields=["invited_at"])
    Notice.objects.create(person=person, kind=MailKind.INVITATION)
    note(person, Verb.CHANGED, _("Invited"), by=by)
    transaction.on_commit(wake_to_mail)


def can_be_invited(person: Any) -> bool:
    is_wanted = settings.PASSWORD_LOGIN or person.is_superuser
    return bool(is_wanted and person.is_active and person.email and not person.has_usable_password())


def link_arguments(person: Any) -> tuple[str, str]:
    """Return what the address of the page for a new password is made of. It works once, PASSWORD_RESET_TIMEOUT long."""
    return urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)


def note_new_password(person: Any, *, address: str = "") -> None:
    note(person, Verb.CHANGED, _("Password changed"), by=person, address=address)
