"""Rights as a table: what is kept down the side, what may be done with it along the top."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Model, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from erp_integrations import models
from erp_integrations.admin.generic import ManyField
from erp_integrations.models import EXPORTED_MODELS
from erp_integrations.permissions import FUNCTIONS, does_something, in_words

ROWS: tuple[type[Model], ...] = (
    *EXPORTED_MODELS,
    models.CostCode,
    models.CostType,
    models.StagedRecord,
    models.Payment,
    models.JobCost,
    models.LeftOutCost,
    models.Event,
    models.ExportBatch,
    models.ApiCall,
    models.SentMail,
    models.SyncRun,
    models.IntegrationSettings,
    models.Connection,
    User,
    Group,
)


def grantable() -> QuerySet[Permission]:
    """Return the rights that the table shows. Others, such as those of the queue, are nobody's to give here."""
    pairs = Q()
    for model in ROWS:
        names = [f"{function}_{model._meta.model_name}" for function in FUNCTIONS if does_something(function, model)]
        pairs |= Q(content_type__app_label=model._meta.app_label, codename__in=names)
    return Permission.objects.filter(pairs).select_related("content_type")


@dataclass(frozen=True, slots=True)
class Cell:
    """`name` is empty where the right does not exist."""

    value: int | None
    is_ticked: bool
    label: str


class RightsTable(forms.CheckboxSelectMultiple):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Forms look for their templates in the apps only, and ours is with the other screens'."""
        ticked = {str(pk) for pk in value or ()}
        known = {(right.content_type.app_label, right.codename): right.pk for right in grantable()}
        rows = [(capfirst(str(model._meta.verbose_name_plural)), cells(model, known, ticked)) for model in ROWS]
        functions = list(FUNCTIONS.values())
        return render_to_string("admin/widgets/rights.html", {"name": name, "functions": functions, "rows": rows})


def cells(model: type[Model], known: dict[tuple[str, str], int], ticked: set[str]) -> Sequence[Cell]:
    opts = model._meta
    made = []
    for function in FUNCTIONS:
        pk = known.get((opts.app_label, f"{function}_{opts.model_name}"))
        made.append(Cell(pk, str(pk) in ticked, in_words(function, model)))
    return made


class RightsField(ManyField):
    widget = RightsTable

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(grantable(), required=False, **kwargs)


def with_hidden_rights(chosen: Iterable[Permission], held: QuerySet[Permission]) -> list[Permission]:
    """Return what was ticked, and what somebody holds beside the table."""
    return [*chosen, *held.exclude(pk__in=grantable().values("pk"))]
