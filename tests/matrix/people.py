"""The kinds of people, each with the rights that it holds, stated here and not read from the tool's own checks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission

from erp_integrations.permissions import IMPORTS, JOURNALS, LISTS, PRESETS, RECORDS, VIEW
from tests import factories

Rights = frozenset[str]


def rights(*pairs: tuple[str, Iterable[str]]) -> Rights:
    """Return full names of permissions from functions and the models that each is for."""
    return frozenset(f"{app_of(model)}.{function}_{model}" for function, models in pairs for model in models)


def app_of(model: str) -> str:
    return "auth" if model in ("user", "group") else "erp_integrations"


VIEWER = rights(VIEW)
# One function at a time, beside seeing the records.
SINGLE_FUNCTIONS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "adds": (("add", (*RECORDS, *LISTS)),),
    "changes": (("change", (*RECORDS, *LISTS)),),
    "deletes": (("delete", (*RECORDS, *LISTS)),),
    "sends": (("submit", RECORDS),),
    "exports": (("export", RECORDS),),
    "links": (("link", RECORDS),),
    "unlinks": (("unlink", RECORDS),),
    "imports": (("import", RECORDS),),
    "refreshes lists": (("sync", RECORDS),),
    "refreshes imports": (("sync", IMPORTS),),
    "edits payments": (("change", ("payment",)),),
    "removes payments": (("delete", ("payment",)),),
    "settings": (("change", ("integrationsettings",)),),
    "connects": (("change", ("connection",)),),
    "reads journals": (("view", (*JOURNALS, "sentmail")),),
    "reads people": (("view", ("user", "group")),),
    "changes people": (("view", ("user",)), ("change", ("user",))),
    "adds people": (("view", ("user",)), ("add", ("user",))),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """`rights` is None for somebody who is not signed in."""

    name: str
    rights: Rights | None
    make: Callable[["Kind"], Any]

    def __str__(self) -> str:
        return self.name

    def may(self, needed: Rights) -> bool:
        return self.rights is not None and needed <= self.rights


def somebody(kind: Kind) -> Any:
    """Return a new person with the rights of their kind, given one by one."""
    person = factories.UserFactory()
    names = [right.split(".")[1] for right in kind.rights or ()]
    person.user_permissions.set(Permission.objects.filter(codename__in=names))
    return person


def nobody(kind: Kind) -> None:
    return None


KINDS = (
    Kind("anonymous", None, nobody),
    Kind("without rights", frozenset(), somebody),
    Kind("view-only", VIEWER, somebody),
    *(Kind(f"only {name}", VIEWER | rights(*given), somebody) for name, given in SINGLE_FUNCTIONS.items()),
    Kind("project person", rights(*PRESETS["project person"]), somebody),
    Kind("approver", rights(*PRESETS["approver"]), somebody),
    Kind("admin", rights(*PRESETS["admin"]), somebody),
)
