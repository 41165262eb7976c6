"""How far somebody's approving goes: up to which amount, and on which projects."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.project import Project


class ApprovalLimit(models.Model):
    """One row for each person who has a limit. What is left empty limits nothing."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="approval_limit", verbose_name=_("person")
    )
    highest_amount = models.DecimalField(
        _("highest amount of a record"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("They accept nothing above it. Leave empty for any amount."),
    )
    projects = models.ManyToManyField(
        Project,
        blank=True,
        related_name="+",
        verbose_name=_("projects"),
        help_text=_("They decide on records of these projects only. Tick none for all projects."),
    )

    class Meta:
        verbose_name = _("approval limit")
        verbose_name_plural = _("approval limits")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.person)

    @cached_property
    def project_ids(self) -> frozenset[int]:
        """The projects that the person decides on; empty for all."""
        return frozenset(self.projects.values_list("pk", flat=True)) if self.pk else frozenset()

    def allows_amount(self, amount: Decimal | None) -> bool:
        return amount is None or self.highest_amount is None or abs(amount) <= self.highest_amount

    def allows_project(self, project: int | None) -> bool:
        return project is None or not self.project_ids or project in self.project_ids

    @classmethod
    def by_person(cls, people: Any) -> Mapping[int, "ApprovalLimit"]:
        return {limit.person_id: limit for limit in cls._default_manager.filter(person__in=people)}
