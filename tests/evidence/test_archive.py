"""The evidence of a period: one archive, every file with its digest, and sums that come to the same."""

import csv
import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.utils.translation import override

from erp_integrations.evidence.archive import archive_of
from erp_integrations.evidence.period import Period
from erp_integrations.models import EXPORTED_MODELS, Commitment, Connection, SubcontractorInvoice, Vendor, Verb
from erp_integrations.models.event import Event
from tests import factories
from tests.evidence.cases import exported_invoices
from tests.evidence.test_pdf import read
from tests.journeys import world
from tests.journeys.losing import record_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]


def today(**changes):
    day = Connection.today()
    return Period(**{"since": day, "until": day, "models": EXPORTED_MODELS, **changes})


def unpacked(period):
    """The files of an archive by their names, without the folder."""
    with ZipFile(BytesIO(b"".join(archive_of(period)))) as archive:
        assert archive.testzip() is None
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def rows(files):
    return list(csv.DictReader(StringIO(files["index.csv"].decode("utf-8-sig"))))


def test_every_file_has_its_digest_in_the_manifest(approver):
    exported_invoices(approver, 2)
    files = unpacked(today())
    manifest = dict(reversed(line.split("  ")) for line in files.pop("SHA256SUMS").decode().splitlines())
    assert manifest == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def test_bytes_of_the_request_are_there_once_and_as_they_were_received(connected, approver):
    connected.calls.clear()
    exported_invoices(approver, 3)
    (call,) = connected.calls_to("PUT", "Invoices")
    files = unpacked(today(models=[SubcontractorInvoice]))
    assert sorted(content for name, content in files.items() if name.startswith("bytes/")) == sorted(
        [call.body, call.answer]
    )
    for row in rows(files):
        (export,) = json.loads(files[row["json"]])["exports"]
        assert files[export["request"]["file"]] == call.body
        assert files[export["answers"][0]["file"]] == call.answer


def test_index_and_summary_come_to_the_same_sums(approver):
    invoices = exported_invoices(approver, 3)
    files = unpacked(today())
    tree = json.loads(files["index.json"])
    billed = sum(invoice.amount_to_show for invoice in invoices)
    by_type = {total["name"]: total for total in tree["totals"]["by_type"]}
    assert by_type["subcontractorinvoice"]["amount"] == by_type["subcontractorinvoice"]["posted"] == str(billed)
    assert tree["totals"]["all"]["records"] == len(rows(files)) == 7
    whole = sum(Decimal(row["amount"] or 0) for row in rows(files))
    assert tree["totals"]["all"]["amount"] == str(whole)
    text = read(files["summary.pdf"])
    assert f"{whole:,.2f}" in text
    assert str(invoices[0].commitment.project) in text


def test_credit_note_counts_as_what_it_takes_away(connected, approver):
    record = record_of("credit note", approver)
    world.export(record, by=approver)
    (row,) = rows(unpacked(today(models=[SubcontractorInvoice])))
    tree = json.loads(unpacked(today(models=[SubcontractorInvoice]))["index.json"])
    assert (row["amount"], row["posted"]) == ("-4860.00", "4860.00")
    assert tree["totals"]["all"]["posted"] == "-4860.00"
    assert tree["totals"]["all"]["differing"] == 0


def test_record_that_changed_after_it_was_posted_is_marked(approver):
    (invoice,) = exported_invoices(approver)
    invoice.lines.update(amount=Decimal("999.00"))
    files = unpacked(today(models=[SubcontractorInvoice]))
    assert json.loads(files["index.json"])["totals"]["all"]["differing"] == 1
    assert "Records that differ from what was posted" in read(files["summary.pdf"])


def test_same_facts_make_the_same_archive(approver):
    exported_invoices(approver)
    assert b"".join(archive_of(today())) == b"".join(archive_of(today()))


def test_archive_stays_in_the_language_in_which_it_was_asked_for(approver):
    exported_invoices(approver)
    with override("es"):
        parts = archive_of(today(models=[SubcontractorInvoice]))
    with ZipFile(BytesIO(b"".join(parts))) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".pdf") and "records" in name)
        assert "Factura de subcontratista" in read(archive.read(name))


def test_text_that_begins_like_a_formula_is_none_in_the_index(approver):
    vendor = factories.VendorFactory(name="=1+1")
    Event.note(vendor, Verb.ACCEPTED, by=approver)
    assert rows(unpacked(today()))[0]["name"] == "'=1+1"


# Which records


def decided(vendor, moment):
    Event(
        content_type_id=content_type(vendor),
        object_id=vendor.pk,
        record_name="x",
        verb=Verb.ACCEPTED,
        happened_at=moment,
    ).save()


def content_type(record):
    return Event.of(record, Verb.ACCEPTED).content_type_id


def test_days_are_the_organisations_own():
    Connection.objects.update(time_zone="America/Chicago")
    late, early = factories.VendorFactory.create_batch(2)
    decided(late, datetime(2026, 6, 11, 4, 30, tzinfo=UTC))
    decided(early, datetime(2026, 6, 11, 5, 30, tzinfo=UTC))
    period = today(since=date(2026, 6, 10), until=date(2026, 6, 10))
    assert period.records() == {Vendor: [late.pk]}


def test_project_narrows_to_what_belongs_to_it(approver):
    (invoice,) = exported_invoices(approver)
    other = factories.CommitmentFactory()
    Event.note(other, Verb.ACCEPTED)
    project = invoice.commitment.project
    found = today(project=project).records()
    assert found[Commitment] == [invoice.commitment_id]
    assert found[SubcontractorInvoice] == [invoice.pk]
    assert Vendor not in found


def test_what_was_only_entered_is_not_of_the_period():
    Event.note(factories.VendorFactory(), Verb.CREATED)
    assert today().records() == {}


def test_other_days_are_not_of_the_period(approver):
    exported_invoices(approver)
    day = Connection.today() - timedelta(days=3)
    assert today(since=day, until=day).records() == {}


@pytest.mark.parametrize("verb", [Verb.FIRST_ACCEPTED, Verb.HELD, Verb.RELEASED, Verb.SENT_BACK])
def test_what_was_decided_on_without_an_end_is_of_the_period(verb, approver):
    vendor = factories.VendorFactory()
    Event.note(vendor, verb, by=approver)
    assert today().records() == {Vendor: [vendor.pk]}
