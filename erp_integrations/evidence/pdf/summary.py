"""The summary of a period: what its records come to, by type and by project, and which differ from what was posted."""

from collections.abc import Sequence
from io import BytesIO

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from erp_integrations.evidence import wording
from erp_integrations.evidence.index import Row, Total, totals_of
from erp_integrations.evidence.pack import Organisation
from erp_integrations.evidence.pdf import page
from erp_integrations.evidence.pdf.document import with_note
from erp_integrations.evidence.pdf.parts import Column, Story, Writer, gap
from erp_integrations.evidence.period import Period


def summary(period: Period, organisation: Organisation, rows: Sequence[Row]) -> bytes:
    writer = Writer()
    by_type, by_project, whole = totals_of(rows)
    labels = {str(model._meta.model_name): model._meta.verbose_name_plural for model in period.models}
    types = [(str(capfirst(str(labels.get(total.name, total.name)))), total) for total in by_type]
    projects = [(total.name or _("without a project"), total) for total in by_project]
    story = [
        *opening(writer, period, organisation),
        writer.heading(_("By type")),
        *totals(writer, _("Type"), types, whole),
        writer.heading(_("By project")),
        *totals(writer, _("Project"), projects, whole),
        *differing(writer, [row for row in rows if row.differs]),
        *explained(writer),
    ]
    file = BytesIO()
    page.Document(file, marks_of(writer, period, organisation)).write(with_note(writer, story))
    return file.getvalue()


def days(period: Period) -> str:
    told = {"since": wording.day(period.since), "until": wording.day(period.until)}
    return _("%(since)s to %(until)s") % told


def marks_of(writer: Writer, period: Period, organisation: Organisation) -> page.Marks:
    name = organisation.name or "ERP Integrations"
    return page.Marks(
        title=f"{_('Evidence')} · {days(period)}",
        subject=_("Who decided what, on which figures, and what was posted to Xero"),
        author=name,
        language=get_language() or "en",
        left=writer.signs.plain(name),
        right=days(period),
        foot=_("Summary of the evidence"),
    )


def opening(writer: Writer, period: Period, organisation: Organisation) -> Story:
    return [
        writer.text(_("Evidence"), page.KIND),
        writer.text(days(period), page.TITLE),
        gap(10),
        *writer.facts(
            [
                (_("Organisation"), organisation.name),
                (_("Project"), str(period.project) if period.project else _("All projects")),
                (_("Days in the zone"), period.zone),
                (_("Records"), _("that were decided on, linked or exported on these days, as they stand now")),
            ]
        ),
    ]


def totals(writer: Writer, title: str, named: Sequence[tuple[str, Total]], whole: Total) -> Story:
    columns = [
        Column(title, 4),
        Column(_("Records"), 1.2, is_number=True),
        Column(_("Amount now"), 2, is_number=True),
        Column(_("Posted"), 2, is_number=True),
        Column(_("Differing"), 1.2, is_number=True),
    ]
    rows = [total_row(name, total) for name, total in [*named, (_("All"), whole)]]
    return writer.table(columns, rows)


def total_row(name: str, total: Total) -> list[str]:
    return [name, str(total.records), wording.money(total.amount), wording.money(total.posted), str(total.differing)]


def differing(writer: Writer, rows: Sequence[Row]) -> Story:
    if not rows:
        return []
    columns = [
        Column(_("Record"), 4),
        Column(_("Project"), 3),
        Column(_("Amount now"), 2, is_number=True),
        Column(_("Posted"), 2, is_number=True),
    ]
    told = ([row.name, row.project, wording.money(row.amount), wording.money(row.posted)] for row in rows)
    return [writer.heading(_("Records that differ from what was posted")), *writer.table(columns, told)]


def explained(writer: Writer) -> Story:
    steps = [
        _("index.csv and index.json list every record, with the names of its files."),
        _("SHA256SUMS holds the digest of every file: sha256sum -c SHA256SUMS checks them all."),
        _("The folder bytes holds each request and each answer once, exactly as it went over the wire."),
        _(
            "“Posted” is what the lines of the last request come to that Xero took, before tax. What was linked, or "
            "has no lines, has no such amount."
        ),
    ]
    told = [writer.text(f"{place}. {step}") for place, step in enumerate(steps, start=1)]
    return [writer.heading(_("What is in this archive")), *told]
