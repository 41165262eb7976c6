"""Records in every state, so that the pages have something to say about each of them."""

from datetime import date
from decimal import Decimal
from typing import Any

from axes.models import AccessAttempt
from django.contrib.auth.models import Group
from django.db.models import Model
from django.utils import timezone

from erp_integrations import models
from erp_integrations.models import (
    EXPORTED_MODELS,
    Event,
    JobCost,
    LeftOut,
    MailKind,
    RunStatus,
    SentMail,
    SyncRun,
    Verb,
)
from erp_integrations.models.sentences import gettext
from erp_integrations.services import uploading
from tests import factories
from tests.services.uploading.files import csv_of

LOCKED_ADDRESS = "192.0.2.66"
STATES = ("submitted", "retrieved", "rejected", "accepted", "queued", "failed", "synced")


def fill(person: Any) -> None:
    """Make records of every type in every state, journals of every kind, and all that comes from Xero."""
    for model in EXPORTED_MODELS:
        records(model, person)
    spoil()
    from_xero()
    journals(person)
    uploads(person)
    people(person)
    Group.objects.create(name="Accounting")


def records(model: type[Model], person: Any) -> None:
    make = factories.FACTORIES[model]
    fresh = make()
    for state in STATES:
        made = make(**{state: True})
        made.submitted_by = made.reviewed_by = person
        made.save()
    make(submitted=True, held=True, held_by=person)
    make(submitted=True, first_accepted_at=timezone.now(), first_accepted_by=person)
    model._default_manager.filter(delivery="queued").update(problem=gettext("Xero does not answer."))
    for verb in Verb:
        changes = [{"field": gettext("number"), "from": "A-1", "to": "A-2"}]
        Event.note(fresh, verb, by=person, detail=gettext("Deleted in Xero."), changes=changes)


def people(admin: Any) -> None:
    """Somebody with limits, a deputy and a lock, somebody who only looks, and somebody who was invited."""
    limited = factories.ApprovalLimitFactory(projects=models.Project.objects.all()[:1]).person
    for trait in ({}, {"over": True}, {"to_come": True}):
        factories.DeputyshipFactory(person=limited, named_by=admin, **trait)
    factories.DeputyshipFactory(deputy=admin, named_by=admin)
    models.ViewOnly.objects.create(person=factories.ViewerFactory(), marked_by=admin)
    models.SignIn.objects.create(
        person=factories.UserFactory(email="nina@harborridge.example"), invited_at=timezone.now()
    )
    for username in (limited.username, admin.username):
        AccessAttempt.objects.create(username=username, ip_address=LOCKED_ADDRESS, failures_since_start=99)
    for verb in (Verb.SIGNED_IN, Verb.NOT_SIGNED_IN, Verb.LOCKED, Verb.CHANGED, Verb.SIGNED_OUT):
        Event.note(admin, verb, by=admin, detail=gettext("with the password"))


def spoil() -> None:
    """Break as many rules as one record can."""
    models.Commitment.objects.filter(state="submitted").update(status="draft", number="")
    models.SubcontractorInvoice.objects.filter(state="submitted").update(due_date=date(2026, 1, 1), status="draft")
    factories.CommitmentFactory(line=None, submitted=True)
    factories.VendorFactory(submitted=True, name="", is_active=False)
    factories.ProjectFactory(submitted=True, codes=[], is_integrated=False, sub_job_of="24-001")
    models.Vendor.objects.filter(state="synced").update(erp_status="archived")


def from_xero() -> None:
    factories.ConnectionFactory()
    for number in (1, 2, 4):
        factories.JobCostFactory(date=date(2026, number, 3), spent=number == 2, credited=number == 4)
    for reason in LeftOut:
        factories.LeftOutCostFactory(reason=reason)
    JobCost.objects.update(amount=Decimal("1234567.80"))
    factories.PaymentFactory()
    factories.PaymentFactory(deleted=True, number="77")
    factories.StagedRecordFactory(), factories.StagedRecordFactory(is_archived=True)
    factories.StagedRecordFactory(job=True), factories.StagedRecordFactory(job=True, is_archived=True)
    for one in models.ErpList:
        factories.ErpListReadingFactory(list=one)


def journals(person: Any) -> None:
    for status in RunStatus:
        told = {"started_at": timezone.now(), "done": 4, "total": 7, "calls": 1200, "step": gettext("Lock dates")}
        work = {"waiting": "lists", "running": "job_costs"}.get(status, "payments")
        is_open = status in (RunStatus.WAITING, RunStatus.RUNNING)
        ended = {} if is_open else {"finished_at": timezone.now(), "result": gettext("All are in Xero.")}
        SyncRun.objects.create(work=work, trigger="person", by=person, status=status, **told, **ended)
    for kind in MailKind:
        SentMail.objects.create(person=person, to="a@b.example", kind=kind, subject="Daily news", outcome="sent")
    models.ApiCall.objects.create(started_at=timezone.now(), method="GET", path="/Items", status=0, duration=0.2)
    models.ApiCall.objects.create(started_at=timezone.now(), method="GET", path="/Items", status=404, duration=1200)
    content_type = Event.objects.first().content_type
    for status in models.ExportBatch.Status:
        models.ExportBatch.objects.create(
            content_type=content_type, body=b"{}", body_digest="0" * 64, status=status, lease_until=timezone.now()
        )


def uploads(person: Any) -> None:
    good, bad = "V-3,Acme,,,,,,,,,true", "V-4,,,,,,,,,,maybe"
    uploading.keep([csv_of("vendors", good, bad)], by=person)
    uploading.apply(uploading.keep([csv_of("vendors", good, bad)], by=person).pk, by=person, submit=True)
    uploading.keep([uploading.Incoming("strange.csv", b"a,b\n1,2\n")], by=person)
