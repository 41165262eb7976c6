"""Payment terms → due date (R84, A10)."""

from datetime import date

import pytest

from connectors.documents import PaymentTerms, TermsKind
from erp_integrations.mapping.due_date import due_by_terms

CASES = [
    (TermsKind.DAYS_AFTER_BILL, 30, date(2026, 1, 31), date(2026, 3, 2)),
    (TermsKind.DAYS_AFTER_BILL, 0, date(2026, 1, 31), date(2026, 1, 31)),
    (TermsKind.DAYS_AFTER_MONTH, 10, date(2026, 2, 3), date(2026, 3, 10)),
    (TermsKind.DAY_OF_MONTH, 20, date(2026, 3, 5), date(2026, 3, 20)),
    (TermsKind.DAY_OF_MONTH, 31, date(2026, 2, 5), date(2026, 2, 28)),
    (TermsKind.DAY_OF_MONTH, 15, date(2026, 12, 20), date(2027, 1, 15)),
    (TermsKind.DAY_OF_NEXT_MONTH, 20, date(2026, 12, 31), date(2027, 1, 20)),
    (TermsKind.DAY_OF_NEXT_MONTH, 31, date(2027, 1, 31), date(2027, 2, 28)),
]


@pytest.mark.parametrize(("kind", "day", "billed", "due"), CASES, ids=[f"{c[0].name}-{c[1]}-{c[2]}" for c in CASES])
def test_bill_falls_due_as_the_terms_say(kind, day, billed, due):
    assert due_by_terms(billed, PaymentTerms(day=day, kind=kind)) == due
