"""What the steps of the set-up list look at, read from the data in one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, Model, Q, QuerySet
from django_q.models import Schedule

from erp_integrations.models import (
    EXPORTED_MODELS,
    BudgetCode,
    Connection,
    ErpList,
    ErpListReading,
    ExportAttempt,
    IntegrationSettings,
    State,
    Vendor,
)
from erp_integrations.permissions import codename
from erp_integrations.services.scheduling import NOT_AT_ALL
from erp_integrations.services.works import PAYMENTS, Right

# The backends that print a mail, or throw it away, and send it to nobody.
MAILS_GO_NOWHERE = ("console", "dummy")

GIVERS_OF_RIGHTS: Sequence[Right] = (("change", get_user_model()),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the steps look at, read in one query. `mails_are_sent` comes from the configuration."""

    is_connected: bool
    knows_contacts: bool
    has_category: bool
    has_retainage_item: bool
    has_account: bool
    has_approver: bool
    has_sender: bool
    has_codes: bool
    has_company: bool
    has_linked_company: bool
    has_payments_switched_on: bool
    has_sent: bool
    has_exported: bool
    mails_are_sent: bool


def read_facts(person: Any = None) -> Facts:
    """Read the facts. An approver who may name approvers counts only for others: nobody names themselves."""
    IntegrationSettings.load()
    row: Any = IntegrationSettings.objects.annotate(
        **{name: Exists(rows) for name, rows in what_there_is(person).items()}, has_sent=is_anything_sent()
    ).get(pk=1)
    return Facts(
        **{name: getattr(row, name) for name in what_there_is(person)},
        has_sent=bool(row.has_sent),
        has_category=bool(row.tracking_category),
        has_retainage_item=bool(row.retainage_item_code),
        has_account=bool(row.default_purchase_account and row.default_tax_type),
        mails_are_sent=mails_are_sent(),
    )


def mails_are_sent() -> bool:
    return settings.EMAIL["EMAIL_BACKEND"].split(".")[-2] not in MAILS_GO_NOWHERE


def what_there_is(person: Any) -> dict[str, QuerySet[Any]]:
    """Return the rows whose existence is a fact."""
    return {
        "is_connected": Connection.objects.filter(status=Connection.Status.CONNECTED),
        "knows_contacts": ErpListReading.objects.filter(list=ErpList.CONTACT, problem=""),
        "has_approver": holders("export").exclude(pk=person.pk) if names_approvers(person) else holders("export"),
        "has_sender": holders("submit"),
        "has_codes": BudgetCode.objects.all(),
        "has_company": Vendor.objects.all(),
        "has_linked_company": Vendor.objects.exclude(erp_id=""),
        "has_payments_switched_on": Schedule.objects.filter(name=PAYMENTS.slug).exclude(repeats=NOT_AT_ALL),
        "has_exported": ExportAttempt.objects.filter(
            outcome__in=(ExportAttempt.Outcome.SYNCED, ExportAttempt.Outcome.FOUND)
        ),
    }


def is_anything_sent() -> Any:
    """Whether a record of some type is with accounting. What is linked was never sent, and has nothing to show."""
    with_accounting = (State.SUBMITTED, State.ACCEPTED)
    return reduce(or_, (Exists(one._default_manager.filter(state__in=with_accounting)) for one in EXPORTED_MODELS))


def holders(function: str) -> QuerySet[Any]:
    """Return the active people who were given a function for some type, themselves or in a group."""
    names = [f"{function}_{model._meta.model_name}" for model in EXPORTED_MODELS]
    given = Q(user_permissions__codename__in=names) | Q(groups__permissions__codename__in=names)
    return get_user_model()._default_manager.filter(given, is_active=True, is_staff=True)


def names_approvers(person: Any) -> bool:
    return person is not None and holds_any(person, GIVERS_OF_RIGHTS)


def holds_any(person: Any, rights: Sequence[tuple[str, type[Model]]]) -> bool:
    return any(person.has_perm(codename(function, model)) for function, model in rights)
