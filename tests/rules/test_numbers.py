"""Every number of the domain reference that is about exporting is proven somewhere."""

from importlib import import_module

import pytest

from tests.mapping.test_fields import FIELDS
from tests.rules.numbers import EXPORTING, NOT_EXPORTING, PROVEN
from tests.rules.test_table import CASES

BY_NUMBER = {case.number for cases in CASES.values() for case in cases} | {field.number for field in FIELDS}


@pytest.mark.parametrize("number", [f"R{number}" for number in EXPORTING])
def test_number_is_proven_or_not_about_exporting(number):
    places = [number in BY_NUMBER, number in PROVEN, number in NOT_EXPORTING]
    assert sum(places) == 1, "Once: by a case or field of that number, by the tests named for it, or not at all."


@pytest.mark.parametrize("name", sorted({name for names in PROVEN.values() for name in names}))
def test_named_test_is_there(name):
    module, _, test = name.rpartition(".")
    assert callable(getattr(import_module(module), test))


def test_no_number_is_named_that_is_not_about_exporting():
    assert {*PROVEN, *NOT_EXPORTING} <= {f"R{number}" for number in EXPORTING}
