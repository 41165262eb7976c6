"""Comparing what is kept of requests and answers with the digests that genuine events noted of them."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from erp_integrations.models import ExportAnswer, ExportBatch
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.noted_bytes import ANSWER, REQUEST, Mark, noted_in, sha256_of

# Of so many batches the notes are collected before their bytes are read, of which only a few are held at a time.
TOGETHER, HELD = 100, 4


class ComparedBytes:
    """Takes the rows of genuine events as they come; `compare` goes on where too few came to be compared yet."""

    def __init__(self) -> None:
        # By the key of the batch, what is noted, and in which event.
        self.noted: dict[str, dict[Mark, int]] = defaultdict(dict)
        # What was told of is not told of again by the events of the batch's other records.
        self.told: set[tuple[str, Mark]] = set()

    def take(self, row: Mapping[str, Any]) -> Iterator[str]:
        if REQUEST not in row["changes_text"] and ANSWER not in row["changes_text"]:
            return
        key, marks = noted_in(json.loads(row["changes_text"]))
        if key not in self.noted and len(self.noted) >= TOGETHER:
            yield from self.compare()
        for mark in marks:
            self.noted[key].setdefault(mark, row["sequence"])

    def compare(self) -> Iterator[str]:
        kept = marks_of(list(self.noted))
        for key, marks in self.noted.items():
            for mark, event in sorted(marks.items(), key=lambda item: item[1]):
                if mark not in kept[key] and (key, mark) not in self.told:
                    self.told.add((key, mark))
                    yield altered(mark[0], key, event)
        self.noted.clear()


def marks_of(keys: list[str]) -> dict[str, set[Mark]]:
    """Return the digests of what is there now, by the key of the batch."""
    found: dict[str, set[Mark]] = defaultdict(set)
    if keys:
        requests = ExportBatch.objects.filter(key__in=keys).order_by("pk").values_list("key", "body")
        for key, body in requests.iterator(HELD):
            found[key].add((REQUEST, sha256_of(body)))
        answers = ExportAnswer.objects.filter(batch__key__in=keys).order_by("pk").values_list("batch__key", "body")
        for key, body in answers.iterator(HELD):
            found[key].add((ANSWER, sha256_of(body)))
    return found


def altered(what: str, key: str, event: int) -> str:
    if what == REQUEST:
        text = _("The request of the batch %(batch)s was altered or removed: event %(event)s notes other bytes.")
    else:
        text = _("Xero's answer to the batch %(batch)s was altered or removed: event %(event)s notes other bytes.")
    return text % {"batch": key, "event": f"{event:,}"}
