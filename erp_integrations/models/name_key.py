"""Names as Xero compares them: without superfluous blanks, and whatever their case."""

from typing import Any

from django.db import models


def key_of(name: str) -> str:
    return " ".join(name.split()).casefold()


class NameKeyField(models.CharField):  # type: ignore[type-arg]
    """The key of the record's `own_name`, kept beside it so that the database can look for its namesakes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 600, "blank": True, "editable": False, "db_index": True, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        record: Any = model_instance
        key = key_of(record.own_name)
        setattr(record, self.attname, key)
        return key
