"""What a rule is, and what it finds. The rules themselves are rows of the files beside this one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from erp_integrations.models import IntegrationSettings
from erp_integrations.models.sentences import sentence_of

Text = str | Promise
Details = Mapping[str, object]


class Moment(Enum):
    """When a rule is asked. Whatever stops sending stops accepting too."""

    SEND = "send", _("when it is sent")
    ACCEPT = "accept", _("when it is accepted")
    EXPORT = "export", _("before it is exported")
    ADVICE = "advice", _("as advice")

    def __init__(self, slug: str, title: Text) -> None:
        self.slug, self.title = slug, title


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row: `broken` yields the details of each way in which a record breaks it, to be put into `sentence`.

    `number` is the rule's number in the domain reference (R1-R180), or "Xero" for a limit that Xero sets itself.
    `who` says who mends it and where. `example` is what the list of rules puts into the sentence.
    """

    number: str
    moment: Moment
    sentence: Text
    who: Text
    broken: Callable[[Any, IntegrationSettings], Iterable[Details]]
    example: Details = field(default_factory=dict)

    @property
    def example_sentence(self) -> str:
        """What somebody reads who breaks it."""
        return sentence_of(self.sentence).format(**self.example)

    def findings(self, record: Any, settings: IntegrationSettings) -> list["Finding"]:
        return [
            Finding(self, sentence_of(self.sentence).format(**details)) for details in self.broken(record, settings)
        ]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a record breaks, as a sentence for the person it stops."""

    rule: Rule
    sentence: str

    def __str__(self) -> str:
        return self.sentence

    @property
    def who(self) -> str:
        return sentence_of(self.rule.who)

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has to do anything but wait for another record's export."""
        return self.rule.moment is Moment.EXPORT

    @property
    def is_advice(self) -> bool:
        return self.rule.moment is Moment.ADVICE
