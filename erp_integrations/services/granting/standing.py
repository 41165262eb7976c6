"""How somebody stands right now, and whether that is still what a page has shown."""

import hashlib
from typing import Any

from django.contrib.auth.models import User

from erp_integrations.models import ViewOnly


def locked(person: User) -> User:
    """Return somebody as they are stored now, kept from every other change until the transaction ends."""
    return User.objects.select_for_update().get(pk=person.pk)


def fingerprint(person: Any) -> str:
    """Return a text that is another one as soon as anything changes about what somebody may do."""
    own = sorted(right.pk for right in person.user_permissions.all())
    groups = sorted(group.pk for group in person.groups.all())
    standing = (own, groups, person.is_active, person.is_superuser, ViewOnly.marks(person))
    return hashlib.sha256(repr(standing).encode()).hexdigest()[:16]
