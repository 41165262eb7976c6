"""When a company may become a contact (R37, R40, R108, R125-R130)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from erp_integrations.mapping.text import tidy
from erp_integrations.models import IntegrationSettings, Vendor
from erp_integrations.rules.common import PROJECT_PEOPLE
from erp_integrations.rules.conditions import at_most, filled, unless
from erp_integrations.rules.rule import Details, Moment, Rule


def name_over_setting(vendor: Vendor, settings: IntegrationSettings) -> Iterator[Details]:
    length, limit = len(tidy(vendor.name)), settings.company_name_limit
    if limit and length > limit:
        yield {"length": length, "limit": limit}


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
        who=_("Shorten the name in the directory, or ask an admin to raise the limit in the integration settings."),
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
        number="Xero",
        moment=Moment.SEND,
        sentence=_("The country “{country}” holds figures; Xero takes letters only."),
        who=PROJECT_PEOPLE,
        broken=lambda vendor, settings: (
            [{"country": vendor.country}] if any(sign.isdigit() for sign in vendor.country) else []
        ),
        example={"country": "98402"},
    ),
    Rule(
        number="R37",
        moment=Moment.SEND,
        sentence=_("It is inactive."),
        who=PROJECT_PEOPLE,
        broken=unless(lambda vendor, settings: vendor.is_active),
    ),
)
