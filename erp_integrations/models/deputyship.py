"""Who stands in for whom, from which day to which."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.record import named_person


class DeputyshipQuerySet(models.QuerySet[Any]):
    def in_force(self, day: date) -> Self:
        return self.filter(first_day__lte=day, last_day__gte=day, ended_at=None)

    def in_force_or_to_come(self, day: date) -> Self:
        return self.filter(last_day__gte=day, ended_at=None)

    def overlapping(self, first_day: date, last_day: date) -> Self:
        return self.filter(first_day__lte=last_day, last_day__gte=first_day, ended_at=None)


class Deputyship(models.Model):
    """`person` is whom `deputy` stands in for. Both days belong to it; they are those of the organisation."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="deputyships", verbose_name=_("person")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="stands_in", verbose_name=_("deputy")
    )
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"), help_text=_("This day included."))
    named_at = models.DateTimeField(_("named at"), default=timezone.now, editable=False)
    named_by = named_person(_("named by"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)
    ended_by = named_person(_("ended by"))

    objects: ClassVar[Any] = DeputyshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ("first_day", "pk")
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="deputyship_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(deputy=F("person")), name="deputyship_has_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} → {self.person}"
