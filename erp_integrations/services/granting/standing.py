"""How somebody stands right now, and whether that is still what a page has shown."""

from typing import Any

from django.contrib.auth.models import Group, User

from erp_integrations.models import ViewOnly
from erp_integrations.services.shown import fingerprint_of


def locked(person: User) -> User:
    """Return somebody as they are stored now, kept from every other change until the transaction ends."""
    return User.objects.select_for_update().get(pk=person.pk)


def fingerprint(person: Any) -> str:
    """Return a text that is another one as soon as anything changes about what somebody may do."""
    own = sorted(right.pk for right in person.user_permissions.all())
    groups = sorted(group.pk for group in person.groups.all())
    return fingerprint_of((own, groups, person.is_active, person.is_superuser, ViewOnly.marks(person)))


def group_fingerprint(group: Group, name: str = "") -> str:
    """The same of a group. `name` is what it is called until now, where it has another name already."""
    return fingerprint_of((name or group.name, sorted(group.permissions.values_list("pk", flat=True))))
