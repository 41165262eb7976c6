"""Sums of money that are exact on every database: SQLite adds up decimals in floating point, but not whole numbers."""

from decimal import Decimal

from django.db.models import BigIntegerField, F, Q, Sum
from django.db.models.functions import Cast, Coalesce, Round

CENTS_IN_ONE = 100


def in_cents(field: str, *, only: Q | None = None) -> Coalesce:
    """Return an aggregate: the sum of a field with two decimals, as a whole number of cents."""
    whole = Cast(Round(F(field) * CENTS_IN_ONE), BigIntegerField())
    return Coalesce(Sum(whole, filter=only), 0, output_field=BigIntegerField())


def from_cents(number: int) -> Decimal:
    return Decimal(number).scaleb(-2)
