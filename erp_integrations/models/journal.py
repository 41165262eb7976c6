"""What journals share: rows are added, never changed, never deleted."""

from typing import Any, NoReturn

from django.db import models
from django.db.models.signals import pre_save
from django.dispatch import receiver


class Unalterable(Exception):
    """Somebody tried to alter a journal."""


class JournalQuerySet(models.QuerySet[Any]):
    def delete(self) -> NoReturn:
        raise Unalterable("A journal is never deleted.")

    def _raw_delete(self, using: str | None) -> NoReturn:
        """The way by which Django deletes rows of relations without looking at them."""
        raise Unalterable("A journal is never deleted.")

    def update(self, **kwargs: Any) -> NoReturn:
        raise Unalterable("A journal is never altered.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Unalterable("A journal is never altered.")

    def update_or_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Unalterable("A journal is never altered.")

    def get_or_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Unalterable("Each row of a journal is a new one.")


class JournalRow(models.Model):
    objects = JournalQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ("view",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Unalterable("A journal is never altered.")
        # A new row that bears the id of an old one would take its place.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Unalterable("A journal is never deleted.")


@receiver(pre_save)
def refuse_fixtures(sender: type[models.Model], raw: bool = False, **signal: Any) -> None:
    """Fixtures are loaded past `save`, over what is there."""
    if raw and issubclass(sender, JournalRow):
        raise Unalterable("A journal is not loaded from a fixture.")
