"""The sections about what went to Xero and what came back; the JSON itself stands at the end of the document."""

from collections.abc import Iterator
from http import HTTPStatus

import msgspec
from django.utils.translation import gettext as _

from erp_integrations.evidence import pack as data
from erp_integrations.evidence import wording
from erp_integrations.evidence.pack import Pack
from erp_integrations.evidence.pdf import page
from erp_integrations.evidence.pdf.parts import Column, Story, Writer
from erp_integrations.evidence.pdf.sheet import sheet_story
from erp_integrations.services.posted import read_sheet


def exports(writer: Writer, pack: Pack) -> Story:
    if not pack.exports:
        text = _("Nothing was posted to Xero for this record by this tool.")
        return [writer.heading(_("What was posted")), writer.text(text)]
    company = pack.standing.company if pack.standing else ""
    story: Story = []
    for place, export in enumerate(pack.exports, start=1):
        story += [writer.heading(title_of(place, len(pack.exports))), *export_story(writer, export, company)]
    return story


def title_of(place: int, count: int) -> str:
    if count == 1:
        return _("What was posted, and what Xero answered")
    return _("What was posted: request %(place)s of %(count)s") % {"place": place, "count": count}


def export_story(writer: Writer, export: data.Export, company: str) -> Story:
    return [
        *writer.facts(facts_of(writer, export)),
        *request_story(writer, export, company),
        *answers_story(writer, export),
        *calls_story(writer, export),
    ]


def request_story(writer: Writer, export: data.Export, company: str) -> Story:
    """Tell the document in the words of Xero's screens, unless somebody altered it: then it is not what was posted."""
    if export.request.is_as_noted is False:
        return [writer.text(_("What was posted is not told here, since what is kept of it was altered."), page.NOTE)]
    sheet = read_sheet(export.kind, export.request.content, export.position, company=company)
    return sheet_story(writer, sheet)


def facts_of(writer: Writer, export: data.Export) -> Iterator[tuple[str, object]]:
    yield _("What became of it"), "\n".join(filter(None, [str(export.outcome.label), export.message, export.problem]))
    yield _("Taken for export"), wording.moment(export.claimed_at)
    yield _("Last sent"), wording.moment(export.last_sent_at)
    yield _("Settled"), wording.moment(export.settled_at)
    yield _("Idempotency key"), writer.digest(export.key)
    if export.accepted_digest:
        yield _("Digest of the accepted document"), writer.digest(export.accepted_digest)
    yield _("SHA-256 of the request"), writer.digest(export.request.digest)
    if remark := wording.remark(export.request):
        yield _("Beware"), remark
    yield _("Size of the request"), wording.size(len(export.request.content))
    yield _("This record in it"), place_of(export)


def place_of(export: data.Export) -> str:
    pointer = export.request.element.pointer if export.request.element else ""
    if export.records_in_request == 1:
        return _("The request carries this record alone.")
    text = _("Number %(place)s of %(count)s records in the request (%(pointer)s). The others are not printed here.")
    return text % {"place": export.position + 1, "count": export.records_in_request, "pointer": pointer}


def answers_story(writer: Writer, export: data.Export) -> Story:
    if not export.answers:
        text = _("No answer of Xero's is kept for this request.")
        return [writer.subheading(_("Xero's answer")), writer.text(text)]
    columns = [
        Column(_("Received"), 2.1),
        Column(_("Answer"), 1.4),
        Column(_("Correlation id, and SHA-256 of it"), 5.4),
    ]
    rows = [[wording.moment(one.received_at), status_of(one), marks_of(writer, one)] for one in export.answers]
    return [writer.subheading(_("Xero's answer")), *writer.table(columns, rows)]


def status_of(answer: data.Answer) -> str:
    """Return the status in HTTP's own words, or that the document was looked up."""
    if answer.status is None:
        return _("No answer came. The document was found in Xero.")
    known = {status.value: status.phrase for status in HTTPStatus}
    return f"{answer.status} {known.get(answer.status, '')}".strip()


def marks_of(writer: Writer, answer: data.Answer) -> Story:
    marks = [answer.correlation_id, answer.bytes.digest]
    size = writer.text(wording.size(len(answer.bytes.content)), page.HEAD)
    remark = wording.remark(answer.bytes)
    return [
        *(writer.digest(mark) for mark in marks if mark),
        size,
        *([writer.text(remark, page.CELL)] if remark else []),
    ]


def calls_story(writer: Writer, export: data.Export) -> Story:
    if not export.calls:
        return []
    columns = [
        Column(_("Sent"), 2.1),
        Column(_("Call"), 4),
        Column(_("Status"), 1.4),
        Column(_("Seconds"), 1, is_number=True),
    ]
    rows = [
        [
            wording.moment(call.started_at),
            f"{call.method} {call.path}",
            str(call.status) if call.status else _("no answer"),
            f"{call.duration:.2f}",
        ]
        for call in export.calls
    ]
    return [writer.subheading(_("Calls under this key")), *writer.table(columns, rows)]


def sources(writer: Writer, pack: Pack) -> Story:
    """Print the record's part of each request and answer as it went over the wire, but for blanks."""
    story: Story = []
    for place, export in enumerate(pack.exports, start=1):
        number = f" {place}" if len(pack.exports) > 1 else ""
        title = _("Request%(number)s: this record's part as JSON") % {"number": number}
        story += [writer.heading(title), *element_story(writer, export.request)]
        for answer in export.answers:
            title = _("Xero's answer to request%(number)s: this record's part as JSON") % {"number": number}
            story += [writer.subheading(title), *element_story(writer, answer.bytes)]
    return story


def element_story(writer: Writer, wire: data.Bytes) -> Story:
    if wire.element is None:
        text = _("It does not tell which part is this record's. The JSON pack holds it whole.")
        return [writer.text(text, page.NOTE)]
    return writer.source(readable(wire.element.source))


def readable(source: bytes) -> str:
    """Indent JSON and leave every digit as it is. An answer that was cut off stays as it came."""
    try:
        return msgspec.json.format(source, indent=2).decode()
    except msgspec.DecodeError:
        return source.decode(errors="backslashreplace")
