"""What somebody does in Xero reaches the rules with the next reading of its lists."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from erp_integrations import wiring
from erp_integrations.models import IntegrationSettings
from erp_integrations.services.refreshing import refresh_books, refresh_lists
from tests import factories
from tests.journeys import world
from tests.rules.case import found

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Exported:
    """An organisation with one of each in it, whose lists were read, and somebody who looks after it."""

    sandbox: Any
    code: Any
    project: Any
    vendor: Any
    commitment: Any

    @property
    def bookkeeper(self) -> Any:
        return self.sandbox.bookkeeper

    def change(self) -> Any:
        return world.change_in(self.commitment, self.code)

    def invoice(self, **fields: Any) -> Any:
        return world.invoice_in(self.commitment, self.code, **fields)


@pytest.fixture
def exported(connected, approver):
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    refresh_lists(wiring.ledger())
    return Exported(connected, known["code"], known["project"], known["vendor"], world.fresh(commitment))


def told(record):
    """What stops a record, once Xero's lists were read."""
    refresh_lists(wiring.ledger())
    refresh_books(wiring.ledger())
    return [f"{finding.rule.number} {finding}" for finding in found(record) if not finding.is_advice]


def test_nothing_is_told_of_an_organisation_in_order(exported):
    assert told(exported.change()) == told(exported.invoice()) == []


def test_archived_contact_stops_its_documents(exported):
    exported.bookkeeper.archive_contact(exported.vendor.erp_id)
    (sentence,) = told(exported.invoice())
    assert sentence.startswith(f"Xero The contact “{exported.vendor.name}” is archived")


def test_archived_job_stops_the_documents_of_its_project(exported):
    exported.bookkeeper.archive_job(exported.project.erp_id)
    (sentence,) = told(exported.change())
    assert sentence.startswith(f"R103 The job “{exported.project.name}” is archived")


def test_deleted_item_stops_what_is_coded_to_it(exported):
    exported.bookkeeper.delete_item(exported.code.erp_id)
    assert [sentence[:4] for sentence in told(exported.change())] == ["R104"]


def test_item_that_lost_its_account_stops_bills(exported):
    exported.bookkeeper.change_item(exported.code.erp_id, PurchaseDetails={})
    (sentence,) = told(exported.invoice())
    assert sentence.startswith(f"R121 The item {exported.code.item_code} has no purchase account in Xero")


@pytest.mark.parametrize(("act", "status"), [("delete", "deleted"), ("bill", "billed")])
def test_order_that_takes_no_lines_stops_its_changes(act, status, exported):
    getattr(exported.bookkeeper, f"{act}_purchase_order")(exported.commitment.erp_id)
    (sentence,) = told(exported.change())
    assert sentence.startswith(f"R143 Purchase order {exported.commitment.number} is {status}")


@pytest.mark.parametrize(("day", "is_stopped"), [(31, True), (30, False)])
def test_lock_date_stops_bills_up_to_it(day, is_stopped, exported):
    exported.bookkeeper.lock_books(date(2026, 3, day))
    assert bool(told(exported.invoice(billing_date=date(2026, 3, 31)))) is is_stopped


def test_terms_of_the_contact_give_a_bill_its_due_date(exported):
    IntegrationSettings.objects.update(due_date_policy="terms")
    invoice = exported.invoice(due_date=None)
    assert [sentence[:3] for sentence in told(invoice)] == ["R84"]
    exported.bookkeeper.set_payment_terms(exported.vendor.erp_id, 30)
    assert told(invoice) == []
    assert "30 Apr 2026" in str([str(finding) for finding in found(invoice)])


def test_archived_account_stops_the_codes_that_would_get_it(exported):
    exported.bookkeeper.archive_account("310")
    assert told(factories.BudgetCodeFactory()) == ["R121 Xero has no account 310 that items can be coded to."]


def test_name_that_was_taken_in_xero_meanwhile_stops_a_new_record(exported):
    vendor = factories.VendorFactory(name="Núñez Masonry")
    assert told(vendor) == []
    exported.bookkeeper.rename_contact(exported.vendor.erp_id, "NÚÑEZ MASONRY")
    assert told(vendor) == ["R36 Xero has a contact named “NÚÑEZ MASONRY” already."]


def test_number_of_an_order_that_was_entered_by_hand_is_taken(exported):
    commitment = factories.CommitmentFactory(number="po-77")
    world.order_by_hand(exported.sandbox, exported.vendor, number="PO-77")
    assert told(commitment) == ["R134 Xero has a purchase order PO-77 already."]


def test_code_of_an_item_that_was_renamed_is_taken(exported):
    code = factories.BudgetCodeFactory(cost_code__code="05-120")
    exported.bookkeeper.change_item(exported.code.erp_id, Code="05-120.s", Name="By hand")
    assert told(code) == ["R25 Xero has the product or service 05-120.s (“By hand”) already."]


def test_name_of_a_job_that_was_renamed_is_taken(exported):
    project = factories.ProjectFactory(name="Depot")
    exported.bookkeeper.rename_job(exported.project.erp_id, "DEPOT")
    assert told(project) == ["R124 Xero has a job named “DEPOT” already."]
    exported.bookkeeper.archive_job(exported.project.erp_id)
    assert told(project) == ["R124 An archived job in Xero is named “DEPOT”, and it keeps its name."]


def test_retainage_item_that_was_deleted_stops_bills_with_retainage(exported):
    (item,) = [item for item in exported.sandbox.organisation.items.values() if item["Code"] == "RETAINAGE"]
    exported.bookkeeper.delete_item(item["ItemID"])
    assert told(exported.invoice()) == ["R169 Xero has no retainage item RETAINAGE."]
    assert told(exported.invoice(line__retainage_withheld=0)) == []
