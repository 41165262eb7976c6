"""Which project and which budget code a line of Xero's belongs to, or why it belongs to none (R103-R105)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from erp_integrations.models import BudgetCode, IntegrationSettings, LeftOut, Project
from erp_integrations.models.name_key import key_of

# What decides where an approved line belongs. Lines that agree in it belong together.
CODED_BY = ("job_id", "item_id", "item_code")


@dataclass(frozen=True, slots=True)
class Place:
    """The ids of a project and a budget code."""

    project: int
    budget_code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """The projects and budget codes that are in Xero now: by the job's id, the item's id, and the item's code."""

    projects: Mapping[str, int]
    by_item: Mapping[str, int]
    by_code: Mapping[str, int]
    retainage: str

    @classmethod
    def current(cls) -> Self:
        linked = BudgetCode.objects.exclude(erp_id="").select_related("cost_code", "cost_type")
        own_codes = {key_of(code.item_code): code.pk for code in linked}
        return cls(
            projects=dict(Project.objects.exclude(erp_id="").values_list("erp_id", "pk")),
            by_item={code.erp_id: code.pk for code in linked},
            by_code=own_codes | {key_of(code.erp_name): code.pk for code in linked if code.erp_name},
            retainage=key_of(IntegrationSettings.load().retainage_item_code),
        )

    def place_of(self, line: Mapping[str, Any]) -> Place | LeftOut:
        """Return where an approved line belongs, or the first reason why it is left out; `line` has `CODED_BY`."""
        project = self.projects.get(line["job_id"])
        if project is None:
            return LeftOut.JOB_NOT_LINKED if line["job_id"] else LeftOut.NO_JOB
        key = key_of(line["item_code"])
        code = self.by_item.get(line["item_id"]) or self.by_code.get(key)
        if code is not None:
            return Place(project, code)
        if not (line["item_id"] or key):
            return LeftOut.NO_ITEM
        return LeftOut.RETAINAGE if key == self.retainage else LeftOut.ITEM_NOT_LINKED
