"""A case of a rule: a record that holds to every rule, what spoils it, and what comes as near and still passes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from erp_integrations.models import IntegrationSettings
from erp_integrations.rules import Finding, Rule, findings

Step = Callable[[Any], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`sentence` is what somebody reads, word for word: number and sentence say which row of a type's table it is.

    `edge` is the nearest thing to `spoil` that breaks nothing. `along` are the numbers of rules that nothing can spoil
    the record for without breaking them too. `asked_with` are values that not every database holds: the spoilt record
    has them only when it is asked.
    """

    number: str
    what: str
    make: Callable[[], Any]
    spoil: Step
    sentence: str
    edge: Step
    along: frozenset[str] = frozenset()
    asked_with: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.number}-{self.what.replace(' ', '_')}"

    def is_of(self, rule: Rule) -> bool:
        """Whether a row of the table is the one that the case is about."""
        return rule.number == self.number and says(rule, self.sentence)

    def check_stopping(self) -> None:
        """The record breaks nothing; spoilt it breaks this rule, and no other but those that go along."""
        record = self.make()
        assert sentences(found(record)) == []
        self.spoil(record)
        broken = [one for one in found(record, **self.asked_with) if one.rule.number not in self.along]
        assert [self.is_of(finding.rule) for finding in broken] == [True], sentences(broken)
        assert str(broken[0]) == self.sentence
        assert broken[0].who

    def check_passing(self) -> None:
        record = self.make()
        self.edge(record)
        assert sentences(found(record)) == []


def says(rule: Rule, sentence: str) -> bool:
    """Whether a sentence is the rule's, with whatever was put into it."""
    parts = Formatter().parse(str(rule.sentence))
    pattern = "".join(re.escape(text) + ("" if field is None else ".+") for text, field, _spec, _conversion in parts)
    return re.fullmatch(pattern, sentence) is not None


def found(record: Any, **asked_with: object) -> list[Finding]:
    """Return what a record breaks, as it is stored now and with what is known of Xero now."""
    stored = type(record).objects.for_display().get(pk=record.pk)
    for name, value in asked_with.items():
        setattr(stored, name, value)
    return findings(stored, IntegrationSettings.load())


def sentences(broken: list[Finding]) -> list[str]:
    return [f"{finding.rule.number} {finding}" for finding in broken]
