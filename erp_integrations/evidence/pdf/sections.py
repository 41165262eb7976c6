"""The sections about the record itself: as it stands, who decided, what happened, what was paid, what is around it."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from erp_integrations.evidence import pack as data
from erp_integrations.evidence import wording
from erp_integrations.evidence.pack import Pack
from erp_integrations.evidence.pdf import page
from erp_integrations.evidence.pdf.parts import Column, Story, Writer
from erp_integrations.evidence.pdf.sheet import sheet_story
from erp_integrations.services.posted import read_sheet

# How wide a column is, beside the others, by the name of its field.
SHARES = {"position": 0.6, "description": 3.2, "budget_code": 2.0, "commitment_line": 1.6}
SHARE = 1.15


def standing(writer: Writer, pack: Pack) -> Story:
    found = pack.standing
    if found is None:
        return []
    own = [(field.label, wording.value(field)) for field in found.fields]
    story = [writer.heading(_("The record as it stands")), *writer.facts(own)]
    for lines in found.lines:
        story += lines_of(writer, lines)
    return story


def lines_of(writer: Writer, lines: data.Lines) -> Story:
    """Return the lines as a table; a column that is empty in every line is left out."""
    if not lines.rows:
        return []
    texts = [[wording.value(field) for field in row] for row in lines.rows]
    kept = [place for place, field in enumerate(lines.rows[0]) if any(is_told(row[place]) for row in lines.rows)]
    columns = [column_of(lines.rows[0][place]) for place in kept]
    title = f"{capfirst(str(lines.label))} ({len(lines.rows)})"
    return [writer.subheading(title), *writer.table(columns, ([row[place] for place in kept] for row in texts))]


def is_told(field: data.Field) -> bool:
    return field.value not in (None, "", False, 0)


def column_of(field: data.Field) -> Column:
    is_number = not isinstance(field.value, str) and field.value is not None and field.words is None
    return Column(str(capfirst(str(field.label))), SHARES.get(field.name, SHARE), is_number)


def decision(writer: Writer, pack: Pack) -> Story:
    """What was accepted and is not posted yet; what was posted has a section of its own."""
    found = pack.decision
    if found is None or found.document is None or found.kind is None:
        return []
    company = pack.standing.company if pack.standing else ""
    digest = [(_("Digest of the document"), writer.digest(found.accepted_digest))]
    return [
        writer.heading(_("What was accepted, and is not posted yet")),
        *writer.facts(digest),
        *sheet_story(writer, read_sheet(found.kind, found.document, company=company)),
    ]


# What happened


def history(writer: Writer, pack: Pack) -> Story:
    if not pack.history:
        return []
    columns = [Column(_("When"), 2.5), Column(_("What"), 1.8), Column(_("Who"), 2), Column(_("In detail"), 4.8)]
    rows = [[wording.moment(one.happened_at), what(one), who(one), details(writer, one)] for one in pack.history]
    return [writer.heading(_("What happened to it")), *writer.table(columns, rows)]


def what(one: data.Happening) -> str:
    place = [_("No. %(number)s") % {"number": one.sequence}] if one.sequence is not None else []
    return "\n".join([str(one.verb.label), *place])


def who(one: data.Happening) -> str:
    told = [wording.person(one.person)]
    if one.person and one.logged_in_as not in ("", one.person.username):
        told.append(_("then logged in as %(username)s") % {"username": one.logged_in_as})
    if one.on_behalf_of:
        told.append(_("for %(person)s") % {"person": wording.person(one.on_behalf_of)})
    return "\n".join([*told, *filter(None, [one.origin])])


def details(writer: Writer, one: data.Happening) -> Any:
    """Return what the event tells, a paragraph each, so that a long one goes on on the next page."""
    told = [one.detail] if one.detail else []
    told += [change_in_words(change) for change in one.changes]
    story: Story = [writer.text(text, page.CELL) for text in told]
    if one.seal:
        story.append(writer.text(_("Seal %(seal)s") % {"seal": one.seal}, page.HEAD))
    return story or ""


def change_in_words(change: Any) -> str:
    before, after = change["from"] or "–", change["to"] or "–"
    return f"{change['field']}: {before} » {after}"


# What was paid


def payments(writer: Writer, pack: Pack) -> Story:
    if not pack.payments:
        return []
    has_invoices = len({one.invoice for one in pack.payments}) > 1
    columns = [
        Column(_("Date"), 1.4),
        Column(_("Invoice") if has_invoices else _("Number"), 1.8),
        Column(_("Method and notes"), 2.6),
        Column(_("Attachments"), 4),
        Column(_("Amount"), 1.5, is_number=True),
    ]
    total = sum(one.amount for one in pack.payments if not one.is_deleted_in_erp)
    rows = (payment_row(writer, one, has_invoices=has_invoices) for one in pack.payments)
    foot = [_("Paid"), "", "", "", wording.money(total)]  # type: ignore[arg-type]
    return [writer.heading(_("Payments")), *writer.table(columns, rows, foot)]


def payment_row(writer: Writer, one: data.Payment, *, has_invoices: bool) -> list[Any]:
    gone = [_("Deleted in Xero: it does not count.")] if one.is_deleted_in_erp else []
    notes = "\n".join(filter(None, [one.method, one.notes, one.erp_id, *gone]))
    named = "\n".join(filter(None, [one.invoice, one.number])) if has_invoices else one.number
    files: Story = []
    for file in one.files:
        files += [writer.text(f"{file.name} · {wording.size(file.size)}", page.CELL), writer.digest(file.digest)]
    return [wording.day(one.date), named, notes, files or "", wording.money(one.amount)]


# What is around it


def around(writer: Writer, pack: Pack) -> Story:
    if not pack.connected:
        return []
    columns = [
        Column(_("Kind"), 1.7),
        Column(_("Record"), 3.6),
        Column(_("Stands"), 1.4),
        Column(_("Id in Xero"), 3),
        Column(_("Amount"), 1.5, is_number=True),
    ]
    rows = (
        [capfirst(str(one.label)), one.name, str(one.state.label), one.erp_id, wording.money(one.amount)]
        for one in pack.connected
    )
    return [writer.heading(_("What it belongs to, and what belongs to it")), *writer.table(columns, rows)]
