"""Tracking categories and their options (Xero reference 4.2)."""

from collections.abc import Iterable
from itertools import chain
from uuid import uuid4

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.kinds import Kind, option_key
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Crashed, NotFound, Rejected
from connectors.xero.sandbox.writing import Outcome

NAME_LENGTH = 100
MOST_ACTIVE_CATEGORIES = 2
MOST_CATEGORIES = 4
STATUSES = ("ACTIVE", "ARCHIVED")
OPTION_TAKEN = "For each specified tracking option the name must be unique."
TOO_MANY = "You can have no more than 2 active tracking categories."
DOCUMENTS_WITH_LINES = (kinds.PURCHASE_ORDERS, kinds.INVOICES, kinds.CREDIT_NOTES, kinds.BANK_TRANSACTIONS)


def create_category(organisation: Organisation, sent: Document) -> Outcome:
    category = {"TrackingCategoryID": str(uuid4()), "Name": _name(sent), "Status": "ACTIVE"}
    return Outcome(_put_category(organisation, category))


def update_category(organisation: Organisation, category: Document, sent: Document) -> Outcome:
    changed = {**category, "Name": _name({**category, **sent}), "Status": _status({**category, **sent})}
    return Outcome(_put_category(organisation, changed))


def delete_category(organisation: Organisation, category: Document) -> Outcome:
    """A category in use becomes ARCHIVED, another one DELETED."""
    is_used = _is_used(organisation, "TrackingCategoryID", category["TrackingCategoryID"])
    status = "ARCHIVED" if is_used else "DELETED"
    return Outcome(organisation.put(kinds.TRACKING_CATEGORIES, {**category, "Status": status}))


def create_option(organisation: Organisation, category_id: str, sent: Document) -> Outcome:
    category = organisation.of(kinds.TRACKING_CATEGORIES).get(category_id)
    # Xero answers a mistaken category id, and a blank at the end of the name, with its page for its own failures.
    if category is None or category["Status"] == "DELETED":
        raise Crashed
    option = {"TrackingOptionID": str(uuid4()), "TrackingCategoryID": category_id, "Status": "ACTIVE"}
    return Outcome(_put_option(organisation, {**option, "Name": _name(sent)}))


def update_option(organisation: Organisation, category_id: str, option_id: str, sent: Document) -> Outcome:
    option = _option(organisation, category_id, option_id)
    changed = {**option, "Name": _name({**option, **sent}), "Status": _status({**option, **sent})}
    return Outcome(_put_option(organisation, changed))


def delete_option(organisation: Organisation, category_id: str, option_id: str) -> Outcome:
    option = _option(organisation, category_id, option_id)
    status = "ARCHIVED" if _is_used(organisation, "TrackingOptionID", option_id) else "DELETED"
    return Outcome(organisation.put(kinds.TRACKING_OPTIONS, {**option, "Status": status}))


def _put_category(organisation: Organisation, category: Document) -> Document:
    categories = organisation.of(kinds.TRACKING_CATEGORIES)
    same_name = categories.first("Name", category["Name"])
    if same_name and same_name["TrackingCategoryID"] != category["TrackingCategoryID"]:
        raise Rejected("The tracking category name must be unique.")
    others = [one for key, one in categories.items() if key != category["TrackingCategoryID"]]
    if category["Status"] == "ACTIVE" and sum(one["Status"] == "ACTIVE" for one in others) >= MOST_ACTIVE_CATEGORIES:
        raise Rejected(TOO_MANY)
    if sum(one["Status"] != "DELETED" for one in others) >= MOST_CATEGORIES:
        raise Rejected("You can have no more than 4 tracking categories, archived ones included.")
    return organisation.put(kinds.TRACKING_CATEGORIES, category)


def _put_option(organisation: Organisation, option: Document) -> Document:
    """Names are unique within a category whatever their case, and archived options keep theirs."""
    holder = organisation.tracking_options.first("Name", option_key(option["TrackingCategoryID"], option["Name"]))
    if holder and holder["TrackingOptionID"] != option["TrackingOptionID"]:
        raise Rejected(OPTION_TAKEN)
    return organisation.put(kinds.TRACKING_OPTIONS, option)


def _option(organisation: Organisation, category_id: str, option_id: str) -> Document:
    option = organisation.tracking_options.get(option_id)
    if option is None or option["TrackingCategoryID"] != category_id or option["Status"] == "DELETED":
        raise NotFound
    return option


def _name(sent: Document) -> str:
    name = str(sent.get("Name", ""))
    if not name.strip():
        raise Rejected("The Name field is required.")
    if name != name.rstrip():
        raise Crashed
    if len(name) > NAME_LENGTH:
        raise Rejected(f"The Name field must not be longer than {NAME_LENGTH} characters.")
    return name


def _status(sent: Document) -> str:
    if sent["Status"] not in STATUSES:
        raise Rejected(f"The status {sent['Status']} is not valid.")
    return str(sent["Status"])


def _is_used(organisation: Organisation, id_field: str, identity: str) -> bool:
    return any(entry[id_field] == identity for entry in _entries(organisation))


def _entries(organisation: Organisation) -> Iterable[Document]:
    return chain.from_iterable(_entries_of(organisation, kind) for kind in DOCUMENTS_WITH_LINES)


def _entries_of(organisation: Organisation, kind: Kind) -> Iterable[Document]:
    for document in organisation.of(kind).values():
        for line in document["LineItems"]:
            yield from line["Tracking"]
