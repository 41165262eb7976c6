"""Xero's messages, gathered from wherever it puts them, in words that a bookkeeper can act on."""

from collections.abc import Iterator
from typing import Any

import msgspec

from connectors.sentences import gettext as _
from connectors.sentences import gettext_noop, together

# What Xero says (a part of it, lower case) and what to do about it.
ADVICE: tuple[tuple[str, str], ...] = (
    ("already assigned to another contact", gettext_noop("Link the company to that contact, or change its name.")),
    (
        "order number must be unique",
        "Another purchase order in Xero bears this number: change the commitment's number.",
    ),
    ("price list item with code", gettext_noop("The code is taken in Xero: link it, or use another code.")),
    (
        "tracking option the name must be unique",
        gettext_noop("The job exists in Xero, perhaps archived: link the project to it."),
    ),
    ("is not a valid code for this document", gettext_noop("Choose an account in Xero that bills may use.")),
    (
        "account code must be specified",
        gettext_noop("Give the item a purchase account in Xero, or set a default in the settings."),
    ),
    ("period lock date", gettext_noop("The period is closed in Xero: change the date, or move the lock date.")),
    ("year lock date", gettext_noop("The year is closed in Xero: change the date, or move the lock date.")),
    ("known active trackingcategory", gettext_noop("Choose an active tracking category in the settings.")),
    (
        "limit of invoices you can approve",
        gettext_noop("The organisation's Xero plan allows no more approved bills this month."),
    ),
    (
        "invalid guid",
        gettext_noop("An id of Xero's is spoilt here: unlink the company or the order and link it again."),
    ),
    ("contact is archived", gettext_noop("Restore the contact in Xero, or link the company to another one.")),
    (
        "did not match a known active option",
        gettext_noop("The job was renamed or archived in Xero: link the project anew."),
    ),
    ("account code", gettext_noop("Choose an active account in the integration settings, or on the item in Xero.")),
    ("item code", gettext_noop("Export the budget code first, or link it to the item in Xero.")),
)


def messages_of(content: bytes, status: int) -> tuple[str, ...]:
    """Return the sentences in the body of a refusal: Xero's own, each followed by advice where there is any.

    A body may be JSON of three shapes, HTML, plain text or nothing (Xero reference 1.7, 2, 3.7).
    """
    try:
        body = msgspec.json.decode(content)
    except msgspec.DecodeError:
        text = content.decode(errors="replace").strip()
        return (text[:300] if text and "<" not in text else refused(status),)
    found = tuple(dict.fromkeys(with_advice(message) for message in validation_messages(body)))
    return found or (str(first_text(body) or refused(status)),)


def refused(status: int) -> str:
    return _("Xero refused the request (status %(status)s).") % {"status": int(status)}


def validation_messages(node: Any) -> Iterator[str]:
    """Yield every ValidationErrors message of an element: they nest in each object within it (Xero reference 3.7)."""
    if isinstance(node, list):
        for child in node:
            yield from validation_messages(child)
    elif isinstance(node, dict):
        for error in node.get("ValidationErrors") or ():
            yield str(error.get("Message", "")) if isinstance(error, dict) else str(error)
        for name, child in node.items():
            if name != "ValidationErrors":
                yield from validation_messages(child)


def with_advice(message: str) -> str:
    """Return Xero's sentence followed by what to do about it."""
    message = message.strip()
    lowered = message.lower()
    for part, advice in ADVICE:
        if part in lowered:
            return together([f"{message.rstrip('.')}.", _(advice)])
    return message


def first_text(body: Any) -> object:
    if not isinstance(body, dict):
        return None
    by_lower_name = {str(name).lower(): value for name, value in body.items()}
    return by_lower_name.get("message") or by_lower_name.get("detail") or by_lower_name.get("title")
