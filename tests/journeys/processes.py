"""Run in a process of its own, on a database of its own: `python -m tests.journeys.processes fill 200`."""

import json
import os
import sys

import django


def fill(count: int) -> None:
    """Accept and queue commitments whose project, company and item are in the stand-in already."""
    from django.conf import settings

    from erp_integrations.models import Commitment, Connection, IntegrationSettings
    from erp_integrations.services import reviewing
    from erp_integrations.services.exporting import export_queued
    from erp_integrations.wiring import ledger
    from tests.journeys import world

    IntegrationSettings.load()
    IntegrationSettings.objects.update(tracking_category="Job")
    Connection.objects.create(tenant_id=os.environ["TENANT_ID"], tenant_name="Stand-in")
    assert settings.XERO_API_URL.startswith("http://127.0.0.1")
    known = world.prerequisites(None)
    export_queued(ledger())
    commitments = [world.commitment_in(known) for _ in range(count)]
    reviewing.accept_and_export(Commitment, [commitment.pk for commitment in commitments], by=None)


def states() -> None:
    from collections import Counter

    from erp_integrations.models import Commitment

    print(json.dumps(Counter(Commitment.objects.values_list("state", flat=True))))


def costs() -> None:
    from erp_integrations.models import JobCost, LeftOutCost

    kept = [list(model.objects.values_list("erp_line_id", "amount")) for model in (JobCost, LeftOutCost)]
    print(json.dumps([sorted((line, str(amount)) for line, amount in lines) for lines in kept]))


def runs() -> None:
    from erp_integrations.models import SyncRun

    found = list(SyncRun.objects.all())
    print(json.dumps({"step": found[0].step if found else "", "statuses": [run.status for run in found]}))


def let_time_pass() -> None:
    """End the leases of whoever was killed, as a minute would."""
    from django.utils import timezone

    from erp_integrations.models import ExportBatch
    from erp_integrations.services.waking import wake_worker

    ExportBatch.objects.exclude(status=ExportBatch.Status.SETTLED).update(lease_until=timezone.now())
    wake_worker()


def let_approvers_wait(count: int) -> None:
    """Make approvers with addresses, and a record that waits for them."""
    from tests import factories

    for number in range(count):
        factories.ApproverFactory(email=f"person{number}@harborridge.example")
    factories.VendorFactory(submitted=True)


def let_senders_be_told(count: int) -> None:
    """Make people with addresses, each with a record that was rejected."""
    from erp_integrations.models import Vendor
    from erp_integrations.services import reviewing
    from tests import factories

    for number in range(count):
        sender = factories.ProjectPersonFactory(email=f"person{number}@harborridge.example")
        vendor = factories.VendorFactory(submitted=True, submitted_by=sender)
        reviewing.reject(Vendor, [vendor.pk], by=None, reason="Wrong.")


def tell() -> None:
    from erp_integrations.tasks import send_mails

    print(send_mails())


if __name__ == "__main__":
    django.setup()
    arguments = [int(argument) for argument in sys.argv[2:]]
    steps = (fill, states, costs, runs, let_time_pass, let_approvers_wait, let_senders_be_told, tell)
    {step.__name__: step for step in steps}[sys.argv[1]](*arguments)
