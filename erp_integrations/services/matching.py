"""Which of our records something in Xero probably is (R36): the same name for sure, much the same perhaps."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from erp_integrations.mapping.project import number_and_name
from erp_integrations.models import IntegrableRecord, Project, StagedKind, State
from erp_integrations.models.staged_record import matchable
from erp_integrations.services.spelling import ALIKE, essence

# A word that more names have than this tells nobody which of them is meant.
COMMON = 60


@dataclass(frozen=True, slots=True)
class Match:
    """`is_sure`: only this record is called so, only one in Xero is, and nobody rejected the record."""

    pk: int | None = None
    is_sure: bool = False


def matches(kind: StagedKind, names: Mapping[int, str]) -> dict[int, Match]:
    """Return the probable record for each name in Xero, by the keys of `names`; those that are like none are left out.

    Names are looked up, and not each compared with each: thousands take a second.
    """
    known = KnownNames.of(matchable(kind.model))
    found = {key: match for key, name in names.items() if (match := known.find(name))}
    claims = Counter(match.pk for match in found.values() if match.is_sure)
    return {key: replace(match, is_sure=match.is_sure and claims[match.pk] == 1) for key, match in found.items()}


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Our records by their names, by the words in these, and projects by their numbers."""

    by_name: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    by_word: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_number: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, records: Iterable[IntegrableRecord]) -> "KnownNames":
        known = cls()
        for record in records:
            known.add(record)
        return known

    def add(self, record: Any) -> None:
        for name in set(map(essence, names_of(record))):
            self.by_name[name].append(record)
            for word in name.split():
                self.by_word[word].add(name)
        if isinstance(record, Project):
            self.by_number[record.number.casefold()].append(record)

    def find(self, name: str) -> Match | None:
        wanted = essence(name)
        if same := self.by_name.get(wanted):
            return Match(same[0].pk, len(same) == 1 and same[0].state != State.REJECTED)
        number = number_and_name(name)[0].casefold()
        alike = self.by_number.get(number) or self.much_alike(wanted)
        return Match(alike[0].pk) if alike else None

    def much_alike(self, wanted: str) -> list[Any]:
        """Return the records whose name is closest, among those that share the rarest word."""
        shared = sorted((self.by_word[word] for word in wanted.split() if word in self.by_word), key=len)
        close = get_close_matches(wanted, shared[0], n=1, cutoff=ALIKE) if shared and len(shared[0]) <= COMMON else []
        return self.by_name[close[0]] if close else []


def names_of(record: Any) -> Iterator[str]:
    """Yield what a record may be called in Xero: a project often by its number and its name."""
    yield record.name
    if isinstance(record, Project):
        yield f"{record.number} {record.name}"
