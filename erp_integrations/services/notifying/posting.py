"""The mail server and the journal: a letter goes out once, and what became of it is written down."""

import logging
from dataclasses import dataclass, field
from typing import Any

from django.core.mail import EmailMultiAlternatives, mailers

from erp_integrations.models import SentMail
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import ngettext
from erp_integrations.services.notifying.letters import Letter

# What a mail server, the way to it, or an address that is none ends in. SMTP's errors are among the first.
UNSENT = (OSError, ValueError)
HEADERS = {"Auto-Submitted": "auto-generated"}
logger = logging.getLogger(__name__)


@dataclass
class MailReport:
    """What a run sent, and what it could not send: a line for each mail."""

    sent: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def count(self, mail: SentMail) -> None:
        if mail.outcome == SentMail.Outcome.SENT:
            self.sent.append(f"{mail.subject} → {mail.to}")
        else:
            self.failed.append(f"{mail.subject} → {mail.to}: {mail.problem}")

    def __str__(self) -> str:
        sent = ngettext("%(n)s mail sent", "%(n)s mails sent", len(self.sent)) % {"n": len(self.sent)}
        return _("%(sent)s, %(failed)s not sent") % {"sent": sent, "failed": len(self.failed)}


def journal(letter: Letter, person: Any, to: str = "") -> SentMail:
    """Take the sending of a letter upon us, to a person's address or another one of theirs.

    Raises `IntegrityError` if it is a summary that somebody else has taken.
    """
    return SentMail.objects.create(person=person, to=to or person.email, kind=letter.kind, subject=letter.subject)


def post(letter: Letter, mail: SentMail) -> None:
    """Send a letter that was journalled, with no transaction open, and write down what became of it.

    Until the server has said that it took the mail, it has not (RFC 5321, 4.2.5), and the mail may be sent again.
    """
    try:
        deliver(letter, mail.to)
    except UNSENT as reason:
        mail.settle(SentMail.Outcome.FAILED, _("The mail server did not take it: %(reason)s") % {"reason": reason})
        logger.info("A mail to %s was not sent: %s", mail.to, reason)
    else:
        mail.settle(SentMail.Outcome.SENT)


def deliver(letter: Letter, address: str) -> None:
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[address], headers=HEADERS)
    message.attach_alternative(letter.html, "text/html")
    server = mailers.default
    server.open()
    try:
        server.send_messages([message])
    finally:
        hang_up(server)


def hang_up(server: Any) -> None:
    """Whatever goes wrong with parting: the mail was taken before, or was refused for a reason of its own."""
    try:
        server.close()
    except OSError as reason:
        logger.info("The mail server did not part well: %s", reason)
