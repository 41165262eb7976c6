"""When a commitment may become a purchase order (R46-R52, R109, R131-R142)."""

from django.utils.translation import gettext_lazy as _

from erp_integrations.rules import common
from erp_integrations.rules.common import numbered
from erp_integrations.rules.conditions import at_most
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
    common.lines_are_in_bounds,
    Rule(
        number="Xero",
        moment=Moment.SEND,
        sentence=_("Ship via has {length} characters, and {limit} are the most for delivery instructions."),
        who=common.PROJECT_PEOPLE,
        broken=at_most("ship_via", 500),
        example={"length": 501, "limit": 500},
    ),
    common.commitments_are_exported,
    common.category_is_chosen,
    common.project_is_in_xero,
    common.items_are_in_xero,
)
