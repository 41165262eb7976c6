"""When a budget code may become an item (R20, R106, R119, R120)."""

from django.utils.translation import gettext_lazy as _

from erp_integrations.mapping.budget_code import ITEM_NAME_LIMIT, full_name
from erp_integrations.rules.common import PROJECT_PEOPLE
from erp_integrations.rules.conditions import at_most, unless
from erp_integrations.rules.rule import Moment, Rule

RULES = (
    Rule(
        number="R20",
        moment=Moment.SEND,
        sentence=_("Cost code and cost type together have {length} characters, and {limit} are the most."),
        who=PROJECT_PEOPLE,
        broken=at_most("item_code", 30),
        example={"length": 31, "limit": 30},
    ),
    Rule(
        number="R120",
        moment=Moment.ADVICE,
        sentence=_(
            "Xero's item name holds 50 characters: it will be cut there, and kept whole in the item's description."
        ),
        who=PROJECT_PEOPLE,
        broken=unless(lambda record, settings: len(full_name(record)) <= ITEM_NAME_LIMIT),
    ),
)
