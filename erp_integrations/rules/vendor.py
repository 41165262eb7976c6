"""When a company may become a contact (R37, R40, R108, R125-R130)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from erp_integrations.mapping.text import length, tidy
from erp_integrations.models import IntegrationSettings, Vendor
from erp_integrations.rules import surroundings
from erp_integrations.rules.common import PROJECT_PEOPLE
from erp_integrations.rules.conditions import at_most, filled, unless
from erp_integrations.rules.rule import Details, Moment, Rule

# Xero's specification takes these letters for a country, and Xero itself a blank between two words.
NOT_IN_COUNTRIES = re.compile(r"[^A-Za-z ]")
EMAIL = re.compile(r"[!-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
ADDRESS_LINES, ADDRESS_LINE_LIMIT = 4, 500


def name_over_setting(vendor: Vendor, settings: IntegrationSettings) -> Iterator[Details]:
    characters, limit = length(tidy(vendor.name)), settings.company_name_limit
    if limit and characters > limit:
        yield {"length": characters, "limit": limit}


def foreign_letters(vendor: Vendor, settings: IntegrationSettings) -> Iterator[Details]:
    if found := NOT_IN_COUNTRIES.search(tidy(vendor.country)):
        yield {"country": vendor.country, "sign": found[0]}


def strange_email(vendor: Vendor, settings: IntegrationSettings) -> Iterator[Details]:
    if vendor.email and (not EMAIL.fullmatch(vendor.email) or set("<>,;") & set(vendor.email)):
        yield {"email": vendor.email}


def long_address(vendor: Vendor, settings: IntegrationSettings) -> Iterator[Details]:
    """What is below the third line travels as the fourth."""
    lines = [line.strip() for line in vendor.address.splitlines() if line.strip()]
    characters = length(", ".join(lines[ADDRESS_LINES - 1 :]))
    if characters > ADDRESS_LINE_LIMIT:
        yield {"length": characters, "limit": ADDRESS_LINE_LIMIT}


RULES = (
    Rule(
        number="R127",
        moment=Moment.SEND,
        sentence=_("It has no name."),
        who=PROJECT_PEOPLE,
        broken=filled("name"),
    ),
    Rule(
        number="R40",
        moment=Moment.SEND,
        sentence=_("The name has {length} characters, and {limit} are the most."),
        who=_("Project people shorten the name, or an admin raises the limit in the integration settings."),
        broken=name_over_setting,
        example={"length": 42, "limit": 41},
    ),
    Rule(
        number="Xero",
        moment=Moment.SEND,
        sentence=_("The name has {length} characters, and Xero holds {limit}."),
        who=PROJECT_PEOPLE,
        broken=at_most("name", 255),
        example={"length": 256, "limit": 255},
    ),
    Rule(
        number="Xero",
        moment=Moment.SEND,
        sentence=_("The name holds < or >, which Xero does not take."),
        who=PROJECT_PEOPLE,
        broken=unless(lambda vendor, settings: not set("<>") & set(vendor.name)),
    ),
    Rule(
        number="R128",
        moment=Moment.SEND,
        sentence=_("The country “{country}” holds “{sign}”; Xero takes the letters A to Z only."),
        who=PROJECT_PEOPLE,
        broken=foreign_letters,
        example={"country": "98402", "sign": "9"},
    ),
    Rule(
        number="R128",
        moment=Moment.SEND,
        sentence=_("The address has {length} characters below its third line, and {limit} are the most."),
        who=PROJECT_PEOPLE,
        broken=long_address,
        example={"length": 501, "limit": 500},
    ),
    Rule(
        number="Xero",
        moment=Moment.SEND,
        sentence=_("“{email}” is no e-mail address that Xero takes."),
        who=PROJECT_PEOPLE,
        broken=strange_email,
        example={"email": "office@localhost"},
    ),
    Rule(
        number="R37",
        moment=Moment.SEND,
        sentence=_("It is inactive."),
        who=PROJECT_PEOPLE,
        broken=unless(lambda vendor, settings: vendor.is_active),
    ),
    surroundings.unique_here(
        "R127",
        _("Company {other} has the same name, and Xero tells contacts apart by their names."),
        {"other": "Nunez Masonry"},
    ),
    surroundings.unique_in_xero(
        "R36",
        _("Xero has a contact named “{name}” already."),
        {"name": "Nunez Masonry"},
    ),
    Rule(
        number="R38",
        moment=Moment.ADVICE,
        sentence=_("An archived contact in Xero is named “{name}”. Exporting makes a second one."),
        who=_("If it is the same company, a bookkeeper restores the contact in Xero and an approver links it."),
        broken=surroundings.archived_namesakes,
        example={"name": "Nunez Masonry"},
    ),
)
