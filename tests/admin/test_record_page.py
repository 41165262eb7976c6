"""The page of one record: what is posted, what is wrong, what happened."""

import json
import re
from decimal import Decimal

import pytest
from django.utils.html import escape

from erp_integrations.mapping import document_for
from erp_integrations.models import EXPORTED_MODELS, Commitment, Delivery, Event, IntegrationSettings, State, Verb
from erp_integrations.models.integration_settings import BillStatus
from erp_integrations.services.exporting import record_batch
from erp_integrations.wiring import request_body
from tests.admin.conftest import list_url, page_url, text_of
from tests.factories import (
    FACTORIES,
    BudgetCodeFactory,
    ChangeOrderFactory,
    CommitmentFactory,
    CommitmentLineFactory,
    InvoiceFactory,
    ProjectFactory,
    UnitCommitmentFactory,
)

EVERY_TYPE = pytest.mark.parametrize("model", EXPORTED_MODELS, ids=lambda model: model.__name__)
TRAITS = ("", "submitted", "accepted", "queued", "failed", "synced", "rejected", "retrieved")


@pytest.fixture
def people(approver, project_person, admin_user):
    return approver, project_person, admin_user


def sheet_of(client, record):
    return client.get(page_url(record)).context["page"].sheet


@EVERY_TYPE
@pytest.mark.parametrize("trait", TRAITS)
def test_page_opens_in_every_state(at_screen, people, model, trait):
    record = FACTORIES[model](**({trait: True} if trait else {}))
    for person in people:
        assert at_screen(person).get(page_url(record)).status_code == 200


@EVERY_TYPE
def test_it_shows_the_very_json_that_would_be_posted(at_screen, approver, model):
    record = FACTORIES[model](submitted=True)
    posted = json.loads(request_body(document_for(record, IntegrationSettings.load())))
    shown = json.loads(sheet_of(at_screen(approver), record).source)
    assert shown in (posted, next(iter(posted.values()))[0])


def test_it_shows_the_order_in_xeros_words(at_screen, approver):
    order = UnitCommitmentFactory(submitted=True, title="Steel & glass")
    sheet = sheet_of(at_screen(approver), order)
    shown = {str(label): str(value) for label, value in sheet.fields}
    assert shown["Contact"] == order.vendor.name
    assert shown["Order number"] == order.number
    assert shown["Reference"] == "Steel & glass"
    assert shown["Date"] == "2 Mar 2026"
    assert shown["Status"] == "Approved"
    line = sheet.lines[0]
    assert (line.quantity, line.unit_amount, line.amount) == (Decimal("12.5"), Decimal("7.425"), Decimal("92.81"))
    assert line.job == order.project.name


def test_total_of_the_bill_is_the_invoice_less_retainage(at_screen, approver):
    invoice = InvoiceFactory(submitted=True)
    response = at_screen(approver).get(page_url(invoice))
    assert response.context["page"].sheet.total == invoice.amount_to_show == Decimal("360.00")
    assert "Retainage withheld" in text_of(response)
    assert "money-negative" in text_of(response)


def test_what_was_posted_is_read_from_the_batch_and_not_mapped_again(at_screen, approver):
    orders = [CommitmentFactory(queued=True), CommitmentFactory(queued=True)]
    settings = IntegrationSettings.load()
    bodies = [json.loads(request_body(document_for(order, settings)))["PurchaseOrders"][0] for order in orders]
    bodies[1]["Reference"] = "As it was then"
    record_batch(type(orders[0]), orders, json.dumps({"PurchaseOrders": bodies}).encode())
    response = at_screen(approver).get(page_url(orders[1]))
    assert "What is being posted" in text_of(response)
    assert "What was posted" not in text_of(response)
    assert "As it was then" in text_of(response)
    order = Commitment.objects.get(pk=orders[1].pk)
    order.confirm(erp_id="o-1", erp_name=order.number)
    order.save()
    assert "What was posted" in text_of(at_screen(approver).get(page_url(order)))
    assert orders[0].number not in response.context["page"].sheet.source


def test_lines_that_were_on_the_order_already_do_not_count(at_screen, approver):
    change = ChangeOrderFactory(queued=True)
    present = {"LineItemID": "line-1", "Description": "Old", "Quantity": 1, "UnitAmount": 9999.99}
    added = {"Description": "New", "Quantity": 1, "UnitAmount": 250.00}
    body = {"PurchaseOrders": [{"PurchaseOrderID": "id", "LineItems": [present, added]}]}
    record_batch(type(change), [change], json.dumps(body).encode())
    sheet = sheet_of(at_screen(approver), change)
    assert sheet.total == Decimal("250.00")
    assert [line.is_there_already for line in sheet.lines] == [True, False]


def test_linked_record_says_that_nothing_was_posted(at_screen, approver):
    assert "Nothing was posted by this tool" in text_of(
        at_screen(approver).get(page_url(CommitmentFactory(synced=True)))
    )


def test_it_says_what_is_wrong_and_who_mends_it_apart_from_what_only_waits(at_screen, approver):
    commitment = CommitmentFactory(submitted=True, status="draft", project__erp_id="", project__state="unlinked")
    response = at_screen(approver).get(page_url(commitment))
    stops = response.context["page"].stops
    assert [finding.rule.number for finding in stops.broken] == ["R51"]
    assert [finding.rule.number for finding in stops.waiting] == ["R103"]
    page = text_of(response)
    assert escape(stops.broken[0].who) in page
    assert "disabled" in page


def test_it_gives_advice_without_stopping_anything(at_screen, approver):
    page = (
        at_screen(approver).get(page_url(BudgetCodeFactory(submitted=True, description="Long " * 20))).context["page"]
    )
    assert len(page.stops.advice) == 1
    assert not any(button.is_stopped for button in page.buttons)


def test_it_tells_what_happened_and_who_did_it(at_screen, approver, project_person):
    commitment = CommitmentFactory(submitted=True)
    Event.note(commitment, Verb.SUBMITTED, by=project_person)
    Event.note(commitment, Verb.REJECTED, by=approver, detail="Wrong company.")
    page = text_of(at_screen(approver).get(page_url(commitment)))
    assert page.index("Wrong company.") < page.index(str(project_person))


@pytest.mark.parametrize("delivery", [Delivery.SENDING, Delivery.UNKNOWN])
def test_a_travelling_record_has_no_button(at_screen, approver, delivery):
    commitment = CommitmentFactory(queued=True, delivery=delivery)
    assert at_screen(approver).get(page_url(commitment)).context["page"].buttons == []


def test_failed_record_can_be_exported_again_or_rejected(at_screen, approver):
    page = at_screen(approver).get(page_url(CommitmentFactory(failed=True))).context["page"]
    assert [button.action.name for button in page.buttons] == ["export", "reject", "hold"]


def test_synced_project_can_be_sent_again_when_it_has_something_new(at_screen, project_person):
    client = at_screen(project_person)
    assert client.get(page_url(ProjectFactory(synced=True))).context["page"].buttons[0].action.name == "submit"
    assert client.get(page_url(ProjectFactory(synced=True, codes=[]))).context["page"].buttons == []


def test_it_leads_to_the_records_before_and_after_in_the_worklist(at_screen, approver):
    third, second, first = (CommitmentFactory(submitted=True) for _ in range(3))
    query = {"_changelist_filters": "worklist=ready_to_export"}
    neighbours = at_screen(approver).get(page_url(second), query).context["page"].neighbours
    assert (neighbours.before.pk, neighbours.after.pk, neighbours.place) == (first.pk, third.pk, 2)


def test_more_lines_need_no_more_queries(at_screen, approver, django_assert_max_num_queries):
    commitment = CommitmentFactory(submitted=True)
    for position in range(2, 30):
        CommitmentLineFactory(commitment=commitment, position=position)
    client = at_screen(approver)
    with django_assert_max_num_queries(42):
        client.get(page_url(commitment))


def test_key_on_a_bill_leads_to_its_record(at_screen, viewer):
    invoice = InvoiceFactory(synced=True)
    client = at_screen(viewer)
    assert client.get(f"/r/{invoice.key}/")["Location"] == page_url(invoice)
    assert client.get("/r/nothing/").status_code == 404


def test_key_on_a_bill_asks_strangers_to_log_in(client, db):
    assert client.get("/r/nothing/")["Location"].startswith("/login/")


def test_change_order_is_named_with_its_commitment(at_screen, approver):
    change = ChangeOrderFactory()
    page = text_of(at_screen(approver).get(page_url(change)))
    assert f"<title>{change.number} · {change.commitment.number}" in page
    assert f'<a href="{page_url(change.commitment)}">{change.commitment.number}</a>' in page
    assert str(change) == f"{change.commitment.number} {change.number} Additional footing"


def test_its_button_accepts_what_the_page_showed_and_nothing_else(at_screen, approver):
    invoice, client = InvoiceFactory(submitted=True), at_screen(approver)
    shown = hidden_in(client.get(page_url(invoice)), "seen_digest")
    IntegrationSettings.objects.update(bill_status=BillStatus.DRAFT)
    assert "changed after you opened the page" in text_of(client.post(*accept(invoice, shown), follow=True))
    invoice.refresh_from_db()
    assert invoice.state == State.SUBMITTED
    client.post(*accept(invoice, hidden_in(client.get(page_url(invoice)), "seen_digest")))
    invoice.refresh_from_db()
    assert invoice.state == State.ACCEPTED


def accept(record, shown):
    data = {"action": "accept", "_selected_action": record.pk, "seen_digest": shown}
    return list_url(type(record)), data


def hidden_in(page, name):
    [value] = re.findall(rf'name="{name}" value="(\w+)"', text_of(page))
    return value
