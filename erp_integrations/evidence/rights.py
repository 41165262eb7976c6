"""Who may take evidence away: whoever may see everything that is in it."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.utils.translation import gettext as _

from erp_integrations.evidence.connected import AROUND, PAID_BY
from erp_integrations.models import (
    EXPORTED_MODELS,
    Commitment,
    CommitmentChangeOrder,
    Event,
    ExportBatch,
    IntegrableRecord,
    Payment,
    Project,
    SubcontractorInvoice,
    Vendor,
)
from erp_integrations.permissions import codename

# A request carries other records of the same type, a pack the history and the payments.
ALWAYS: tuple[type[Model], ...] = (Event, ExportBatch)
# What a commitment, its change orders and its invoices name of each other.
OF_A_CONTRACT = (Project, Vendor, Commitment, CommitmentChangeOrder, SubcontractorInvoice)


class EvidenceHidden(PermissionDenied):
    """Its text names what the person may not see, as a sentence."""


def seen_in(model: type[IntegrableRecord]) -> tuple[type[Model], ...]:
    """Return what a pack of a type shows: what it is connected with stands in it, and the payments."""
    around = OF_A_CONTRACT if model in AROUND else ()
    return tuple(dict.fromkeys((model, *around, *ALWAYS, *((Payment,) if model in PAID_BY else ()))))


def lacking(user: Any, model: type[IntegrableRecord]) -> list[str]:
    """Return what a person may not see of what a pack of that type shows, in words."""
    hidden = (seen for seen in seen_in(model) if not user.has_perm(codename("view", seen)))
    return [str(seen._meta.verbose_name_plural) for seen in hidden]


def require_evidence(user: Any, model: type[IntegrableRecord]) -> None:
    """Raise `EvidenceHidden`, naming what the person may not see."""
    if names := lacking(user, model):
        text = _("Evidence shows more than you may see: you lack the right to view %(names)s. An admin gives it.")
        raise EvidenceHidden(text % {"names": ", ".join(names)})


def types_for(user: Any) -> Iterator[type[IntegrableRecord]]:
    """Yield the record types whose evidence a person may take away."""
    return (model for model in EXPORTED_MODELS if not lacking(user, model))
