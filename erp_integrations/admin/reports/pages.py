"""The pages of the reports, and of the transactions behind their numbers."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from erp_integrations.admin.health import health_of
from erp_integrations.admin.reports.asking import FILE, ReportForm, asked_for, place_of
from erp_integrations.admin.reports.bars import bars_of
from erp_integrations.admin.reports.charts import plots_of
from erp_integrations.admin.reports.files import MOST_IN_WORKBOOK, file_response
from erp_integrations.admin.reports.sight import left_out_sentence
from erp_integrations.admin.reports.tables import list_url, report_table, transaction_lines
from erp_integrations.models import JobCost, LeftOutCost
from erp_integrations.permissions import codename, require
from erp_integrations.reports.behind import Behind
from erp_integrations.reports.building import BUDGET, REPORTS, Report, build
from erp_integrations.reports.measures import Measure
from erp_integrations.reports.months import cost_over_time
from erp_integrations.reports.sheet import sheet_of_report, sheet_of_transactions
from erp_integrations.reports.standing import standing

TRANSACTIONS_ON_A_PAGE = 100


@require_GET
def report_page(request: HttpRequest, slug: str) -> HttpResponseBase:
    require(request.user, "view", JobCost)
    report = REPORTS[slug].open_to(request.user)
    left_out = left_out_sentence(REPORTS[slug].left_out_for(request.user), request.user)
    form = ReportForm(report, request.GET)
    context = {
        "title": report.title,
        "report": report,
        "form": form,
        "columns_left_out": left_out,
        **surroundings(request),
    }
    if not form.is_valid():
        return respond(request, "report", context)
    asked = asked_for(report, form, request.GET)
    built = build(report, asked.scope, asked.grouping)
    if kind := request.GET.get(FILE):
        return file_response(kind, sheet_of_report(built, left_out), asked, len(built.rows))
    over_time = cost_over_time(asked.scope)
    context |= {
        "asked": asked,
        "table": report_table(asked, built),
        "over_time": over_time,
        "plots": plots_of(over_time),
        "bars": bars_of(built),
        "is_budget": slug == BUDGET.slug,
    }
    return respond(request, "report", context)


@require_GET
def number_page(request: HttpRequest, slug: str, measure_slug: str) -> HttpResponseBase:
    """List the transactions that a number is the sum of."""
    require(request.user, "view", JobCost)
    report, measure = number_of(slug, measure_slug)
    for part in measure.parts:
        require(request.user, "view", part.source.record)
    form = ReportForm(report, request.GET)
    if not form.is_valid():
        raise Http404
    asked = asked_for(report, form, request.GET)
    place, heading = place_of(asked.grouping, request.GET)
    behind = Behind(measure, asked.scope, place)
    if kind := request.GET.get(FILE):
        return file_response(kind, sheet_of_transactions(measure, behind), asked, behind.count())
    context = {
        "title": measure.title,
        "report": report,
        "measure": measure,
        "asked": asked,
        "heading": heading,
        "behind": behind,
        "query": {**asked.query, **({"row": request.GET["row"]} if place else {})},
        "fits_a_workbook": behind.count() <= MOST_IN_WORKBOOK,
        **page_of_transactions(request, behind),
    }
    return respond(request, "number", context)


def number_of(slug: str, measure_slug: str) -> tuple[Report, Measure]:
    for measure in REPORTS[slug].measures if slug in REPORTS else ():
        if measure.slug == measure_slug:
            return REPORTS[slug], measure
    raise Http404


def page_of_transactions(request: HttpRequest, behind: Behind) -> dict[str, Any]:
    pages = Paginator(range(behind.count()), TRANSACTIONS_ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    start = (page.number - 1) * TRANSACTIONS_ON_A_PAGE
    lines = transaction_lines(behind, start, start + TRANSACTIONS_ON_A_PAGE, request.user)
    return {
        "lines": lines,
        "page": page,
        "numbers": list(pages.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "ellipsis": pages.ELLIPSIS,
    }


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """How new the costs are, what is not among them, and where to go for both."""
    may_look = request.user.has_perm(codename("view", LeftOutCost))
    return {
        "standing": standing(),
        "costs_url": list_url(JobCost),
        "left_out_url": list_url(LeftOutCost) if may_look else "",
    }


def respond(request: HttpRequest, name: str, context: Mapping[str, Any]) -> HttpResponseBase:
    """`organisation` is whose numbers they are: printed, they lie among those of others."""
    connection = health_of(request).connection
    ours = {**admin.site.each_context(request), "organisation": connection.tenant_name if connection else ""}
    return TemplateResponse(request, f"admin/reports/{name}.html", {**ours, **context})
