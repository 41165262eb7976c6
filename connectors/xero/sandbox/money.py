"""Rounding as Xero does it: half away from zero, tax per line (Xero reference 3.3)."""

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
HUNDRED = Decimal(100)
LARGEST_LINE_AMOUNT = Decimal("9999999999.99")
QUANTITY_PLACES = 4
CURRENCY_RATE_PLACES = 6
STEPS = {2: Decimal("0.01"), 4: Decimal("0.0001"), 6: Decimal("0.000001")}
SAME_CURRENCY = Decimal("1.000000")


def rounded(amount: Decimal, places: int = 2) -> Decimal:
    # Adding zero turns -0.00 into 0.00.
    return amount.quantize(STEPS[places], rounding=ROUND_HALF_UP) + 0


def line_amount(quantity: Decimal, unit_amount: Decimal, discount_rate: Decimal | None) -> Decimal:
    return rounded(quantity * unit_amount * (HUNDRED - (discount_rate or 0)) / HUNDRED)


def tax_on(amount: Decimal, rate: Decimal, line_amount_types: str) -> Decimal:
    if line_amount_types == "NoTax":
        return ZERO
    if line_amount_types == "Inclusive":
        return rounded(amount - amount / (1 + rate / HUNDRED))
    return rounded(amount * rate / HUNDRED)
