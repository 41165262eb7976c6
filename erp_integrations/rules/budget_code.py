"""When a budget code may become an item (R20-R25, R106, R113, R116-R121)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from erp_integrations.mapping.budget_code import ITEM_NAME_LIMIT, full_name, item_name
from erp_integrations.mapping.text import length
from erp_integrations.models import BudgetCode, ErpList, IntegrationSettings
from erp_integrations.models.organisation import MOST_ITEMS
from erp_integrations.rules import surroundings
from erp_integrations.rules.common import PROJECT_PEOPLE
from erp_integrations.rules.conditions import at_most, text_at_most
from erp_integrations.rules.rule import Details, Moment, Rule

LEVELS = re.compile(r"[-./ ]+")
ADVISED_LEVELS = 2


def over_ceiling(code: BudgetCode, settings: IntegrationSettings) -> Iterator[Details]:
    """Count what Xero has, and the codes that were sent before this one: each of them takes a place too."""
    known = settings.organisation
    if code.erp_id or not known.is_known(ErpList.ITEM) or known.item_room > known.codes_to_come:
        return
    if code.places_before() >= known.item_room:
        yield {
            "count": Decimal(known.item_count),
            "limit": Decimal(MOST_ITEMS),
            "room": Decimal(known.item_room),
        }


def levels(code: BudgetCode, settings: IntegrationSettings) -> Iterator[Details]:
    parts = [part for part in LEVELS.split(code.cost_code.code) if part]
    if len(parts) > ADVISED_LEVELS:
        yield {"code": code.cost_code.code, "count": len(parts)}


def cut(code: BudgetCode, settings: IntegrationSettings) -> Iterator[Details]:
    if length(full_name(code)) > ITEM_NAME_LIMIT:
        yield {"name": item_name(code)}


def segments(code: BudgetCode, settings: IntegrationSettings) -> Iterator[Details]:
    if code.custom_segments.strip():
        yield {"segments": code.custom_segments}


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
        number="Xero",
        moment=Moment.SEND,
        sentence=_("The description has {length} characters, and {limit} are the most for an item."),
        who=PROJECT_PEOPLE,
        broken=text_at_most(full_name, 4000),
        example={"length": 4001, "limit": 4000},
    ),
    Rule(
        number="R113",
        moment=Moment.SEND,
        sentence=_("It has custom segments ({segments}), and codes with custom segments are not exported."),
        who=PROJECT_PEOPLE,
        broken=segments,
        example={"segments": "Phase 2"},
    ),
    surroundings.unique_here(
        "R119",
        _("Budget code {other} makes the same item code, {name}."),
        {"name": "03-300.S", "other": "03-300.S"},
    ),
    surroundings.unique_in_xero(
        "R25",
        _("Xero has the product or service {name} (“{title}”) already."),
        {"name": "03-300.S", "title": "Concrete"},
    ),
    surroundings.own_accounts_exist,
    surroundings.default_accounts_exist,
    surroundings.default_tax_rate_exists,
    Rule(
        number="R21",
        moment=Moment.ACCEPT,
        sentence=_(
            "Xero holds {limit} products and services at the most. It has {count}, which leaves room for {room}, and "
            "at least as many codes were sent before this one."
        ),
        who=_("A bookkeeper deletes products and services in Xero that are not used, or the code is not exported."),
        broken=over_ceiling,
        example={"limit": Decimal(4000), "count": Decimal(3998), "room": Decimal(2)},
    ),
    Rule(
        number="R120",
        moment=Moment.ADVICE,
        sentence=_(
            "Xero's item name holds 50 characters, so it will read “{name}”. The item's description has the whole text."
        ),
        who=PROJECT_PEOPLE,
        broken=cut,
        example={"name": "Aluminum storefront, curtain wall and entrance…"},
    ),
    Rule(
        number="R23",
        moment=Moment.ADVICE,
        sentence=_("The cost code {code} has {count} levels. With one or two, Xero's lists are easier to read."),
        who=PROJECT_PEOPLE,
        broken=levels,
        example={"code": "03-30-00", "count": 3},
    ),
)
