"""What can go wrong with another system, named after what the caller does next."""

from datetime import datetime

from connectors.sentences import together


class ConnectorError(Exception):
    """`str()` of it is a sentence for a person."""


class Refused(ConnectorError):
    """The other system said no, and nothing was stored. Somebody has to change something before trying again."""

    def __init__(self, *messages: str) -> None:
        super().__init__(together(messages))
        self.messages = messages


class NotConnected(ConnectorError):
    """The other system does not let us in until somebody connects again."""


class TryLater(ConnectorError):
    """Nothing was stored, and nothing is wrong with what was sent: send it again at `until`, not before."""

    def __init__(self, message: str, *, until: datetime) -> None:
        super().__init__(message)
        self.until = until


class Unreadable(TryLater):
    """A question had no usable answer. Others may still be answered."""


class NotFound(Refused):
    """The other system has nothing under that id."""


class OutcomeUnknown(ConnectorError):
    """The request went out and no usable answer came back: it may or may not have been carried out."""
