"""Asking the rules once more right before an export, with Xero's lists as they are now."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from connectors.documents import digest
from connectors.errors import TryLater
from connectors.ports import Ledger
from erp_integrations.mapping import document_for
from erp_integrations.models import (
    BudgetCode,
    Commitment,
    CommitmentChangeOrder,
    Delivery,
    ErpList,
    IntegrableRecord,
    IntegrationSettings,
    Project,
    SubcontractorInvoice,
    Vendor,
)
from erp_integrations.models.sentences import together
from erp_integrations.rules import TO_ACCEPT, findings
from erp_integrations.services.refreshing import A_MINUTE, refresh_books, refresh_lists

# The lists that decide whether Xero will take a type.
NEEDED_LISTS: dict[type[IntegrableRecord], tuple[ErpList, ...]] = {
    BudgetCode: (ErpList.ITEM,),
    Project: (ErpList.JOB,),
    Vendor: (ErpList.CONTACT,),
    Commitment: (ErpList.ITEM, ErpList.JOB, ErpList.CONTACT, ErpList.PURCHASE_ORDER),
    CommitmentChangeOrder: (ErpList.ITEM, ErpList.JOB, ErpList.PURCHASE_ORDER),
    SubcontractorInvoice: (ErpList.ITEM, ErpList.JOB, ErpList.CONTACT),
}


def know_lists(model: type[IntegrableRecord], ledger: Ledger) -> None:
    """Read what the rules of a type look at in Xero, if something of it is due and that was not read just now."""
    due = model.objects.due(timezone.now())
    if not due.exists():
        return
    try:
        refresh_lists(ledger, NEEDED_LISTS[model], unless_read_within=A_MINUTE)
        if model is SubcontractorInvoice:
            refresh_books(ledger)
    except TryLater as delay:
        ids = list(due.values_list("pk", flat=True))
        model.objects.filter(pk__in=ids, delivery=Delivery.QUEUED).update(not_before=delay.until, problem=str(delay))
        raise


def stopped(records: Sequence[Any], ledger: Ledger) -> dict[int, str]:
    """Return the records that Xero would refuse, by their ids, each with the reason.

    Somebody may just have mended it in Xero, so the lists are read anew before anything is said to be wrong.
    """
    found = reasons(records)
    if not found:
        return {}
    model = type(records[0])
    refresh_lists(ledger, NEEDED_LISTS[model])
    return reasons(model.objects.filter(pk__in=found).for_display())


def reasons(records: Iterable[Any]) -> dict[int, str]:
    """Return why records cannot go, by their ids; those that can are left out.

    So are those that would be posted otherwise than was accepted: `claim` sends them back for a new decision.
    """
    settings = IntegrationSettings.load()
    found = {
        record.pk: findings(record, settings, TO_ACCEPT)
        for record in records
        if digest(document_for(record, settings)) == record.accepted_digest
    }
    return {
        pk: together(text for one in broken for text in (one.sentence, one.who))
        for pk, broken in found.items()
        if broken
    }
