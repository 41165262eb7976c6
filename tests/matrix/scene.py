"""One of everything that has an address, for each address to lead somewhere."""

from typing import Any

from django.core.exceptions import PermissionDenied

from erp_integrations.models import Connection, Event, Upload, Verb
from erp_integrations.services.uploading import Incoming, keep
from tests import factories


def scene_for(person: Any) -> dict[str, Any]:
    """Return the values that stand in addresses, by model name or by what they are called in the table.

    The records are not sent yet and nothing depends on them, so that nothing but a right stands against anything.
    """
    records = [made() for made in factories.FACTORIES.values()]
    payment = factories.PaymentFactory()
    others = [
        factories.CostCodeFactory(code="99-100"),
        factories.CostTypeFactory(code="Z"),
        payment,
        factories.JobCostFactory(),
        factories.LeftOutCostFactory(),
        factories.StagedRecordFactory(),
        factories.GroupFactory(),
        factories.ViewerFactory(),
        Connection.objects.get(),
        *journals_about(records[0]),
    ]
    return {
        **{str(one._meta.model_name): one.pk for one in (*records, *others)},
        "integrationsettings": 1,
        "attachment": factories.PaymentAttachmentFactory(payment=payment).pk,
        "upload": upload_of(person).pk,
        "deputyship": factories.DeputyshipFactory().pk,
        "kind": "subcontractorinvoice",
        "synced invoice": payment.invoice_id,
        "key": records[0].key,
        "table": "commitments",
        "work": "job_costs",
        "report": "budget",
        "measure": "original_budget",
    }


def journals_about(record: Any) -> list[Any]:
    event = Event.of(record, Verb.SUBMITTED)
    event.save()
    run = factories.SyncRunFactory(work="job_costs", finished=True)
    return [event, run, factories.ApiCallFactory(), factories.ExportBatchFactory(), factories.SentMailFactory()]


def upload_of(person: Any) -> Upload:
    """Return an upload that waits for whoever may load something, and somebody else's for all others."""
    try:
        return keep([Incoming("cost_codes.csv", b"code,name\n01-100,Concrete\n")], by=person or factories.UserFactory())
    except PermissionDenied:
        return Upload.objects.create(uploader=factories.UserFactory())
