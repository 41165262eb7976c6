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

from erp_integrations.services.scheduling import timing_now
from erp_integrations.services.timing import Frequency
from erp_integrations.services.works import EXISTENCE, JOB_COSTS, LISTS, PAYMENTS, Work

WHEN_EXPORTED = gettext_lazy("When an approver exports it")


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One row: what it is here, what it is in Xero, and the work that brings it; what goes out has none."""

    here: Any
    in_xero: Any
    work: Work | None = None

    @property
    def when(self) -> str:
        if self.work is None:
            return str(WHEN_EXPORTED)
        timing = timing_now(self.work)
        if timing.frequency == Frequency.NEVER:
            return _("On demand")
        return _("%(timing)s, and on demand") % {"timing": timing}


@dataclass(frozen=True, slots=True)
class Local:
    """Something that never leaves this tool or its own system, and why."""

    what: Any
    why: Any


OUT = (
    Exchanged(gettext_lazy("Budget code"), gettext_lazy("Product or service (item)")),
    Exchanged(gettext_lazy("Project"), gettext_lazy("Option of the tracking category for jobs")),
    Exchanged(gettext_lazy("Company"), gettext_lazy("Contact")),
    Exchanged(gettext_lazy("Commitment"), gettext_lazy("Purchase order")),
    Exchanged(gettext_lazy("Change order"), gettext_lazy("Lines of the purchase order")),
    Exchanged(gettext_lazy("Subcontractor invoice"), gettext_lazy("Bill, or supplier credit note")),
)
BACK = (
    Exchanged(
        gettext_lazy("Names, numbers, what is archived or deleted"),
        gettext_lazy("Items, jobs, contacts, accounts, tax rates, lock dates"),
        LISTS,
    ),
    Exchanged(
        gettext_lazy("Whether it is still there, and amounts to the same"),
        gettext_lazy("Purchase orders, bills, supplier credit notes"),
        EXISTENCE,
    ),
    Exchanged(gettext_lazy("Payment"), gettext_lazy("Payment of a bill that this tool exported"), PAYMENTS),
    Exchanged(
        gettext_lazy("Job cost"),
        gettext_lazy("Line of an approved bill, spend money transaction or supplier credit note"),
        JOB_COSTS,
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
