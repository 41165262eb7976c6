"""The ways in which the organisation says no; `api` turns each into the answer that Xero gives (Xero reference 3.7)."""

from connectors.xero.sandbox.documents import Document


class Rejected(Exception):
    """A validation error of one element (ErrorNumber 10): the others of its batch are stored all the same.

    `nested` holds messages that Xero puts on an object inside the element, by that object's name.
    """

    def __init__(self, *messages: str, nested: dict[str, list[str]] | None = None) -> None:
        super().__init__(" ".join(messages))
        self.messages = list(messages)
        self.nested = nested or {}


class RejectedBatch(Exception):
    """Some elements were refused and the caller did not ask for `summarizeErrors=false` (Xero reference 3.7)."""

    def __init__(self, elements: list[Document]) -> None:
        super().__init__(f"{len(elements)} elements were refused")
        self.elements = elements


class Malformed(Exception):
    """The body cannot be read, which refuses the whole batch (ErrorNumber 14)."""


class UnreadableQuery(Exception):
    """A `where`, `order` or paging parameter makes no sense (ErrorNumber 16)."""


class NothingSent(Exception):
    """The body holds no element (ErrorNumber 17)."""


class NotFound(Exception):
    """Nothing has that id: answered in plain text, not in JSON."""


class Crashed(Exception):
    """A mistake of the caller that Xero answers with status 500."""


class Refused(Exception):
    """Anything else that is answered with a title and a detail."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
