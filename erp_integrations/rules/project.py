"""When a project may become a tracking option (R26-R35, R107, R122-R124)."""

from django.utils.translation import gettext_lazy as _

from erp_integrations.rules.common import PROJECT_PEOPLE, category_is_chosen
from erp_integrations.rules.conditions import at_most, filled, unless
from erp_integrations.rules.rule import Moment, Rule

RULES = (
    Rule(
        number="R124",
        moment=Moment.SEND,
        sentence=_("It has no name."),
        who=PROJECT_PEOPLE,
        broken=filled("name"),
    ),
    Rule(
        number="Xero",
        moment=Moment.SEND,
        sentence=_("The name has {length} characters, and {limit} are the most for a tracking option."),
        who=PROJECT_PEOPLE,
        broken=at_most("name", 100),
        example={"length": 101, "limit": 100},
    ),
    Rule(
        number="R32",
        moment=Moment.SEND,
        sentence=_("It is inactive."),
        who=PROJECT_PEOPLE,
        broken=unless(lambda project, settings: project.is_active),
    ),
    Rule(
        number="R35",
        moment=Moment.SEND,
        sentence=_("It has no budget code."),
        who=PROJECT_PEOPLE,
        broken=unless(lambda project, settings: project.project_budget_codes.all()),
    ),
    category_is_chosen,
)
