"""The pack as PDF, read back: everything is there, nothing is cut, and the same facts make the same bytes."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from erp_integrations.evidence.json_form import digest_of
from erp_integrations.evidence.pdf import as_pdf
from erp_integrations.models import Event, PaymentAttachment, Verb
from tests import factories
from tests.evidence.cases import exported_invoices, pack
from tests.journeys.losing import later

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]


def read(content):
    """The text of a PDF, with every white space as one blank."""
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def without_blanks(text):
    """Long words are broken anywhere, and so are digests."""
    return "".join(text.split())


@pytest.fixture
def invoice(approver):
    approver.first_name, approver.last_name = "Ana", "Peña Ruiz"
    approver.save()
    return exported_invoices(approver)[0]


def test_document_tells_who_decided_on_which_figures_and_what_was_posted(invoice):
    text = read(as_pdf(pack(invoice)))
    for told in ("Ana Peña Ruiz", invoice.number, "360.00", "Núñez & Sons Masonry", "Awaiting payment", "200 OK"):
        assert told in text
    (export,) = pack(invoice).exports
    for digest in (export.request.digest, export.answers[0].bytes.digest, export.key, export.accepted_digest):
        assert digest in without_blanks(text)


def test_each_page_bears_its_number_and_whose_record_it_is(invoice):
    pages = PdfReader(BytesIO(as_pdf(pack(invoice)))).pages
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert f"Page {number} of {len(pages)}" in text
        assert f"Subcontractor invoice {invoice.number}" in text
        assert digest_of(pack(invoice))[:16] in text


def test_document_names_itself_its_author_and_its_language(invoice):
    with override("es"):
        reader = PdfReader(BytesIO(as_pdf(pack(invoice))))
    assert invoice.number in reader.metadata.title
    assert reader.metadata.author == "Harbor Ridge Builders (stand-in)"
    assert reader.trailer["/Root"]["/Lang"] == "es"


def test_document_is_in_the_language_of_its_reader(invoice):
    with override("es"):
        text = read(as_pdf(pack(invoice)))
    assert "Factura de subcontratista" in text
    assert "Aceptado" in text


def test_same_facts_make_the_same_document(invoice):
    with later(minutes=600):
        first = as_pdf(pack(invoice))
    assert first == as_pdf(pack(invoice))


def test_names_in_other_scripts_do_not_vanish(approver):
    vendor = factories.VendorFactory(name="東京 Łukasz Бетон")
    text = read(as_pdf(pack(vendor)))
    assert "[U+6771][U+4EAC] Łukasz [U+0411]" in text
    assert "Characters that the typeface of this document does not have" in text
    assert "東京 Łukasz Бетон" in str(pack(vendor))


def test_document_without_such_names_does_not_speak_of_them(invoice):
    assert "Characters that the typeface" not in read(as_pdf(pack(invoice)))


def test_two_hundred_lines_and_the_longest_description_are_all_printed(approver):
    commitment = factories.CommitmentFactory()
    code = commitment.lines.get().budget_code
    for position in range(2, 201):
        factories.CommitmentLineFactory(
            commitment=commitment, position=position, budget_code=code, description=f"Footing {position:03}"
        )
    factories.CommitmentLineFactory(
        commitment=commitment, position=201, budget_code=code, description="endless" * 570, amount=Decimal("9999999.99")
    )
    content = as_pdf(pack(commitment))
    text = read(content)
    assert all(f"Footing {position:03}" in text for position in range(2, 201))
    words = text.replace("9,999,999.99", "").split("Footing 200", 1)[1]
    assert without_blanks(words).count("endless") >= 560
    assert len(PdfReader(BytesIO(content)).pages) > 6


def test_long_names_are_on_the_first_page_as_a_whole(approver):
    name = "Constructora " + "interminable" * 20
    text = read(as_pdf(pack(factories.VendorFactory(name=name))))
    assert without_blanks(name) in without_blanks(text)


def test_payments_and_their_files_are_listed_with_their_digests(invoice, approver):
    payment = factories.PaymentFactory(invoice=invoice, number="CHK-1042", method="Check")
    factories.PaymentFactory(invoice=invoice, deleted=True, amount=Decimal("7.77"))
    PaymentAttachment.objects.create(
        payment=payment, name="remittance.pdf", size=1, digest="ab" * 32, content=b"x", added_by=approver
    )
    text = read(as_pdf(pack(invoice)))
    for told in ("CHK-1042", "Check", "remittance.pdf", "Deleted in Xero: it does not count.", "Paid 100.00"):
        assert told in text
    assert "ab" * 32 in without_blanks(text)


def test_place_in_the_chain_of_events_is_printed_where_there_is_one(invoice):
    found = pack(invoice)
    sealed = [
        replace(one, sequence=place, seal="5ea1" * 16, origin="Screen") for place, one in enumerate(found.history)
    ]
    text = read(as_pdf(replace(found, history=sealed)))
    assert "No. 1" in text
    assert "5ea1" * 16 in without_blanks(text)


def test_events_that_tell_of_packs_are_not_in_them(invoice, approver):
    before = as_pdf(pack(invoice))
    Event.note(invoice, Verb.ATTACHED, by=approver, detail="evidence.pdf")
    assert as_pdf(pack(invoice)) == before


def test_commitment_names_its_changes_and_invoices(invoice):
    change = factories.ChangeOrderFactory(commitment=invoice.commitment)
    text = read(as_pdf(pack(invoice.commitment)))
    assert invoice.number in text
    assert str(change) in text
    assert invoice.erp_id in without_blanks(text)


def test_other_records_of_the_request_are_not_printed(approver):
    first, second = exported_invoices(approver, 2)
    text = read(as_pdf(pack(first)))
    assert "The others are not printed here." in text
    assert second.key not in without_blanks(text)
