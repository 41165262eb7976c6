"""Records of ours, whatever their state, that something in Xero may be already when it is about to be added (R36)."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from erp_integrations.models import IntegrableRecord, StagedKind, StagedRecord, State
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.matching import KnownNames
from erp_integrations.services.spelling import essence

IS_SURE = "is_sure"
LINKED: Mapping[StagedKind, str | Promise] = {
    StagedKind.VENDOR: _("“%(other)s” is here already and stands for another contact in Xero."),
    StagedKind.PROJECT: _("“%(other)s” is here already and stands for another job in Xero."),
}
ARRIVING = _("“%(other)s” is here already and is on its way to Xero.")
INACTIVE = _("“%(other)s” is here already and is inactive.")
FREE = _("“%(other)s” is here already and is not linked: if it is the same, link it to that instead.")


@dataclass(frozen=True, slots=True)
class LookAlikes:
    """`sure`: the rows of which a person says that they are not what looks like them here."""

    known: KnownNames
    sure: Collection[int]

    @classmethod
    def among(cls, model: type[IntegrableRecord], sure: Collection[int]) -> "LookAlikes":
        return cls(KnownNames.of(model._default_manager.all()), sure)

    def refuse(self, row: StagedRecord, name: str) -> None:
        if row.pk not in self.sure and (other := self.find(name)):
            raise NotPossible(standing(row.imported_as, other) % {"other": other}, asks=IS_SURE)

    def find(self, name: str) -> Any:
        """Return a record of much the same name, but for "Store 114" and "Store 115": figures tell them apart."""
        wanted = essence(name)
        alike = self.known.by_name.get(wanted) or self.known.much_alike(wanted)
        return next((record for record in alike if figures(record.name) == figures(name)), None)


def figures(name: str) -> list[str]:
    return re.findall(r"\d+", name)


def standing(kind: StagedKind, other: Any) -> str | Promise:
    if other.erp_id:
        return LINKED[kind]
    if other.state == State.ACCEPTED:
        return ARRIVING
    return FREE if other.is_active else INACTIVE
