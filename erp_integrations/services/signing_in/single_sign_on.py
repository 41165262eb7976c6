"""Who an identity of the provider is here. Known by its subject; the first time by a verified e-mail address."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model

from connectors.openid import Client, Identity
from erp_integrations.models import SignIn, Verb, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.signing_in.noting import note
from erp_integrations.services.signing_in.second_factor import locked, require_over

LONGEST_NAME = 150
ROOM_FOR_NUMBER = 6


class NotLetIn(Exception):
    """`str()` of it is a sentence for whoever tried to sign in."""


def is_offered() -> bool:
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def client(redirect_uri: str) -> Client:
    return Client(
        issuer=settings.OIDC_ISSUER,
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET,
        redirect_uri=redirect_uri,
    )


@events_last()
def person_of(identity: Identity) -> Any:
    """Return who somebody is, linking or making the person where that is allowed; raises `NotLetIn`."""
    linked = SignIn.objects.filter(issuer=identity.issuer, subject=identity.subject).select_related("person").first()
    person = linked.person if linked else first_time(identity)
    if not person.is_active:
        raise NotLetIn(_("Your log-in is switched off here. Ask an admin."))
    return person


def first_time(identity: Identity) -> Any:
    if not identity.email:
        raise NotLetIn(_("%(provider)s did not say your e-mail address, so nobody knows who you are here.") % named())
    if not identity.is_email_verified:
        raise NotLetIn(
            _("%(provider)s has not verified your e-mail address. Have it verified there, then try again.") % named()
        )
    known = list(get_user_model()._default_manager.filter(email__iexact=identity.email)[:2])
    if len(known) > 1:
        raise NotLetIn(_("Several people here have your e-mail address. Ask an admin to mend that."))
    person = known[0] if known else made_for(identity)
    link(person, identity)
    return person


def link(person: Any, identity: Identity) -> None:
    """Remember that a person is an identity; raises `NotLetIn` for whoever is another one already."""
    sign_in = locked(person)
    if sign_in.subject:
        raise NotLetIn(_("Your e-mail address belongs to another log-in of %(provider)s. Ask an admin.") % named())
    sign_in.issuer, sign_in.subject = identity.issuer, identity.subject
    sign_in.save(update_fields=["issuer", "subject"])
    note(person, Verb.CHANGED, _("Linked to %(provider)s") % named(), by=person)


def made_for(identity: Identity) -> Any:
    """Return a new person without any right; raises `NotLetIn` where people are not made by signing in."""
    if not settings.OIDC_CREATE_PEOPLE:
        raise NotLetIn(_("Nobody here has your e-mail address. Ask an admin to add you."))
    person = get_user_model()(
        username=free_username(identity.username or identity.email),
        email=identity.email,
        first_name=identity.first_name[:LONGEST_NAME],
        last_name=identity.last_name[:LONGEST_NAME],
        is_staff=True,
    )
    person.set_unusable_password()
    person.save()
    note(person, Verb.CREATED, _("by signing in with %(provider)s") % named())
    return person


def free_username(wanted: str) -> str:
    """Return a name that nobody has; an identity never gets the name of somebody who is here."""
    allowed = (
        "".join(letter for letter in wanted if letter.isalnum() or letter in "@.+-_")[: LONGEST_NAME - 6] or "person"
    )
    taken = set(
        get_user_model()._default_manager.filter(username__istartswith=allowed).values_list("username", flat=True)
    )
    folded = {name.casefold() for name in taken}
    candidates = (allowed if number == 1 else f"{allowed}-{number}" for number in range(1, len(folded) + 2))
    return next(name for name in candidates if name.casefold() not in folded)


@events_last()
def unlink(person: Any, *, by: Any) -> None:
    """Let the next sign-in of this person be a first one, as after a change of their log-in at the provider."""
    require_over(by, person)
    sign_in = locked(person)
    sign_in.issuer = sign_in.subject = ""
    sign_in.save(update_fields=["issuer", "subject"])
    note(person, Verb.CHANGED, _("No longer linked to %(provider)s") % named(), by=by)


def named() -> dict[str, str]:
    return {"provider": settings.OIDC_NAME}
