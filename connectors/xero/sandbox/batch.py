"""Writing several elements with one request: each stands or falls alone (Xero reference 3.1 and 3.7)."""

from collections.abc import Callable

from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.kinds import Kind
from connectors.xero.sandbox.refusals import Malformed, NothingSent, Rejected, RejectedBatch
from connectors.xero.sandbox.rendering import dated
from connectors.xero.sandbox.writing import Outcome

NO_ID = "00000000-0000-0000-0000-000000000000"
NOTHING = (
    "No data has been processed for this endpoint. "
    "This endpoint is expecting {} data to be specifed in the request body."
)
LARGEST_BATCH = {"Items": 500}
ERROR_FLAGS = {"Contacts": "HasValidationErrors", "Payments": "HasValidationErrors"}
WITHOUT_ERROR_FLAG = ("Items",)
# Objects inside an element that carry their own ValidationErrors in an answer.
NESTED = ("Contact", "Invoice", "CreditNote", "BankAccount", "Account")


def elements_of(kind: Kind, body: Document) -> list[Document]:
    """Return the elements of a body, which is one bare object or the plural with a list."""
    elements = body.get(kind.plural, [body] if body else [])
    if not elements:
        raise NothingSent(NOTHING.format(kind.singular))
    if not all(isinstance(element, dict) for element in elements):
        raise Malformed(f"JSON for post data was invalid,an object was expected. Path '{kind.plural}[0]'.")
    largest = LARGEST_BATCH.get(kind.plural)
    if largest and len(elements) > largest:
        raise Malformed(f"No more than {largest} {kind.plural} can be sent in one request.")
    return list(elements)


def write_all(
    kind: Kind,
    elements: list[Document],
    write: Callable[[Document], Outcome],
    show: Callable[[Document], Document],
    *,
    summarize_errors: bool,
) -> list[Document]:
    """Write each element and return the answer's elements in the order of the request.

    With `summarize_errors`, which is Xero's real default, a refused element raises RejectedBatch at the end, although
    the good ones have been stored.
    """
    written: list[Document] = []
    refused: list[Document] = []
    for element in elements:
        try:
            written.append(_accepted(show, write(element), summarize_errors=summarize_errors))
        except Rejected as rejection:
            refused.append(_refused(kind, element, rejection))
            written.append({**refused[-1], "StatusAttributeString": "ERROR"})
    if refused and summarize_errors:
        raise RejectedBatch(refused)
    return written


def _accepted(show: Callable[[Document], Document], outcome: Outcome, *, summarize_errors: bool) -> Document:
    shown = show(outcome.document)
    if outcome.warnings:
        shown["Warnings"] = [{"Message": message} for message in outcome.warnings]
    if summarize_errors:
        return shown
    return {**shown, "StatusAttributeString": "WARNING" if outcome.warnings else "OK"}


def _refused(kind: Kind, element: Document, rejection: Rejected) -> Document:
    """Return the element as it was sent, each object in it with its own errors."""
    shown = {kind.id_field: NO_ID, **dated(element)}
    for name in NESTED:
        if isinstance(shown.get(name), dict):
            messages = rejection.nested.get(name, [])
            shown[name] = {**shown[name], "ValidationErrors": errors_of(messages)}
            if name == "Contact":
                shown[name]["HasValidationErrors"] = bool(messages)
    if "LineItems" in shown:
        shown["LineItems"] = [{"Tracking": [], **line, "ValidationErrors": []} for line in shown["LineItems"]]
    if kind.plural not in WITHOUT_ERROR_FLAG:
        shown[ERROR_FLAGS.get(kind.plural, "HasErrors")] = True
    return {**shown, "ValidationErrors": errors_of(rejection.messages)}


def errors_of(messages: list[str]) -> list[Document]:
    return [{"Message": message} for message in messages]
