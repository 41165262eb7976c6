"""Documents made in bulk are what the API would have made of the same input, in the shares that were asked for."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.xero.sandbox import Organisation, Rejected, Sandbox, kinds
from connectors.xero.sandbox.bulk import Volume, fill
from connectors.xero.sandbox.bulk_lines import LineShares
from tests.connectors.sandbox.caller import JOB, Caller, Clock

JOBS, ITEMS = ("J-1", "J-2"), ("03-300", "05-120")
LINES = LineShares(
    jobs=JOBS, items=ITEMS, with_job=0.7, with_item=0.7, amounts=("Exclusive", "Inclusive", "NoTax"), most=4
)
SMALL = Volume(
    contacts=4,
    bills=40,
    spends=20,
    credit_notes=12,
    payments=45,
    lines=LINES,
    drafts=0.1,
    voided=0.1,
    allocated=0.7,
    deleted_payments=0.2,
)
OF_A_LINE = ("Description", "Quantity", "UnitAmount", "AccountCode", "TaxType", "ItemCode")
OF_A_DOCUMENT = ("Type", "InvoiceNumber", "CreditNoteNumber", "Reference", "LineAmountTypes")
PAGE = "?page=1&pageSize=1000&unitdp=4"


def prepare(caller: Caller) -> None:
    for job in JOBS:
        caller.option(job)
    caller.put("Items", {"Items": [{"Code": code} for code in ITEMS]})


@pytest.fixture
def filled(caller: Caller, sandbox: Sandbox) -> Caller:
    prepare(caller)
    fill(sandbox.organisation, SMALL)
    return caller


@pytest.fixture
def twin(clock: Clock) -> Iterator[Caller]:
    """An organisation of its own, into which the same is entered through the API."""
    with Sandbox(organisation=Organisation.seeded(now=clock)) as running:
        running.limits.per_minute = running.limits.per_day = 1_000_000
        caller = Caller(running)
        with caller.session:
            prepare(caller)
            yield caller


def test_bulk_documents_are_what_the_api_makes_of_the_same_input(filled: Caller, twin: Caller) -> None:
    enter_again(filled, twin)

    for plural in ("Contacts", "Invoices", "CreditNotes", "BankTransactions", "Payments"):
        made, entered = listed(filled, plural), listed(twin, plural)
        assert sorted(map(repr, map(without_ids, made))) == sorted(map(repr, map(without_ids, entered)))
    statuses = {one["Status"] for one in listed(filled, "Invoices")}
    assert statuses == {"DRAFT", "VOIDED", "AUTHORISED", "PAID"}
    assert any(one["CreditNotes"] for one in listed(filled, "Invoices"))
    assert {one["Status"] for one in listed(filled, "Payments")} == {"AUTHORISED", "DELETED"}


def enter_again(source: Caller, target: Caller) -> None:
    """Enter all that the source lists into the target, one request for each step of its history."""
    contacts = [{name: one[name] for name in ("Name", "EmailAddress")} for one in listed(source, "Contacts")]
    target.post("Contacts", {"Contacts": contacts})
    bills = entered(source, target, "Invoices", "InvoiceID")
    notes = entered(source, target, "CreditNotes", "CreditNoteID")
    spends = entered(source, target, "BankTransactions", "BankTransactionID")
    for note in listed(source, "CreditNotes"):
        for one in note["Allocations"]:
            invoice = {"InvoiceID": bills[one["Invoice"]["InvoiceID"]]}
            sent = {"Invoice": invoice, "Amount": one["Amount"], "Date": one["Date"]}
            target.put(f"CreditNotes/{notes[note['CreditNoteID']]}/Allocations", {"Allocations": [sent]})
    for payment in sorted(listed(source, "Payments"), key=lambda one: one["Status"] != "DELETED"):
        pay_again(target, payment, bills)
    end_voided(source, target, "Invoices", "InvoiceID", bills)
    end_voided(source, target, "CreditNotes", "CreditNoteID", notes)
    end_voided(source, target, "BankTransactions", "BankTransactionID", spends)


def entered(source: Caller, target: Caller, plural: str, id_field: str) -> dict[str, str]:
    """Return the target's id of each id of the source; what is voided there is first entered like any other."""
    ids = {}
    for document in listed(source, plural):
        body = {name: document[name] for name in OF_A_DOCUMENT if name in document}
        body |= {name: document[f"{name}String"] for name in ("Date", "DueDate") if name in document}
        body |= {
            "Contact": {"Name": document["Contact"]["Name"]},
            "LineItems": [line(one) for one in document["LineItems"]],
        }
        body["Status"] = "DRAFT" if document["Status"] == "DRAFT" else "AUTHORISED"
        if "BankAccount" in document:
            body["BankAccount"] = {"Code": document["BankAccount"]["Code"]}
        ids[document[id_field]] = target.put(f"{plural}?unitdp=4", body)[plural][0][id_field]
    return ids


def line(shown: dict[str, Any]) -> dict[str, Any]:
    tracking = [{name: entry[name] for name in ("Name", "Option")} for entry in shown["Tracking"]]
    return {name: shown[name] for name in OF_A_LINE if name in shown} | {"Tracking": tracking}


def pay_again(target: Caller, payment: dict[str, Any], bills: dict[str, str]) -> None:
    sent = {name: payment[name] for name in ("Amount", "Date", "Reference")}
    sent["Account"] = {"Code": payment["Account"]["Code"]}
    sent["Invoice"] = {"InvoiceID": bills[payment["Invoice"]["InvoiceID"]]}
    identity = target.put("Payments", sent)["Payments"][0]["PaymentID"]
    if payment["Status"] == "DELETED":
        target.post(f"Payments/{identity}", {"Status": "DELETED"})


def end_voided(source: Caller, target: Caller, plural: str, id_field: str, ids: dict[str, str]) -> None:
    for document in listed(source, plural):
        if document["Status"] in ("VOIDED", "DELETED"):
            target.post(f"{plural}/{ids[document[id_field]]}", {"Status": document["Status"]})


def listed(caller: Caller, plural: str) -> list[dict[str, Any]]:
    documents: list[dict[str, Any]] = caller.get(f"{plural}{PAGE}")[plural]
    return documents


def without_ids(value: Any) -> Any:
    """Drop what no two organisations share, and sort the rest by name."""
    if isinstance(value, list):
        return [without_ids(child) for child in value]
    if not isinstance(value, dict):
        return value
    kept = [name for name in value if not name.endswith("ID") and not name.startswith("UpdatedDateUTC")]
    return {name: without_ids(value[name]) for name in sorted(kept)}


def test_a_volume_has_as_many_of_each_as_it_says(filled: Caller, sandbox: Sandbox) -> None:
    organisation = sandbox.organisation

    counts = [len(organisation.of(kind)) for kind in (kinds.INVOICES, kinds.BANK_TRANSACTIONS, kinds.CREDIT_NOTES)]
    assert (*counts, len(organisation.payments)) == (SMALL.bills, SMALL.spends, SMALL.credit_notes, SMALL.payments)
    assert {len(bill["LineItems"]) for bill in organisation.invoices.values()} == {1, 2, 3, 4}
    ids = [one["LineItemID"] for bill in organisation.invoices.values() for one in bill["LineItems"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("shares", "with_job", "with_item"),
    [
        ({}, {True}, {True}),
        ({"with_job": 0, "with_item": 0.5}, {False}, {True, False}),
        ({"without_job": 1}, {False}, {True}),
        ({"without_item": 1}, {True}, {False}),
        ({"jobs": (), "items": ()}, {False}, {False}),
    ],
)
def test_lines_bear_jobs_and_items_in_their_shares(
    shares: dict[str, Any], with_job: set[bool], with_item: set[bool], caller: Caller, sandbox: Sandbox
) -> None:
    prepare(caller)

    fill(sandbox.organisation, Volume(bills=20, lines=LineShares(**({"jobs": JOBS, "items": ITEMS} | shares))))

    lines = [one for bill in sandbox.organisation.invoices.values() for one in bill["LineItems"]]
    assert {bool(one["Tracking"]) for one in lines} == with_job
    assert {"ItemCode" in one for one in lines} == with_item
    assert {entry["Option"] for one in lines for entry in one["Tracking"]} <= set(JOBS)


def test_some_bills_have_no_job_on_any_line_and_others_on_all(caller: Caller, sandbox: Sandbox) -> None:
    prepare(caller)

    fill(sandbox.organisation, Volume(bills=30, lines=LineShares(jobs=JOBS, without_job=0.5, fewest=3)))

    borne = [{bool(one["Tracking"]) for one in bill["LineItems"]} for bill in sandbox.organisation.invoices.values()]
    assert sorted(borne, key=repr) == sorted([each for each in borne if len(each) == 1], key=repr)
    assert {True} in borne
    assert {False} in borne


def test_stamps_run_over_months_or_stay_within_a_second(sandbox: Sandbox) -> None:
    organisation = sandbox.organisation
    fill(organisation, Volume(bills=20, payments=10))
    spread = {bill["UpdatedDateUTC"][:7] for bill in organisation.invoices.values()}

    fill(organisation, Volume(bills=20, payments=10, span=timedelta(milliseconds=999), seed=2))

    later = [
        bill["UpdatedDateUTC"] for bill in organisation.invoices.values() if bill["InvoiceNumber"].startswith("B2-")
    ]
    assert len(spread) >= 5
    assert {stamp[:19] for stamp in later} == {"2026-11-20T14:59:59"}
    stamps = {one["PaymentID"]: one["UpdatedDateUTC"] for one in organisation.payments.values()}
    for bill in organisation.invoices.values():
        assert all(stamps[one["PaymentID"]] <= bill["UpdatedDateUTC"] for one in bill["Payments"])


def test_the_same_seed_makes_the_same_documents() -> None:
    volume = Volume(contacts=3, bills=9, credit_notes=3, payments=6, until=datetime(2026, 11, 1, tzinfo=UTC))
    made = [Organisation.empty() for _ in range(3)]

    for organisation in made[:2]:
        fill(organisation, volume)
    fill(made[2], Volume(contacts=3, bills=9, until=volume.until, seed=2))

    first, second, other = (dict(organisation.invoices) for organisation in made)
    assert first == second
    assert not first.keys() & other.keys()
    assert dict(made[0].credit_notes) == dict(made[1].credit_notes)


def test_payments_need_bills_that_can_be_paid(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="neither drafts nor voided"):
        fill(sandbox.organisation, Volume(bills=2, drafts=1, payments=1))


@pytest.mark.parametrize("unknown", [{"jobs": ("J-9",)}, {"items": ("none",)}])
def test_jobs_and_items_must_be_there_already(unknown: dict[str, Any], sandbox: Sandbox) -> None:
    with pytest.raises(Rejected):
        fill(sandbox.organisation, Volume(bills=1, lines=LineShares(**unknown)))


def test_bulk_documents_live_on_like_others(filled: Caller, sandbox: Sandbox) -> None:
    bill = next(one for one in listed(filled, "Invoices") if one["Status"] == "PAID" and len(one["Payments"]) == 1)

    sandbox.bookkeeper.delete_payment(bill["Payments"][0]["PaymentID"])

    again = filled.get(f"Invoices/{bill['InvoiceID']}")["Invoices"][0]
    assert (again["Status"], again["AmountDue"]) == ("AUTHORISED", bill["Payments"][0]["Amount"])
    edited = sandbox.bookkeeper.edit_bill_line(bill["InvoiceID"], again["LineItems"][0]["LineItemID"], Quantity=1000)
    assert edited["AmountDue"] > bill["Total"]
    assert listed(filled, "Invoices")[-1]["InvoiceID"] == bill["InvoiceID"]
    assert {
        entry["Name"] for one in listed(filled, "Invoices") for each in one["LineItems"] for entry in each["Tracking"]
    } == {JOB}
