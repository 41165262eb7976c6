"""Several elements in one request (Xero reference 3.1 and 3.7)."""

from connectors.xero.sandbox import Sandbox
from tests.connectors.sandbox.caller import Caller, bill, line, messages

NO_ID = "00000000-0000-0000-0000-000000000000"


def mixed(caller: Caller) -> dict:
    return {"Invoices": [bill(caller, InvoiceNumber="good"), bill(caller, LineItems=[line(AccountCode="999")])]}


def test_by_default_one_bad_element_answers_400_with_the_bad_ones_only_yet_stores_the_good(
    caller: Caller, sandbox: Sandbox
) -> None:
    answer = caller.call("POST", "Invoices", mixed(caller))

    assert answer.status_code == 400
    assert (answer.json()["ErrorNumber"], answer.json()["Type"]) == (10, "ValidationException")
    assert len(answer.json()["Elements"]) == 1
    assert messages(answer.json()) == ["Account code '999' is not a valid code for this document."]
    assert [stored["InvoiceNumber"] for stored in sandbox.organisation.invoices.values()] == ["good"]


def test_without_summary_every_element_answers_for_itself_in_the_order_sent(caller: Caller) -> None:
    good, bad = caller.post("Invoices?summarizeErrors=false", mixed(caller))["Invoices"]

    assert (good["StatusAttributeString"], good["HasErrors"]) == ("OK", False)
    assert (bad["StatusAttributeString"], bad["HasErrors"], bad["InvoiceID"]) == ("ERROR", True, NO_ID)
    assert messages(bad) == ["Account code '999' is not a valid code for this document."]


def test_a_warning_does_not_stop_an_element(caller: Caller) -> None:
    (stored,) = caller.post("Invoices?summarizeErrors=false", bill(caller, Status="DRAFT", SentToContact=True))[
        "Invoices"
    ]

    assert stored["StatusAttributeString"] == "WARNING"
    assert stored["Warnings"] == [{"Message": "Only AUTHORISED invoices may have SentToContact updated."}]


def test_a_body_may_be_one_bare_object(caller: Caller) -> None:
    assert caller.put("Items", {"Code": "BARE"})["Items"][0]["Code"] == "BARE"


def test_errors_of_a_contact_are_on_the_contact_inside_the_bill(caller: Caller) -> None:
    (refused,) = caller.post("Invoices?summarizeErrors=false", bill(caller, Contact={"Name": "A <b>"}))["Invoices"]

    assert refused["ValidationErrors"] == []
    assert refused["Contact"]["HasValidationErrors"] is True
    assert refused["Contact"]["ValidationErrors"]


def test_put_creates_again_where_post_updates(caller: Caller, sandbox: Sandbox) -> None:
    first = caller.put("Items", {"Code": "T-1", "Name": "Timber"})["Items"][0]
    second = caller.post("Items", {"Code": "T-1", "Name": "Lumber"})["Items"][0]

    assert first["ItemID"] == second["ItemID"]
    assert sandbox.organisation.items[first["ItemID"]]["Name"] == "Lumber"
    assert caller.refused("PUT", "Items", {"Code": "T-1"}) == ["Price List Item with Code 'T-1' already exists"]


def test_the_same_bill_twice_makes_two_bills(caller: Caller, sandbox: Sandbox) -> None:
    body = bill(caller, Url="https://app.example/bills/1")

    caller.put("Invoices", body)
    caller.post("Invoices", body)

    assert len(sandbox.organisation.invoices) == 2


def test_more_than_500_items_at_once_are_refused(caller: Caller, sandbox: Sandbox) -> None:
    answer = caller.call("PUT", "Items", {"Items": [{"Code": f"C{number}"} for number in range(501)]})

    assert answer.status_code == 400
    assert len(sandbox.organisation.items) == 1
