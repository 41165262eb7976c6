"""Texts on their way to Xero."""

import pytest

from erp_integrations.mapping.text import length, shorten, tidy, visible
from erp_integrations.models.name_key import key_of

CRANE = "\U0001f3d7"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" Harbor  Street ", "Harbor Street"),
        ("Harbor\rMasonry", "Harbor Masonry"),
        ("Harbor\x0bMasonry", "Harbor Masonry"),
        ("Harbor\x85Masonry", "Harbor Masonry"),
        ("Har\x07bor", "Harbor"),
        ("\xa0Harbor\xa0\xa0Street", "Harbor Street"),
    ],
)
def test_name_has_single_blanks_and_no_control_characters(text, name):
    assert tidy(text) == name


def test_lines_of_a_description_stay():
    assert visible(" Scope:\r\n- dig\r- pour\x00 ") == "Scope:\n- dig\n- pour"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Harbor", "HARBOR"), ("Har\x07bor", "harbor"), ("Resum\u00e9", "Resume\u0301"), (" A  B ", "a b")],
)
def test_names_that_xero_cannot_tell_apart_have_one_key(one, other):
    assert key_of(one) == key_of(other)


def test_accent_makes_another_name():
    assert key_of("Nunez") != key_of("Núñez")


def test_emoji_counts_as_two_of_xeros_characters():
    assert (length("ab"), length(CRANE)) == (2, 2)
    assert length(shorten(CRANE * 30, 50)) <= 50
