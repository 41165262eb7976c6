"""Rows that commitments, change orders and invoices share, with the R-number that each of them has for it."""

from dataclasses import replace
from types import SimpleNamespace

from django.utils.translation import gettext_lazy as _

from erp_integrations.rules.conditions import (
    at_most,
    below_zero,
    does_not_multiply,
    filled,
    has_no_budget_code,
    is_too_large,
    is_too_long,
    lines_where,
    uncoded_items,
    unless,
)
from erp_integrations.rules.rule import Moment, Rule

PROJECT_PEOPLE = _("Whoever looks after the record in the project changes it there and sends it again.")
APPROVER = _("An accounting approver does it in this tool.")
ADMIN = _("An admin does it in the integration settings.")

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
    example={"position": 1, "expected": "92.81", "line": SimpleNamespace(amount="92.80")},
)
lines_are_in_bounds = Rule(
    number="Xero",
    moment=Moment.SEND,
    sentence=_("Line {position}: {line.amount} is more than Xero holds on a line."),
    who=PROJECT_PEOPLE,
    broken=lines_where(is_too_large),
    example={"position": 1, "line": SimpleNamespace(amount="10000000000.00")},
)
quantities_fit = Rule(
    number="Xero",
    moment=Moment.SEND,
    sentence=_("Line {position}: the quantity {line.quantity} has more figures than Xero holds."),
    who=PROJECT_PEOPLE,
    broken=lines_where(is_too_long),
    example={"position": 1, "line": SimpleNamespace(quantity="1234567890.1234")},
)
total_is_not_negative = Rule(
    number="Xero",
    moment=Moment.SEND,
    sentence=_("Its total is {amount}, and Xero takes no purchase order below zero."),
    who=PROJECT_PEOPLE,
    broken=below_zero,
    example={"amount": "-250.00"},
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
project_is_in_xero = Rule(
    number="R103",
    moment=Moment.EXPORT,
    sentence=_("It waits for its project to be exported."),
    who=APPROVER,
    broken=unless(lambda record, settings: getattr(record, "commitment", record).project.erp_id),
)
items_are_in_xero = Rule(
    number="R104",
    moment=Moment.EXPORT,
    sentence=_("It waits for budget code {code} to be exported."),
    who=APPROVER,
    broken=uncoded_items,
    example={"code": "03-300.S"},
)


def numbered(number: str, rule: Rule) -> Rule:
    """Return a shared row under the number that a type has for it."""
    return replace(rule, number=number)
