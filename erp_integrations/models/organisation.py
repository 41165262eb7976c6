"""What is known of the Xero organisation, for rules that look beyond their record. Read once, when first asked for."""

from datetime import date, datetime
from decimal import Decimal

from django.apps import apps
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.functional import cached_property

from erp_integrations.models.connection import Connection
from erp_integrations.models.erp_entry import ErpEntry, ErpList, ErpListReading

# Xero holds no more products and services than this (R21), and advises no more jobs than that (Xero reference 4.2).
MOST_ITEMS = 4000
ADVISED_JOBS = 100


class Organisation:
    """A list that was never read is unknown, and nothing is concluded from it."""

    @cached_property
    def readings(self) -> dict[str, datetime]:
        return dict(ErpListReading.objects.filter(problem="").values_list("list", "read_at"))

    def is_known(self, erp_list: ErpList) -> bool:
        return erp_list in self.readings

    @cached_property
    def item_count(self) -> int:
        """How many items there are: those of the last reading, and those that were exported after it."""
        listed = ErpEntry.objects.present().filter(list=ErpList.ITEM)
        exported = apps.get_model("erp_integrations", "BudgetCode").objects.exclude(erp_id="")
        new = exported.exclude(erp_id__in=listed.values("erp_id"))
        return listed.count() + int(new.count())

    @cached_property
    def codes_to_come(self) -> int:
        """How many budget codes may yet become items: as long as there is room for all, none has to be counted."""
        return int(apps.get_model("erp_integrations", "BudgetCode").objects.filter(erp_id="").count())

    @property
    def item_room(self) -> int:
        """How many more items there is room for (R21)."""
        return max(0, MOST_ITEMS - self.item_count)

    @cached_property
    def job_count(self) -> int:
        return ErpEntry.objects.usable().filter(list=ErpList.JOB).count()

    @cached_property
    def accounts(self) -> set[str]:
        """The codes of the accounts that lines may be coded to."""
        return set(ErpEntry.objects.usable().filter(list=ErpList.ACCOUNT).values_list("erp_id", flat=True))

    @cached_property
    def tax_rates(self) -> set[str]:
        return set(ErpEntry.objects.usable().filter(list=ErpList.TAX_RATE).values_list("erp_id", flat=True))

    @cached_property
    def items(self) -> dict[str, str]:
        """The purchase account of each item, by the key of its code."""
        items = ErpEntry.objects.present().filter(list=ErpList.ITEM)
        return dict(items.values_list("name_key", "account"))

    @cached_property
    def rates(self) -> dict[str, Decimal]:
        """The tax rates in percent, by their codes."""
        return dict(ErpEntry.objects.filter(list=ErpList.TAX_RATE).values_list("erp_id", "rate"))

    @cached_property
    def item_tax_types(self) -> dict[str, str]:
        """The tax rate of each item, by the key of its code."""
        items = ErpEntry.objects.present().filter(list=ErpList.ITEM)
        return dict(items.values_list("name_key", "tax_type"))

    def rate_of(self, item_key: str, default: str) -> Decimal:
        """Return an item's tax in percent. One that is too new to be listed was exported with the default."""
        return self.rates.get(self.item_tax_types.get(item_key, default), Decimal(0))

    @cached_property
    def category_problem(self) -> str:
        """Why the tracking category of the jobs cannot be used, as Xero's lists said; empty if it can."""
        return ErpListReading.objects.filter(list=ErpList.JOB).values_list("problem", flat=True).first() or ""

    @cached_property
    def locked_until(self) -> date | None:
        """The last day of the locked period: nothing is posted on it or before it."""
        last: date | None = Connection.objects.aggregate(last=Max("books_locked_until"))["last"]
        return last

    @cached_property
    def connected_on(self) -> date | None:
        """The day on which the organisation was first connected (R26)."""
        first = Connection.objects.aggregate(first=Min("first_connected_at"))["first"]
        return timezone.localdate(first) if first else None
