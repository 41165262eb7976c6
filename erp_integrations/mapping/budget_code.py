"""Budget code → item (R119-R121)."""

from connectors.documents import Item
from erp_integrations.mapping.text import shorten, tidy
from erp_integrations.models import BudgetCode, IntegrationSettings

ITEM_NAME_LIMIT = 50


def full_name(budget_code: BudgetCode) -> str:
    """Return the description, or what the two lists call the pair where nobody wrote one."""
    return tidy(budget_code.description) or tidy(f"{budget_code.cost_code.name} – {budget_code.cost_type.name}")


def budget_code_to_item(budget_code: BudgetCode, settings: IntegrationSettings) -> Item:
    """The name holds 50 characters, so the full text goes along as the item's description."""
    name = full_name(budget_code)
    return Item(
        code=budget_code.item_code,
        name=shorten(name, ITEM_NAME_LIMIT),
        description=name,
        purchase_account=settings.default_purchase_account,
        tax_type=settings.default_tax_type,
    )
