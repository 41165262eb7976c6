"""Records for tests, named by state. Each is whole: what it refers to exists, in the state that this one needs."""

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from factory.django import DjangoModelFactory

from connectors.documents import digest
from erp_integrations import models
from erp_integrations.mapping import document_for
from erp_integrations.models import AccountingMethod, Delivery, IntegrationSettings, State
from erp_integrations.models.name_key import key_of
from erp_integrations.permissions import rights_of

PASSWORD = "a long enough password"
A_DAY = timedelta(days=1)


def grant(user: Any, preset: str) -> None:
    """Give a user the rights of a preset as if before anything was kept about it: without a mark or an event."""
    user.user_permissions.set(rights_of(preset))


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person{number}")
    is_staff = True

    @factory.post_generation
    def password(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        self.set_password(PASSWORD)
        self.save()

    @factory.post_generation
    def preset(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if extracted:
            grant(self, extracted)


class ApproverFactory(UserFactory):
    preset = factory.PostGeneration(lambda user, create, extracted: grant(user, "approver"))


class ViewerFactory(UserFactory):
    preset = factory.PostGeneration(lambda user, create, extracted: grant(user, "viewer"))


class ProjectPersonFactory(UserFactory):
    preset = factory.PostGeneration(lambda user, create, extracted: grant(user, "project person"))


class AdminFactory(UserFactory):
    preset = factory.PostGeneration(lambda user, create, extracted: grant(user, "admin"))


class ApprovalLimitFactory(DjangoModelFactory):
    """A limit of 500.00 a record, on all projects; `projects=[…]` names some."""

    class Meta:
        model = models.ApprovalLimit
        skip_postgeneration_save = True

    person = factory.SubFactory(ApproverFactory)
    highest_amount = Decimal("500.00")

    @factory.post_generation
    def projects(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        self.projects.set(extracted or [])


class DeputyshipFactory(DjangoModelFactory):
    """A project person who stands in for an approver, yesterday, today and tomorrow."""

    class Meta:
        model = models.Deputyship

    class Params:
        over = factory.Trait(last_day=factory.LazyFunction(lambda: models.Connection.today() - A_DAY))
        to_come = factory.Trait(
            first_day=factory.LazyFunction(lambda: models.Connection.today() + A_DAY),
            last_day=factory.LazyFunction(lambda: models.Connection.today() + A_DAY),
        )

    person = factory.SubFactory(ApproverFactory)
    deputy = factory.SubFactory(ProjectPersonFactory)
    first_day = factory.LazyFunction(lambda: models.Connection.today() - A_DAY)
    last_day = factory.LazyFunction(lambda: models.Connection.today() + A_DAY)


class RecordFactory(DjangoModelFactory):
    """A record that nobody has sent yet. The traits bring it into another state, as the services would."""

    class Meta:
        abstract = True

    source_id = factory.Sequence(lambda number: f"S-{number}")

    class Params:
        submitted = factory.Trait(state=State.SUBMITTED, submitted_at=factory.LazyFunction(timezone.now))
        retrieved = factory.Trait(state=State.RETRIEVED)
        rejected = factory.Trait(state=State.REJECTED, rejection_reason="The company is wrong.")
        accepted = factory.Trait(state=State.ACCEPTED)
        queued = factory.Trait(state=State.ACCEPTED, delivery=Delivery.QUEUED)
        failed = factory.Trait(state=State.ACCEPTED, delivery=Delivery.FAILED, problem="Xero said no.")
        synced = factory.Trait(state=State.SYNCED, erp_id=factory.Faker("uuid4"))
        held = factory.Trait(held_at=factory.LazyFunction(timezone.now), hold_note="The lien waiver is missing.")

    @classmethod
    def _after_postgeneration(cls, instance: Any, create: bool, results: Any = None) -> None:
        """When the lines are there, an accepted record keeps the digest of what would be posted."""
        super()._after_postgeneration(instance, create, results)
        if create and instance.state == State.ACCEPTED:
            stored = type(instance).objects.for_display().get(pk=instance.pk)
            instance.accepted_digest = digest(document_for(stored, IntegrationSettings.load()))
            instance.save()


class CostCodeFactory(DjangoModelFactory):
    class Meta:
        model = models.CostCode

    code = factory.Sequence(lambda number: f"03-{number:03}")
    name = "Cast-in-place concrete"


class CostTypeFactory(DjangoModelFactory):
    class Meta:
        model = models.CostType
        django_get_or_create = ("code",)

    code = "S"
    name = "Subcontract"


class BudgetCodeFactory(RecordFactory):
    class Meta:
        model = models.BudgetCode
        skip_postgeneration_save = True

    cost_code = factory.SubFactory(CostCodeFactory)
    cost_type = factory.SubFactory(CostTypeFactory)
    description = factory.Sequence(lambda number: f"Concrete {number}")


class ProjectFactory(RecordFactory):
    class Meta:
        model = models.Project
        skip_postgeneration_save = True

    number = factory.Sequence(lambda number: f"24-{number:03}")
    name = factory.Sequence(lambda number: f"Harbor Street {number}")

    @factory.post_generation
    def codes(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """`codes=[]` makes a project without a budget code."""
        for code in [BudgetCodeFactory(synced=True)] if extracted is None else extracted:
            models.ProjectBudgetCode.objects.create(project=self, budget_code=code)


class VendorFactory(RecordFactory):
    class Meta:
        model = models.Vendor
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Núñez & Sons Masonry {number}")
    address = "12 Quarry Road"
    city = "Tacoma"
    region = "WA"
    postal_code = "98402"
    country = "United States"
    business_phone = "253 555 0101"
    business_fax = "253 555 0102"
    email = "office@nunez.example"


class LineFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    position = factory.Sequence(lambda number: number + 1)
    budget_code = factory.SubFactory(BudgetCodeFactory, synced=True)
    description = "Footings and slab"
    amount = Decimal("1000.00")


class CommitmentLineFactory(LineFactory):
    class Meta:
        model = models.CommitmentLine


class CommitmentFactory(RecordFactory):
    """An approved, amount-based subcontract of a linked company, with one line of 1,000.00."""

    class Meta:
        model = models.Commitment
        skip_postgeneration_save = True

    project = factory.SubFactory(ProjectFactory, synced=True)
    vendor = factory.SubFactory(VendorFactory, synced=True)
    number = factory.Sequence(lambda number: f"SC-24017-{number:03}")
    title = "Concrete works"
    status = "approved"
    created_on = date(2026, 3, 2)
    line = factory.RelatedFactory(CommitmentLineFactory, factory_related_name="commitment", position=1)


class UnitCommitmentFactory(CommitmentFactory):
    """An approved, unit-based purchase order with one line of 12.5 at 7.4250."""

    kind = "purchase_order"
    accounting_method = AccountingMethod.UNIT
    number = factory.Sequence(lambda number: f"PO-24017-{number:03}")
    ship_via = "Flatbed, call 24 hours ahead"
    line = factory.RelatedFactory(
        CommitmentLineFactory,
        factory_related_name="commitment",
        position=1,
        quantity=Decimal("12.5"),
        unit_cost=Decimal("7.4250"),
        amount=Decimal("92.81"),
    )


class ChangeOrderLineFactory(LineFactory):
    class Meta:
        model = models.CommitmentChangeOrderLine

    description = "Extra footing"
    amount = Decimal("250.00")


class ChangeOrderFactory(RecordFactory):
    """An approved change of a synced commitment, with one line of 250.00."""

    class Meta:
        model = models.CommitmentChangeOrder
        skip_postgeneration_save = True

    commitment = factory.SubFactory(CommitmentFactory, synced=True)
    number = factory.Sequence(lambda number: f"CO-{number:03}")
    title = "Additional footing"
    status = "approved"
    line = factory.RelatedFactory(ChangeOrderLineFactory, factory_related_name="change_order", position=1)


class InvoiceLineFactory(LineFactory):
    class Meta:
        model = models.SubcontractorInvoiceLine

    amount = Decimal("400.00")
    retainage_withheld = Decimal("40.00")


class InvoiceFactory(RecordFactory):
    """An approved invoice of a synced commitment: 400.00 of work, 40.00 of it withheld."""

    class Meta:
        model = models.SubcontractorInvoice
        skip_postgeneration_save = True

    commitment = factory.SubFactory(CommitmentFactory, synced=True)
    number = factory.Sequence(lambda number: f"INV-{number:03}")
    period_start = date(2026, 3, 1)
    period_end = date(2026, 3, 31)
    billing_date = date(2026, 3, 31)
    due_date = date(2026, 4, 30)
    status = "approved"
    line = factory.RelatedFactory(InvoiceLineFactory, factory_related_name="invoice", position=1)


FACTORIES: dict[type[models.IntegrableRecord], type[RecordFactory]] = {
    models.BudgetCode: BudgetCodeFactory,
    models.Project: ProjectFactory,
    models.Vendor: VendorFactory,
    models.Commitment: CommitmentFactory,
    models.CommitmentChangeOrder: ChangeOrderFactory,
    models.SubcontractorInvoice: InvoiceFactory,
}


class ErpEntryFactory(DjangoModelFactory):
    """Something in Xero's lists, as the last reading found it: a contact, unless another list is named."""

    class Meta:
        model = models.ErpEntry

    list = models.ErpList.CONTACT
    erp_id = factory.Faker("uuid4")
    name = factory.Sequence(lambda number: f"Entry {number}")
    name_key = factory.LazyAttribute(lambda entry: key_of(entry.name))


class StagedRecordFactory(DjangoModelFactory):
    """A contact that no company of ours stands for; `job=True` makes it a job."""

    class Meta:
        model = models.StagedRecord

    class Params:
        job = factory.Trait(
            kind=models.StagedKind.PROJECT,
            name=factory.Sequence(lambda number: f"25-{number:03} Quay {number}"),
        )

    kind = models.StagedKind.VENDOR
    erp_id = factory.Faker("uuid4")
    name = factory.Sequence(lambda number: f"Contact {number}")
    entry = factory.SubFactory(
        ErpEntryFactory,
        list=factory.LazyAttribute(lambda entry: models.StagedKind(entry.factory_parent.kind).erp_list),
        erp_id=factory.SelfAttribute("..erp_id"),
        name=factory.SelfAttribute("..name"),
    )


class ErpListReadingFactory(DjangoModelFactory):
    """A list that was read, and so is known."""

    class Meta:
        model = models.ErpListReading
        django_get_or_create = ("list",)

    list = models.ErpList.CONTACT
    read_at = factory.LazyFunction(timezone.now)


class ConnectionFactory(DjangoModelFactory):
    """An organisation that is connected."""

    class Meta:
        model = models.Connection

    tenant_id = factory.Faker("uuid4")
    tenant_name = "Harbor Ridge Builders"


class CostLineFactory(DjangoModelFactory):
    class Meta:
        abstract = True

    kind = models.CostKind.ACCPAY
    erp_id = factory.Faker("uuid4")
    erp_line_id = factory.Faker("uuid4")
    number = factory.Sequence(lambda number: f"B-{number}")
    date = date(2026, 3, 10)
    vendor_name = "Bluebonnet Building Supply"
    description = "Rebar"
    amount = Decimal("100.00")
    status = "AUTHORISED"


class JobCostFactory(CostLineFactory):
    """A line of 100.00 of a bill that the bookkeeper entered, on a synced project and a synced budget code."""

    class Meta:
        model = models.JobCost

    project = factory.SubFactory(ProjectFactory, synced=True)
    budget_code = factory.SubFactory(BudgetCodeFactory, synced=True)
    job_id = factory.SelfAttribute("project.erp_id")
    item_id = factory.SelfAttribute("budget_code.erp_id")

    class Params:
        of_commitment = factory.Trait(is_commitment=True)
        spent = factory.Trait(kind=models.CostKind.SPEND)
        credited = factory.Trait(kind=models.CostKind.ACCPAYCREDIT, amount=Decimal("-100.00"))


class LeftOutCostFactory(CostLineFactory):
    """A line of 100.00 that has no job."""

    class Meta:
        model = models.LeftOutCost

    reason = models.LeftOut.NO_JOB


class PaymentFactory(DjangoModelFactory):
    """A payment of 100.00 of a synced invoice, all of it for the budget code of the invoice's first line."""

    class Meta:
        model = models.Payment
        skip_postgeneration_save = True

    invoice = factory.SubFactory(InvoiceFactory, synced=True)
    erp_id = factory.Faker("uuid4")
    amount = Decimal("100.00")
    date = date(2026, 4, 15)
    notes = "Pay run 12"

    class Params:
        deleted = factory.Trait(is_deleted_in_erp=True)

    @factory.post_generation
    def shares(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        code = self.invoice.lines.first().budget_code
        models.PaymentShare.objects.create(payment=self, budget_code=code, amount=self.amount)


class PaymentAttachmentFactory(DjangoModelFactory):
    class Meta:
        model = models.PaymentAttachment

    payment = factory.SubFactory(PaymentFactory)
    name = "Remittance advice.pdf"
    content = b"%PDF-1.7"
    size = 8
    digest = factory.LazyAttribute(lambda made: hashlib.sha256(made.content).hexdigest())


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group

    name = factory.Sequence(lambda number: f"Accounting {number}")


class ApiCallFactory(DjangoModelFactory):
    """A call that Xero answered."""

    class Meta:
        model = models.ApiCall

    started_at = factory.LazyFunction(timezone.now)
    method = "GET"
    path = "/api.xro/2.0/Items"
    status = 200
    duration = 0.25


class ExportBatchFactory(DjangoModelFactory):
    """A batch of commitments that is settled."""

    class Meta:
        model = models.ExportBatch

    content_type = factory.LazyFunction(lambda: ContentType.objects.get_for_model(models.Commitment))
    document_kind = "PurchaseOrder"
    body = b'{"PurchaseOrders":[]}'
    body_digest = factory.LazyAttribute(lambda made: hashlib.sha256(made.body).hexdigest())
    status = models.ExportBatch.Status.SETTLED
    lease_until = factory.LazyFunction(timezone.now)
    settled_at = factory.LazyFunction(timezone.now)


class SentMailFactory(DjangoModelFactory):
    class Meta:
        model = models.SentMail

    person = factory.SubFactory(UserFactory)
    to = "ana@example.com"
    kind = models.MailKind.REJECTIONS
    subject = "Commitment SC-001 was rejected"
    outcome = models.SentMail.Outcome.SENT


class SyncRunFactory(DjangoModelFactory):
    """A run of the list refresh that waits for the worker. The traits bring it further."""

    class Meta:
        model = models.SyncRun

    work = "lists"
    trigger = models.SyncRun.Trigger.SCHEDULE

    class Params:
        running = factory.Trait(
            status=models.RunStatus.RUNNING,
            started_at=factory.LazyFunction(timezone.now),
            seen_at=factory.LazyFunction(timezone.now),
            host="host",
            pid=1,
            step="Contacts",
            done=4,
            total=7,
        )
        finished = factory.Trait(
            started_at=factory.LazyFunction(timezone.now),
            finished_at=factory.LazyFunction(timezone.now),
            status=models.RunStatus.DONE,
            result="Contacts: 12 read.",
        )
