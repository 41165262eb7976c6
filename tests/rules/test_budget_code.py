"""When a budget code may become an item."""

import pytest

from erp_integrations.models import BudgetCode, CostType, ErpList
from tests.factories import BudgetCodeFactory, CostCodeFactory, CostTypeFactory
from tests.rules.case import Case
from tests.rules.steps import (
    GONE,
    account_known,
    both,
    field,
    listed,
    listed_often,
    read,
    setting,
    tax_rate_known,
)


def footings():
    return BudgetCodeFactory(cost_code__code="05-120", cost_code__name="Footings")


def cost_code(code):
    def step(record):
        record.cost_code.code = code
        record.cost_code.save()

    return step


def another(cost_code="05-120", cost_type="s", **state):
    """A second budget code; "s" is to Xero what "S" is."""

    def step(record):
        kind = CostType.objects.filter(code=cost_type).first() or CostTypeFactory(code=cost_type)
        found = type(record.cost_code).objects.filter(code=cost_code).first() or CostCodeFactory(code=cost_code)
        BudgetCodeFactory(cost_code=found, cost_type=kind, **state)

    return step


def renamed(code, new):
    """A cost code got another name in its list."""

    def step(record):
        found = BudgetCode.objects.get(cost_code__code=code).cost_code
        found.code = new
        found.save()

    return step


CASES = (
    Case(
        number="R20",
        what="31 characters",
        make=footings,
        spoil=cost_code("9" * 29),
        sentence="Cost code and cost type together have 31 characters, and 30 are the most.",
        edge=cost_code("9" * 28),
    ),
    Case(
        number="R113",
        what="custom segments",
        make=footings,
        spoil=field(custom_segments="Phase 2"),
        sentence="It has custom segments (Phase 2), and codes with custom segments are not exported.",
        edge=field(custom_segments=" "),
    ),
    Case(
        number="R119",
        what="same code in another case",
        make=footings,
        spoil=another(submitted=True),
        sentence="Budget code 05-120.s makes the same item code, 05-120.S.",
        edge=another(),
    ),
    Case(
        number="R119",
        what="same code divided elsewhere",
        make=footings,
        spoil=both(cost_code("03.300"), another("03", "300.S", synced=True)),
        sentence="Budget code 03.300.S makes the same item code, 03.300.S.",
        edge=both(cost_code("03.300"), another("03", "300.S", synced=True, erp_status=GONE)),
    ),
    Case(
        number="R119",
        what="same code after renaming a list",
        make=footings,
        spoil=both(cost_code("03.300"), another("04", "300.S", accepted=True), renamed("04", "03")),
        sentence="Budget code 03.300.S makes the same item code, 03.300.S.",
        edge=both(cost_code("03.300"), another("04", "300.S", accepted=True), renamed("04", "05")),
    ),
    Case(
        number="R25",
        what="item of that code in another case",
        make=footings,
        spoil=listed(ErpList.ITEM, name="05-120.s", title="Concrete"),
        sentence="Xero has the product or service 05-120.s (“Concrete”) already.",
        edge=listed(ErpList.ITEM, name="05-120.s", title="Concrete", is_gone=True),
    ),
    Case(
        number="R25",
        what="name alone may be the same",
        make=footings,
        spoil=listed(ErpList.ITEM, name="05-120.S", title="Footings"),
        sentence="Xero has the product or service 05-120.S (“Footings”) already.",
        edge=listed(ErpList.ITEM, name="05-121.S", title="Footings"),
    ),
    Case(
        number="R22",
        what="its own account is unknown",
        make=footings,
        spoil=both(read(ErpList.ACCOUNT), account_known("310"), field(purchase_account="999")),
        sentence="Xero has no account 999 that items can be coded to.",
        edge=both(account_known("310"), field(purchase_account="999")),
    ),
    Case(
        number="R22",
        what="its own sales account is archived",
        make=footings,
        spoil=both(
            read(ErpList.ACCOUNT),
            account_known("310"),
            account_known("200", is_archived=True),
            field(sales_account="200"),
        ),
        sentence="Xero has no account 200 that items can be coded to.",
        edge=both(read(ErpList.ACCOUNT), account_known("310"), account_known("200"), field(sales_account="200")),
    ),
    Case(
        number="R121",
        what="default account is unknown",
        make=footings,
        spoil=read(ErpList.ACCOUNT),
        sentence="Xero has no account 310 that items can be coded to.",
        edge=both(read(ErpList.ACCOUNT), account_known("320"), field(purchase_account="320")),
    ),
    Case(
        number="R121",
        what="default sales account is unknown",
        make=footings,
        spoil=both(read(ErpList.ACCOUNT), account_known("310"), setting(default_sales_account="200")),
        sentence="Xero has no account 200 that items can be coded to.",
        edge=both(read(ErpList.ACCOUNT), setting(default_purchase_account="")),
    ),
    Case(
        number="R121",
        what="default tax rate is unknown",
        make=footings,
        spoil=both(read(ErpList.TAX_RATE), tax_rate_known("INPUT", is_archived=True)),
        sentence="Xero has no tax rate INPUT.",
        edge=both(read(ErpList.TAX_RATE), tax_rate_known("INPUT")),
    ),
    Case(
        number="R121",
        what="tax rates that were never read",
        make=footings,
        spoil=both(read(ErpList.TAX_RATE), tax_rate_known("NONE")),
        sentence="Xero has no tax rate INPUT.",
        edge=tax_rate_known("NONE"),
    ),
    Case(
        number="R21",
        what="4000 items",
        make=footings,
        spoil=both(read(ErpList.ITEM), listed_often(ErpList.ITEM, 4000)),
        sentence=(
            "Xero holds 4,000 products and services at the most. It has 4,000, which leaves room for 0, and at "
            "least as many codes were sent before this one."
        ),
        edge=both(read(ErpList.ITEM), listed_often(ErpList.ITEM, 3999), listed(ErpList.ITEM, name="Old", is_gone=True)),
    ),
    Case(
        number="R21",
        what="last place is another's",
        make=footings,
        spoil=both(read(ErpList.ITEM), listed_often(ErpList.ITEM, 3999), another("05-130", submitted=True)),
        sentence=(
            "Xero holds 4,000 products and services at the most. It has 3,999, which leaves room for 1, and at "
            "least as many codes were sent before this one."
        ),
        edge=both(read(ErpList.ITEM), listed_often(ErpList.ITEM, 3998), another("05-130", submitted=True)),
    ),
    Case(
        number="R21",
        what="code that was exported after the last reading",
        make=footings,
        spoil=both(read(ErpList.ITEM), listed_often(ErpList.ITEM, 3999), another("05-130", synced=True)),
        sentence=(
            "Xero holds 4,000 products and services at the most. It has 4,000, which leaves room for 0, and at "
            "least as many codes were sent before this one."
        ),
        edge=both(listed_often(ErpList.ITEM, 4000), another("05-130", synced=True)),
    ),
    Case(
        number="Xero",
        what="description of 4001 characters",
        make=footings,
        spoil=field(description="d" * 3999 + "\U0001f3d7"),
        sentence="The description has 4001 characters, and 4000 are the most for an item.",
        edge=field(description=" dd "),
        along=frozenset({"R120"}),
    ),
    Case(
        number="R120",
        what="name of 51 characters",
        make=footings,
        spoil=field(description="d" * 51),
        sentence=(
            f"Xero's item name holds 50 characters, so it will read “{'d' * 49}…”. "
            "The item's description has the whole text."
        ),
        edge=field(description="d" * 50),
    ),
    Case(
        number="R23",
        what="3 levels",
        make=footings,
        spoil=cost_code("03-30-00"),
        sentence="The cost code 03-30-00 has 3 levels. With one or two, Xero's lists are easier to read.",
        edge=cost_code("03-30"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule_stops_what_breaks_it(case, chosen_settings):
    case.check_stopping()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule_lets_through_what_is_on_its_edge(case, chosen_settings):
    case.check_passing()
