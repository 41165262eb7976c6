"""Which project and which budget code a line of Xero's belongs to, or why it belongs to none (R103-R105)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from erp_integrations.models import BudgetCode, ErpEntry, ErpList, IntegrationSettings, LeftOut, Project
from erp_integrations.models.name_key import key_of

# What decides where an approved line belongs. Lines that agree in it belong together.
CODED_BY = ("job_id", "job_name", "item_id", "item_code")


@dataclass(frozen=True, slots=True)
class Place:
    """The ids of a project and a budget code."""

    project: int
    budget_code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """The projects and budget codes that are in Xero now: by the job's id, the item's id, and the item's code.

    `jobs` are the ids of Xero's jobs by the keys of their names.
    """

    projects: Mapping[str, int]
    jobs: Mapping[str, str]
    by_item: Mapping[str, int]
    by_code: Mapping[str, int]
    retainage: str

    @classmethod
    def current(cls) -> Self:
        linked = BudgetCode.objects.exclude(erp_id="").select_related("cost_code", "cost_type")
        projects = Project.objects.exclude(erp_id="")
        own = {key_of(name): erp_id for name, erp_id in projects.values_list("erp_name", "erp_id") if name}
        listed = ErpEntry.objects.present().filter(list=ErpList.JOB)
        return cls(
            projects=dict(projects.values_list("erp_id", "pk")),
            jobs=own | dict(listed.values_list("name_key", "erp_id")),
            by_item={code.erp_id: code.pk for code in linked},
            # What a code was called here says nothing once Xero calls its item otherwise: another may have its name.
            by_code={key_of(code.erp_name or code.item_code): code.pk for code in linked},
            retainage=key_of(IntegrationSettings.load().retainage_item_code),
        )

    def job_called(self, name: str) -> str:
        """Return the id of a job whose name is all that a line tells; empty where Xero has no such job."""
        return self.jobs.get(key_of(name), "") if name else ""

    def place_of(self, line: Mapping[str, Any]) -> Place | LeftOut:
        """Return where an approved line belongs, or the first reason why it is left out; `line` has `CODED_BY`."""
        project = self.projects.get(line["job_id"] or self.job_called(line["job_name"]))
        if project is None:
            return LeftOut.JOB_NOT_LINKED if line["job_id"] or line["job_name"] else LeftOut.NO_JOB
        key = key_of(line["item_code"])
        # Where the item's id is told, its code is beside the point: codes are given to other items.
        code = self.by_item.get(line["item_id"]) if line["item_id"] else self.by_code.get(key)
        if code is not None:
            return Place(project, code)
        if not (line["item_id"] or key):
            return LeftOut.NO_ITEM
        return LeftOut.RETAINAGE if key == self.retainage else LeftOut.ITEM_NOT_LINKED
