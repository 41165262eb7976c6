"""What is done to a record or its surroundings to spoil it, or to bring it to the edge of a rule."""

from typing import Any

from erp_integrations.models import BudgetCode, ErpEntry, ErpList, ErpStatus, IntegrationSettings
from erp_integrations.models.name_key import key_of
from tests import factories
from tests.rules.case import Step


def both(*steps: Step) -> Step:
    """One step after the other."""

    def step(record: Any) -> None:
        for one in steps:
            one(record)

    return step


def nothing(record: Any) -> None:
    """The record as it is."""


# The record itself


def save(record: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()


def field(**fields: Any) -> Step:
    return lambda record: save(record, **fields)


def line_field(**fields: Any) -> Step:
    return lambda record: record.lines.update(**fields)


def no_lines(record: Any) -> None:
    record.lines.all().delete()


# What it refers to


def commitment_of(record: Any) -> Any:
    return getattr(record, "commitment", record)


def vendor_field(**fields: Any) -> Step:
    return lambda record: save(commitment_of(record).vendor, **fields)


def project_field(**fields: Any) -> Step:
    return lambda record: save(commitment_of(record).project, **fields)


def commitment_field(**fields: Any) -> Step:
    return lambda record: save(record.commitment, **fields)


def code_field(**fields: Any) -> Step:
    """The budget code of the only line."""
    return lambda record: BudgetCode.objects.filter(pk=record.lines.get().budget_code_id).update(**fields)


def setting(**fields: Any) -> Step:
    return lambda record: IntegrationSettings.objects.update(**fields)


# Xero's lists


def read(*lists: ErpList) -> Step:
    """The lists were read, so what is not in them is not in Xero."""
    return lambda record: [factories.ErpListReadingFactory(list=erp_list) for erp_list in lists]


def listed(erp_list: ErpList, **fields: Any) -> Step:
    return lambda record: factories.ErpEntryFactory(list=erp_list, **fields)


def listed_often(erp_list: ErpList, count: int) -> Step:
    """So many entries at once."""

    def step(record: Any) -> None:
        names = [f"Listed {number}" for number in range(count)]
        ErpEntry.objects.bulk_create(
            ErpEntry(list=erp_list, erp_id=name, name=name, name_key=key_of(name)) for name in names
        )

    return step


def account_known(code: str, **fields: Any) -> Step:
    return listed(ErpList.ACCOUNT, erp_id=code, name=code, **fields)


def tax_rate_known(code: str, **fields: Any) -> Step:
    return listed(ErpList.TAX_RATE, erp_id=code, name=code, **fields)


ARCHIVED, GONE, CLOSED = ErpStatus.ARCHIVED, ErpStatus.GONE, ErpStatus.CLOSED
