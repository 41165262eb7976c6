"""A bookkeeper's random history in the stand-in, and what it comes to, worked out from the stand-in's own data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import strategies as st

from connectors.xero.sandbox import Organisation, Sandbox
from connectors.xero.sandbox.refusals import Rejected
from erp_integrations.models import BudgetCode, Project, SubcontractorInvoice
from tests import factories

BEGINNING = datetime(2026, 3, 1, 8, tzinfo=UTC)
# Longer than an import reaches back, so that nothing is read twice by chance.
BETWEEN_STEPS = timedelta(minutes=10)
DAY = date(2026, 3, 2)
APPROVED = ("AUTHORISED", "PAID")
CENT = Decimal("0.01")

# A line: its amount, which job (the last is nobody's, or none), which item (likewise).
LINES = st.lists(
    st.tuples(
        st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999.99"), places=2),
        st.integers(0, 3),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=3,
)
AMOUNTS = st.sampled_from(["Exclusive", "Inclusive", "NoTax"])
WHICH = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("bill"), LINES, AMOUNTS, st.sampled_from(["AUTHORISED", "DRAFT", "SUBMITTED"])),
    st.tuples(st.just("invoice"), LINES),
    st.tuples(st.just("spend"), LINES, AMOUNTS),
    st.tuples(st.just("credit"), LINES, AMOUNTS),
    st.tuples(st.just("approve"), WHICH),
    st.tuples(st.just("edit_bill"), WHICH, LINES),
    st.tuples(st.just("edit_spend"), WHICH, LINES),
    st.tuples(st.just("void_bill"), WHICH),
    st.tuples(st.just("void_credit"), WHICH),
    st.tuples(st.just("delete_spend"), WHICH),
    st.tuples(st.just("pay"), WHICH, st.integers(1, 100)),
    st.tuples(st.just("delete_payment"), WHICH),
    st.tuples(st.just("allocate"), WHICH, WHICH),
    st.tuples(st.just("bring_in")),
)
HISTORIES = st.lists(STEPS, max_size=14)


@dataclass
class History:
    """Two projects and two budget codes that are in the stand-in, beside a job and an item that nobody knows here."""

    sandbox: Sandbox
    projects: list[Project] = field(default_factory=list)
    codes: list[BudgetCode] = field(default_factory=list)
    ours: list[SubcontractorInvoice] = field(default_factory=list)
    moment: datetime = BEGINNING

    @classmethod
    def begun(cls, sandbox: Sandbox) -> "History":
        history = cls(sandbox)
        sandbox.organisation.now = history.now
        category = next(iter(sandbox.organisation.tracking_categories))
        jobs = [sandbox.bookkeeper.add_job(category, name) for name in ("Pier 1", "Pier 2", "Nobody's")]
        items = [sandbox.bookkeeper.add_item(code) for code in ("03-100.S", "03-200.S", "NOBODY")]
        history.projects = [
            factories.ProjectFactory(synced=True, erp_id=job["TrackingOptionID"], erp_name=job["Name"], codes=[])
            for job in jobs[:2]
        ]
        history.codes = [
            factories.BudgetCodeFactory(synced=True, erp_id=item["ItemID"], erp_name=item["Code"]) for item in items[:2]
        ]
        return history

    def now(self) -> datetime:
        return self.moment

    def line(self, amount: Decimal, job: int, item: int) -> dict[str, Any]:
        line: dict[str, Any] = {"Description": "Works", "Quantity": 1, "UnitAmount": amount}
        line |= {"AccountCode": "320", "TaxType": "TAX001"}
        if job < 3:
            line["Tracking"] = [{"Name": "Job", "Option": ("Pier 1", "Pier 2", "Nobody's")[job]}]
        if item < 3:
            line["ItemCode"] = ("03-100.S", "03-200.S", "NOBODY")[item]
        return line

    def lines(self, drawn: Any) -> list[dict[str, Any]]:
        return [self.line(*one) for one in drawn]

    def take(self, step: Any) -> None:
        """Do one step; what Xero would not let the bookkeeper do is left undone."""
        self.moment += BETWEEN_STEPS
        name, *arguments = step
        try:
            getattr(self, name)(*arguments)
        except Rejected:
            return

    def one_of(self, documents: Any, number: int) -> str | None:
        ids = sorted(documents, key=lambda identity: documents[identity]["UpdatedDateUTC"])
        return ids[number % len(ids)] if ids else None

    @property
    def supplier(self) -> str:
        return next(iter(self.sandbox.organisation.contacts))

    def bill(self, drawn: Any, amounts: str, status: str) -> None:
        self.sandbox.bookkeeper.enter_bill(self.supplier, self.lines(drawn), on=DAY, amounts=amounts, status=status)

    def invoice(self, drawn: Any) -> None:
        """A bill that this tool exported: there is a synced invoice for it, of the first project."""
        coded = [(amount, 0, item % 2) for amount, _job, item in drawn]
        bill = self.sandbox.bookkeeper.enter_bill(self.supplier, self.lines(coded), on=DAY, due=DAY)
        commitment = factories.CommitmentFactory(synced=True, project=self.projects[0])
        invoice = factories.InvoiceFactory(synced=True, erp_id=bill["InvoiceID"], commitment=commitment, line=None)
        for position, (amount, _job, item) in enumerate(coded):
            code = self.codes[item]
            factories.InvoiceLineFactory(
                invoice=invoice, position=position, amount=amount, budget_code=code, retainage_withheld=0
            )
        self.ours.append(invoice)

    def spend(self, drawn: Any, amounts: str) -> None:
        self.sandbox.bookkeeper.spend_money(self.supplier, self.lines(drawn), on=DAY, amounts=amounts)

    def credit(self, drawn: Any, amounts: str) -> None:
        self.sandbox.bookkeeper.enter_credit_note(self.supplier, self.lines(drawn), on=DAY, amounts=amounts)

    def approve(self, number: int) -> None:
        if chosen := self.one_of(self.sandbox.organisation.invoices, number):
            self.sandbox.bookkeeper.approve_bill(chosen)

    def edit_bill(self, number: int, drawn: Any) -> None:
        if chosen := self.one_of(self.sandbox.organisation.invoices, number):
            self.sandbox.bookkeeper.edit_bill(chosen, LineItems=self.lines(drawn))

    def edit_spend(self, number: int, drawn: Any) -> None:
        if chosen := self.one_of(self.sandbox.organisation.bank_transactions, number):
            self.sandbox.bookkeeper.edit_spend(chosen, LineItems=self.lines(drawn))

    def void_bill(self, number: int) -> None:
        if chosen := self.one_of(self.sandbox.organisation.invoices, number):
            self.sandbox.bookkeeper.void_bill(chosen)

    def void_credit(self, number: int) -> None:
        if chosen := self.one_of(self.sandbox.organisation.credit_notes, number):
            self.sandbox.bookkeeper.void_credit_note(chosen)

    def delete_spend(self, number: int) -> None:
        if chosen := self.one_of(self.sandbox.organisation.bank_transactions, number):
            self.sandbox.bookkeeper.delete_spend(chosen)

    def pay(self, number: int, percent: int) -> None:
        """Pay a part of what is due on a bill; one of ours, if there is any."""
        invoices = self.sandbox.organisation.invoices
        mine = {invoice.erp_id: invoices[invoice.erp_id] for invoice in self.ours}
        if chosen := self.one_of(mine or invoices, number):
            part = (invoices[chosen]["AmountDue"] * percent / 100).quantize(CENT, ROUND_HALF_UP)
            self.sandbox.bookkeeper.pay_bill(chosen, part, on=DAY, reference="Pay run")

    def delete_payment(self, number: int) -> None:
        if chosen := self.one_of(self.sandbox.organisation.payments, number):
            self.sandbox.bookkeeper.delete_payment(chosen)

    def allocate(self, note: int, bill: int) -> None:
        chosen = self.one_of(self.sandbox.organisation.credit_notes, note)
        taken = self.one_of(self.sandbox.organisation.invoices, bill)
        if chosen and taken:
            credit = self.sandbox.organisation.credit_notes[chosen].get("RemainingCredit", Decimal(0))
            due = self.sandbox.organisation.invoices[taken].get("AmountDue", Decimal(0))
            self.sandbox.bookkeeper.allocate_credit_note(chosen, taken, min(credit, due), on=DAY)

    # What it all comes to

    def cost_lines(self) -> Iterator[tuple[str, str, str, str, Decimal]]:
        """Yield (kind, document, project, budget code, amount net of tax) of every line that is a cost."""
        organisation: Organisation = self.sandbox.organisation
        for kind, documents, sign in (
            ("ACCPAY", organisation.invoices, 1),
            ("SPEND", organisation.bank_transactions, 1),
            ("ACCPAYCREDIT", organisation.credit_notes, -1),
        ):
            for identity, document in documents.items():
                if document["Status"] not in APPROVED or document["Type"] != kind:
                    continue
                for line in document["LineItems"]:
                    tax = line["TaxAmount"] if document["LineAmountTypes"] == "Inclusive" else 0
                    yield kind, identity, self.project_of(line), self.code_of(line), sign * (line["LineAmount"] - tax)

    def project_of(self, line: Any) -> str:
        options = {entry["TrackingOptionID"] for entry in line["Tracking"]}
        return next((project.number for project in self.projects if project.erp_id in options), "")

    def code_of(self, line: Any) -> str:
        return next((code.item_code for code in self.codes if code.erp_name == line.get("ItemCode")), "")

    def costs(self, *, of_commitments: bool | None = None) -> dict[tuple[str, str], Decimal]:
        """Return the cost of each project and budget code; only of the bills that are ours, or only of the others."""
        exported = {invoice.erp_id for invoice in self.ours}
        sums: dict[tuple[str, str], Decimal] = {}
        for _kind, identity, project, code, amount in self.cost_lines():
            if project and code and of_commitments in (None, identity in exported):
                sums[project, code] = sums.get((project, code), Decimal(0)) + amount
        return sums

    def left_out(self) -> Decimal:
        """Return what the approved lines amount to that are no cost of any project."""
        lines = self.cost_lines()
        return sum((amount for _k, _i, project, code, amount in lines if not (project and code)), Decimal(0))

    def paid(self) -> dict[tuple[str, str], Decimal]:
        """Return what was paid of each budget code: each payment goes to the lines of its bill as they weigh."""
        paid: dict[tuple[str, str], Decimal] = {}
        invoices = {invoice.erp_id: invoice for invoice in self.ours}
        for payment in self.sandbox.organisation.payments.values():
            invoice = invoices.get(payment.get("Invoice", {}).get("InvoiceID"))
            if invoice is None or payment["Status"] != "AUTHORISED":
                continue
            lines = list(invoice.lines.all())
            whole = sum(line.amount for line in lines)
            running = before = Decimal(0)
            for code in dict.fromkeys(line.budget_code for line in lines):
                running += sum(line.amount for line in lines if line.budget_code == code)
                until = (payment["Amount"] * running / whole).quantize(CENT, ROUND_HALF_UP)
                place = self.projects[0].number, code.item_code
                paid[place] = paid.get(place, Decimal(0)) + until - before
                before = until
        return paid
