"""What people are told at once: the worker sends it, one mail for all that is due to a person of one kind."""

import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy

from erp_integrations.models import Connection, Event, MailKind, Notice, SentMail
from erp_integrations.models.mail import PAUSES
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.notifying.facts import Happening, happenings, name_of
from erp_integrations.services.notifying.letters import Letter, address, language_of, write
from erp_integrations.services.notifying.posting import MailReport, journal, post
from erp_integrations.services.signing_in.passwords import link_arguments, may_have_password
from erp_integrations.services.signing_in.warning import former_addresses, what_changed

# Happenings that one mail tells; of the rest it says how many there are.
MOST_TOLD = 50
# Of one record, and of several.
SUBJECTS = {
    MailKind.REJECTIONS: (gettext_lazy("Rejected: %(kind)s %(name)s"), gettext_lazy("%(count)s records were rejected")),
    MailKind.FAILED_EXPORTS: (
        gettext_lazy("Failed to export: %(kind)s %(name)s"),
        gettext_lazy("%(count)s records failed to export"),
    ),
    MailKind.RESENT: (gettext_lazy("Sent again: %(kind)s %(name)s"), gettext_lazy("%(count)s records were sent again")),
}
LINK_SUBJECTS = {
    MailKind.PASSWORD_RESET: gettext_lazy("A new password for ERP Integrations"),
    MailKind.INVITATION: gettext_lazy("Your log-in for ERP Integrations"),
}
logger = logging.getLogger(__name__)


def send_notices() -> MailReport:
    """Send every notice that is due. What cannot be sent is tried again later; what goes wrong stops no other."""
    report = MailReport()
    SentMail.settle_abandoned(timezone.now())
    due = Notice.objects.due(timezone.now()).order_by("person", "kind")
    for person, kind in list(due.values_list("person", "kind").distinct()):
        try:
            tell(get_user_model()._default_manager.get(pk=person), MailKind(kind), report)
        except Exception:
            logger.exception("A mail could not be written.")
            postpone(Notice.objects.due(timezone.now()).filter(person=person, kind=kind))
    return report


def tell(person: Any, kind: MailKind, report: MailReport) -> None:
    taken = take(person, kind)
    if taken is None:
        return
    letter, mails = taken
    for mail in mails:
        post(letter, mail)
        report.count(mail)
    if mails[0].outcome == SentMail.Outcome.FAILED:
        postpone(mails[0].notices.all())


@transaction.atomic
def take(person: Any, kind: MailKind) -> tuple[Letter, Sequence[SentMail]] | None:
    """Take what is due to a person of one kind, so that no other process tells it too, and write the letter.

    There is a mail for each address that it goes to. What is tried again hangs on the first.
    """
    due = Notice.objects.due(timezone.now()).filter(person=person, kind=kind)
    notices = list(due.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
    if not notices:
        return None
    addresses = addresses_of(person, kind, notices)
    with language_of(person):
        letter = letter_of(person, kind, notices) if addresses else None
    if letter is None:
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).delete()
        return None
    mails = [journal(letter, person, to) for to in addresses]
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mail=mails[0])
    return letter, mails


def addresses_of(person: Any, kind: MailKind, notices: Sequence[Notice]) -> list[str]:
    """Return where a mail goes: nowhere, if somebody has lost their address or their log-in since.

    That others changed their log-in people are told all the same, and at the address first that they had before.
    """
    if kind != MailKind.LOG_IN:
        return [person.email] if person.is_active and person.email else []
    former = [address for notice in notices for address in former_addresses(notice.event)]
    return list(dict.fromkeys([*former, *([person.email] if person.email else [])]))


@transaction.atomic
def postpone(notices: Any) -> None:
    """Let notices wait for their next attempt, the longer the more there were."""
    now = timezone.now()
    for notice in notices:
        pause = PAUSES[min(notice.attempts, len(PAUSES) - 1)]
        Notice.objects.filter(pk=notice.pk).update(mail=None, not_before=now + pause, attempts=F("attempts") + 1)


def letter_of(person: Any, kind: MailKind, notices: Sequence[Notice]) -> Letter | None:
    if kind == MailKind.LOST_CONNECTION:
        return letter_about_connection(person)
    if kind in LINK_SUBJECTS:
        return letter_with_link(person, kind)
    if kind == MailKind.LOG_IN:
        return letter_about_log_in(person, notices)
    return letter_about_records(person, kind, notices)


def letter_with_link(person: Any, kind: MailKind) -> Letter | None:
    """Make the link now, so that it is kept nowhere but in the mail. None for who may have no password any more."""
    if not may_have_password(person):
        return None
    context = {
        "username": person.get_username(),
        "url": address("password_reset_confirm", *link_arguments(person)),
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
    }
    return write(kind, person, str(LINK_SUBJECTS[kind]), context)


def letter_about_log_in(person: Any, notices: Sequence[Notice]) -> Letter:
    events = [notice.event for notice in notices if notice.event]
    context = {
        "username": person.get_username(),
        "told": [
            {"what": what_changed(event), "who": name_of(event.actor), "at": event.happened_at} for event in events
        ],
        "url": address("password_reset") if may_have_password(person) else "",
    }
    return write(MailKind.LOG_IN, person, _("Somebody else changed how you log in"), context)


def letter_about_connection(person: Any) -> Letter | None:
    """None when the organisation has let us in again meanwhile."""
    connection = Connection.current()
    if connection is None or not connection.is_lost:
        return None
    context = {
        "organisation": connection.tenant_name,
        "status": connection.get_status_display(),
        "may_connect": person.has_perm("erp_integrations.change_connection"),
        "url": address("connect_xero"),
    }
    subject = _("Xero: the connection to %(organisation)s is lost") % {"organisation": connection.tenant_name}
    return write(MailKind.LOST_CONNECTION, person, subject, context)


def letter_about_records(person: Any, kind: MailKind, notices: Sequence[Notice]) -> Letter:
    events = Event.objects.filter(pk__in=[notice.event_id for notice in notices[:MOST_TOLD] if notice.event_id])
    told = happenings(events.select_related("content_type", "actor").order_by("pk"))
    context = {"happenings": told, "count": len(notices), "more": len(notices) - len(told)}
    return write(kind, person, subject_of(kind, len(notices), told[0]), context)


def subject_of(kind: MailKind, count: int, first: Happening) -> str:
    one, many = SUBJECTS[kind]
    return str(one if count == 1 else many) % {"kind": first.kind, "name": first.name, "count": count}
