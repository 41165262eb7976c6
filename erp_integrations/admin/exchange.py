"""What goes to Xero, what comes back, and what never does (R13-R16, R106-R114): a table, shown as a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WHEN_EXPORTED = gettext_lazy("When an approver exports it")
EVERY_HOUR = gettext_lazy("Every hour, before an export, and on demand")
AS_SCHEDULED = gettext_lazy("By its schedule, and on demand")


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One row: what it is here, what it is in Xero, how often it is exchanged."""

    here: Any
    in_xero: Any
    how_often: Any


@dataclass(frozen=True, slots=True)
class Local:
    """Something that never leaves this tool or its own system, and why."""

    what: Any
    why: Any


OUT = (
    Exchanged(gettext_lazy("Budget code"), gettext_lazy("Product or service (item)"), WHEN_EXPORTED),
    Exchanged(gettext_lazy("Project"), gettext_lazy("Option of the tracking category for jobs"), WHEN_EXPORTED),
    Exchanged(gettext_lazy("Company"), gettext_lazy("Contact"), WHEN_EXPORTED),
    Exchanged(gettext_lazy("Commitment"), gettext_lazy("Purchase order"), WHEN_EXPORTED),
    Exchanged(gettext_lazy("Change order"), gettext_lazy("Lines of the purchase order"), WHEN_EXPORTED),
    Exchanged(gettext_lazy("Subcontractor invoice"), gettext_lazy("Bill, or supplier credit note"), WHEN_EXPORTED),
)
BACK = (
    Exchanged(
        gettext_lazy("Names, numbers, what is archived or deleted"),
        gettext_lazy("Items, jobs, contacts, purchase orders, accounts, tax rates, lock dates"),
        EVERY_HOUR,
    ),
    Exchanged(gettext_lazy("Payment"), gettext_lazy("Payment of a bill that this tool exported"), AS_SCHEDULED),
    Exchanged(
        gettext_lazy("Job cost"),
        gettext_lazy("Line of an approved bill, spend money transaction or supplier credit note"),
        AS_SCHEDULED,
    ),
)
NEVER = (
    Local(
        gettext_lazy("Prime contracts and their change orders"),
        gettext_lazy("What the owner has agreed to is no cost, and stays with the project."),
    ),
    Local(
        gettext_lazy("Owner invoices and their payments"),
        gettext_lazy("Sales are entered in Xero; nothing of them is sent or read."),
    ),
    Local(
        gettext_lazy("Budgets"),
        gettext_lazy("Original budgets are kept here, to be compared with costs; Xero does not get them."),
    ),
    Local(
        gettext_lazy("Time cards"),
        gettext_lazy("Wages reach a job's costs only as bills or spend money that are entered in Xero."),
    ),
    Local(
        gettext_lazy("Attachments and payment numbers"),
        gettext_lazy("What people add to a payment here stays here."),
    ),
)


@login_required
def exchange(request: HttpRequest) -> HttpResponse:
    tables: Sequence[tuple[Any, Sequence[Exchanged]]] = (
        (_("What goes to Xero"), OUT),
        (_("What comes from Xero"), BACK),
    )
    context = {
        **admin.site.each_context(request),
        "title": _("What is exchanged with Xero"),
        "tables": tables,
        "never": NEVER,
    }
    return render(request, "admin/exchange.html", context)
