"""When a company may become a contact."""

import pytest

from erp_integrations.models import ErpList
from tests.factories import VendorFactory
from tests.rules.case import Case
from tests.rules.steps import GONE, both, field, listed, setting


def masonry():
    return VendorFactory(name="Núñez Masonry")


def another(**fields):
    return lambda record: VendorFactory(**{"name": " NÚÑEZ  masonry", **fields})


def address(*, below_the_third: int) -> str:
    """Many short lines: those below the third are joined by ", "; a line of two makes up for what is left over."""
    lines, odd = divmod(below_the_third + 2, 3)
    return "\n".join(["1", "2", "3", *("x" * (lines - 1)), "x" * (1 + odd)])


CASES = (
    Case(
        number="R127",
        what="no name",
        make=masonry,
        spoil=field(name=" \t"),
        sentence="It has no name.",
        edge=field(name="&"),
    ),
    Case(
        number="R40",
        what="42 characters",
        make=masonry,
        spoil=field(name="n" * 42),
        sentence="The name has 42 characters, and 41 are the most.",
        edge=field(name=f" {'n' * 20}  {'n' * 20} "),
    ),
    Case(
        number="R40",
        what="limit that an admin raised",
        make=masonry,
        spoil=both(setting(company_name_limit=60), field(name="n" * 61)),
        sentence="The name has 61 characters, and 60 are the most.",
        edge=both(setting(company_name_limit=60), field(name="n" * 60)),
    ),
    Case(
        number="Xero",
        what="256 characters",
        make=masonry,
        spoil=setting(company_name_limit=None),
        asked_with={"name": "n" * 256},
        sentence="The name has 256 characters, and Xero holds 255.",
        edge=both(setting(company_name_limit=None), field(name="n" * 255)),
    ),
    Case(
        number="Xero",
        what="angle bracket",
        make=masonry,
        spoil=field(name="Pipes <new"),
        sentence="The name holds < or >, which Xero does not take.",
        edge=field(name="Pipes (\"new\") & 'old'"),
    ),
    Case(
        number="R128",
        what="country with a figure",
        make=masonry,
        spoil=field(country="98402"),
        sentence="The country “98402” holds “9”; Xero takes the letters A to Z only.",
        edge=field(country=""),
    ),
    Case(
        number="R128",
        what="country with an accent",
        make=masonry,
        spoil=field(country="México"),
        sentence="The country “México” holds “é”; Xero takes the letters A to Z only.",
        edge=field(country=" New  Zealand "),
    ),
    Case(
        number="R128",
        what="501 characters below the third line",
        make=masonry,
        spoil=field(address=address(below_the_third=501)),
        sentence="The address has 501 characters below its third line, and 500 are the most.",
        edge=field(address=address(below_the_third=500)),
    ),
    Case(
        number="Xero",
        what="e-mail without a domain",
        make=masonry,
        spoil=field(email="office@localhost"),
        sentence="“office@localhost” is no e-mail address that Xero takes.",
        edge=field(email=""),
    ),
    Case(
        number="Xero",
        what="e-mail with a letter beyond ASCII",
        make=masonry,
        spoil=field(email="office@núñez.example"),
        sentence="“office@núñez.example” is no e-mail address that Xero takes.",
        edge=field(email="o'neill+bills@nunez.example"),
    ),
    Case(
        number="R37",
        what="inactive",
        make=masonry,
        spoil=field(is_active=False),
        sentence="It is inactive.",
        edge=another(name="Another", is_active=False, synced=True),
    ),
    Case(
        number="R127",
        what="same name in another case and with blanks",
        make=masonry,
        spoil=another(submitted=True),
        sentence="Company  NÚÑEZ  masonry has the same name, and Xero tells contacts apart by their names.",
        edge=another(),
    ),
    Case(
        number="R127",
        what="name without its accents is another",
        make=masonry,
        spoil=another(name="NÚÑEZ MASONRY", synced=True),
        sentence="Company NÚÑEZ MASONRY has the same name, and Xero tells contacts apart by their names.",
        edge=another(name="Nunez Masonry", synced=True),
    ),
    Case(
        number="R127",
        what="name of a contact that is gone",
        make=masonry,
        spoil=another(name="Núñez Masonry", accepted=True),
        sentence="Company Núñez Masonry has the same name, and Xero tells contacts apart by their names.",
        edge=another(name="Núñez Masonry", synced=True, erp_status=GONE),
    ),
    Case(
        number="R36",
        what="contact of that name",
        make=masonry,
        spoil=listed(ErpList.CONTACT, name="NÚÑEZ MASONRY"),
        sentence="Xero has a contact named “NÚÑEZ MASONRY” already.",
        edge=listed(ErpList.CONTACT, name="Nunez Masonry"),
    ),
    Case(
        number="R38",
        what="archived contact of that name",
        make=masonry,
        spoil=listed(ErpList.CONTACT, name="Núñez Masonry", is_archived=True),
        sentence="An archived contact in Xero is named “Núñez Masonry”. Exporting makes a second one.",
        edge=listed(ErpList.CONTACT, name="Núñez Masonry", is_archived=True, is_gone=True),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule_stops_what_breaks_it(case, chosen_settings):
    case.check_stopping()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rule_lets_through_what_is_on_its_edge(case, chosen_settings):
    case.check_passing()
