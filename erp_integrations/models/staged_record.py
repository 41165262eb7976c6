"""What exists only in Xero: a contact or a job that no record of ours stands for (R30, R36-R38)."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.erp_entry import ErpEntry, ErpList
from erp_integrations.models.project import Project
from erp_integrations.models.record import IntegrableRecord, State
from erp_integrations.models.vendor import Vendor


class StagedKind(models.TextChoices):
    """What it would be here. The values are the names of the models."""

    VENDOR = "vendor", _("company")
    PROJECT = "project", _("project")

    @property
    def model(self) -> type[IntegrableRecord]:
        return MODELS[self]

    @property
    def erp_list(self) -> ErpList:
        return LISTS[self]


MODELS: dict[StagedKind, type[IntegrableRecord]] = {StagedKind.VENDOR: Vendor, StagedKind.PROJECT: Project}
LISTS = {StagedKind.VENDOR: ErpList.CONTACT, StagedKind.PROJECT: ErpList.JOB}


def kind_of(model: type[models.Model]) -> StagedKind | None:
    """Return the kind that a type is imported as; None for types that are only exported."""
    return next((kind for kind, imported in MODELS.items() if imported is model), None)


class StagedQuerySet(models.QuerySet["StagedRecord"]):
    def ready_to_import(self) -> Self:
        return self.filter(is_archived=False)

    def archived(self) -> Self:
        return self.filter(is_archived=True)


def know_matches(rows: Collection["StagedRecord"]) -> None:
    """Give each row what it probably stands for, read in one query for each kind."""
    for kind, model in MODELS.items():
        alike = [row for row in rows if row.kind == kind]
        ids = {row.match_id for row in alike if row.match_id}
        found = matchable(model).in_bulk(ids) if ids else {}
        for row in alike:
            row.match = found.get(row.match_id)


def matchable(model: type[IntegrableRecord]) -> Any:
    """The records that something in Xero may still turn out to be: active, not linked, and not on their way."""
    records: Any = model._default_manager
    return records.filter(erp_id="", is_active=True).exclude(state=State.ACCEPTED)


class StagedRecord(models.Model):
    """`is_archived` is a person's word: not to be offered here. `match_id` is our record that it probably stands for.

    `is_match_sure`: only that one is called the same, but for what people write differently.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=StagedKind.choices)
    erp_id = models.CharField(_("Xero id"), max_length=64)
    name = models.CharField(_("name"), max_length=500)
    entry = models.ForeignKey(ErpEntry, models.CASCADE, related_name="+", verbose_name=_("entry in Xero"))
    is_archived = models.BooleanField(_("archived"), default=False)
    match_id = models.BigIntegerField(_("probable match"), null=True, editable=False)
    is_match_sure = models.BooleanField(_("same name"), default=False, editable=False)
    seen_at = models.DateTimeField(_("first seen"), default=timezone.now)

    objects = StagedQuerySet.as_manager()

    class Meta:
        verbose_name = _("record that exists only in Xero")
        verbose_name_plural = _("records that exist only in Xero")
        default_permissions = ("view",)
        ordering = ("kind", "name", "pk")
        constraints = [models.UniqueConstraint(fields=("kind", "erp_id"), name="stagedrecord_is_staged_once")]
        indexes = [models.Index(fields=("kind", "is_archived", "name"))]

    def __str__(self) -> str:
        return self.name

    @property
    def imported_as(self) -> StagedKind:
        return StagedKind(self.kind)

    @property
    def match(self) -> Any:
        """Return the record that it probably stands for, unless that is linked or gone by now."""
        if not hasattr(self, "_match"):
            self.match = matchable(self.imported_as.model).filter(pk=self.match_id).first() if self.match_id else None
        return self._match

    @match.setter
    def match(self, record: Any) -> None:
        self._match = record
