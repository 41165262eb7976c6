"""Rows that look beyond their record: at others of its name, at what Xero has already, at what Xero would turn down.

Whoever looks finds what the last reading of Xero's lists said. The same rows are asked once more right before a record
is exported, after the lists were read again, so that nothing travels to Xero only to be refused for what is known here.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from erp_integrations.models import ErpList, ErpStatus, IntegrationSettings
from erp_integrations.rules.common import ADMIN, PROJECT_PEOPLE
from erp_integrations.rules.rule import Details, Moment, Rule, Text

IN_XERO = _(
    "A bookkeeper restores it in Xero, or an accounting approver rejects the record. Then refresh the list here."
)
LINK_IT = _(
    "An accounting approver links the record to it, if it is the same; otherwise project people rename the record."
)


def namesakes(record: Any, settings: IntegrationSettings) -> Iterator[Details]:
    if not record.erp_id and record.has_namesake and (other := record.namesakes().first()):
        yield {"name": record.own_name, "other": named(other)}


def named(record: Any) -> str:
    project = record.project_to_show
    return f"{record} ({project})" if project else str(record)


def erp_namesakes(record: Any, settings: IntegrationSettings) -> Iterator[Details]:
    """What one of our records stands for, `namesakes` tells already."""
    if not record.erp_id and record.has_erp_namesake:
        ours = record.namesakes().exclude(erp_id="").values("erp_id")
        if other := record.erp_namesakes().usable().exclude(erp_id__in=ours).first():
            yield {"name": other.name, "title": other.title}


def archived_namesakes(record: Any, settings: IntegrationSettings) -> Iterator[Details]:
    if not record.erp_id and record.has_erp_namesake:
        other = record.erp_namesakes().filter(is_archived=True).first()
        if other and not record.erp_namesakes().usable().exists():
            yield {"name": other.name}


def unique_here(number: str, sentence: Text, example: Details) -> Rule:
    return Rule(
        number=number,
        moment=Moment.SEND,
        sentence=sentence,
        who=PROJECT_PEOPLE,
        broken=namesakes,
        example=example,
    )


def unique_in_xero(number: str, sentence: Text, example: Details) -> Rule:
    return Rule(
        number=number, moment=Moment.ACCEPT, sentence=sentence, who=LINK_IT, broken=erp_namesakes, example=example
    )


# What documents refer to must be usable in Xero.


def unusable(owner: Any) -> Iterable[Details]:
    if owner.erp_status in (ErpStatus.ARCHIVED, ErpStatus.GONE):
        yield {"name": owner.erp_name or str(owner), "status": owner.get_erp_status_display()}


def contact_of(record: Any, settings: IntegrationSettings) -> Iterable[Details]:
    return unusable(getattr(record, "commitment", record).vendor)


def job_of(record: Any, settings: IntegrationSettings) -> Iterable[Details]:
    return unusable(getattr(record, "commitment", record).project)


def items_of(record: Any, settings: IntegrationSettings) -> Iterator[Details]:
    for code in codes_of(record):
        yield from unusable(code)


def codes_of(record: Any) -> list[Any]:
    """Return the budget codes of a document, each once, in the order of their names."""
    return sorted({line.budget_code for line in record.coded_lines() if line.budget_code}, key=str)


contact_is_usable = Rule(
    number="Xero",
    moment=Moment.ACCEPT,
    sentence=_("The contact “{name}” is {status}, so no document can name it."),
    who=IN_XERO,
    broken=contact_of,
    example={"name": "Lone Oak Masonry", "status": _("archived in Xero")},
)
job_is_usable = Rule(
    number="R103",
    moment=Moment.ACCEPT,
    sentence=_("The job “{name}” is {status}, so no line can name it."),
    who=IN_XERO,
    broken=job_of,
    example={"name": "Harbor Street Depot", "status": _("archived in Xero")},
)
items_are_usable = Rule(
    number="R104",
    moment=Moment.ACCEPT,
    sentence=_("The item {name} is {status}, so no line can be coded to it."),
    who=IN_XERO,
    broken=items_of,
    example={"name": "03-300.S", "status": _("deleted in Xero")},
)


# Accounts


def unknown_accounts(codes: Iterable[str], settings: IntegrationSettings) -> Iterator[Details]:
    known = settings.organisation
    if known.is_known(ErpList.ACCOUNT):
        for code in dict.fromkeys(codes):
            if code and code not in known.accounts:
                yield {"code": code}


def own_accounts(record: Any, settings: IntegrationSettings) -> Iterable[Details]:
    return unknown_accounts((record.purchase_account, record.sales_account), settings)


def default_accounts(record: Any, settings: IntegrationSettings) -> Iterable[Details]:
    purchase = "" if record.purchase_account else settings.default_purchase_account
    sales = "" if record.sales_account else settings.default_sales_account
    return unknown_accounts((purchase, sales), settings)


def default_tax_rate(record: Any, settings: IntegrationSettings) -> Iterator[Details]:
    known, code = settings.organisation, settings.default_tax_type
    if code and known.is_known(ErpList.TAX_RATE) and code not in known.tax_rates:
        yield {"code": code}


ACCOUNT_UNKNOWN = _("Xero has no account {code} that items can be coded to.")
own_accounts_exist = Rule(
    number="R22",
    moment=Moment.ACCEPT,
    sentence=ACCOUNT_UNKNOWN,
    who=_("Project people enter another account in the budget code, or none, to assign one in Xero."),
    broken=own_accounts,
    example={"code": "999"},
)
default_accounts_exist = Rule(
    number="R121",
    moment=Moment.ACCEPT,
    sentence=ACCOUNT_UNKNOWN,
    who=ADMIN,
    broken=default_accounts,
    example={"code": "999"},
)
default_tax_rate_exists = Rule(
    number="R121",
    moment=Moment.ACCEPT,
    sentence=_("Xero has no tax rate {code}."),
    who=ADMIN,
    broken=default_tax_rate,
    example={"code": "INPUT9"},
)


def order_closed(change_order: Any, settings: IntegrationSettings) -> Iterator[Details]:
    commitment = change_order.commitment
    if commitment.erp_status in (ErpStatus.GONE, ErpStatus.CLOSED):
        yield {"name": commitment.erp_name, "status": commitment.get_erp_status_display()}


order_is_open = Rule(
    number="R143",
    moment=Moment.ACCEPT,
    sentence=_("Purchase order {name} is {status}, so it takes no lines."),
    who=_("An accounting approver rejects it, or the order is reopened in Xero."),
    broken=order_closed,
    example={"name": "SC-24017-001", "status": _("billed in Xero")},
)
