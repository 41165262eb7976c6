"""Linking records to what is in Xero already, and letting go of it."""

import pytest
from django.core.exceptions import PermissionDenied

from erp_integrations import wiring
from erp_integrations.models import Event, IntegrationSettings, State, Vendor, Verb
from erp_integrations.services import suggesting
from erp_integrations.services.linking import link
from erp_integrations.services.unlinking import unlink
from tests import factories
from tests.journeys import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]


def link_one(record, text, by):
    (outcome,) = link(type(record), {record.pk: text}, wiring.ledger(), by=by)
    record.refresh_from_db()
    return outcome


def unlink_one(record, by):
    (outcome,) = unlink(type(record), [record.pk], wiring.ledger(), by=by)
    record.refresh_from_db()
    return outcome


def contact_id(sandbox, name):
    return next(contact["ContactID"] for contact in sandbox.organisation.contacts.values() if contact["Name"] == name)


@pytest.mark.parametrize("state", ["unlinked", "submitted", "retrieved", "rejected"])
def test_company_is_linked_to_a_contact_and_nothing_is_posted(state, connected, approver):
    vendor = factories.VendorFactory(**({} if state == "unlinked" else {state: True}))
    wanted = contact_id(connected, "Padre Island Roofing")
    outcome = link_one(vendor, wanted, approver)
    assert outcome.is_done, outcome.sentence
    assert (vendor.state, vendor.erp_id, vendor.erp_name) == (State.SYNCED, wanted, "Padre Island Roofing")
    assert connected.calls_to("PUT", "Contacts") == connected.calls_to("POST", "Contacts") == []
    assert Event.history_of(vendor)[0].verb == Verb.LINKED


@pytest.mark.parametrize("text", ["padre island roofing", "https://go.xero.com/app/!x/contacts/contact/{id}"])
def test_name_or_address_will_do_instead_of_an_id(text, connected, approver):
    wanted = contact_id(connected, "Padre Island Roofing")
    vendor = factories.VendorFactory()
    assert link_one(vendor, text.format(id=wanted), approver).is_done
    assert vendor.erp_id == wanted


def test_what_is_not_in_xero_cannot_be_linked(approver):
    vendor = factories.VendorFactory()
    assert "nothing under" in link_one(vendor, "00000000-1111-2222-3333-444444444444", approver).sentence
    assert vendor.state == State.UNLINKED


def test_one_contact_belongs_to_one_company(connected, approver):
    wanted = contact_id(connected, "Padre Island Roofing")
    first, second = factories.VendorFactory(), factories.VendorFactory()
    link_one(first, wanted, approver)
    assert str(first) in link_one(second, wanted, approver).sentence
    assert second.state == State.UNLINKED


def test_archived_contact_is_not_linked(connected, approver):
    wanted = contact_id(connected, "Padre Island Roofing")
    connected.bookkeeper.archive_contact(wanted)
    assert "archived" in link_one(factories.VendorFactory(), wanted, approver).sentence


@pytest.mark.parametrize("state", ["accepted", "queued", "synced"])
def test_record_that_was_decided_on_is_not_linked(state, connected, approver):
    vendor = factories.VendorFactory(**{state: True})
    assert not link_one(vendor, contact_id(connected, "Padre Island Roofing"), approver).is_done


def test_linked_project_keeps_xeros_name_on_every_line(connected, approver):
    known = world.prerequisites(approver)
    other = factories.ProjectFactory(submitted=True, name="Depot at the Harbor")
    world.export(other, by=approver)
    option = world.fresh(other).erp_id
    assert unlink_one(other, approver).is_done
    project = factories.ProjectFactory(name="HARBOR DEPOT", codes=[known["code"]])
    assert link_one(project, option, approver).is_done
    commitment = world.commitment_in({**known, "project": project})
    world.export(commitment, by=approver)
    (line,) = world.order_of(connected, world.fresh(commitment))["LineItems"]
    assert line["Tracking"][0]["Option"] == "Depot at the Harbor"


def test_linked_commitment_knows_its_lines_in_xero(connected, approver):
    known = world.prerequisites(approver)
    first = world.commitment_in(known)
    world.export(first, by=approver)
    line_id = world.fresh(first).lines.get().erp_line_id
    order = first.erp_id
    type(first).objects.filter(pk=first.pk).update(erp_id="")
    again = world.commitment_in(known)
    assert link_one(again, order, approver).is_done
    assert again.lines.get().erp_line_id == line_id


def test_nobody_links_or_unlinks_without_the_right(viewer, connected):
    vendor = factories.VendorFactory()
    with pytest.raises(PermissionDenied):
        link_one(vendor, "any", viewer)
    with pytest.raises(PermissionDenied):
        unlink_one(factories.VendorFactory(synced=True), viewer)


def test_commitment_is_unlinked_only_when_it_is_gone_from_xero(connected, approver):
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    assert "still in Xero" in unlink_one(world.fresh(commitment), approver).sentence
    key, order = commitment.key, commitment.erp_id
    connected.bookkeeper.delete_purchase_order(order)
    assert unlink_one(commitment, approver).is_done
    assert (commitment.state, commitment.erp_id, commitment.lines.get().erp_line_id) == (State.UNLINKED, "", "")
    assert commitment.key != key


def test_unlinked_invoice_can_be_exported_again_as_a_new_bill(connected, approver, project_person):
    from erp_integrations.services.sending import submit

    known = world.prerequisites(approver)
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    invoice = world.invoice_in(world.fresh(commitment), known["code"])
    world.export(invoice, by=approver)
    first = world.fresh(invoice).erp_id
    assert "still in Xero" in unlink_one(invoice, approver).sentence
    connected.bookkeeper.void_bill(first)
    assert unlink_one(invoice, approver).is_done
    submit(type(invoice), [invoice.pk], by=project_person)
    world.export(invoice, by=approver)
    assert world.fresh(invoice).erp_id not in ("", first)


def test_change_order_is_unlinked_when_its_lines_are_gone(connected, approver):
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    change = world.change_in(world.fresh(commitment), known["code"])
    world.export(change, by=approver)
    assert "still on purchase order" in unlink_one(world.fresh(change), approver).sentence
    order = connected.organisation.purchase_orders[commitment.erp_id]
    order["LineItems"][:] = order["LineItems"][:1]
    assert unlink_one(change, approver).is_done


def test_nothing_is_unlinked_while_something_synced_depends_on_it(connected, approver):
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    for record in (known["vendor"], known["project"], known["code"]):
        assert commitment.number in unlink_one(record, approver).sentence
        assert record.state == State.SYNCED


def test_company_without_commitments_is_let_go_though_its_contact_stays(connected, approver):
    vendor = factories.VendorFactory()
    link_one(vendor, contact_id(connected, "Padre Island Roofing"), approver)
    assert unlink_one(vendor, approver).is_done


@pytest.mark.parametrize(
    ("ours", "theirs", "is_sure"),
    [
        ("PADRE ISLAND ROOFING", "Padre Island Roofing", True),
        ("Baker & Sons Electrical, LLC", "Baker and Sons Electrical", False),
        ("Núñez Masonry LLC", "Nunez Masonry", False),
        ("Mission Plumbing and Heating Inc.", "Mission Plumbing & Heating", False),
        ("Padre Islands Roofing", "Padre Island Roofing", False),
    ],
)
def test_same_name_is_suggested_for_sure_and_much_the_same_perhaps(ours, theirs, is_sure, connected):
    vendor = factories.VendorFactory(name=ours)
    catalogue = wiring.ledger().catalogue(document_kind_of(Vendor))
    (suggestion,) = suggesting.suggestions([vendor], catalogue)[vendor.pk]
    assert (suggestion.existing.name, suggestion.is_sure) == (theirs, is_sure)


def document_kind_of(model):
    from erp_integrations.mapping import document_kinds

    (kind,) = document_kinds(model)
    return kind


def test_what_another_company_is_linked_to_is_not_suggested(connected, approver):
    link_one(factories.VendorFactory(), contact_id(connected, "Padre Island Roofing"), approver)
    vendor = factories.VendorFactory(name="Padre Island Roofing")
    catalogue = wiring.ledger().catalogue(document_kind_of(Vendor))
    assert suggesting.suggestions([vendor], catalogue)[vendor.pk] == []


def test_contact_that_another_record_has_does_not_stop_a_batch(connected, approver):
    """Xero answers with an id that is linked already: that record fails, the rest of its batch is synced."""
    from connectors.ports import Receipt
    from erp_integrations.models import Delivery, ExportBatch
    from erp_integrations.services.receiving import receive

    owner = factories.VendorFactory(synced=True)
    vendors = factories.VendorFactory.create_batch(2, submitted=True)
    connected.faults.add("drop_before", method="PUT", path="Contacts")
    world.export(*vendors, by=approver)
    receive(ExportBatch.objects.get(), [Receipt(erp_id=owner.erp_id), Receipt(erp_id="free")])
    assert world.fresh(vendors[0]).delivery == Delivery.FAILED
    assert world.fresh(vendors[1]).state == State.SYNCED


@pytest.fixture
def credit(connected, approver):
    """An invoice below zero that was exported as a credit note, and one like it that was not."""
    known = world.prerequisites(approver)
    commitment = world.commitment_in(known)
    world.export(commitment, by=approver)
    exported, other = (world.credit_in(commitment, known["code"], number="CN-7") for _ in range(2))
    world.export(exported, by=approver)
    return world.fresh(exported), other


def let_go(record):
    """Forget what a record is linked to, as if somebody had entered that in Xero by hand."""
    type(record).objects.filter(pk=record.pk).update(erp_id="")


@pytest.mark.parametrize("setting", ["refuse", "credit_note"])
@pytest.mark.parametrize("by_number", [True, False])
def test_invoice_below_zero_is_linked_to_a_credit_note_whatever_the_setting(setting, by_number, credit, approver):
    exported, other = credit
    note, line_id = exported.erp_id, exported.lines.get().erp_line_id
    let_go(exported)
    IntegrationSettings.objects.update(negative_invoices=setting)
    outcome = link_one(other, "cn-7" if by_number else note, approver)
    assert outcome.is_done, outcome.sentence
    assert (other.erp_id, other.erp_name, other.lines.get().erp_line_id) == (note, "CN-7", line_id)


def test_invoice_below_zero_is_not_linked_to_a_bill(credit, connected, approver):
    _exported, other = credit
    lines = [{"Description": "Work", "Quantity": 1, "UnitAmount": 7, "AccountCode": "310"}]
    bill = connected.bookkeeper.enter_bill(other.commitment.vendor.erp_id, lines, number="B-1")
    for text in (bill["InvoiceID"], "B-1"):
        assert "nothing under" in link_one(other, text, approver).sentence


def test_number_that_several_credit_notes_bear_names_none(credit, approver):
    exported, other = credit
    world.export(other, by=approver)
    third = factories.InvoiceFactory(line__amount=-5, commitment=exported.commitment)
    assert "several that are called" in link_one(third, "CN-7", approver).sentence


def test_credit_note_is_unlinked_only_when_it_is_gone_from_xero(credit, connected, approver):
    exported, _other = credit
    assert "still in Xero" in unlink_one(exported, approver).sentence
    connected.bookkeeper.void_credit_note(exported.erp_id)
    assert unlink_one(exported, approver).is_done
    assert exported.erp_id == ""


def test_bills_and_credit_notes_are_suggested_each_to_its_own_kind(credit, connected):
    exported, other = credit
    let_go(exported)
    bill = factories.InvoiceFactory(commitment=exported.commitment)
    found = suggesting.suggestions_from(wiring.ledger(), [other, bill])
    assert [one.existing.erp_id for one in found[other.pk]] == [exported.erp_id]
    assert found[bill.pk] == []


def test_invoice_that_fell_below_zero_while_xero_was_asked_is_not_linked(credit, connected, approver):
    exported, other = credit
    let_go(exported)
    ledger = wiring.ledger()

    class Meanwhile:
        """A ledger that is slow, so that somebody edits the invoice before it answers."""

        def existing(self, kind, erp_id):
            other.lines.update(amount=5)
            return ledger.existing(kind, erp_id)

    (outcome,) = link(type(other), {other.pk: exported.erp_id}, Meanwhile(), by=approver)
    assert "changed meanwhile" in outcome.sentence


def test_inactive_company_is_not_linked(connected, approver):
    vendor = factories.VendorFactory(is_active=False)
    (outcome,) = link(Vendor, {vendor.pk: "Padre Island Roofing"}, wiring.ledger(), by=approver)
    assert (outcome.is_done, "only active companies" in outcome.sentence) == (False, True)


def test_rejected_company_is_not_chosen_for_its_name_and_another_town_is_said(connected):
    same, rejected = (factories.VendorFactory(name="Padre Island Roofing", city="Tacoma", rejected=it) for it in (0, 1))
    catalogue = list(suggesting.listed(Vendor.erp_list, wiring.ledger()))
    found = suggesting.suggestions([same, rejected], catalogue)
    assert [(found[one.pk][0].is_sure, found[one.pk][0].is_elsewhere) for one in (same, rejected)] == [
        (True, True),
        (False, True),
    ]


def test_history_names_what_a_record_was_linked_to_and_unlinked_from(connected, approver):
    vendor = factories.VendorFactory(name="Padre Island Roofing")
    link(Vendor, {vendor.pk: "Padre Island Roofing"}, wiring.ledger(), by=approver)
    unlink(Vendor, [vendor.pk], wiring.ledger(), by=approver)
    details = {event.verb: event.detail for event in Event.history_of(vendor)}
    assert details[Verb.LINKED].startswith("Padre Island Roofing (")
    assert details[Verb.UNLINKED] == details[Verb.LINKED]
