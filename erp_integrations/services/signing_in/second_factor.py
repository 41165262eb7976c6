"""The second factor: codes of a telephone that change every 30 seconds (TOTP, RFC 6238), and codes for its loss."""

import base64
import secrets
import time
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_otp.oath import TOTP

from erp_integrations.models import EXPORTED_MODELS, Connection, Event, RecoveryCode, SignIn, Verb, events_last, trail
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import codename, require
from erp_integrations.services.signing_in.noting import note
from erp_integrations.services.signing_in.warning import warn

KEY_BYTES = 20
STEP_SECONDS = 30
# A code of the step before or after is taken too: clocks differ, and people type slowly.
TOLERANCE = 1
DIGITS = 6
RECOVERY_CODES = 10
# With fewer left, people are told to make new ones.
FEW_CODES = 3
RECOVERY_BYTES = 10
GROUP = 4
ISSUER = "ERP Integrations"


class WrongCode(Exception):
    """`str()` of it is a sentence for whoever typed the code."""


class TooSoon(WrongCode):
    """The code was not even looked at."""


def is_required_of(person: Any) -> bool:
    """Whether this installation wants a second factor of somebody (SECOND_FACTOR_REQUIRED)."""
    if settings.SECOND_FACTOR_REQUIRED == "approvers":
        return decides_or_administers(person)
    return bool(settings.SECOND_FACTOR_REQUIRED == "all")


def decides_or_administers(person: Any) -> bool:
    decides = any(person.has_perm(codename("export", model)) for model in EXPORTED_MODELS)
    return decides or person.has_perm(codename("change", User)) or person.has_perm(codename("change", Connection))


@events_last()
def begin(person: Any) -> SignIn:
    """Make a new secret, which counts once a code of it was typed. One that counts already is left as it is."""
    sign_in = locked(person)
    if not sign_in.has_second_factor:
        sign_in.forget_second_factor()
        sign_in.key = secrets.token_hex(KEY_BYTES)
        sign_in.save()
    return sign_in


def confirm(person: Any, code: str, *, address: str = "") -> list[str]:
    """Switch the second factor on with a first code; return the recovery codes. Raises `WrongCode`."""
    with events_last():
        sign_in = locked(person)
        if not sign_in.is_being_set_up:
            raise WrongCode(_("The second factor is not being set up. Begin again."))
        problem = "" if take(sign_in, code) else _("This code does not belong to the key. Type the newest one.")
        if not problem:
            sign_in.confirmed_at = timezone.now()
            codes = new_recovery_codes(person)
            note(person, Verb.CHANGED, _("Second factor switched on"), by=person, address=address)
        sign_in.save()
    if problem:
        raise WrongCode(problem)
    return codes


def check(person: Any, code: str) -> str:
    """Take a code of the telephone or a recovery code; return which it was, in words. Raises `WrongCode`.

    What failed is counted before the error leaves: the next ones have to be waited for.
    """
    with events_last():
        sign_in = locked(person)
        if until := sign_in.blocked_until(timezone.now()):
            seconds = int((until - timezone.now()).total_seconds()) + 1
            raise TooSoon(_("Too many wrong codes. Try again in %(n)s seconds.") % {"n": seconds})
        how = take(sign_in, code)
        sign_in.forget_failures() if how else sign_in.count_failure()
        sign_in.save()
    if not how:
        raise WrongCode(_("This code is wrong, or was used before. Type the newest one, or a recovery code."))
    return how


def take(sign_in: SignIn, code: str) -> str:
    """Use a code up; return in words which kind it was, and nothing for a wrong one."""
    if is_new_code(sign_in, code):
        return _("with a code")
    used, _kinds = RecoveryCode.objects.filter(person=sign_in.person, digest=RecoveryCode.digest_of(code)).delete()
    return _("with a recovery code") if used else ""


def is_new_code(sign_in: SignIn, code: str) -> bool:
    """Whether a code is the telephone's of about now, later than the last one that was taken."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdecimal() and len(digits) == DIGITS and sign_in.key):
        return False
    clock = TOTP(bytes.fromhex(sign_in.key), step=STEP_SECONDS, digits=DIGITS)
    clock.time = time.time()
    if not clock.verify(int(digits), tolerance=TOLERANCE, min_t=sign_in.last_step + 1):
        return False
    sign_in.last_step = clock.t()
    return True


def switch_off(person: Any, code: str, *, address: str = "") -> None:
    """Raises `WrongCode`, and `PermissionDenied` where the installation wants a second factor."""
    if is_required_of(person):
        raise PermissionDenied(f"{person} has to keep the second factor.")
    check(person, code)
    forget(person)
    note(person, Verb.CHANGED, _("Second factor switched off"), by=person, address=address)


def renew_recovery_codes(person: Any, code: str, *, address: str = "") -> list[str]:
    """Return new recovery codes; the old ones are worth nothing from now on. Raises `WrongCode`."""
    check(person, code)
    note(person, Verb.CHANGED, _("New recovery codes"), by=person, address=address)
    return new_recovery_codes(person)


@events_last()
def reset(person: Any, *, by: Any) -> None:
    """Take somebody else's second factor away, who has lost it and is told so. Only superusers touch superusers."""
    require_over(by, person)
    forget(person)
    trail.note([Event.of(person, Verb.CHANGED, by=by, detail=_("Second factor taken away by an admin"))], warn)


def require_over(by: Any, person: Any) -> None:
    """Raise `PermissionDenied` unless somebody may look after how another person signs in."""
    require(by, "change", User)
    if by is not None and (by.pk == person.pk or (person.is_superuser and not by.is_superuser)):
        raise PermissionDenied(f"{by} may not change how {person} signs in.")


@events_last()
def forget(person: Any) -> None:
    sign_in = locked(person)
    sign_in.forget_second_factor()
    sign_in.save()
    RecoveryCode.objects.filter(person=person).delete()


@events_last()
def new_recovery_codes(person: Any) -> list[str]:
    codes = [grouped(base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode()) for _n in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, digest=RecoveryCode.digest_of(code)) for code in codes)
    return codes


def recovery_codes_left(person: Any) -> int:
    return RecoveryCode.objects.filter(person=person).count()


def grouped(text: str) -> str:
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP)).lower()


def secret_of(sign_in: SignIn) -> str:
    """Return the key as people type it into an app."""
    plain = base64.b32encode(bytes.fromhex(sign_in.key)).decode()
    return " ".join(plain[at : at + GROUP] for at in range(0, len(plain), GROUP))


def enrolment_address(sign_in: SignIn) -> str:
    """Return what the QR code holds, as authenticator apps read it."""
    query = {"secret": secret_of(sign_in).replace(" ", ""), "issuer": ISSUER, "digits": DIGITS, "period": STEP_SECONDS}
    label = quote(f"{ISSUER}:{sign_in.person.get_username()}")
    return f"otpauth://totp/{label}?{urlencode(query, quote_via=quote)}"


def locked(person: Any) -> SignIn:
    """Return a person's row, kept from others until the transaction ends, so that a code works once."""
    SignIn.objects.get_or_create(person=person)
    return SignIn.objects.select_for_update().get(person=person)
