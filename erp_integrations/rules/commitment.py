"""When a commitment may become a purchase order (R46-R53, R109, R131-R142)."""

from django.utils.translation import gettext_lazy as _

from erp_integrations.mapping.text import visible
from erp_integrations.rules import common, surroundings
from erp_integrations.rules.common import numbered
from erp_integrations.rules.conditions import text_at_most
from erp_integrations.rules.rule import Moment, Rule

RULES = (
    common.number_is_filled,
    numbered("R48", common.number_fits),
    numbered("R49", common.title_fits),
    numbered("R50", common.company_is_linked),
    numbered("R51", common.is_approved),
    numbered("R52", common.has_lines),
    numbered("R46", common.lines_are_coded),
    common.lines_multiply,
    common.quantities_fit,
    common.descriptions_fit,
    common.lines_are_in_bounds,
    common.total_is_not_negative,
    Rule(
        number="R142",
        moment=Moment.SEND,
        sentence=_("Ship via has {length} characters, and {limit} are the most for delivery instructions."),
        who=common.PROJECT_PEOPLE,
        broken=text_at_most(lambda commitment: visible(commitment.ship_via), 500),
        example={"length": 501, "limit": 500},
    ),
    common.dated("R133", lambda commitment, settings: commitment.created_on),
    common.commitments_are_exported,
    common.project_is_integrated,
    surroundings.unique_here(
        "R134",
        _("Commitment {other} has the number {name} too, and Xero takes an order number once."),
        {"name": "SC-001", "other": "SC-001 Concrete works (24-018 Depot)"},
    ),
    surroundings.unique_in_xero(
        "R134",
        _("Xero has a purchase order {name} already."),
        {"name": "SC-001"},
    ),
    surroundings.contact_is_usable,
    surroundings.job_is_usable,
    surroundings.items_are_usable,
    common.total_with_tax_is_not_negative,
    common.category_is_chosen,
    common.category_is_there,
    common.project_is_in_xero,
    common.items_are_in_xero,
)
