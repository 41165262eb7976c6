"""A project, which Xero knows as an option of the tracking category for jobs (R107)."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.budget_code import BudgetCode
from erp_integrations.models.erp_entry import ErpList
from erp_integrations.models.record import LINKED_ONCE, IntegrableRecord, RecordQuerySet


class ProjectQuerySet(RecordQuerySet):
    def with_prerequisites(self) -> Self:
        """At least one of its budget codes is in Xero (R27). What is an update of a job there need not wait."""
        codes = ProjectBudgetCode.objects.filter(project=models.OuterRef("pk")).exclude(budget_code__erp_id="")
        return self.filter(~models.Q(erp_id="") | models.Exists(codes))

    def for_display(self) -> Self:
        codes = "project_budget_codes__budget_code"
        same = self.model.objects.filter(number=models.OuterRef("number")).exclude(pk=models.OuterRef("pk"))
        related = super().for_display().prefetch_related(f"{codes}__cost_code", f"{codes}__cost_type")
        return related.annotate(has_twin=models.Exists(same))


class Project(IntegrableRecord):
    number = models.CharField(_("number"), max_length=255)
    name = models.CharField(_("name"), max_length=255)
    is_active = models.BooleanField(_("active"), default=True)
    is_integrated = models.BooleanField(
        _("ERP integration"), default=True, help_text=_("Whether records of this project go to Xero.")
    )
    started_on = models.DateField(
        _("started on"),
        null=True,
        blank=True,
        help_text=_("A project older than the connection to Xero is linked there and not exported."),
    )
    sub_job_of = models.CharField(
        _("sub-job of"), max_length=255, blank=True, help_text=_("A sub-job is not exported.")
    )
    budget_codes = models.ManyToManyField(
        BudgetCode, through="ProjectBudgetCode", related_name="projects", verbose_name=_("budget codes")
    )

    # Whether another project bears its number; found out by `for_display`.
    has_twin: bool = False

    erp_list = ErpList.JOB
    objects: ClassVar[Any] = ProjectQuerySet.as_manager()

    class Meta(IntegrableRecord.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ("number",)
        constraints = [*IntegrableRecord.Meta.constraints, LINKED_ONCE]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def synced_dependants(self) -> list[Any]:
        return [self.commitments.synced()]

    @property
    def own_name(self) -> str:
        return self.name

    @property
    def can_be_updated(self) -> bool:
        return bool(self.new_codes)

    @property
    def new_codes(self) -> list["ProjectBudgetCode"]:
        """The budget codes that the project was not exported with yet (R33)."""
        return [code for code in self.project_budget_codes.all() if code.exported_at is None]

    def take_line_ids(self, line_ids: Sequence[str]) -> None:
        """A project has no lines in Xero; what it was exported with are its budget codes that are there (R33)."""
        exported = self.project_budget_codes.filter(exported_at=None).exclude(budget_code__erp_id="")
        exported.update(exported_at=timezone.now())


class ProjectBudgetCode(models.Model):
    """A budget code of a project. `exported_at` is when the project was last exported with it (R33)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="project_budget_codes", verbose_name=_("project"))
    budget_code = models.ForeignKey(BudgetCode, models.PROTECT, related_name="+", verbose_name=_("budget code"))
    original_amount = models.DecimalField(_("original budget"), max_digits=16, decimal_places=2, default=0)
    exported_at = models.DateTimeField(_("exported at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("budget code of the project")
        verbose_name_plural = _("budget codes of the project")
        ordering = ("budget_code__cost_code__code", "budget_code__cost_type__code")
        constraints = [models.UniqueConstraint(fields=("project", "budget_code"), name="projectbudgetcode_is_unique")]

    def __str__(self) -> str:
        return str(self.budget_code)
