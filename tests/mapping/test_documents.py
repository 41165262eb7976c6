"""What each record becomes, field by field."""

from datetime import date
from decimal import Decimal

import pytest

from connectors.documents import (
    Bill,
    Contact,
    CreditNote,
    Item,
    Line,
    PurchaseOrder,
    Tracking,
    TrackingOption,
    digest,
)
from erp_integrations.mapping import document_for, kind_in_xero, records_becoming
from erp_integrations.models import SubcontractorInvoice
from tests import factories

pytestmark = pytest.mark.usefixtures("chosen_settings")


def document(record, settings):
    return document_for(type(record).objects.for_display().get(pk=record.pk), settings)


def test_budget_code_becomes_an_item_of_cost_code_and_cost_type(chosen_settings):
    code = factories.BudgetCodeFactory(cost_code__code="03-300", cost_type__code="M", description="Ready-mix  concrete")
    assert document(code, chosen_settings) == Item(
        code="03-300.M",
        name="Ready-mix concrete",
        description="Ready-mix concrete",
        purchase_account="310",
        tax_type="INPUT",
    )


def test_item_name_is_cut_at_fifty_and_the_description_keeps_it_whole(chosen_settings):
    text = "Aluminum storefront, curtain wall and entrance doors, supply and install"
    item = document(factories.BudgetCodeFactory(description=text), chosen_settings)
    assert (len(item.name) <= 50, item.name[-1], item.description) == (True, "…", text)


def test_budget_code_without_description_is_named_after_its_two_lists(chosen_settings):
    code = factories.BudgetCodeFactory(cost_code__name="Masonry", cost_type__name="Subcontract", description=" ")
    assert document(code, chosen_settings).name == "Masonry – Subcontract"


def test_project_becomes_a_tracking_option_without_superfluous_blanks(chosen_settings):
    project = factories.ProjectFactory(name=" Harbor  Street Depot ")
    assert document(project, chosen_settings) == TrackingOption(category="Job", name="Harbor Street Depot")


def test_company_becomes_a_contact_under_our_own_key(chosen_settings):
    vendor = factories.VendorFactory(name="Núñez & Sons", address="12 Quarry Road\nUnit 4")
    assert document(vendor, chosen_settings) == Contact(
        number=vendor.key,
        name="Núñez & Sons",
        email="office@nunez.example",
        phone="253 555 0101",
        fax="253 555 0102",
        address="12 Quarry Road\nUnit 4",
        city="Tacoma",
        region="WA",
        postal_code="98402",
        country="United States",
    )


def test_unit_based_commitment_becomes_a_purchase_order_with_quantities(chosen_settings):
    commitment = factories.UnitCommitmentFactory(number="PO-24017-011", project__name="Harbor Street")
    line = commitment.lines.get()
    assert document(commitment, chosen_settings) == PurchaseOrder(
        number="PO-24017-011",
        contact_id=commitment.vendor.erp_id,
        contact_name=commitment.vendor.name,
        date=date(2026, 3, 2),
        reference="Concrete works",
        delivery_instructions="Flatbed, call 24 hours ahead",
        status="AUTHORISED",
        lines=(
            Line(
                item_code=line.budget_code.item_code,
                description="Footings and slab",
                quantity=Decimal("12.5"),
                unit_amount=Decimal("7.425"),
                tracking=Tracking(category="Job", option="Harbor Street"),
            ),
        ),
    )


def test_amount_based_line_travels_as_one_times_its_amount(chosen_settings):
    (line,) = document(factories.CommitmentFactory(), chosen_settings).lines
    assert (line.quantity, line.unit_amount) == (Decimal(1), Decimal("1000.00"))


def test_line_without_description_says_what_its_budget_code_says(chosen_settings):
    commitment = factories.CommitmentFactory(line__description=" ")
    (line,) = document(commitment, chosen_settings).lines
    assert line.description == commitment.lines.get().budget_code.description


def test_changes_of_one_commitment_line_are_summed_in_the_order_of_first_appearance(chosen_settings):
    change = factories.ChangeOrderFactory(line=None)
    line = change.commitment.lines.get()
    rows = [(line, "250.00", "First"), (None, "80.00", "Alone"), (line, "-50.00", "Second")]
    for position, (changed, amount, text) in enumerate(rows, start=1):
        factories.ChangeOrderLineFactory(
            change_order=change,
            position=position,
            commitment_line=changed,
            budget_code=line.budget_code,
            amount=Decimal(amount),
            description=text,
        )
    lines = document(change, chosen_settings).lines
    assert [(one.description, one.quantity, one.unit_amount) for one in lines] == [
        ("First", Decimal(1), Decimal("200.00")),
        ("Alone", Decimal(1), Decimal("80.00")),
    ]


def test_changes_of_one_commitment_line_that_are_coded_otherwise_keep_their_own_items(chosen_settings):
    change = factories.ChangeOrderFactory(line=None)
    line = change.commitment.lines.get()
    for position, code in enumerate([line.budget_code, factories.BudgetCodeFactory(synced=True)], start=1):
        factories.ChangeOrderLineFactory(
            change_order=change, position=position, commitment_line=line, budget_code=code, amount=Decimal(position)
        )
    lines = document(change, chosen_settings).lines
    assert [(one.item_code, one.unit_amount) for one in lines] == [
        (code.item_code, Decimal(position))
        for position, code in enumerate((row.budget_code for row in change.lines.all()), start=1)
    ]


@pytest.mark.parametrize(
    ("second_cost", "quantity", "unit_amount"), [("7.4", "15", "7.4"), ("8.0", "1", "113.00")], ids=["same", "other"]
)
def test_summed_unit_lines_stay_units_only_at_one_unit_cost(chosen_settings, second_cost, quantity, unit_amount):
    change = factories.ChangeOrderFactory(line=None, commitment=factories.UnitCommitmentFactory(synced=True))
    line = change.commitment.lines.get()
    for position, (count, cost) in enumerate([("10", "7.4"), ("5", second_cost)], start=1):
        factories.ChangeOrderLineFactory(
            change_order=change,
            position=position,
            commitment_line=line,
            budget_code=line.budget_code,
            quantity=Decimal(count),
            unit_cost=Decimal(cost),
            amount=Decimal(count) * Decimal(cost) if cost == second_cost or position == 1 else 0,
        )
    if second_cost == "8.0":
        change.lines.filter(position=2).update(amount=Decimal("39.00"))
    (summed,) = document(change, chosen_settings).lines
    assert (summed.quantity, summed.unit_amount) == (Decimal(quantity), Decimal(unit_amount))


def test_invoice_bears_the_commitments_number_and_retainage_on_its_own_item(chosen_settings):
    invoice = factories.InvoiceFactory(line__retainage_released=Decimal("15.00"))
    bill = document(invoice, chosen_settings)
    assert bill.number == invoice.commitment.number
    assert [(line.item_code, line.unit_amount) for line in bill.lines[1:]] == [
        ("RETAINAGE", Decimal("-40.00")),
        ("RETAINAGE", Decimal("15.00")),
    ]


def test_invoice_bears_its_own_number_when_commitments_are_not_exported(chosen_settings):
    chosen_settings.commitment_sync = False
    invoice = factories.InvoiceFactory(number="INV-9")
    assert document(invoice, chosen_settings).number == "INV-9"


def test_bill_date_defaults_to_the_end_of_the_billing_period(chosen_settings):
    invoice = factories.InvoiceFactory(billing_date=None)
    assert document(invoice, chosen_settings).date == date(2026, 3, 31)


def test_each_bill_links_back_to_its_own_record(chosen_settings):
    one, other = factories.InvoiceFactory(), factories.InvoiceFactory()
    assert document(one, chosen_settings).url.endswith(f"/r/{one.key}/")
    assert document(one, chosen_settings).url != document(other, chosen_settings).url


def test_digest_ignores_what_only_xero_can_tell_of_an_order(chosen_settings):
    change = factories.ChangeOrderFactory()
    before = digest(document(change, chosen_settings))
    type(change.commitment).objects.filter(pk=change.commitment_id).update(erp_id="another")
    assert digest(document(change, chosen_settings)) == before


def test_digest_changes_with_each_amount(chosen_settings):
    commitment = factories.CommitmentFactory()
    before = digest(document(commitment, chosen_settings))
    commitment.lines.update(amount=Decimal("1000.01"))
    assert digest(document(commitment, chosen_settings)) != before


def test_description_of_a_line_keeps_its_lines(chosen_settings):
    commitment = factories.CommitmentFactory(line__description=" Scope:\n - dig\n - pour ")
    (line,) = document(commitment, chosen_settings).lines
    assert line.description == "Scope:\n - dig\n - pour"


@pytest.fixture
def credits_allowed(chosen_settings):
    chosen_settings.negative_invoices = "credit_note"
    chosen_settings.save()
    return chosen_settings


def invoice_over(amount, **fields):
    fields = {"line__retainage_withheld": Decimal(0), **fields}
    return factories.InvoiceFactory(line__amount=Decimal(amount), **fields)


def test_invoice_below_zero_becomes_a_credit_note_where_the_setting_allows_it(credits_allowed):
    invoice = invoice_over("-400.00", number="INV-9", line__retainage_withheld=Decimal("-40.00"))
    line = invoice.lines.get()
    job = Tracking(category="Job", option=invoice.commitment.project.name)
    assert document(invoice, credits_allowed) == CreditNote(
        contact_id=invoice.commitment.vendor.erp_id,
        contact_name=invoice.commitment.vendor.name,
        number="INV-9",
        date=date(2026, 3, 31),
        status="AUTHORISED",
        lines=(
            Line(
                item_code=line.budget_code.item_code,
                description="Footings and slab",
                quantity=Decimal(1),
                unit_amount=Decimal("400.00"),
                tracking=job,
            ),
            Line(
                item_code="RETAINAGE",
                description="Retainage withheld, INV-9",
                quantity=Decimal(1),
                unit_amount=Decimal("-40.00"),
                tracking=job,
            ),
        ),
    )


@pytest.mark.parametrize(
    ("quantity", "unit_cost", "turned"),
    [("12.5", "-7.4250", ("12.5", "7.425")), ("-12.5", "7.4250", ("12.5", "7.425")), ("3", "0.0050", ("3", "-0.005"))],
    ids=["cost below zero", "quantity below zero", "a line above zero"],
)
def test_turned_lines_come_to_the_same_amount_with_the_other_sign(quantity, unit_cost, turned, credits_allowed):
    commitment = factories.UnitCommitmentFactory(synced=True)
    invoice = invoice_over("-100.00", commitment=commitment)
    measures = {"quantity": Decimal(quantity), "unit_cost": Decimal(unit_cost)}
    factories.InvoiceLineFactory(invoice=invoice, position=2, retainage_withheld=Decimal(0), amount=0, **measures)
    line = document(invoice, credits_allowed).lines[1]
    assert (line.quantity, line.unit_amount) == tuple(map(Decimal, turned))
    assert line.quantity * line.unit_amount == -Decimal(quantity) * Decimal(unit_cost)


@pytest.mark.parametrize(("amount", "kind"), [("-0.01", CreditNote), ("0.00", Bill), ("0.01", Bill)])
def test_only_below_zero_is_a_credit_note(amount, kind, credits_allowed):
    assert type(document(invoice_over(amount), credits_allowed)) is kind


def test_invoice_below_zero_is_no_credit_note_unless_the_setting_says_so(chosen_settings, credits_allowed):
    invoice = invoice_over("-400.00")
    before = digest(document(invoice, credits_allowed))
    credits_allowed.negative_invoices = "refuse"
    assert digest(document(invoice, credits_allowed)) != before
    assert kind_in_xero(invoice) is CreditNote


@pytest.mark.parametrize("setting", ["refuse", "credit_note"])
def test_database_and_mapping_agree_on_what_an_invoice_becomes(setting, chosen_settings):
    """Amounts that cancel out in cents and not in floating point, and an invoice without a line."""
    chosen_settings.negative_invoices = setting
    for amount, withheld, released in [
        ("0.30", "0.40", "0.10"),
        ("0.30", "0.41", "0.10"),
        ("-0.01", "0", "0"),
        ("99999999.99", "100000000.00", "0"),
        ("400.00", "40.00", "0"),
    ]:
        retainage = {"line__retainage_withheld": Decimal(withheld), "line__retainage_released": Decimal(released)}
        invoice_over(amount, **retainage)
    factories.InvoiceFactory(line=None)
    for kind in (Bill, CreditNote):
        found = set(records_becoming(kind, SubcontractorInvoice.objects.all(), chosen_settings))
        assert found == {
            invoice
            for invoice in SubcontractorInvoice.objects.all()
            if type(document(invoice, chosen_settings)) is kind
        }
