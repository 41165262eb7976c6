"""Points in time as people read them: how long ago, with the exact time behind it."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATELY = timedelta(days=14)


def age(span: timedelta) -> str:
    if span < timedelta(minutes=1):
        return _("just now")
    if span < HOUR:
        return _("%(number)s min ago") % {"number": span.seconds // 60}
    if span < DAY:
        return _("%(number)s h ago") % {"number": span.seconds // 3600}
    return _("%(number)s d ago") % {"number": span.days}


def ago(moment: datetime | None) -> SafeString | str:
    """Return a `time` element: the age of what is new, the date of what is old, the exact time on pointing at it."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    span = timezone.now() - moment
    text = age(span) if timedelta(0) <= span < LATELY else date_format(local, "DATE_FORMAT")
    exact = f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), exact, text)


def exactly(moment: datetime | None) -> SafeString | str:
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    text = f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), text)


def lasted(span: timedelta | None) -> str:
    """Return a length of time in its two largest units."""
    if span is None:
        return "–"
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": seconds}
    return _("%(seconds)s s") % {"seconds": seconds} if seconds else _("under 1 s")
