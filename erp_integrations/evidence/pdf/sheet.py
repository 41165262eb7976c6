"""What was posted, in the words of Xero's own screens."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from erp_integrations.evidence import wording
from erp_integrations.evidence.pdf.parts import Column, Story, Writer
from erp_integrations.services.posted import PostedLine, Sheet


def sheet_story(writer: Writer, sheet: Sheet) -> Story:
    title = _("The document: %(title)s") % {"title": capfirst(str(sheet.title))}
    return [writer.subheading(title), *writer.facts(sheet.fields), *lines_story(writer, sheet)]


def lines_story(writer: Writer, sheet: Sheet) -> Story:
    if not sheet.lines:
        return []
    columns = [
        Column(_("Item"), 1.5),
        Column(_("Description"), 3.6),
        Column(_("Job"), 1.8),
        Column(_("Quantity"), 1.1, is_number=True),
        Column(_("Unit price"), 1.4, is_number=True),
        Column(_("Amount"), 1.5, is_number=True),
    ]
    foot = [_("Total before tax"), "", "", "", "", wording.money(sheet.total)]
    return writer.table(columns, map(row_of, sheet.lines), foot)


def row_of(line: PostedLine) -> list[str]:
    there = [_("in the order already, not counted")] if line.is_there_already else []
    return [
        line.item,
        "\n".join([line.description, *there]),
        line.job,
        wording.number(line.quantity),
        wording.number(line.unit_amount),
        wording.money(line.amount),
    ]
