"""Reports as files to take away."""

from tempfile import TemporaryFile

from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.utils.text import slugify

from erp_integrations.admin.reports.asking import Asked
from erp_integrations.reports import csv_file, xlsx_file
from erp_integrations.reports.sheet import Sheet

CSV, XLSX = "csv", "xlsx"
# A workbook is made as a whole before it is sent, and a browser waits no longer than for this many rows.
MOST_IN_WORKBOOK = 50_000


def file_response(kind: str, sheet: Sheet, asked: Asked, rows: int) -> HttpResponseBase:
    """Raises `Http404` for a kind that is not made of so many rows."""
    if kind == CSV:
        return csv_response(sheet, f"{file_name(sheet, asked)}.csv")
    if kind == XLSX and rows <= MOST_IN_WORKBOOK:
        return workbook_response(sheet, f"{file_name(sheet, asked)}.xlsx")
    raise Http404


def csv_response(sheet: Sheet, name: str) -> HttpResponseBase:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(csv_file.lines_of(sheet), content_type="text/csv; charset=utf-8", headers=headers)


def workbook_response(sheet: Sheet, name: str) -> HttpResponseBase:
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    xlsx_file.write(sheet, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name)


def file_name(sheet: Sheet, asked: Asked) -> str:
    """Return a name such as `budget-24-001-up-to-31-mar-2026`."""
    scope = asked.scope
    project = scope.project.number if scope.project else ""
    return (
        "-".join(filter(None, (slugify(sheet.title), slugify(project), *map(slugify, asked.words()[1:])))) or "report"
    )
