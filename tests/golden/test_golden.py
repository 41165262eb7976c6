"""Each record becomes exactly the bytes of its golden file, and the stand-in takes them as Xero would."""

from dataclasses import replace
from pathlib import Path

import pytest

from connectors.documents import PurchaseOrderChange
from erp_integrations import wiring
from erp_integrations.mapping import document_for
from erp_integrations.models import IntegrationSettings
from erp_integrations.rules import ALL, Moment, findings
from tests.connectors.sandbox import specification
from tests.connectors.sandbox.caller import JOB, Caller
from tests.connectors.sandbox.test_official_specification import CheckedCaller
from tests.golden import RENEWING, records
from tests.golden.records import RECORDS

FOLDER = Path(__file__).parent
EACH = pytest.mark.parametrize("name", RECORDS)
JSON = {"Content-Type": "application/json"}


def golden(name):
    return FOLDER.joinpath(f"{name}.json")


@EACH
def test_body_is_the_golden_one_to_the_byte(name, golden_settings, pytestconfig):
    body = wiring.request_body(records.document_of(RECORDS[name]()))
    if pytestconfig.pluginmanager.has_plugin(RENEWING):
        golden(name).write_bytes(body)
    assert body == golden(name).read_bytes()


@EACH
def test_golden_record_may_go(name, golden_settings):
    record = records.stored(RECORDS[name]())
    assert findings(record, IntegrationSettings.load(), ALL - {Moment.ADVICE}) == []


def test_every_golden_file_belongs_to_a_record():
    assert {path.stem for path in FOLDER.glob("*.json")} == set(RECORDS)


class Xero:
    """Posts the golden files, with the ids that the stand-in gave instead of ours."""

    def __init__(self, caller):
        self.caller = caller
        self.ids = {}

    def body(self, name):
        text = golden(name).read_text()
        for ours, theirs in self.ids.items():
            text = text.replace(ours, theirs)
        return text.encode()

    def send(self, name, method, path):
        answer = self.caller.call(method, path, data=self.body(name), headers=JSON)
        assert answer.status_code == 200, answer.text
        (element,) = answer.json()[path.partition("?")[0].rpartition("/")[2]]
        assert element.get("StatusAttributeString", "OK") == "OK", answer.text
        return element

    def send_all_before_the_change(self):
        self.send("item", "PUT", "Items?summarizeErrors=false&unitdp=4")
        category = self.caller.category()
        assert category["Name"] == JOB
        self.send("tracking_option", "PUT", f"TrackingCategories/{category['TrackingCategoryID']}/Options")
        contact = self.send("contact", "PUT", "Contacts?summarizeErrors=false")
        self.ids[records.CONTACT_ID] = contact["ContactID"]
        order = self.send("purchase_order_of_amounts", "PUT", "PurchaseOrders?summarizeErrors=false")
        self.ids[records.ORDER_ID] = order["PurchaseOrderID"]
        self.ids |= dict(zip(records.LINE_IDS, [line["LineItemID"] for line in order["LineItems"]], strict=True))


@pytest.fixture(params=["plain", "held against the specification"])
def xero(request, connected):
    if request.param == "plain":
        caller = Caller(connected)
    else:
        specification.accounting()
        caller = CheckedCaller(connected)
        caller.session.headers["Xero-Tenant-Id"] = connected.organisation.tenant_id
    with caller.session:
        yield Xero(caller)


def test_stand_in_takes_every_golden_file(xero):
    xero.send_all_before_the_change()
    units = xero.send("purchase_order_of_units", "PUT", "PurchaseOrders?summarizeErrors=false")
    changed = xero.send("change_of_an_order", "POST", "PurchaseOrders?summarizeErrors=false")
    bill = xero.send("bill", "PUT", "Invoices?summarizeErrors=false&unitdp=4")
    credit = xero.send("credit_note", "PUT", "CreditNotes?summarizeErrors=false&unitdp=4")
    assert [one["Total"] for one in (units, changed, bill, credit)] == [367.81, 123576.55, 1375.64, 450.05]
    assert changed["Contact"]["ContactID"] == bill["Contact"]["ContactID"] == xero.ids[records.CONTACT_ID]


@pytest.mark.parametrize("xero", ["plain"], indirect=True)
def test_golden_change_bears_the_lines_that_xero_tells_of_its_order(xero, golden_settings):
    xero.send_all_before_the_change()
    document = document_for(records.stored(records.change()), golden_settings)
    assert isinstance(document, PurchaseOrderChange)
    (completed,) = wiring.ledger().complete([replace(document, order_id=xero.ids[records.ORDER_ID])])
    assert wiring.request_body(completed) == xero.body("change_of_an_order")
