"""A company to buy from, which Xero knows as a contact (R108). People call it a company."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from connectors.documents import PaymentTerms, TermsKind
from erp_integrations.models.erp_entry import ErpList
from erp_integrations.models.record import LINKED_ONCE, IntegrableRecord, RecordQuerySet


class Vendor(IntegrableRecord):
    name = models.CharField(_("name"), max_length=255)
    address = models.CharField(_("address"), max_length=500, blank=True)
    city = models.CharField(_("city"), max_length=255, blank=True)
    region = models.CharField(_("state or region"), max_length=255, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=50, blank=True)
    country = models.CharField(_("country"), max_length=50, blank=True)
    business_phone = models.CharField(_("business phone"), max_length=50, blank=True)
    business_fax = models.CharField(_("business fax"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    # When its bills fall due, as the contact in Xero says.
    terms_day = models.PositiveSmallIntegerField(_("day of the payment terms"), null=True, editable=False)
    terms_kind = models.CharField(_("payment terms"), max_length=32, blank=True, editable=False)

    erp_list = ErpList.CONTACT
    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta(IntegrableRecord.Meta):
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ("name",)
        constraints = [*IntegrableRecord.Meta.constraints, LINKED_ONCE]

    def synced_dependants(self) -> list[Any]:
        return [self.commitments.synced()]

    def __str__(self) -> str:
        return self.name

    @property
    def own_name(self) -> str:
        return self.name

    @property
    def terms(self) -> PaymentTerms | None:
        return PaymentTerms(day=self.terms_day, kind=TermsKind[self.terms_kind]) if self.terms_day is not None else None
