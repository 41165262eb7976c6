"""Job costs: which lines of Xero's transactions count, how much, and what becomes of them (R98-R105)."""

from datetime import date
from decimal import Decimal

import pytest
from django_q.models import OrmQ

from connectors.errors import Refused
from erp_integrations import tasks, wiring
from erp_integrations.models import (
    ErpList,
    ImportCursor,
    IntegrationSettings,
    JobCost,
    LeftOut,
    LeftOutCost,
    Project,
    State,
)
from erp_integrations.services.linking import link
from erp_integrations.services.refreshing import refresh_lists
from erp_integrations.services.unlinking import unlink
from tests import factories
from tests.journeys import world

pytestmark = pytest.mark.django_db(transaction=True)


def reasons():
    return sorted(LeftOutCost.objects.values_list("reason", flat=True))


def test_line_of_a_bill_becomes_a_cost_of_its_project_and_budget_code(books):
    bill = books.bill(books.line("250.10"), on=date(2026, 3, 3), number="B-77")
    books.import_costs()
    cost = JobCost.objects.get()
    assert (cost.project, cost.budget_code, cost.amount) == (books.project, books.code, Decimal("250.10"))
    assert (cost.kind, cost.erp_id, cost.number, cost.date) == ("ACCPAY", bill["InvoiceID"], "B-77", date(2026, 3, 3))
    assert cost.erp_line_id == bill["LineItems"][0]["LineItemID"]
    assert (cost.vendor_name, cost.description) == (books.vendor.name, "Rebar")
    assert not cost.is_commitment


def test_spend_counts_and_credit_note_counts_negative(books):
    books.bookkeeper.spend_money(books.vendor.erp_id, [books.line("40.00")])
    books.bookkeeper.enter_credit_note(books.vendor.erp_id, [books.line("15.50")])
    books.import_costs()
    assert dict(JobCost.objects.values_list("kind", "amount")) == {
        "SPEND": Decimal("40.00"),
        "ACCPAYCREDIT": Decimal("-15.50"),
    }


def test_exported_invoice_is_a_commitment_cost_and_its_retainage_no_cost_of_a_code(books):
    invoice = books.exported_invoice()
    books.import_costs()
    cost = JobCost.objects.get()
    assert (cost.erp_id, cost.amount, cost.is_commitment) == (invoice.erp_id, Decimal("400.00"), True)
    left_out = LeftOutCost.objects.get()
    assert (left_out.reason, left_out.amount) == (LeftOut.RETAINAGE, Decimal("-40.00"))
    assert not LeftOutCost.objects.to_look_at().exists()


def test_lines_that_are_left_out_say_why(books):
    job = books.bookkeeper.add_job(category_id(books), "Somebody else's job")
    books.bill(
        books.line(Tracking=None),
        books.line(Tracking=[{"Name": "Job", "Option": job["Name"]}]),
        books.line(ItemCode=None),
        books.line(ItemCode="RETAINAGE", AccountCode="815"),
    )
    books.import_costs()
    assert not JobCost.objects.exists()
    assert reasons() == sorted([LeftOut.NO_JOB, LeftOut.JOB_NOT_LINKED, LeftOut.NO_ITEM, LeftOut.RETAINAGE])


def category_id(books):
    return next(iter(books.sandbox.organisation.tracking_categories))


def test_costs_of_a_job_come_in_once_it_is_linked_without_reading_the_bill_again(books):
    job = books.bookkeeper.add_job(category_id(books), "Pier 9")
    books.bill(books.line(Tracking=[{"Name": "Job", "Option": "Pier 9"}]))
    books.import_costs()
    assert reasons() == [LeftOut.JOB_NOT_LINKED]
    project = factories.ProjectFactory(synced=True, erp_id=job["TrackingOptionID"])
    ImportCursor.objects.update(cursor=world.minutes_ago(-60))
    books.import_costs()
    assert JobCost.objects.get().project == project
    assert not LeftOutCost.objects.exists()


def test_costs_of_a_project_that_was_let_go_of_are_left_out_and_come_back(books):
    books.bill()
    books.import_costs()
    erp_id = books.project.erp_id
    unlink(type(books.project), [books.project.pk], wiring.ledger(), by=books.by)
    books.import_costs()
    assert (JobCost.objects.count(), reasons()) == (0, [LeftOut.JOB_NOT_LINKED])
    type(books.project).objects.filter(pk=books.project.pk).update(state=State.SYNCED, erp_id=erp_id)
    books.import_costs()
    assert JobCost.objects.get().project == books.project


def test_linked_bill_counts_as_a_commitment_cost_from_then_on(books):
    bill = books.bill()
    books.import_costs()
    invoice = factories.InvoiceFactory(synced=True, erp_id=bill["InvoiceID"])
    books.import_costs()
    assert JobCost.objects.get().is_commitment
    type(invoice).objects.filter(pk=invoice.pk).update(state=State.UNLINKED, erp_id="")
    books.import_costs()
    assert not JobCost.objects.get().is_commitment


def test_voided_bill_takes_its_costs_away(books):
    bill = books.bill(books.line(), books.line(Tracking=None))
    books.import_costs()
    assert (JobCost.objects.count(), LeftOutCost.objects.count()) == (1, 1)
    books.bookkeeper.void_bill(bill["InvoiceID"])
    books.import_costs()
    assert (JobCost.objects.count(), LeftOutCost.objects.count()) == (0, 0)


def test_paid_bill_counts_like_an_unpaid_one(books):
    bill = books.bill()
    books.bookkeeper.pay_bill(bill["InvoiceID"], bill["Total"])
    books.import_costs()
    assert JobCost.objects.get().status == "PAID"


def test_importing_again_changes_nothing(books):
    books.bill()
    books.import_costs()
    before = list(JobCost.objects.values_list("erp_line_id", "amount"))
    books.import_costs()
    assert list(JobCost.objects.values_list("erp_line_id", "amount")) == before


def test_item_renamed_in_xero_keeps_its_costs(books):
    books.bookkeeper.change_item(books.code.erp_id, Code="NEW-CODE")
    books.bill(books.line(ItemCode="NEW-CODE"))
    books.import_costs()
    assert JobCost.objects.get().budget_code == books.code


def test_another_category_of_jobs_makes_everything_be_read_anew(books):
    books.bill()
    books.import_costs()
    IntegrationSettings.objects.update(tracking_category="Region")
    books.import_costs()
    assert (JobCost.objects.count(), reasons()) == (0, [LeftOut.NO_JOB])
    IntegrationSettings.objects.update(tracking_category="Job")
    books.import_costs()
    assert JobCost.objects.count() == 1


def test_run_without_changes_asks_for_one_page_of_each_kind(books):
    books.bill()
    books.import_costs()
    asked = len(books.sandbox.calls)
    books.import_costs()
    assert len(books.sandbox.calls) - asked == 3


def test_renamed_tracking_category_takes_no_cost_out_of_its_project(books):
    bill = books.bill()
    books.import_costs()
    books.bookkeeper.rename_category(category_id(books), "Works")
    books.bookkeeper.edit_bill(bill["InvoiceID"], InvoiceNumber="B-2")
    refresh_lists(wiring.ledger(), [ErpList.JOB])
    with pytest.raises(Refused, match="no active tracking category named"):
        books.import_costs()
    assert JobCost.objects.count() == 1


def test_code_that_was_given_to_another_item_takes_no_costs_from_the_first(books):
    """A line that names its item's id goes by that, whoever bears the code now."""
    old_code = books.code.item_code
    books.bookkeeper.change_item(books.code.erp_id, Code="NEW-CODE")
    books.bookkeeper.add_item(old_code)
    books.bill(books.line("7.00", ItemCode=old_code))
    books.bill(books.line("8.00", ItemCode="NEW-CODE"))
    books.import_costs()
    assert [cost.amount for cost in JobCost.objects.all()] == [Decimal("8.00")]
    assert reasons() == [LeftOut.ITEM_NOT_LINKED]


def waking():
    return [row.func() for row in OrmQ.objects.all()].count("erp_integrations.tasks.recode_costs")


def test_linking_a_project_that_lines_wait_for_brings_its_costs_in_at_once(books):
    job = books.bookkeeper.add_job(category_id(books), "Pier 9")
    books.bill(books.line(Tracking=[{"Name": "Job", "Option": "Pier 9"}]))
    books.import_costs()
    project = factories.ProjectFactory()
    link(Project, {project.pk: job["TrackingOptionID"]}, wiring.ledger(), by=books.by)
    assert waking() == 1
    tasks.recode_costs()
    assert JobCost.objects.get().project == project


def test_letting_go_of_a_project_takes_its_costs_out_at_once(books):
    books.bill()
    books.import_costs()
    unlink(Project, [books.project.pk], wiring.ledger(), by=books.by)
    assert waking() == 1
    tasks.recode_costs()
    assert not JobCost.objects.exists()


def test_linking_a_project_that_no_line_waits_for_wakes_nobody(books):
    job = books.bookkeeper.add_job(category_id(books), "Pier 9")
    link(Project, {factories.ProjectFactory().pk: job["TrackingOptionID"]}, wiring.ledger(), by=books.by)
    assert waking() == 0
