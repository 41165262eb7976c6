"""The daily summary: what waits for each approver's decision, once a day, to those for whom something does."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from erp_integrations.models import (
    EXPORTED_MODELS,
    JobCost,
    MailKind,
    SentMail,
    StagedKind,
    StagedRecord,
)
from erp_integrations.models.mail import PAUSES
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import codename
from erp_integrations.services.deciding.decidable import decidable
from erp_integrations.services.left_out import transactions_to_look_at
from erp_integrations.services.notifying.facts import Fact, fact_of
from erp_integrations.services.notifying.letters import Letter, address, language_of, list_address, write
from erp_integrations.services.notifying.people import approvers
from erp_integrations.services.notifying.posting import MailReport, journal, post

# Records of one type that a summary names; of the rest it says how many there are.
MOST_LINES = 50
TRY_AGAIN_AFTER = timedelta(minutes=30)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """The records of one type that wait in one list."""

    title: str
    url: str
    count: int
    lines: Sequence[Fact]

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class Aside:
    """What waits beside the decisions: one line, and a list to go to."""

    title: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """`asides` are told along with the rest. They alone are worth no mail, as they may stay for ever."""

    failed: Sequence[Part]
    waiting: Sequence[Part]
    asides: Sequence[Aside]

    @property
    def failed_count(self) -> int:
        return sum(part.count for part in self.failed)

    @property
    def waiting_count(self) -> int:
        return sum(part.count for part in self.waiting)


def send_daily_summaries() -> MailReport:
    """Send today's summary to each approver for whom something waits and who has not had it.

    However often it runs, and however many run at once, nobody gets two in a day. Who could not be reached gets
    theirs from the next run.
    """
    return send_to(approvers(MailKind.DAILY_SUMMARY).values())


def send_summaries_again(now: datetime) -> MailReport:
    """Try today's summaries once more that a mail server did not take, some time later, and not for ever."""
    today = SentMail.objects.filter(kind=MailKind.DAILY_SUMMARY, day=timezone.localdate(now))
    failed = today.filter(outcome=SentMail.Outcome.FAILED)
    tries: dict[int, list[datetime]] = {}
    for person, at in failed.values_list("person", "at"):
        tries.setdefault(person, []).append(at)
    due = {pk for pk, times in tries.items() if len(times) <= len(PAUSES) and max(times) < now - TRY_AGAIN_AFTER}
    return send_to([person for pk, person in approvers(MailKind.DAILY_SUMMARY).items() if pk in due] if due else ())


def send_to(people: Any) -> MailReport:
    """Send today's summary to each of some people. What goes wrong with one of them stops no other."""
    report = MailReport()
    taken = set(taken_today().values_list("person", flat=True))
    for person in people:
        if person.pk in taken:
            continue
        try:
            mail = send_one(person)
        except Exception:
            logger.exception("The daily summary of %s could not be written.", person)
            reason = _("it could not be written, for a reason that the log tells")
            report.failed.append(f"{person}: {reason}")
        else:
            if mail:
                report.count(mail)
    return report


def taken_today() -> Any:
    """Return the mails for which nobody gets another summary today."""
    today = SentMail.objects.filter(kind=MailKind.DAILY_SUMMARY, day=timezone.localdate())
    return today.exclude(outcome=SentMail.Outcome.FAILED)


def send_one(person: Any) -> SentMail | None:
    """Send a person's summary; None when nothing waits for them, or another process is at it."""
    summary_letter = letter_to(person)
    if summary_letter is None:
        return None
    try:
        with transaction.atomic():
            mail = journal(summary_letter, person)
    except IntegrityError:
        if not taken_today().filter(person=person).exists():
            raise
        return None
    post(summary_letter, mail)
    return mail


def letter_to(person: Any) -> Letter | None:
    with language_of(person):
        summary = summary_of(person)
        if not summary.failed and not summary.waiting:
            return None
        context = {"summary": summary, "today": date_format(timezone.localdate(), "LONG_DATE_FORMAT")}
        return write(MailKind.DAILY_SUMMARY, person, _("ERP Integrations Daily Summary"), context)


def summary_of(person: Any) -> Summary:
    """Return what a person may decide on, in the language that is active."""
    failed, waiting = [], []
    for model in EXPORTED_MODELS:
        if person.has_perm(codename("export", model)):
            records = decidable(model, person)
            failed.append(part_of(records, model, "failed"))
            waiting += [part_of(records, model, "ready_to_export"), part_of(records, model, "ready_to_update")]
    return Summary(with_any(failed), with_any(waiting), with_any(asides_of(person)))


def with_any(parts: Sequence[Any]) -> list[Any]:
    return [part for part in parts if part.count]


def asides_of(person: Any) -> list[Aside]:
    """Return what a person may bring in from Xero, and what is left out of the costs that they bring in."""
    asides = []
    for kind in StagedKind:
        if person.has_perm(codename("import", kind.model)):
            title = _("%(records)s ready to import") % {"records": capfirst(kind.model._meta.verbose_name_plural)}
            count = StagedRecord.objects.ready_to_import().filter(kind=kind).count()
            asides.append(Aside(title, list_address(kind.model, "ready_to_import"), count))
    if person.has_perm(codename("sync", JobCost)):
        url = address("admin:erp_integrations_leftoutcost_changelist")
        asides.append(Aside(_("Costs left out of all projects"), url, transactions_to_look_at()))
    return asides


def part_of(records: Any, model: Any, worklist: str) -> Part:
    chosen = getattr(records, worklist)()
    count = chosen.count()
    oldest_first = chosen.for_display().select_related("submitted_by").order_by("submitted_at", "pk")
    today = timezone.localdate()
    return Part(
        title=TITLES[worklist](str(capfirst(model._meta.verbose_name_plural))),
        url=list_address(model, worklist),
        count=count,
        lines=[fact_of(record, today) for record in oldest_first[:MOST_LINES]] if count else (),
    )


TITLES: dict[str, Any] = {
    "failed": str,
    "ready_to_export": str,
    "ready_to_update": lambda kind: _("%(records)s to update") % {"records": kind},
}
