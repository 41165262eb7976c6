"""What a log-in may do, beside Django's own rule."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from erp_integrations.models import ViewOnly


class ViewOnlyBackend:
    """Lets nobody who is marked as view-only do more than view, whatever they or their groups hold (R9).

    Django asks the backends in their order and stops at a refusal, so this one stands before those that say yes.
    """

    def authenticate(self, request: HttpRequest | None) -> None:
        """Nobody logs in by this backend."""

    def has_perm(self, person: Any, name: str, obj: Any = None) -> bool:
        if person.is_authenticated and not name.partition(".")[2].startswith("view_") and ViewOnly.marks(person):
            raise PermissionDenied
        return False
