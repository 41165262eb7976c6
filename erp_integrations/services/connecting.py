"""Connecting this installation to its one Xero organisation (R11)."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils import timezone

from connectors.errors import ConnectorError, Refused
from connectors.ports import Ledger, TokenSet
from erp_integrations.models import (
    EXPORTED_MODELS,
    ChangeRow,
    Connection,
    ConnectionTokens,
    Event,
    ExportBatch,
    IntegrationSettings,
    Verb,
    events_last,
)
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import sentence_of
from erp_integrations.permissions import require
from erp_integrations.services.change_history import changes_between, picture_of


@events_last()
def connect(
    kind: Connection.Kind, tokens: TokenSet, organisations: Sequence[tuple[str, str]], *, by: Any = None
) -> Connection:
    """Keep a token set as the connection to the only organisation that it opens. Needs `change_connection`.

    Raises `Refused` when it opens none, or several (which one is meant, only a person can say), or another than the
    one that the records are in. Whoever authorised before is replaced: one person authorises an organisation (R12).
    """
    require(by, "change", Connection)
    if len(organisations) != 1:
        names = ", ".join(name for _id, name in organisations) or _("none")
        raise Refused(_("Exactly one organisation must be open to the app; these are: %(names)s.") % {"names": names})
    tenant_id, name = organisations[0]
    refuse_another(tenant_id)
    before = Connection.objects.filter(tenant_id=tenant_id).select_related("authorised_by").first()
    now = timezone.now()
    details = {"kind": kind, "tenant_name": name, "connected_at": now, "authorised_by": by, "scopes": tokens.scope}
    standing = {"status": Connection.Status.CONNECTED, "status_since": now}
    connection, _created = Connection.objects.update_or_create(tenant_id=tenant_id, defaults={**details, **standing})
    ConnectionTokens(connection).save(tokens)
    Event.note(connection, Verb.CONNECTED, by=by, changes=replaced(before, connection))
    return connection


def replaced(before: Connection | None, after: Connection) -> list[ChangeRow]:
    """Return what another authorisation changes, as people read it."""
    if before is None:
        return []
    rows: list[ChangeRow] = [
        {"field": _("authorised by"), "from": authoriser_of(before), "to": authoriser_of(after)},
        {"field": _("kind"), "from": kind_of(before), "to": kind_of(after)},
    ]
    return [row for row in rows if row["from"] != row["to"]]


def kind_of(connection: Connection) -> str:
    return sentence_of(Connection.Kind(connection.kind).label)


def authoriser_of(connection: Connection) -> str:
    person = connection.authorised_by
    return str(person.get_full_name() or person.get_username()) if person else _("the program")


def disconnect(connection: Connection, end_at_xero: Callable[[Connection], None], *, by: Any) -> str:
    """End a connection and forget its tokens; return why Xero could not be told, empty if it was.

    Needs `change_connection`. Raises `Refused` while a request is on its way: its answer could not be looked for.
    """
    require(by, "change", Connection)
    if exports_under_way():
        raise Refused(
            _("Records are being exported right now. Wait until Xero has answered, a minute or two, and try again.")
        )
    problem = ""
    try:
        end_at_xero(connection)
    except ConnectorError as error:
        problem = str(error)
    end_here(connection, problem, by)
    return problem


def exports_under_way() -> bool:
    return ExportBatch.objects.exclude(status=ExportBatch.Status.SETTLED).exists()


def end_here(connection: Connection, problem: str, by: Any) -> None:
    with ConnectionTokens(connection).refreshing(), events_last():
        ConnectionTokens(connection).end()
        Event.note(connection, Verb.DISCONNECTED, by=by, detail=problem)


def refuse_another(tenant_id: str) -> None:
    """One installation serves one organisation (R11): its records bear that one's ids."""
    current = Connection.current()
    if current is None or current.tenant_id == tenant_id:
        return
    in_use = any(model._default_manager.exclude(erp_id="").exists() for model in EXPORTED_MODELS)
    if in_use or ExportBatch.objects.exclude(status=ExportBatch.Status.SETTLED).exists():
        raise Refused(
            _("The records of this installation are in %(name)s. Another organisation needs its own installation.")
            % {"name": current.tenant_name}
        )


def category_named(ledger: Ledger, name: str) -> str:
    """Return the name of an active category as Xero spells it; raises `Refused` if there is none."""
    names = ledger.tracking_categories()
    chosen = next((other for other in names if other.casefold() == name.strip().casefold()), None)
    if chosen is None:
        known = ", ".join(names) or _("none")
        raise Refused(
            _("Xero has no active tracking category “%(name)s”. These are active: %(known)s.")
            % {"name": name, "known": known}
        )
    return chosen


@events_last()
def choose_tracking_category(ledger: Ledger, name: str) -> str:
    """Choose the category that holds the jobs (R123), by its name in any case; raises `Refused` if there is none."""
    chosen = category_named(ledger, name)
    settings = IntegrationSettings.load()
    before = picture_of(settings)
    settings.tracking_category = chosen
    settings.save(update_fields=["tracking_category"])
    if changes := changes_between(before, picture_of(settings)):
        Event.note(settings, Verb.CHANGED, changes=changes)
    return chosen
