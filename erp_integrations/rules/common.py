"""Rows that commitments, change orders and invoices share, with the R-number that each of them has for it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from erp_integrations.models import IntegrationSettings
from erp_integrations.rules.conditions import (
    at_most,
    below_zero,
    below_zero_with_tax,
    does_not_multiply,
    filled,
    has_no_budget_code,
    is_too_large,
    is_too_long,
    is_wordy,
    lines_where,
    mistyped,
    sums_too_large,
    uncoded_items,
    unless,
)
from erp_integrations.rules.rule import Details, Moment, Rule

PROJECT_PEOPLE = _("Project people mend the record and send it. What was sent already, they retrieve first.")
ADMIN = _("An admin changes it in the integration settings.")
# Whoever reads it need not do anything, if the other record is on its way.
WAITS = _("It goes by itself once that is in Xero. If that is not on its way, it has to be sent and accepted first.")


def category_gone(record: Any, settings: IntegrationSettings) -> Iterator[Details]:
    if settings.tracking_category and settings.organisation.category_problem:
        yield {"name": settings.tracking_category}


commitments_are_exported = Rule(
    number="R131",
    moment=Moment.SEND,
    sentence=_("Commitments are not exported: the settings say so."),
    who=ADMIN,
    broken=unless(lambda record, settings: settings.commitment_sync),
)
number_is_filled = Rule(
    number="Xero",
    moment=Moment.SEND,
    sentence=_("It has no number."),
    who=PROJECT_PEOPLE,
    broken=filled("number"),
)
number_fits = Rule(
    number="",
    moment=Moment.SEND,
    sentence=_("The number has {length} characters, and {limit} are the most."),
    who=PROJECT_PEOPLE,
    broken=at_most("number", 255),
    example={"length": 256, "limit": 255},
)
title_fits = Rule(
    number="",
    moment=Moment.SEND,
    sentence=_("The title has {length} characters, and {limit} are the most."),
    who=PROJECT_PEOPLE,
    broken=at_most("title", 255),
    example={"length": 256, "limit": 255},
)
company_is_linked = Rule(
    number="",
    moment=Moment.SEND,
    sentence=_("The company is not linked to a Xero contact yet."),
    who=_("Send the company to ERP first; an accounting approver exports it or links it."),
    broken=unless(lambda record, settings: getattr(record, "commitment", record).vendor.erp_id),
)
is_approved = Rule(
    number="",
    moment=Moment.SEND,
    sentence=_("Its status does not count as approved."),
    who=PROJECT_PEOPLE,
    broken=unless(lambda record, settings: settings.is_approved(record.status)),
)
has_lines = Rule(
    number="",
    moment=Moment.SEND,
    sentence=_("It has no line with a budget code."),
    who=PROJECT_PEOPLE,
    broken=unless(lambda record, settings: any(line.budget_code_id for line in record.coded_lines())),
)
lines_are_coded = Rule(
    number="",
    moment=Moment.SEND,
    sentence=_("Line {position} has no budget code."),
    who=PROJECT_PEOPLE,
    broken=lines_where(has_no_budget_code),
    example={"position": 1},
)
lines_multiply = Rule(
    number="Xero",
    moment=Moment.SEND,
    sentence=_("Line {position}: quantity × unit cost is {expected}, but the amount says {line.amount}."),
    who=PROJECT_PEOPLE,
    broken=lines_where(does_not_multiply),
    example={"position": 1, "expected": Decimal("92.81"), "line": SimpleNamespace(amount=Decimal("92.80"))},
)
lines_are_in_bounds = Rule(
    number="Xero",
    moment=Moment.SEND,
    sentence=_("Line {position}: {line.amount} is more than Xero holds on a line."),
    who=PROJECT_PEOPLE,
    broken=lines_where(is_too_large),
    example={"position": 1, "line": SimpleNamespace(amount=Decimal("10000000000.00"))},
)
quantities_fit = Rule(
    number="Xero",
    moment=Moment.SEND,
    sentence=_("Line {position}: the quantity {line.quantity} has more figures than Xero holds."),
    who=PROJECT_PEOPLE,
    broken=lines_where(is_too_long),
    example={"position": 1, "line": SimpleNamespace(quantity=Decimal("1234567890.1234"))},
)
sums_are_in_bounds = Rule(
    number="Xero",
    moment=Moment.SEND,
    sentence=_("Its lines are summed up to one of {amount}, which is more than Xero holds on a line."),
    who=PROJECT_PEOPLE,
    broken=sums_too_large,
    example={"amount": Decimal("10000000000.00")},
)
descriptions_fit = Rule(
    number="Xero",
    moment=Moment.SEND,
    sentence=_("Line {position}: the description has more than 4,000 of Xero's characters."),
    who=PROJECT_PEOPLE,
    broken=lines_where(is_wordy),
    example={"position": 1},
)
total_with_tax_is_not_negative = Rule(
    number="Xero",
    moment=Moment.ACCEPT,
    sentence=_("With the tax rates of its items its total is {amount}, and Xero takes no total below zero."),
    who=_(
        "Project people put what is below zero into a record of its own; or a bookkeeper changes the items' tax rates."
    ),
    broken=below_zero_with_tax,
    example={"amount": Decimal("-1.50")},
)
total_is_not_negative = Rule(
    number="Xero",
    moment=Moment.SEND,
    sentence=_("Its total is {amount}, and Xero takes no purchase order below zero."),
    who=PROJECT_PEOPLE,
    broken=below_zero,
    example={"amount": Decimal("-250.00")},
)
project_is_integrated = Rule(
    number="R29",
    moment=Moment.SEND,
    sentence=_("ERP integration is switched off for its project."),
    who=_("Whoever looks after the project switches it on there."),
    broken=unless(lambda record, settings: getattr(record, "commitment", record).project.is_integrated),
)
category_is_chosen = Rule(
    number="R123",
    moment=Moment.ACCEPT,
    sentence=_("No tracking category is chosen for the jobs."),
    who=ADMIN,
    broken=unless(lambda record, settings: settings.tracking_category),
)
category_is_there = Rule(
    number="R123",
    moment=Moment.ACCEPT,
    sentence=_("Xero has no active tracking category “{name}” any more."),
    who=_("An admin chooses another category in the integration settings, or it is restored in Xero."),
    broken=category_gone,
    example={"name": "Job"},
)
project_is_in_xero = Rule(
    number="R103",
    moment=Moment.EXPORT,
    sentence=_("It waits for its project to be exported."),
    who=WAITS,
    broken=unless(lambda record, settings: getattr(record, "commitment", record).project.erp_id),
)
items_are_in_xero = Rule(
    number="R104",
    moment=Moment.EXPORT,
    sentence=_("It waits for budget code {code} to be exported."),
    who=WAITS,
    broken=uncoded_items,
    example={"code": "03-300.S"},
)


def dated(number: str, record_date: Callable[[Any, IntegrationSettings], date | None]) -> Rule:
    """Return the row about likely dates for one date of a type."""
    return Rule(
        number=number,
        moment=Moment.SEND,
        sentence=_("The date {date} cannot be right: it has to lie between {first} and {last}."),
        who=PROJECT_PEOPLE,
        broken=mistyped(record_date),
        example={"date": "0202-03-31", "first": 1970, "last": 2099},
    )


def numbered(number: str, rule: Rule) -> Rule:
    """Return a shared row under the number that a type has for it."""
    return replace(rule, number=number)
