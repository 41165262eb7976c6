"""When a subcontractor invoice may become a bill or a supplier credit note (R74-R86, R111, R114, R158-R169)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from connectors.documents import CreditNote
from erp_integrations.mapping import document_kind
from erp_integrations.mapping.invoice import bill_date, due_date, period
from erp_integrations.models import ErpList, IntegrationSettings, ItemFlaw, Organisation, SubcontractorInvoice
from erp_integrations.models.integration_settings import BillStatus, DueDatePolicy
from erp_integrations.models.name_key import key_of
from erp_integrations.rules import common, surroundings
from erp_integrations.rules.common import numbered
from erp_integrations.rules.conditions import as_amount, below_zero, unless
from erp_integrations.rules.rule import Details, Moment, Rule


def upside_down(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    start, end = period(invoice)
    if start and end and end < start:
        yield {"start": start, "end": end}


def becomes_credit_note(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> bool:
    return document_kind(invoice, settings) is CreditNote


def credit_to_post(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    if becomes_credit_note(invoice, settings):
        yield {"amount": as_amount(-invoice.amount_to_show)}


def refused_credit(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    if not becomes_credit_note(invoice, settings):
        yield from below_zero(invoice, settings)


def has_due_date(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> bool:
    """A credit note falls due never; a bill's date may be worked out, if the settings say so."""
    by_terms = settings.due_date_policy == DueDatePolicy.TERMS
    return by_terms or invoice.due_date is not None or becomes_credit_note(invoice, settings)


def has_terms(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> bool:
    """Whether the due date can be worked out, where that is wanted. Without a bill's date, R77 says so."""
    is_wanted = settings.due_date_policy == DueDatePolicy.TERMS and not becomes_credit_note(invoice, settings)
    return not is_wanted or bill_date(invoice) is None or due_date(invoice, settings) is not None


def due_too_early(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    billed, due = bill_date(invoice), due_date(invoice, settings)
    if billed and due and due < billed:
        yield {"due": due, "billed": billed}


def worked_out(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    due = None if becomes_credit_note(invoice, settings) else due_date(invoice, settings)
    if invoice.due_date is None and due:
        yield {"due": due}


def locked(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    billed, until = bill_date(invoice), settings.organisation.locked_until
    if billed and until and billed <= until:
        yield {"billed": billed, "until": until}


def has_retainage(invoice: Any) -> bool:
    return any(line.retainage_withheld or line.retainage_released for line in invoice.lines.all())


def retainage_on_cost_item(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    if settings.retainage_item_is_budget_code and has_retainage(invoice):
        yield {"code": settings.retainage_item_code}


def retainage_item_missing(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    code, known = settings.retainage_item_code, settings.organisation
    if code and has_retainage(invoice) and known.is_known(ErpList.ITEM) and key_of(code) not in known.items:
        yield {"code": code}


def without_account(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    """Yield the items that have no purchase account: Xero takes their lines on drafts only (Xero reference 4.5)."""
    if settings.bill_status != BillStatus.AUTHORISED:
        return
    for code in surroundings.codes_of(invoice):
        if code.erp_id and code.erp_flaw:
            yield {"code": code.erp_name or code.item_code, "flaw": ItemFlaw(code.erp_flaw).label}
    retainage = settings.retainage_item_code
    if retainage and has_retainage(invoice):
        yield from retainage_without_account(retainage, settings.organisation)


def retainage_without_account(code: str, known: Organisation) -> Iterator[Details]:
    account = known.items.get(key_of(code))
    is_unusable = bool(account) and known.is_known(ErpList.ACCOUNT) and account not in known.accounts
    if account == "" or is_unusable:
        yield {"code": code, "flaw": ItemFlaw.ACCOUNT.label}


def same_number(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    if invoice.has_twin:
        yield {"number": invoice.number}


def over_agreed(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    billed, agreed = invoice.billed_in_all, invoice.agreed_in_all
    if billed is not None and agreed is not None and billed > agreed:
        yield {"billed": as_amount(billed), "agreed": as_amount(agreed), "over": as_amount(billed - agreed)}


def over_agreed_on_line(invoice: SubcontractorInvoice, settings: IntegrationSettings) -> Iterator[Details]:
    """What the total hides: one line of the commitment is billed beyond what was agreed, and another is not yet."""
    if any(over_agreed(invoice, settings)):
        return
    for line in invoice.lines.all():
        # None where the line bills none of the commitment's, or where nobody looked (`for_display` does).
        billed, agreed = getattr(line, "billed_on_line", None), getattr(line, "agreed_on_line", None)
        if line.commitment_line and billed is not None and agreed is not None and billed > agreed >= 0:
            yield {
                "position": line.position,
                "of": line.commitment_line.position,
                "billed": as_amount(billed),
                "agreed": as_amount(agreed),
                "over": as_amount(billed - agreed),
            }


RULES = (
    common.number_is_filled,
    numbered("R75", common.number_fits),
    numbered("R74", common.company_is_linked),
    numbered("R81", common.is_approved),
    numbered("R82", common.has_lines),
    numbered("R163", common.lines_are_coded),
    common.lines_multiply,
    common.quantities_fit,
    common.descriptions_fit,
    common.lines_are_in_bounds,
    common.sums_are_in_bounds,
    common.project_is_integrated,
    Rule(
        number="R76",
        moment=Moment.SEND,
        sentence=_("Its billing period ends on {end}, before it starts on {start}."),
        who=common.PROJECT_PEOPLE,
        broken=upside_down,
        example={"start": date(2026, 4, 1), "end": date(2026, 3, 31)},
    ),
    Rule(
        number="R77",
        moment=Moment.SEND,
        sentence=_("It has neither a billing date nor the end of a billing period."),
        who=common.PROJECT_PEOPLE,
        broken=unless(lambda invoice, settings: bill_date(invoice)),
    ),
    Rule(
        number="R78",
        moment=Moment.SEND,
        sentence=_("The start of its billing period is not known."),
        who=common.PROJECT_PEOPLE,
        broken=unless(lambda invoice, settings: period(invoice)[0]),
    ),
    Rule(
        number="R79",
        moment=Moment.SEND,
        sentence=_("The end of its billing period is not known."),
        who=common.PROJECT_PEOPLE,
        broken=unless(lambda invoice, settings: period(invoice)[1]),
    ),
    common.dated("R160", lambda invoice, settings: bill_date(invoice)),
    common.dated("R161", due_date),
    Rule(
        number="R80",
        moment=Moment.SEND,
        sentence=_("It has no due date."),
        who=common.PROJECT_PEOPLE,
        broken=unless(has_due_date),
    ),
    Rule(
        number="R84",
        moment=Moment.SEND,
        sentence=_("It has no due date, and the contact in Xero has no payment terms for bills to work one out from."),
        who=_("Project people enter the due date; or a bookkeeper sets the contact's payment terms in Xero."),
        broken=unless(has_terms),
    ),
    Rule(
        number="R114",
        moment=Moment.SEND,
        sentence=_("Its total is {amount}: an invoice below zero is not exported."),
        who=_(
            "Project people take the credit off the next invoice; or an admin lets such invoices become credit notes."
        ),
        broken=refused_credit,
        example={"amount": Decimal("-4860.00")},
    ),
    Rule(
        number="Xero",
        moment=Moment.ACCEPT,
        sentence=_("Its date, {billed}, lies in a period that is locked in Xero until {until}."),
        who=_("A bookkeeper moves the lock date in Xero, or the invoice is rejected and gets a later billing date."),
        broken=locked,
        example={"billed": date(2026, 3, 31), "until": date(2026, 3, 31)},
    ),
    Rule(
        number="R114",
        moment=Moment.ADVICE,
        sentence=_("It becomes a supplier credit note of {amount}."),
        who=_("Accounting applies it to the company's bills in Xero."),
        broken=credit_to_post,
        example={"amount": Decimal("4860.00")},
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
    Rule(
        number="R169",
        moment=Moment.ACCEPT,
        sentence=_("Xero has no retainage item {code}."),
        who=_("An admin chooses another in the integration settings, or a bookkeeper adds the item in Xero."),
        broken=retainage_item_missing,
        example={"code": "RETAINAGE"},
    ),
    surroundings.contact_is_usable,
    surroundings.job_is_usable,
    surroundings.items_are_usable,
    Rule(
        number="R121",
        moment=Moment.ACCEPT,
        sentence=_("The item {code} has no {flaw} in Xero that can be used, and a bill that awaits payment needs one."),
        who=_("A bookkeeper assigns one to the item in Xero; then refresh the budget codes here."),
        broken=without_account,
        example={"code": "03-300.S", "flaw": ItemFlaw.ACCOUNT.label},
    ),
    common.total_with_tax_is_not_negative,
    common.category_is_chosen,
    common.category_is_there,
    common.project_is_in_xero,
    Rule(
        number="R162",
        moment=Moment.EXPORT,
        sentence=_("It waits for its commitment to be exported."),
        who=common.WAITS,
        broken=unless(lambda invoice, settings: invoice.commitment.erp_id or not settings.commitment_sync),
    ),
    common.items_are_in_xero,
    Rule(
        number="R84",
        moment=Moment.ADVICE,
        sentence=_("Its due date, {due}, is worked out from the payment terms of the contact in Xero."),
        who=_("Enter a due date if another one was agreed."),
        broken=worked_out,
        example={"due": date(2026, 4, 30)},
    ),
    Rule(
        number="R80",
        moment=Moment.ADVICE,
        sentence=_("It falls due on {due}, before its date, {billed}."),
        who=common.PROJECT_PEOPLE,
        broken=due_too_early,
        example={"due": date(2026, 3, 1), "billed": date(2026, 3, 31)},
    ),
    Rule(
        number="R75",
        moment=Moment.ADVICE,
        sentence=_("Another invoice of its company has the number {number}."),
        who=_("Make sure that the same invoice is not paid twice."),
        broken=same_number,
        example={"number": "INV-014"},
    ),
    Rule(
        number="R166",
        moment=Moment.ADVICE,
        sentence=_(
            "The invoices of its commitment amount to {billed}, which is {over} more than was agreed with all approved "
            "changes, {agreed}."
        ),
        who=_("Ask the project whether a change order is missing."),
        broken=over_agreed,
        example={"billed": Decimal("112000.00"), "agreed": Decimal("110000.00"), "over": Decimal("2000.00")},
    ),
    Rule(
        number="R166",
        moment=Moment.ADVICE,
        sentence=_(
            "Line {position}: {billed} is billed on line {of} of its commitment, which is {over} more than was agreed, "
            "{agreed}."
        ),
        who=_("Ask the project whether a change order is missing."),
        broken=over_agreed_on_line,
        example={
            "position": 3,
            "of": 5,
            "billed": Decimal("12000.00"),
            "agreed": Decimal("10000.00"),
            "over": Decimal("2000.00"),
        },
    ),
)
