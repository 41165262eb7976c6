"""The tracking of a line: at most two categories, by name and option, or by the two ids (Xero reference 4.2)."""

from collections.abc import Sequence

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.kinds import option_key
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Rejected

MOST_PER_LINE = 2
UNKNOWN_CATEGORY = "Unknown tracking details. A Tracking Category did not match a known Active TrackingCategory."
UNKNOWN_OPTION = "Unknown tracking details. A Tracking Option did not match a known Active TrackingOption."


def read(organisation: Organisation, sent: Sequence[Document], *, by_ids: bool) -> list[Document]:
    """Return the entries that a line keeps. Purchase orders match by names only, whatever ids are sent beside."""
    if len(sent) > MOST_PER_LINE:
        raise Rejected("A line item can have no more than 2 tracking categories.")
    entries = [entry for one in sent if (entry := _read_entry(organisation, one, by_ids=by_ids))]
    if len({entry["TrackingCategoryID"] for entry in entries}) < len(entries):
        raise Rejected("Each tracking category can be used only once on a line item.")
    return entries


def _read_entry(organisation: Organisation, sent: Document, *, by_ids: bool) -> Document | None:
    category = _category(organisation, sent, by_ids=by_ids)
    if category is None or category["Status"] != "ACTIVE":
        raise Rejected(UNKNOWN_CATEGORY)
    option = _option(organisation, category, sent, by_ids=by_ids)
    if option is None or option["Status"] != "ACTIVE":
        if organisation.unknown_option == "drop":
            return None
        raise Rejected(UNKNOWN_OPTION)
    return {
        "TrackingCategoryID": category["TrackingCategoryID"],
        "TrackingOptionID": option["TrackingOptionID"],
        "Name": category["Name"],
        "Option": option["Name"],
    }


def _category(organisation: Organisation, sent: Document, *, by_ids: bool) -> Document | None:
    categories = organisation.of(kinds.TRACKING_CATEGORIES)
    if name := sent.get("Name"):
        return categories.first("Name", name)
    return categories.get(sent.get("TrackingCategoryID", "")) if by_ids else None


def _option(organisation: Organisation, category: Document, sent: Document, *, by_ids: bool) -> Document | None:
    identity = category["TrackingCategoryID"]
    if name := sent.get("Option"):
        return organisation.tracking_options.first("Name", option_key(identity, name))
    option = organisation.tracking_options.get(sent.get("TrackingOptionID", "")) if by_ids else None
    return option if option and option["TrackingCategoryID"] == identity else None
