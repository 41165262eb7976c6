"""When a change order may be added to its purchase order (R62-R70, R143-R151)."""

from django.utils.translation import gettext_lazy as _

from erp_integrations.rules import common
from erp_integrations.rules.common import numbered
from erp_integrations.rules.conditions import unless
from erp_integrations.rules.rule import Moment, Rule

RULES = (
    common.number_is_filled,
    numbered("R62", common.number_fits),
    numbered("R64", common.title_fits),
    numbered("R65", common.company_is_linked),
    numbered("R66", common.is_approved),
    numbered("R67", common.has_lines),
    numbered("R69", common.lines_are_coded),
    common.lines_multiply,
    common.lines_are_in_bounds,
    common.commitments_are_exported,
    common.category_is_chosen,
    Rule(
        number="R143",
        moment=Moment.EXPORT,
        sentence=_("It waits for its commitment to be exported."),
        who=common.APPROVER,
        broken=unless(lambda change_order, settings: change_order.commitment.erp_id),
    ),
    common.items_are_in_xero,
)
