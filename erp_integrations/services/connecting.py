"""Connecting this installation to its one Xero organisation (R11)."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from connectors.errors import Refused
from connectors.ports import Ledger, TokenSet
from erp_integrations.models import EXPORTED_MODELS, Connection, ConnectionTokens, ExportBatch, IntegrationSettings
from erp_integrations.models.sentences import gettext as _


@transaction.atomic
def connect(
    kind: Connection.Kind, tokens: TokenSet, organisations: Sequence[tuple[str, str]], *, by: Any = None
) -> Connection:
    """Keep a token set as the connection to the only organisation that it opens.

    Raises `Refused` when it opens none, or several (which one is meant, only a person can say), or another than the
    one that the records are in.
    """
    if len(organisations) != 1:
        names = ", ".join(name for _id, name in organisations) or _("none")
        raise Refused(_("Exactly one organisation must be open to the app; these are: %(names)s.") % {"names": names})
    tenant_id, name = organisations[0]
    refuse_another(tenant_id)
    details = {"kind": kind, "tenant_name": name, "connected_at": timezone.now(), "authorised_by": by}
    connection, _created = Connection.objects.update_or_create(tenant_id=tenant_id, defaults=details)
    ConnectionTokens(connection).save(tokens)
    return connection


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


def choose_tracking_category(ledger: Ledger, name: str) -> str:
    """Choose the category that holds the jobs (R123), by its name in any case; raises `Refused` if there is none."""
    chosen = category_named(ledger, name)
    settings = IntegrationSettings.load()
    settings.tracking_category = chosen
    settings.save(update_fields=["tracking_category"])
    return chosen
