"""What journals share: rows are added, never changed, never deleted."""

from typing import Any, NoReturn

from django.db import models


class Unalterable(Exception):
    """Somebody tried to alter a journal."""


class JournalQuerySet(models.QuerySet[Any]):
    def delete(self) -> NoReturn:
        raise Unalterable("A journal is never deleted.")

    def update(self, **kwargs: Any) -> NoReturn:
        raise Unalterable("A journal is never altered.")


class JournalRow(models.Model):
    objects = JournalQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ("view",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Unalterable("A journal is never altered.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Unalterable("A journal is never deleted.")
