"""The usual sets of rights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission, User

from erp_integrations.models import ViewOnly, events_last
from erp_integrations.models.sentences import sentence_of
from erp_integrations.permissions import PRESET_TITLES, VIEW_ONLY, rights_of
from erp_integrations.services.granting.groups import gives_functions
from erp_integrations.services.granting.rights import change_rights
from erp_integrations.services.granting.view_only import mark_view_only


@dataclass(frozen=True, slots=True)
class Change:
    """What a preset would change about somebody. `leaves` is the groups that it takes them out of."""

    gives: Sequence[Permission]
    takes: Sequence[Permission]
    leaves: Sequence[Group]
    is_marked: bool

    def __bool__(self) -> bool:
        return bool(self.gives or self.takes or self.leaves or self.is_marked)


def change_of(person: User, preset: str) -> Change:
    """Return what a preset would change, and change nothing."""
    held, wanted = list(person.user_permissions.select_related("content_type")), list(rights_of(preset))
    is_view_only = preset == VIEW_ONLY
    return Change(
        gives=[right for right in wanted if right not in held],
        takes=[right for right in held if right not in wanted],
        leaves=[group for group in person.groups.all() if is_view_only and gives_functions(group)],
        is_marked=is_view_only and not ViewOnly.marks(person),
    )


@events_last()
def use_preset(person: User, preset: str, *, by: Any, shown: str | None = None) -> None:
    """Give somebody the rights of a preset, and no others in their own name.

    As `change_rights`, or as `mark_view_only`: they ask for the right.
    """
    if preset == VIEW_ONLY:
        mark_view_only(person, by=by, shown=shown)
        return
    change = change_of(person, preset)
    detail = sentence_of(PRESET_TITLES[preset])
    change_rights(person, give=change.gives, take=change.takes, by=by, shown=shown, detail=detail)
