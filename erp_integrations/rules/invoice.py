"""When a subcontractor invoice may become a bill or a supplier credit note (R74-R82, R111, R114, R158-R169)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from connectors.documents import CreditNote
from erp_integrations.mapping import document_kind
from erp_integrations.mapping.invoice import bill_date
from erp_integrations.models import IntegrationSettings, SubcontractorInvoice
from erp_integrations.rules import common
from erp_integrations.rules.common import numbered
from erp_integrations.rules.conditions import unless
from erp_integrations.rules.rule import Details, Moment, Rule


def becomes_credit_note(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> bool:
    return document_kind(invoice, settings) is CreditNote


def credit_to_post(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    if becomes_credit_note(invoice, settings):
        yield {"amount": f"{-invoice.amount_to_show:,.2f}"}


def below_zero(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    if invoice.amount_to_show < 0 and not becomes_credit_note(invoice, settings):
        yield {"amount": invoice.amount_to_show}


def has_retainage(invoice: Any) -> bool:
    return any(line.retainage_withheld or line.retainage_released for line in invoice.lines.all())


def retainage_on_cost_item(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    if settings.retainage_item_is_budget_code and has_retainage(invoice):
        yield {"code": settings.retainage_item_code}


RULES = (
    common.number_is_filled,
    numbered("R75", common.number_fits),
    numbered("R74", common.company_is_linked),
    numbered("R81", common.is_approved),
    numbered("R82", common.has_lines),
    numbered("R163", common.lines_are_coded),
    common.lines_multiply,
    common.lines_are_in_bounds,
    Rule(
        number="R77",
        moment=Moment.SEND,
        sentence=_("It has neither a billing date nor the end of a billing period."),
        who=common.PROJECT_PEOPLE,
        broken=unless(lambda invoice, settings: bill_date(invoice)),
    ),
    Rule(
        number="R80",
        moment=Moment.SEND,
        sentence=_("It has no due date."),
        who=common.PROJECT_PEOPLE,
        broken=unless(lambda invoice, settings: invoice.due_date or becomes_credit_note(invoice, settings)),
    ),
    Rule(
        number="R114",
        moment=Moment.SEND,
        sentence=_("Its total is {amount}: an invoice below zero is not exported."),
        who=_("Take the credit off the next invoice, or enter a credit note in Xero."),
        broken=below_zero,
        example={"amount": "-4860.00"},
    ),
    Rule(
        number="R114",
        moment=Moment.ADVICE,
        sentence=_("It becomes a supplier credit note over {amount}."),
        who=_("Accounting applies it to the company's bills in Xero."),
        broken=credit_to_post,
        example={"amount": "4,860.00"},
    ),
    Rule(
        number="R169",
        moment=Moment.ACCEPT,
        sentence=_("It holds retainage, and no retainage item is chosen."),
        who=common.ADMIN,
        broken=unless(lambda invoice, settings: settings.retainage_item_code or not has_retainage(invoice)),
    ),
    Rule(
        number="R169",
        moment=Moment.ACCEPT,
        sentence=_("The retainage item {code} is a budget code too, so retainage would count as its cost."),
        who=common.ADMIN,
        broken=retainage_on_cost_item,
        example={"code": "03-300.S"},
    ),
    common.category_is_chosen,
    common.project_is_in_xero,
    Rule(
        number="R162",
        moment=Moment.EXPORT,
        sentence=_("It waits for its commitment to be exported."),
        who=common.APPROVER,
        broken=unless(lambda invoice, settings: invoice.commitment.erp_id or not settings.commitment_sync),
    ),
    common.items_are_in_xero,
)
