"""What is said beside a probable match: in what the two are alike, and what speaks against it."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from erp_integrations.models import StagedRecord
from erp_integrations.services import likeness


class Tag(NamedTuple):
    text: str | Promise
    tone: str


Row = tuple[Callable[[StagedRecord], bool], str | Promise]

ALIKE: tuple[Row, ...] = (
    (likeness.is_namesake, _("same name")),
    (likeness.has_same_number, _("same number")),
    (lambda _row: True, _("similar name")),
)
AGAINST: tuple[Row, ...] = (
    (likeness.is_rejected, _("rejected")),
    (likeness.is_elsewhere, _("another town")),
    (likeness.is_one_of_several, _("several of this name")),
)


def tags_of(row: StagedRecord) -> list[Tag]:
    """Return the tags of a row's match: green only where a person need not look twice."""
    if row.match is None:
        return []
    alike = next(text for holds, text in ALIKE if holds(row))
    against = [Tag(text, "yellow") for holds, text in AGAINST if holds(row)]
    return [Tag(alike, "green" if likeness.is_sure(row) else "grey"), *against]
