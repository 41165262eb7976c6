"""Pages that the table of addresses does not lead to: records in each state, tabs of lists, what only a POST shows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from erp_integrations import wiring
from erp_integrations.models import (
    Commitment,
    ErpList,
    ErpStatus,
    Event,
    LeftOut,
    LeftOutCost,
    Payment,
    Project,
    StagedKind,
    StagedRecord,
    SubcontractorInvoice,
    Vendor,
    Verb,
)
from erp_integrations.services.refreshing import refresh_lists
from erp_integrations.services.staging import stage
from erp_integrations.services.uploading import keep
from tests import factories
from tests.admin.conftest import list_url, page_url
from tests.services.uploading.files import csv_of

STATES = ("submitted", "retrieved", "rejected", "accepted", "queued", "failed", "synced")


def records_in_states() -> Iterator[tuple[str, str]]:
    """Return the pages of an invoice in every state, and of each other type when it is decided on and at its end."""
    for state in STATES:
        yield f"invoice {state}", page_url(factories.InvoiceFactory(**{state: True}))
    for model, made in factories.FACTORIES.items():
        if model is not SubcontractorInvoice:
            for state in ("submitted", "synced"):
                yield f"{model._meta.model_name} {state}", page_url(made(**{state: True}))


def records_with_more() -> Iterator[tuple[str, str]]:
    """Return pages that hold what few have: stops, payments, a long history, differences, codes that are new."""
    broken = factories.InvoiceFactory(submitted=True, number="", billing_date=None, status="draft")
    Event.of(broken, Verb.SUBMITTED).save()
    yield "invoice with stops", page_url(broken)
    payment = factories.PaymentFactory(deleted=True)
    factories.PaymentAttachmentFactory(payment=payment)
    yield "payment deleted", page_url(payment)
    yield "invoice paid", page_url(payment.invoice)
    yield "commitment paid", page_url(payment.invoice.commitment)
    yield "units", page_url(factories.UnitCommitmentFactory(submitted=True))
    yield "units to fill in", page_url(factories.UnitCommitmentFactory())
    gone = factories.VendorFactory(synced=True, erp_name="Other name", erp_status=ErpStatus.ARCHIVED)
    yield "vendor archived in Xero", page_url(gone)
    for work, traits in (("lists", "running"), ("payments", "finished")):
        factories.SyncRunFactory(work=work, **{traits: True})
    yield "schedules with a run", reverse("schedules")


def lists_and_reports() -> Iterator[tuple[str, str]]:
    """Return lists narrowed, sorted, in their tabs, and with nothing in them; reports by each grouping."""
    for trait in STATES:
        factories.CommitmentFactory(**{trait: True})
    for worklist in ("ready_to_export", "failed", "exporting", "synced", "sent_back", "ready_to_update"):
        yield f"commitments {worklist}", f"{list_url(Commitment)}?worklist={worklist}"
    factories.LeftOutCostFactory()
    yield "start", reverse("admin:index")
    yield "nothing found", f"{list_url(Commitment)}?q=no-such-thing"
    yield "sorted", f"{list_url(SubcontractorInvoice)}?o=1"
    for reason in LeftOut.values:
        factories.LeftOutCostFactory(reason=reason, job_id="1", job_name="Harbor", item_code="03-100")
    yield "left out, one reason", f"{list_url(LeftOutCost)}?reason={LeftOut.NO_ITEM}"
    for model in (Vendor, Project):
        for worklist in ("ready_to_import", "archived"):
            yield f"{model._meta.model_name} {worklist}", f"{list_url(model)}?worklist={worklist}"
    factories.JobCostFactory(of_commitment=True)
    factories.PaymentFactory()
    for report in ("job_costs", "budget"):
        yield f"{report} by budget code", f"/reports/{report}/?by=budget_code"
        yield f"{report} of nothing", f"/reports/{report}/?until=1990-01-02"


def to_import(model: Any) -> str:
    return f"{list_url(model)}?worklist=ready_to_import"


@dataclass(frozen=True, slots=True)
class Posting:
    """A page that only a POST shows. `data` is made of the rows that are there."""

    name: str
    path: Callable[[Any], str]
    data: Callable[[Any], Mapping[str, Any]]


@dataclass
class Rows:
    """What the postings are about."""

    contacts: list[Any]
    jobs: list[Any]
    submitted: list[Any] = field(default_factory=lambda: factories.CommitmentFactory.create_batch(2, submitted=True))
    unsent: list[Any] = field(default_factory=lambda: factories.VendorFactory.create_batch(2, name="Harbor Office"))
    payments: list[Any] = field(
        default_factory=lambda: [factories.PaymentFactory(deleted=True), factories.PaymentFactory()]
    )


def rows_for_postings(connected: Any) -> Rows:
    """Make what postings are about, with Xero's contacts and jobs read."""
    (category,) = connected.organisation.tracking_categories
    connected.bookkeeper.add_job(category, "24-017 Harbor Street")
    refresh_lists(wiring.ledger(), [ErpList.CONTACT, ErpList.JOB])
    factories.VendorFactory(name="Padre Island Roofing", rejected=True)
    contacts, jobs = (stage_of(each) for each in (ErpList.CONTACT, ErpList.JOB))
    return Rows(contacts, jobs)


def stage_of(each: ErpList) -> list[Any]:
    stage(each)
    kind = next(kind for kind in StagedKind if kind.erp_list == each)
    return list(StagedRecord.objects.filter(kind=kind))


def on(action: str, rows: list[Any], **more: str) -> dict[str, Any]:
    return {"action": action, "_selected_action": [row.pk for row in rows], **more}


POSTINGS = (
    Posting("reason", lambda _rows: list_url(Commitment), lambda rows: on("reject", rows.submitted)),
    Posting("reason again", lambda _rows: list_url(Commitment), lambda rows: on("reject", rows.submitted, reason=" ")),
    Posting("hold", lambda _rows: list_url(Commitment), lambda rows: on("hold", rows.submitted)),
    Posting("hold again", lambda _rows: list_url(Commitment), lambda rows: on("hold", rows.submitted, note=" ")),
    Posting("link", lambda _rows: list_url(Vendor), lambda rows: on("link", rows.unsent)),
    Posting("staged link", lambda _rows: to_import(Vendor), lambda rows: on("link", rows.contacts)),
    Posting("staged add", lambda _rows: to_import(Project), lambda rows: on("add", rows.jobs)),
    Posting("staged confirmation", lambda _rows: to_import(Vendor), lambda rows: on("add", rows.contacts)),
    Posting("removal", lambda _rows: list_url(Payment), lambda rows: on("remove_action", rows.payments)),
    Posting("outcomes", lambda _rows: list_url(Commitment), lambda rows: on("accept", rows.submitted)),
)


def waiting_uploads(person: Any) -> Iterator[tuple[str, str]]:
    """Return the pages of uploads: one that changes, adds and is wrong, one whose file nobody knows."""
    factories.VendorFactory(source_id="V-1", name="Old name")
    rows = ("V-1,New name,917 S 3rd Ave,Yakima,WA,98902,USA,,,,true", "V-3,,,,,,,,,,true", "V-2,Baker,,,,,,,,,true")
    known, unknown = csv_of("vendors", *rows), csv_of("cost_types", name="codes.csv")
    for name, files in (("which", [known, unknown]), ("preview", [known])):
        yield f"upload {name}", reverse("one_upload", args=[keep(files, by=person).pk])
