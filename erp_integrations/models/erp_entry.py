"""A picture of Xero's lists: what is there under which name. The rules look here, so that nobody has to ask Xero."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.name_key import key_of
from erp_integrations.models.sentences import SentenceField


class ErpList(models.TextChoices):
    """The lists of which a picture is kept."""

    ITEM = "item", _("Products and services")
    JOB = "job", _("Jobs")
    CONTACT = "contact", _("Contacts")
    PURCHASE_ORDER = "purchase_order", _("Purchase orders")
    ACCOUNT = "account", _("Accounts")
    TAX_RATE = "tax_rate", _("Tax rates")


class ErpEntryQuerySet(models.QuerySet[Any]):
    def present(self) -> Self:
        return self.filter(is_gone=False)

    def usable(self) -> Self:
        """What new documents may use."""
        return self.filter(is_gone=False, is_archived=False)


class ErpEntry(models.Model):
    """`name` is what people call it there: a code, a name or a number. Accounts and tax rates go by their codes.

    `account` and `tax_type` are what an item's purchases are coded to.
    `contact` holds a contact's address and numbers, by the names of `connectors.documents.Contact`.
    """

    list = models.CharField(_("list"), max_length=16, choices=ErpList.choices)
    erp_id = models.CharField(_("Xero id"), max_length=64)
    name = models.CharField(_("name"), max_length=500)
    name_key = models.CharField(max_length=600, editable=False)
    title = models.CharField(_("title"), max_length=500, blank=True)
    is_gone = models.BooleanField(_("deleted"), default=False)
    is_archived = models.BooleanField(_("archived"), default=False)
    is_closed = models.BooleanField(_("billed"), default=False)
    merged_into = models.CharField(_("merged into"), max_length=64, blank=True)
    account = models.CharField(_("account"), max_length=64, blank=True)
    tax_type = models.CharField(_("tax rate"), max_length=64, blank=True)
    rate = models.DecimalField(_("rate in percent"), max_digits=9, decimal_places=4, default=0)
    contact = models.JSONField(_("address"), default=dict, blank=True)
    terms_day = models.PositiveSmallIntegerField(_("day of the payment terms"), null=True, blank=True)
    terms_kind = models.CharField(_("payment terms"), max_length=32, blank=True)

    objects = ErpEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of Xero's lists")
        verbose_name_plural = _("entries of Xero's lists")
        default_permissions = ()
        ordering = ("list", "name")
        constraints = [models.UniqueConstraint(fields=("list", "erp_id"), name="erpentry_is_listed_once")]
        indexes = [models.Index(fields=("list", "name_key"))]

    def __str__(self) -> str:
        return self.name

    @property
    def is_usable(self) -> bool:
        """Whether new documents may use it."""
        return not (self.is_gone or self.is_archived)

    @classmethod
    def called(cls, erp_list: ErpList, name: str) -> Any:
        """Return the entries of a list that go by a name, whatever its case."""
        return cls.objects.filter(list=erp_list, name_key=key_of(name))


class ErpListReading(models.Model):
    """When a list was last read, and how far: `cursor` is the newest change in it, by Xero's own clock.

    `problem` says that Xero has no such list any more.
    """

    list = models.CharField(_("list"), max_length=16, choices=ErpList.choices, unique=True)
    read_at = models.DateTimeField(_("read at"))
    cursor = models.DateTimeField(_("newest change"), null=True, blank=True)
    problem = SentenceField(_("problem"), blank=True)

    class Meta:
        verbose_name = _("reading of a list")
        verbose_name_plural = _("readings of lists")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_list_display()} {self.read_at}"
