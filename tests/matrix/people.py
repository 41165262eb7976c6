"""The kinds of people, each with the rights that it holds, stated here and not read from the tool's own checks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Permission

from erp_integrations.models import Connection, ViewOnly
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
    """`rights` is None for somebody who is not signed in, or not any more."""

    name: str
    rights: Rights | None
    make: Callable[["Kind"], Any]
    may_everything: bool = False
    # Whoever was signed in is led to the log-in from anywhere.
    was_signed_in: bool = False

    def __str__(self) -> str:
        return self.name

    def may(self, needed: Rights) -> bool:
        return self.may_everything or (self.rights is not None and needed <= self.rights)


def somebody(kind: Kind) -> Any:
    """Return a new person with the rights of their kind, given one by one."""
    person = factories.UserFactory()
    person.user_permissions.set(Permission.objects.filter(codename__in=names_of(kind.rights or ())))
    return person


def names_of(rights: Iterable[str]) -> list[str]:
    return [right.split(".")[1] for right in rights]


def nobody(kind: Kind) -> None:
    return None


def limited(kind: Kind) -> Any:
    """An approver of one project, up to a small amount: what they reach of a list is not what they may ask for."""
    person = somebody(kind)
    factories.ApprovalLimitFactory(person=person, highest_amount=1, projects=[factories.ProjectFactory()])
    return person


def standing_in(*days: int) -> Callable[[Kind], Any]:
    """Return what makes a project person who stands in for an approver, from and to so many days from today."""

    def deputy(kind: Kind) -> Any:
        person = factories.ProjectPersonFactory()
        first, last = (Connection.today() + timedelta(days=distance) for distance in days)
        factories.DeputyshipFactory(person=factories.ApproverFactory(), deputy=person, first_day=first, last_day=last)
        return person

    return deputy


def marked(kind: Kind) -> Any:
    """Return somebody who is marked as view-only and was given every function round the tool."""
    person = factories.UserFactory()
    person.user_permissions.set(Permission.objects.filter(codename__in=names_of(ADMIN | APPROVER)))
    ViewOnly.objects.create(person=person)
    return person


def superuser(kind: Kind) -> Any:
    return factories.UserFactory(is_superuser=True)


def inactive(kind: Kind) -> Any:
    """Return an approver who was signed in when they were switched off."""
    person = factories.ApproverFactory()
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    return person


def seeing(held: Rights) -> Rights:
    return frozenset(right for right in held if right.split(".")[1].startswith("view_"))


PROJECT_PERSON, APPROVER = rights(*PRESETS["project person"]), rights(*PRESETS["approver"])
ADMIN = rights(*PRESETS["admin"])
# What an approver decides with, and hands to whoever stands in for them. Neither journals nor what admins do.
DECIDES = ("view", "export", "link", "unlink", "import", "sync")
HANDED_ON = APPROVER & (
    rights(*((function, RECORDS) for function in DECIDES))
    | rights(("view", IMPORTS), ("sync", IMPORTS), ("change", ("payment",)))
)

KINDS = (
    Kind("anonymous", None, nobody),
    Kind("without rights", frozenset(), somebody),
    Kind("view-only", VIEWER, somebody),
    *(Kind(f"only {name}", VIEWER | rights(*given), somebody) for name, given in SINGLE_FUNCTIONS.items()),
    Kind("project person", PROJECT_PERSON, somebody),
    Kind("approver", APPROVER, somebody),
    Kind("approver with limits", APPROVER, limited),
    Kind("deputy within the days", PROJECT_PERSON | HANDED_ON, standing_in(0, 0)),
    Kind("deputy before the days", PROJECT_PERSON, standing_in(1, 3)),
    Kind("deputy after the days", PROJECT_PERSON, standing_in(-3, -1)),
    Kind("admin", ADMIN, somebody),
    Kind("admin and approver, marked as view-only", seeing(ADMIN | APPROVER), marked),
    Kind("superuser", frozenset(), superuser, may_everything=True),
    Kind("approver who is not active any more", None, inactive, was_signed_in=True),
)
