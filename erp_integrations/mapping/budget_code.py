"""Budget code → item (R119-R121)."""

from connectors.documents import Item
from erp_integrations.mapping.text import shorten, tidy
from erp_integrations.models import BudgetCode, IntegrationSettings

ITEM_NAME_LIMIT = 50


def full_name(budget_code: BudgetCode) -> str:
    """Return the description, or what the two lists call the pair where nobody wrote one."""
    return tidy(budget_code.description) or tidy(f"{budget_code.cost_code.name} – {budget_code.cost_type.name}")


def item_name(budget_code: BudgetCode) -> str:
    return shorten(full_name(budget_code), ITEM_NAME_LIMIT)


def budget_code_to_item(budget_code: BudgetCode, settings: IntegrationSettings) -> Item:
    """The name holds 50 characters, so the full text goes along as the item's description."""
    return Item(
        code=tidy(budget_code.item_code),
        name=item_name(budget_code),
        description=full_name(budget_code),
        purchase_account=budget_code.purchase_account or settings.default_purchase_account,
        sales_account=budget_code.sales_account or settings.default_sales_account,
        tax_type=settings.default_tax_type,
    )
