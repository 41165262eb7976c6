"""The demonstration as it first comes up: what the bookkeeper did in Xero has come back as job costs and payments."""

from collections import defaultdict
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db.models import Count, Sum

from connectors.xero.sandbox import Sandbox
from erp_integrations import wiring
from erp_integrations.models import (
    BudgetCode,
    ErpEntry,
    ErpList,
    Event,
    ImportCursor,
    IntegrableRecord,
    JobCost,
    LeftOut,
    LeftOutCost,
    Payment,
    PaymentShare,
    Project,
    Vendor,
)
from erp_integrations.services.demonstrating import keep_books
from erp_integrations.services.reconciling import differences
from tests.demo.contractor import DEMO, by_id, net_of_exported, paid_bill, signed, states, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("filled"), pytest.mark.xdist_group("demo")]

ZERO = Decimal(0)


def told(amount: Decimal) -> str:
    return f"{amount:,.2f}".replace("-", "−")


def invoiced() -> dict[str, Decimal]:
    """By project, what the exported invoices bill before retainage."""
    commitments, invoices, state = by_id("commitments"), by_id("invoices"), states()
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for line in table("invoice_lines"):
        if state[line["invoice"]] == "synced":
            amounts[commitments[invoices[line["invoice"]]["commitment"]]["project"]] += Decimal(line["amount"])
    return amounts


def direct() -> dict[str, Decimal]:
    """By project, what the bookkeeper coded to a project and to a budget code that are in Xero."""
    projects = {row["name"]: source_id for source_id, row in by_id("projects").items()}
    codes = {f"{row['cost_code']}.{row['cost_type']}" for row in table("budget_codes")}
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for line in table("bookkeeping"):
        if line["job"] in projects and line["item"] in codes and line["status"] not in ("DRAFT", "VOIDED"):
            amounts[projects[line["job"]]] += signed(line)
    return amounts


def paid() -> dict[str, Decimal]:
    """By exported invoice, what was paid and not taken back."""
    exported = net_of_exported()
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for payment in table("bookkeeping_payments"):
        if not payment["is_deleted"] and paid_bill(payment) in exported:
            amounts[paid_bill(payment)] += Decimal(payment["amount"])
    return amounts


def sums(rows, key: str) -> dict[str, Decimal]:
    return dict(rows.order_by().values_list(key).annotate(Sum("amount")))


def test_job_costs_of_a_project_are_what_the_files_say() -> None:
    costs = JobCost.objects.all()

    assert sums(costs.filter(is_commitment=True), "project__source_id") == invoiced()
    assert sums(costs.filter(is_commitment=False), "project__source_id") == direct()


def test_payments_are_what_the_files_say_and_are_shared_out() -> None:
    counting = Payment.objects.counting()

    assert sums(counting, "invoice__source_id") == paid()
    assert PaymentShare.objects.filter(payment__in=counting).aggregate(all=Sum("amount"))["all"] == sum(paid().values())


def test_payment_that_was_taken_back_is_known_and_counts_no_more() -> None:
    (payment,) = Payment.objects.filter(is_deleted_in_erp=True)
    of_payment = Event.objects.filter(content_type__model="payment", object_id=payment.pk)

    assert payment.invoice.source_id == "PO-25006-001-01"
    assert "Deleted in Xero." in of_payment.values_list("detail", flat=True)


def test_lines_are_left_out_for_every_reason() -> None:
    assert set(LeftOutCost.objects.values_list("reason", flat=True)) == set(LeftOut.values)


def test_retainage_that_is_left_out_is_what_the_exported_invoices_hold() -> None:
    held = sum(invoiced().values()) - sum(net_of_exported().values())

    assert sums(LeftOutCost.objects.filter(reason=LeftOut.RETAINAGE), "reason") == {LeftOut.RETAINAGE: -held}


def test_figures_of_the_readme_are_those_of_the_demonstration() -> None:
    text = (DEMO / "README.md").read_text(encoding="utf-8")
    costs = sums(JobCost.objects.all(), "project__number")
    commitment = sums(JobCost.objects.filter(is_commitment=True), "project__number")
    issued = sums(Payment.objects.counting(), "invoice__commitment__project__number")
    left_out = LeftOutCost.objects.order_by().values_list("reason").annotate(Count("pk"), Sum("amount"))
    rows = [
        *([number, told(costs[number]), told(commitment[number]), told(issued[number])] for number in costs),
        *([str(LeftOut(reason).label), str(lines), told(amount)] for reason, lines, amount in left_out),
    ]

    assert [row for row in rows if f"| {' | '.join(row)} |" not in text] == []


@pytest.mark.parametrize(
    ("kind", "model"), [(ErpList.CONTACT, Vendor), (ErpList.JOB, Project), (ErpList.ITEM, BudgetCode)]
)
def test_what_is_only_in_xero_is_known_and_free_to_be_linked(kind: ErpList, model: type[IntegrableRecord]) -> None:
    only_there = {row[kind] for row in table("bookkeeping") if row["kind"] == kind}
    entries = ErpEntry.objects.filter(list=kind, name__in=only_there)

    assert set(entries.values_list("name", flat=True)) == only_there
    assert not model._default_manager.filter(erp_id__in=entries.values("erp_id")).exists()


def test_everything_that_was_exported_is_still_there_and_amounts_to_the_same() -> None:
    assert list(differences()) == []
    assert not ImportCursor.objects.filter(finished_at=None).exists()


def test_demonstration_that_is_started_again_has_nothing_new_in_its_books(filled: Sandbox) -> None:
    organisation = filled.organisation
    lists = (organisation.invoices, organisation.credit_notes, organisation.bank_transactions, organisation.payments)
    before = [collection.version for collection in lists]
    known = (JobCost.objects.count(), LeftOutCost.objects.count(), Payment.objects.count())

    call_command("fill_demo")
    keep_books(DEMO, wiring.ledger, wiring.bring_to_sandbox)

    assert [collection.version for collection in lists] == before
    assert (JobCost.objects.count(), LeftOutCost.objects.count(), Payment.objects.count()) == known
