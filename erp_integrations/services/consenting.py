"""A person's consent at Xero, step by step: asked for, answered, and one organisation chosen (R11).

Whatever goes wrong is a `Refused` whose sentence says what to do; nothing is connected then, and no token is kept.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from connectors.errors import Refused, TryLater
from connectors.ports import TokenSet
from erp_integrations.models import Connection, Consent, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import require
from erp_integrations.services.connecting import connect

# Takes an authorisation code and the PKCE verifier; returns the tokens, and id and name of what they open.
Exchange = Callable[[str, str], tuple[TokenSet, list[tuple[str, str]]]]

START_AGAIN = gettext_lazy("Nothing was changed. Start again with the button below.")
# What OAuth calls it → what it means to whoever was sent to Xero.
SAID_ON_THE_WAY_BACK = {
    "access_denied": gettext_lazy("The access was not allowed at Xero."),
    "invalid_scope": gettext_lazy(
        "Xero does not let this app ask for all that the tool needs. Look at the app's scopes at developer.xero.com."
    ),
    "temporarily_unavailable": gettext_lazy("Xero's log-in is out of order for a moment."),
    "server_error": gettext_lazy("Xero's log-in is out of order for a moment."),
}
SAID_OF_THE_CODE = {
    "invalid_grant": gettext_lazy(
        "Xero does not take this authorisation any more: its code works once, and for five minutes."
    ),
    "invalid_client": gettext_lazy(
        "Xero does not know the client id with this secret. Compare XERO_CLIENT_ID and XERO_CLIENT_SECRET with those of"
        " the app at developer.xero.com, and restart the tool after a change."
    ),
    "unauthorized_client": gettext_lazy(
        "The Xero app may not be connected in this way. It has to be a web app at developer.xero.com."
    ),
}


class TwiceAnswered(Refused):
    """The browser brought an answer back that it had brought before: by *Back*, a double click, or a copied address."""


def refused(sentence: Any) -> Refused:
    return Refused(str(sentence), str(START_AGAIN))


def begin(session: str, state: str, verifier: str, *, by: Any) -> None:
    """Note that somebody leaves for Xero's consent page. Needs `change_connection`."""
    require(by, "change", Connection)
    Consent.forget_abandoned()
    Consent.begin(by, session, state, verifier)


def receive(answer: Mapping[str, str], exchange: Exchange, *, by: Any, session: str) -> Connection | None:
    """Take what the consent page sent back; return the connection, or None where several organisations are open.

    Needs `change_connection`. Raises `TwiceAnswered` and `Refused`.
    """
    require(by, "change", Connection)
    consent = asked(answer, by, session)
    try:
        keep_tokens(consent, answer, exchange)
        if len(consent.organisations) > 1:
            return None
        return choose(consent, consent.organisations[0][0], by=by)
    except Refused:
        consent.forget()
        raise


def asked(answer: Mapping[str, str], by: Any, session: str) -> Consent:
    """Return the consent that an answer is for, which this takes; each is taken once."""
    consent = Consent.of_state(answer.get("state", ""))
    if consent is None:
        raise refused(_("This answer from Xero does not belong to a connection that was started here."))
    if not consent.belongs_to(by, session):
        raise refused(_("This answer from Xero belongs to a log-in that has ended, or to somebody else."))
    if not consent.take_answer():
        raise TwiceAnswered(_("This answer from Xero was used already."))
    return consent


def keep_tokens(consent: Consent, answer: Mapping[str, str], exchange: Exchange) -> None:
    """Change the code for tokens, and keep these until the organisation is chosen."""
    if error := answer.get("error"):
        raise refused(SAID_ON_THE_WAY_BACK.get(error, _("Xero did not go on (%(error)s).") % {"error": error[:60]}))
    if consent.is_late:
        raise refused(_("Half an hour has passed since the connection was started."))
    if not answer.get("code"):
        raise refused(_("Xero sent no code."))
    try:
        tokens, organisations = exchange(answer["code"], consent.verifier)
    except Refused as refusal:
        said = SAID_OF_THE_CODE.get(str(refusal), _("Xero did not connect: %(reason)s") % {"reason": refusal})
        raise refused(said) from refusal
    except TryLater as silence:
        raise refused(silence) from silence
    if not organisations:
        raise refused(_("No organisation was opened to this app at Xero. Choose one on Xero's page."))
    consent.keep(tokens, organisations)


@events_last()
def choose(consent: Consent, tenant_id: str, *, by: Any) -> Connection:
    """Connect one of the organisations that a consent opened. Needs `change_connection`.

    Raises `Refused` for one that is not among them, and for another than the one that the records are in: then the
    choice is still open. The others stay allowed at Xero, where another installation may work with them.
    """
    require(by, "change", Connection)
    names: dict[str, str] = dict(consent.organisations)
    if tenant_id not in names:
        raise Refused(_("Choose one of the organisations."))
    tokens = consent.take_tokens()
    if tokens is None:
        raise TwiceAnswered(_("An organisation was chosen already."))
    return connect(Connection.Kind.AUTHORISATION_CODE, tokens, [(tenant_id, names[tenant_id])], by=by)


def give_up(consent: Consent, *, by: Any) -> None:
    """Choose none: the tokens are forgotten. Needs `change_connection`."""
    require(by, "change", Connection)
    consent.forget()
