"""When a change order may be added to its purchase order (R62-R70, R143-R151)."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from erp_integrations.models import CommitmentChangeOrder, IntegrationSettings, State
from erp_integrations.rules import common, surroundings
from erp_integrations.rules.common import numbered
from erp_integrations.rules.conditions import as_amount, unless
from erp_integrations.rules.rule import Details, Moment, Rule


def order_below_zero(change_order: CommitmentChangeOrder, settings: IntegrationSettings) -> Iterator[Details]:
    """Only a deduction can bring it there. What is part of the order already is no question any more."""
    if change_order.amount_to_show >= 0 or change_order.state == State.SYNCED:
        return
    total = change_order.order_with_it()
    if total < 0:
        yield {"total": as_amount(total)}


def same_number(change_order: CommitmentChangeOrder, settings: IntegrationSettings) -> Iterator[Details]:
    if change_order.has_twin:
        yield {"number": change_order.number}


RULES = (
    common.number_is_filled,
    numbered("R62", common.number_fits),
    numbered("R64", common.title_fits),
    numbered("R65", common.company_is_linked),
    numbered("R66", common.is_approved),
    numbered("R67", common.has_lines),
    numbered("R69", common.lines_are_coded),
    common.lines_multiply,
    common.quantities_fit,
    common.descriptions_fit,
    common.lines_are_in_bounds,
    common.sums_are_in_bounds,
    common.commitments_are_exported,
    common.project_is_integrated,
    Rule(
        number="R143",
        moment=Moment.ACCEPT,
        sentence=_("With it the purchase order would amount to {total}, and Xero takes no order below zero."),
        who=common.PROJECT_PEOPLE,
        broken=order_below_zero,
        example={"total": Decimal("-250.00")},
    ),
    surroundings.order_is_open,
    surroundings.contact_is_usable,
    surroundings.job_is_usable,
    surroundings.items_are_usable,
    common.category_is_chosen,
    common.category_is_there,
    Rule(
        number="R143",
        moment=Moment.EXPORT,
        sentence=_("It waits for its commitment to be exported."),
        who=common.WAITS,
        broken=unless(lambda change_order, settings: change_order.commitment.erp_id),
    ),
    common.items_are_in_xero,
    Rule(
        number="R62",
        moment=Moment.ADVICE,
        sentence=_("Its commitment has another change order {number}."),
        who=_("Make sure that the same change is not exported twice."),
        broken=same_number,
        example={"number": "CO-01"},
    ),
)
