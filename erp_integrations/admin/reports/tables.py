"""Numbers in tables, each with the address of the transactions behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model
from django.urls import NoReverseMatch, reverse

from erp_integrations.admin.reports.asking import Asked, report_url, row_query
from erp_integrations.models import Project
from erp_integrations.permissions import codename
from erp_integrations.reports.behind import Behind, PartBehind
from erp_integrations.reports.building import BuiltReport, Row
from erp_integrations.reports.groupings import BY_PROJECT, Heading
from erp_integrations.reports.measures import Measure
from erp_integrations.reports.source import Transaction

Person = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Cell:
    amount: Decimal
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """`url` is the report of what the row stands for; only projects have one."""

    heading: Heading
    url: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class ReportTable:
    measures: Sequence[Measure]
    lines: Sequence[Line]
    totals: Sequence[Cell]


def report_table(asked: Asked, built: BuiltReport) -> ReportTable:
    urls = [asked.number_url(measure) for measure in asked.report.measures]
    return ReportTable(
        asked.report.measures,
        [line_of(asked, row, urls) for row in built.rows],
        [Cell(amount, url) for amount, url in zip(built.totals, urls, strict=True)],
    )


def line_of(asked: Asked, row: Row, urls: Sequence[str]) -> Line:
    place = row_query(row.key)
    cells = [Cell(amount, f"{url}&{place}") for amount, url in zip(row.amounts, urls, strict=True)]
    return Line(row.heading, project_url(asked, row.key), cells)


def project_url(asked: Asked, key: Any) -> str:
    if asked.grouping is not BY_PROJECT:
        return ""
    return report_url(asked.report, {**asked.query, "project": key, "by": "budget_code"})


@dataclass(frozen=True, slots=True)
class TransactionLine:
    part: PartBehind
    transaction: Transaction
    url: str
    project_url: str


def transaction_lines(behind: Behind, start: int, stop: int, person: Person) -> list[TransactionLine]:
    address = seen_by(person)
    return [
        TransactionLine(part, found, address(found.document.page), address((Project, found.project.pk)))
        for part, found in behind[start:stop]
    ]


def seen_by(person: Person) -> Callable[[tuple[type[Model], int] | None], str]:
    """Return a function that gives the address of a record's page, or nothing if the person may not see it."""
    may_see: dict[type[Model], bool] = {}

    def url(page: tuple[type[Model], int] | None) -> str:
        if page is None:
            return ""
        model, pk = page
        if model not in may_see:
            may_see[model] = person.has_perm(codename("view", model))
        return page_url(model, pk) if may_see[model] else ""

    return url


def page_url(model: type[Model], pk: int) -> str:
    return reverse_if_there(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", pk)


def list_url(model: type[Model]) -> str:
    return reverse_if_there(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def reverse_if_there(name: str, *args: Any) -> str:
    """Return an address, or nothing where a model has no screen."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
