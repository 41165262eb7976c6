"""Files and notes with a document (Xero reference 4.13, 4.14)."""

import pytest

from connectors.xero.sandbox.files import MOST_FILES
from connectors.xero.sandbox.history import LONGEST_NOTE
from tests.connectors.sandbox.caller import Caller, messages


@pytest.fixture
def caller(sandbox):
    found = Caller(sandbox)
    found.session.headers["Xero-Tenant-Id"] = sandbox.organisation.tenant_id
    with found.session:
        yield found


def put(caller, owner, name, content=b"%PDF-1.4", kind="application/pdf"):
    address = f"{caller.url}/api.xro/2.0/{owner}/Attachments/{name}"
    return caller.session.put(address, data=content, headers={"Content-Type": kind}, timeout=20)


@pytest.fixture
def bill(caller):
    return f"Invoices/{caller.bill()['InvoiceID']}"


def test_file_comes_back_as_it_was_sent(caller, bill):
    (file,) = caller.ok(put(caller, bill, "Pack%20%5B1%5D.pdf", b"\x00\xff"))["Attachments"]
    assert (file["FileName"], file["MimeType"], file["ContentLength"]) == ("Pack [1].pdf", "application/pdf", 2)
    for key in (file["AttachmentID"], "Pack%20%5B1%5D.pdf"):
        answer = caller.call("GET", f"{bill}/Attachments/{key}")
        assert (answer.content, answer.headers["Content-Type"]) == (b"\x00\xff", "application/pdf")
    assert caller.get(f"{bill}/Attachments")["Attachments"] == [file]
    assert caller.get(bill)["Invoices"][0]["HasAttachments"] is True


def test_same_name_overwrites(caller, bill):
    first, second = (caller.ok(put(caller, bill, "a.pdf", content))["Attachments"][0] for content in (b"1", b"22"))
    assert first["AttachmentID"] == second["AttachmentID"]
    assert [file["ContentLength"] for file in caller.get(f"{bill}/Attachments")["Attachments"]] == [2]


@pytest.mark.parametrize("name", ["a%3Ab.pdf", "a%2Bb.pdf", "a%3Fb.pdf", "a%2Fb.pdf"])
def test_signs_that_no_name_may_have_are_refused(caller, bill, name):
    assert put(caller, bill, name).status_code in (400, 404)
    assert caller.get(f"{bill}/Attachments")["Attachments"] == []


def test_eleventh_file_is_refused(caller, bill):
    for number in range(MOST_FILES):
        caller.ok(put(caller, bill, f"{number}.pdf"))
    answer = put(caller, bill, "more.pdf")
    assert (answer.status_code, len(messages(answer.json()))) == (400, 1)
    caller.ok(put(caller, bill, "1.pdf"))


def test_what_is_empty_or_too_large_is_refused(caller, bill):
    assert put(caller, bill, "a.pdf", b"").status_code == 400
    assert put(caller, bill, "a.pdf", b"x" * (10 * 1024 * 1024 + 1)).status_code == 413


def test_file_needs_a_scope_of_its_own(sandbox, caller, bill):
    caller.sign_in(sandbox, "accounting.invoices")
    answer = put(caller, bill, "a.pdf")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "insufficent_scope")
    assert caller.call("GET", f"{bill}/History").status_code == 200
    caller.sign_in(sandbox, "accounting.attachments.read")
    assert caller.call("GET", f"{bill}/Attachments").status_code == 200
    assert put(caller, bill, "a.pdf").status_code == 401


def test_document_that_is_not_there_takes_no_file(caller):
    assert put(caller, "Invoices/00000000-0000-4000-8000-000000000000", "a.pdf").status_code == 404


def test_notes_are_added_below_what_happened(caller, bill):
    caller.ok(put(caller, bill, "a.pdf"))
    noted = caller.put(f"{bill}/History", {"HistoryRecords": [{"Details": "Checked"}]})["HistoryRecords"]
    assert noted[0]["Details"] == "Checked"
    records = caller.get(f"{bill}/History")["HistoryRecords"]
    assert [record["Changes"] for record in records] == ["Note", "Attached a file"]
    assert records[0]["User"] == "System Generated"


@pytest.mark.parametrize("details", ["", "x" * (LONGEST_NOTE + 1)])
def test_note_that_is_empty_or_too_long_is_refused(caller, bill, details):
    caller.refused("PUT", f"{bill}/History", {"HistoryRecords": [{"Details": details}]})
    assert caller.get(f"{bill}/History")["HistoryRecords"] == []
