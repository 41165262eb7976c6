"""When a subcontractor invoice may become a bill."""

from datetime import date
from decimal import Decimal

import pytest

from erp_integrations.models import ErpList, State
from tests.factories import ChangeOrderFactory, CommitmentFactory, CommitmentLineFactory, ConnectionFactory
from tests.factories import InvoiceFactory as Invoices
from tests.rules import documents
from tests.rules.case import Case
from tests.rules.steps import (
    account_known,
    both,
    code_field,
    commitment_field,
    field,
    line_field,
    listed,
    nothing,
    project_field,
    read,
    setting,
    vendor_field,
)

END = date(2026, 3, 31)
DAY_BEFORE, DAY_AFTER = date(2026, 3, 30), date(2026, 4, 1)
NO_RETAINAGE = {"retainage_withheld": Decimal(0), "retainage_released": Decimal(0)}
BY_TERMS = setting(due_date_policy="terms")
THIRTY_DAYS = vendor_field(terms_day=30, terms_kind="DAYS_AFTER_BILL")


def invoice():
    """400.00 of work less 40.00 of retainage, of a commitment of 1,000.00."""
    return Invoices(number="INV-2026-14", line__budget_code__cost_code__code="05-120")


def without_retainage():
    return Invoices(line__retainage_withheld=Decimal(0))


def another(amount="400.00", **fields):
    """A second invoice of the same commitment."""
    return lambda record: Invoices(commitment=record.commitment, line__amount=Decimal(amount), **fields)


def same_number(**fields):
    return lambda record: Invoices(
        number="INV-2026-14", commitment=CommitmentFactory(vendor=record.commitment.vendor, synced=True), **fields
    )


def change(amount, **fields):
    return lambda record: ChangeOrderFactory(commitment=record.commitment, line__amount=Decimal(amount), **fields)


def work(amount):
    return line_field(amount=Decimal(amount))


def agreed(amount):
    """The commitment amounts to this."""
    return lambda record: record.commitment.lines.update(amount=Decimal(amount))


def sent(record):
    """The invoice itself was sent, and is not counted twice for it."""
    type(record).objects.filter(pk=record.pk).update(state=State.SUBMITTED, submitted_at=record.created_at)


def locked_until(day):
    return lambda record: ConnectionFactory(books_locked_until=day)


def item_known(code, account="815", **fields):
    return both(read(ErpList.ITEM), listed(ErpList.ITEM, name=code, account=account, **fields))


def retainage_item_is_its_code(record):
    setting(retainage_item_code=record.lines.get().budget_code.item_code)(record)


def subcontractor_line(amount):
    return lambda record: CommitmentLineFactory(
        commitment=record.commitment, position=2, amount=Decimal(amount), is_subcontractor_sov=True
    )


def of_a_line():
    """It bills the only line of its commitment, over 1,000.00."""
    record = invoice()
    record.lines.update(commitment_line=record.commitment.lines.get())
    return record


def subcontract_line(amount):
    """Another line of the commitment, of which nothing is billed yet."""
    return lambda record: CommitmentLineFactory(commitment=record.commitment, position=2, amount=Decimal(amount))


def change_of_its_line(amount):
    return lambda record: ChangeOrderFactory(
        commitment=record.commitment,
        line__commitment_line=record.commitment.lines.get(position=1),
        line__amount=Decimal(amount),
        synced=True,
    )


def retainage(amount):
    """Retainage of all lines travels as one line: the largest amount there is, and a little more."""

    def step(record):
        record.commitment.lines.update(amount=documents.HIGHEST)
        record.lines.update(amount=documents.HIGHEST, retainage_withheld=documents.HIGHEST)
        documents.second_line(amount=Decimal(0), retainage_withheld=Decimal(amount), retainage_released=1)(record)

    return step


def credit_of(amount):
    """The invoice is below zero, needs no due date, and such invoices become credit notes."""
    return both(
        setting(negative_invoices="credit_note"),
        line_field(amount=-Decimal(amount), retainage_withheld=0),
        field(due_date=None),
    )


PERIOD_CASES = (
    Case(
        number="R76",
        what="period that ends before it starts",
        make=invoice,
        spoil=field(period_start=DAY_AFTER),
        sentence="Its billing period ends on 31 Mar 2026, before it starts on 1 Apr 2026.",
        edge=field(period_start=END),
    ),
    Case(
        number="R77",
        what="neither billing date nor end",
        make=invoice,
        spoil=field(billing_date=None, period_end=None),
        sentence="It has neither a billing date nor the end of a billing period.",
        edge=field(billing_date=None),
        along=frozenset({"R79"}),
    ),
    Case(
        number="R78",
        what="start that cannot be known",
        make=invoice,
        spoil=field(billing_date=None, period_start=None, period_end=None),
        sentence="The start of its billing period is not known.",
        edge=field(period_start=None, period_end=None),
        along=frozenset({"R77", "R79"}),
    ),
    Case(
        number="R79",
        what="end that cannot be known",
        make=invoice,
        spoil=field(billing_date=None, period_end=None),
        sentence="The end of its billing period is not known.",
        edge=field(period_end=None),
        along=frozenset({"R77"}),
    ),
    Case(
        number="Xero",
        what="date in the locked period",
        make=invoice,
        spoil=locked_until(END),
        sentence="Its date, 31 Mar 2026, lies in a period that is locked in Xero until 31 Mar 2026.",
        edge=locked_until(DAY_BEFORE),
    ),
    Case(
        number="Xero",
        what="default date in the locked period",
        make=invoice,
        spoil=both(field(billing_date=None), locked_until(END)),
        sentence="Its date, 31 Mar 2026, lies in a period that is locked in Xero until 31 Mar 2026.",
        edge=both(field(billing_date=DAY_AFTER), locked_until(END)),
    ),
)

DUE_DATE_CASES = (
    Case(
        number="R80",
        what="no due date",
        make=invoice,
        spoil=both(THIRTY_DAYS, field(due_date=None)),
        sentence="It has no due date.",
        edge=field(due_date=END),
    ),
    Case(
        number="R80",
        what="due the day before its date",
        make=invoice,
        spoil=field(due_date=DAY_BEFORE),
        sentence="It falls due on 30 Mar 2026, before its date, 31 Mar 2026.",
        edge=field(due_date=END),
    ),
    Case(
        number="R84",
        what="contact without terms",
        make=invoice,
        spoil=both(BY_TERMS, field(due_date=None)),
        sentence="It has no due date, and the contact in Xero has no payment terms for bills to work one out from.",
        edge=BY_TERMS,
    ),
    Case(
        number="R84",
        what="due date by the terms",
        make=invoice,
        spoil=both(BY_TERMS, THIRTY_DAYS, field(due_date=None)),
        sentence="Its due date, 30 Apr 2026, is worked out from the payment terms of the contact in Xero.",
        edge=both(BY_TERMS, THIRTY_DAYS),
    ),
)

AMOUNT_CASES = (
    Case(
        number="R114",
        what="a cent below zero",
        make=invoice,
        spoil=work("39.99"),
        sentence="Its total is -0.01: an invoice below zero is not exported.",
        edge=work("40.00"),
    ),
    Case(
        number="R114",
        what="line below zero in an invoice above it",
        make=invoice,
        spoil=documents.second_line(amount=Decimal("-360.01"), **NO_RETAINAGE),
        sentence="Its total is -0.01: an invoice below zero is not exported.",
        edge=documents.second_line(amount=Decimal("-360.00"), **NO_RETAINAGE),
    ),
    Case(
        number="R166",
        what="a cent more than was agreed",
        make=invoice,
        spoil=work("1000.01"),
        sentence=(
            "The invoices of its commitment amount to 1,000.01, which is 0.01 more than was agreed with all approved "
            "changes, 1,000.00."
        ),
        edge=work("1000.00"),
    ),
    Case(
        number="R166",
        what="invoices that were sent count",
        make=invoice,
        spoil=both(another("600.01", synced=True), sent),
        sentence=(
            "The invoices of its commitment amount to 1,000.01, which is 0.01 more than was agreed with all approved "
            "changes, 1,000.00."
        ),
        edge=both(another("600.00", submitted=True), another("99.00"), sent),
    ),
    Case(
        number="R166",
        what="approved changes count",
        make=invoice,
        spoil=both(change("250.00", status="approved"), change("99.00", status="draft"), work("1250.01")),
        sentence=(
            "The invoices of its commitment amount to 1,250.01, which is 0.01 more than was agreed with all approved "
            "changes, 1,250.00."
        ),
        edge=both(change("250.00", status="Approved"), change("-99.00", status="draft"), work("1250.00")),
    ),
    Case(
        number="R166",
        what="lines of the subcontractor's own do not count",
        make=invoice,
        spoil=both(subcontractor_line("500.00"), work("1000.01")),
        sentence=(
            "The invoices of its commitment amount to 1,000.01, which is 0.01 more than was agreed with all approved "
            "changes, 1,000.00."
        ),
        edge=both(subcontractor_line("-500.00"), work("1000.00")),
    ),
)

LINE_CASES = (
    Case(
        number="R166",
        what="one line billed beyond what was agreed on it",
        make=of_a_line,
        spoil=both(subcontract_line("9000.00"), work("1000.01")),
        sentence=(
            "Line 1: 1,000.01 is billed on line 1 of its commitment, which is 0.01 more than was agreed, 1,000.00."
        ),
        edge=both(subcontract_line("9000.00"), work("1000.00")),
    ),
    Case(
        number="R166",
        what="changes of the line count",
        make=of_a_line,
        spoil=both(subcontract_line("9000.00"), change_of_its_line("250.00"), work("1250.01")),
        sentence=(
            "Line 1: 1,250.01 is billed on line 1 of its commitment, which is 0.01 more than was agreed, 1,250.00."
        ),
        edge=both(subcontract_line("9000.00"), change_of_its_line("250.00"), work("1250.00")),
    ),
)

RETAINAGE_CASES = (
    Case(
        number="R169",
        what="no retainage item",
        make=invoice,
        spoil=setting(retainage_item_code=""),
        sentence="It holds retainage, and no retainage item is chosen.",
        edge=both(setting(retainage_item_code=""), line_field(**NO_RETAINAGE)),
    ),
    Case(
        number="R169",
        what="no item for what is released",
        make=invoice,
        spoil=both(
            setting(retainage_item_code=""),
            line_field(retainage_withheld=Decimal(0), retainage_released=Decimal("0.01")),
        ),
        sentence="It holds retainage, and no retainage item is chosen.",
        edge=line_field(retainage_withheld=Decimal(0), retainage_released=Decimal("0.01")),
    ),
    Case(
        number="R169",
        what="retainage item is a budget code",
        make=invoice,
        spoil=retainage_item_is_its_code,
        sentence="The retainage item 05-120.S is a budget code too, so retainage would count as its cost.",
        edge=both(retainage_item_is_its_code, line_field(**NO_RETAINAGE)),
    ),
    Case(
        number="R169",
        what="retainage item is what a budget code is linked to",
        make=invoice,
        spoil=code_field(erp_name="RETAINAGE"),
        sentence="The retainage item RETAINAGE is a budget code too, so retainage would count as its cost.",
        edge=code_field(erp_name="RETAINAGE-2"),
    ),
    Case(
        number="R169",
        what="retainage item not in Xero",
        make=invoice,
        spoil=item_known("RETAINAGE", is_gone=True),
        sentence="Xero has no retainage item RETAINAGE.",
        edge=item_known("Retainage"),
    ),
    Case(
        number="R169",
        what="items that were never read",
        make=invoice,
        spoil=read(ErpList.ITEM),
        sentence="Xero has no retainage item RETAINAGE.",
        edge=nothing,
    ),
)

ACCOUNT_CASES = (
    Case(
        number="R121",
        what="item without an account",
        make=invoice,
        spoil=code_field(erp_name="05-120.S", erp_flaw="account"),
        sentence=(
            "The item 05-120.S has no purchase account in Xero that can be used, and a bill that awaits payment needs "
            "one."
        ),
        edge=both(setting(bill_status="SUBMITTED"), code_field(erp_flaw="account")),
    ),
    Case(
        number="R121",
        what="item whose tax rate cannot be used",
        make=invoice,
        spoil=code_field(erp_name="05-120.S", erp_flaw="tax_rate"),
        sentence=(
            "The item 05-120.S has no tax rate for purchases in Xero that can be used, and a bill that awaits payment "
            "needs one."
        ),
        edge=both(setting(bill_status="DRAFT"), code_field(erp_flaw="tax_rate")),
    ),
    Case(
        number="R121",
        what="retainage item on an archived account",
        make=invoice,
        spoil=both(item_known("RETAINAGE"), account_known("815", is_archived=True), read(ErpList.ACCOUNT)),
        sentence=(
            "The item RETAINAGE has no purchase account in Xero that can be used, and a bill that awaits payment needs "
            "one."
        ),
        edge=both(item_known("RETAINAGE"), account_known("815"), read(ErpList.ACCOUNT)),
    ),
    Case(
        number="R121",
        what="retainage item without an account",
        make=invoice,
        spoil=item_known("RETAINAGE", account=""),
        sentence=(
            "The item RETAINAGE has no purchase account in Xero that can be used, and a bill that awaits payment needs "
            "one."
        ),
        edge=both(item_known("RETAINAGE", account=""), line_field(**NO_RETAINAGE)),
    ),
)

CASES = (
    *documents.number_cases(invoice, "R75"),
    *documents.company_cases(invoice, "R74"),
    *documents.status_cases(invoice, "R81"),
    *documents.line_cases(invoice, some="R82", each="R163"),
    *documents.figure_cases(without_retainage),
    *documents.bound_cases(invoice, around=agreed("99999999999.00")),
    *documents.project_cases(invoice),
    documents.project_waiting_case(invoice),
    *documents.item_cases(invoice),
    *PERIOD_CASES,
    *DUE_DATE_CASES,
    *AMOUNT_CASES,
    *RETAINAGE_CASES,
    *ACCOUNT_CASES,
    *LINE_CASES,
    *documents.date_cases(invoice, "R160", "billing_date", period_start=date(1970, 1, 1), due_date=date(2099, 12, 31)),
    *documents.date_cases(invoice, "R161", "due_date", billing_date=date(1970, 1, 1)),
    *documents.tax_cases(without_retainage),
    *documents.sum_cases(invoice, retainage("0.01"), retainage("0.00"), "-10,000,000,000.00"),
    Case(
        number="R114",
        what="credit note",
        make=invoice,
        spoil=credit_of("4860.00"),
        sentence="It becomes a supplier credit note of 4,860.00.",
        edge=both(setting(negative_invoices="credit_note"), work("40.00")),
    ),
    Case(
        number="R162",
        what="commitment not exported",
        make=invoice,
        spoil=commitment_field(erp_id=""),
        sentence="It waits for its commitment to be exported.",
        edge=both(setting(commitment_sync=False), commitment_field(erp_id="")),
    ),
    Case(
        number="R75",
        what="number of another invoice of the company",
        make=invoice,
        spoil=same_number(submitted=True),
        sentence="Another invoice of its company has the number INV-2026-14.",
        edge=both(
            same_number(), lambda record: Invoices(number="INV-2026-14", submitted=True), project_field(number="1")
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule_stops_what_breaks_it(case, chosen_settings):
    case.check_stopping()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule_lets_through_what_is_on_its_edge(case, chosen_settings):
    case.check_passing()
