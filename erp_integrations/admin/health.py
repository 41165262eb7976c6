"""Whether the tool can work at all: the connection, the worker, the settings. Every page warns when it cannot."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from erp_integrations.admin import connection_health
from erp_integrations.admin.moments import ago
from erp_integrations.models import Connection, Heartbeat, TrailHead
from erp_integrations.services.scheduling import stands_still_since


@dataclass(frozen=True, slots=True)
class Health:
    connection: Connection | None
    last_beat: datetime | None
    is_late: bool
    stands_still_since: datetime | None
    trail: TrailHead | None = None

    @property
    def is_connected(self) -> bool:
        return self.connection is not None and self.connection.status == Connection.Status.CONNECTED


def health_of(request: HttpRequest) -> Health:
    """Read once for each request."""
    if not hasattr(request, "health"):
        connection = connection_health.connection_to_show()
        worker = Heartbeat.last(), Heartbeat.is_late(), stands_still_since()
        health = Health(connection, *worker, TrailHead.stored())
        request.health = health  # type: ignore[attr-defined]
    return request.health  # type: ignore[attr-defined,no-any-return]


def warnings_for(request: HttpRequest) -> list[Any]:
    """Return the sentences of the banner, for staff who are logged in."""
    if not (request.user.is_active and getattr(request.user, "is_staff", False)):
        return []
    health = health_of(request)
    of_connection = connection_health.warning(request, health.connection)
    warnings = (of_connection, worker_warning(health), trail_warning(request, health))
    return [warning for warning in warnings if warning]


def mark_for(request: HttpRequest) -> Any:
    """Return how the connection stands, for staff who are logged in and may look at it."""
    if not (request.user.is_active and getattr(request.user, "is_staff", False)):
        return None
    return connection_health.mark(request, health_of(request).connection)


def worker_warning(health: Health) -> Any:
    """Say that the worker is gone, or that it lives and starts nothing by itself.

    Exports wake the worker and let it beat: that alone does not show that its scheduler lives.
    """
    if health.is_late and health.last_beat is None:
        return _("The worker has not been seen yet: nothing is exported and nothing is imported until it runs.")
    if health.is_late:
        text = _("The worker was last seen {moment}: nothing is exported and nothing is imported until it runs.")
        return format_html(text, moment=ago(health.last_beat))
    if health.stands_still_since:
        text = _(
            "The worker has started nothing by itself since {moment}: nothing is imported, and exports that wait for"
            " Xero stand still, until it is started again."
        )
        return format_html(text, moment=ago(health.stands_still_since))
    return None


def trail_warning(request: HttpRequest, health: Health) -> Any:
    """Tell admins that the trail was tampered with. The first finding is named, the command names each."""
    if not request.user.has_perm("erp_integrations.change_integrationsettings"):
        return None
    if health.trail is None:
        text, found = _("The head of the trail is missing: the last events may be missing with it."), ""
    elif health.trail.breaks:
        text = ngettext(
            "The trail of events has %(number)s break: somebody altered it in the database.",
            "The trail of events has %(number)s breaks: somebody altered it in the database.",
            health.trail.breaks,
        ) % {"number": f"{health.trail.breaks:,}"}
        found = health.trail.findings.partition("\n")[0]
    else:
        return None
    return format_html("{} {} {}", text, found, _("Run “manage.py verify_history” on the server: it names each."))
