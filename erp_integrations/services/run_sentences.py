"""What is said of a run that is under way: since when, by whom, how far."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format

from erp_integrations.models import RunStatus, SyncRun
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import together
from erp_integrations.services.works import Work


def already_running(work: Work) -> str:
    current = SyncRun.objects.unfinished().filter(work=work.slug).select_related("by").first()
    if current is None:
        return _("%(work)s: it was running a moment ago. Try it again.") % {"work": work.title}
    if current.status == RunStatus.WAITING:
        text = _("%(work)s: waiting for the worker since %(moment)s, asked for by %(who)s.")
    else:
        text = _("%(work)s: already running since %(moment)s, started by %(who)s.")
    return text % {"work": work.title, "moment": clock(current.moment), "who": starter_of(current)}


def starter_of(current: SyncRun) -> str:
    """Return who started a run, in words: a person's name, or which part of the program."""
    person = current.by
    return str(person.get_full_name() or person.get_username()) if person else str(current.get_trigger_display())


def counted(step: str, done: int, total: int) -> str:
    """Return a step and how far it is, as "Contacts: 4 of 7", or "Contacts: 4" where the end is not known."""
    if total:
        return _("%(step)s: %(done)s of %(total)s") % {"step": step, "done": Decimal(done), "total": Decimal(total)}
    return together([step, Decimal(done)], by=": ") if done else step


def standing_of(current: SyncRun) -> str:
    """Return where an unfinished run is, in words."""
    if current.status == RunStatus.RUNNING:
        return counted(current.step, current.done, current.total) if current.step else _("It begins.")
    text = _("Asked for by %(who)s at %(moment)s. The worker begins as soon as it is free.")
    return text % {"moment": clock(current.moment), "who": starter_of(current)}


def clock(moment: datetime) -> str:
    local = timezone.localtime(moment)
    is_today = local.date() == timezone.localdate()
    return date_format(local, "TIME_FORMAT" if is_today else "SHORT_DATETIME_FORMAT")
