"""What an answer of Xero's says became of each document of a batch."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from connectors.documents import PurchaseOrderChange
from connectors.errors import OutcomeUnknown
from connectors.ports import Receipt
from connectors.sentences import gettext as _
from connectors.xero.messages import messages_of, with_advice
from connectors.xero.resources import GONE, RESOURCES, Element, Json, Resource, XeroLine, elements_of, same_line


def read_receipts(resource: Resource, sent: Sequence[Element], content: bytes) -> list[Receipt]:
    """Return what became of each element that was sent, by position and checked by our own key (3.7).

    Raises `OutcomeUnknown` when the answer is cut off or does not speak of every element.
    """
    try:
        answered = elements_of(resource, content)
        raw: dict[str, Any] = msgspec.json.decode(content)
    except msgspec.DecodeError as error:
        raise OutcomeUnknown(_("Xero's answer came back incomplete.")) from error
    if len(answered) != len(sent):
        raise OutcomeUnknown(
            _("Xero's answer speaks of %(answered)s of %(sent)s records.")
            % {"answered": len(answered), "sent": len(sent)}
        )
    rows = in_order_sent(resource, sent, list(zip(answered, raw.get(resource.name, [raw]), strict=True)))
    return [receipt(resource, one, found, messages) for one, (found, messages) in zip(sent, rows, strict=True)]


def in_order_sent(resource: Resource, sent: Sequence[Element], rows: list[tuple[Element, Json]]) -> list[Any]:
    """Put the answered rows into the order of what was sent, by our own key.

    A key that Xero spells otherwise than we did is no reason to doubt that the document is there, so whatever no key
    names keeps its position.
    """
    by_key = {resource.key_of(found): (found, raw) for found, raw in rows}
    keys = [resource.key_of(one) for one in sent]
    if len(by_key) == len(rows) and set(keys) == set(by_key):
        return [by_key[key] for key in keys]
    return rows


def receipt(resource: Resource, sent: Element, found: Element, raw: Json) -> Receipt:
    if found.has_errors or found.status_attribute_string == "ERROR":
        return Receipt(errors=messages_of(msgspec.json.encode(raw), 200))
    if not resource.id_of(found):
        raise OutcomeUnknown(_("Xero's answer names no id for what was sent."))
    warnings = tuple(with_advice(str(row.get("Message", ""))) for row in raw.get("Warnings") or ())
    return stored_receipt(resource, sent, found, warnings)


def stored_receipt(resource: Resource, sent: Element, found: Element, warnings: tuple[str, ...] = ()) -> Receipt:
    if resource is RESOURCES[PurchaseOrderChange]:
        return replace(appended_receipt(sent, found), warnings=warnings + lost_tracking(sent, found))
    return Receipt(
        erp_id=resource.id_of(found),
        erp_name=resource.existing(found).name,
        line_ids=line_ids(sent.line_items, found.line_items),
        warnings=warnings + lost_tracking(sent, found),
    )


def adopt(resource: Resource, sent: Element, candidates: list[Element]) -> Receipt | None:
    """Take what a look-up found for our own, unless it only bears the same code or number. Each is taken once."""
    ours = next((found for found in candidates if is_there(found) and resource.is_ours(sent, found)), None)
    if ours is None:
        return None
    candidates.remove(ours)
    return replace(stored_receipt(resource, sent, ours), found=ours.source)


def is_there(found: Element) -> bool:
    return found.status not in GONE


def clash(resource: Resource, sent: Element, candidates: list[Element]) -> Receipt | None:
    """Say why what was not found must not go out again: what nobody adopted stands in its way."""
    name = getattr(sent, resource.key)
    if any(is_there(found) and resource.may_be_ours(sent, found) for found in candidates):
        return Receipt(
            errors=(_("%(name)s is in Xero already with other contents. Link it, or use another.") % {"name": name},)
        )
    if candidates and resource.key == "url":
        # The link on a bill is nobody else's. Sending it anew is for a person to decide.
        return Receipt(errors=(_("It arrived in Xero and was voided there meanwhile. Export it again if need be."),))
    return None


def added_lines(sent: Element, order: Element) -> list[XeroLine]:
    """Return the lines of an order that were not there when its change was sent."""
    known = {line.line_item_id for line in sent.line_items if line.line_item_id}
    return [line for line in order.line_items if line.line_item_id not in known]


def appended_receipt(sent: Element, order: Element) -> Receipt:
    appended = [line for line in sent.line_items if not line.line_item_id]
    return Receipt(
        erp_id=order.purchase_order_id or "",
        erp_name=order.purchase_order_number or "",
        line_ids=line_ids(appended, added_lines(sent, order)),
    )


def line_ids(sent: Sequence[XeroLine], found: Sequence[XeroLine], *, by_contents_only: bool = False) -> tuple[str, ...]:
    """Return Xero's id for each line sent, empty where there is none.

    Nobody promises that the order is kept (4.4), so contents decide first, and the position only after them.
    """
    left = list(found)
    ids = []
    for position, line in enumerate(sent):
        twin = next((other for other in left if same_line(line, other)), None)
        if twin is None and not by_contents_only:
            twin = found[position] if position < len(found) and found[position] in left else None
        if twin:
            left.remove(twin)
        ids.append((twin.line_item_id if twin else "") or "")
    return tuple(ids)


def lost_tracking(sent: Element, found: Element) -> tuple[str, ...]:
    """Name the lines whose job Xero did not keep: it has dropped tracking without a word (pitfall 14)."""
    kept = {line.line_item_id: {entry.option for entry in line.tracking} for line in found.line_items}
    ids = line_ids(sent.line_items, found.line_items)
    return tuple(
        _("Xero did not keep the job “%(job)s” on line %(line)s: set it there.")
        % {"job": entry.option, "line": position}
        for position, (line, line_id) in enumerate(zip(sent.line_items, ids, strict=True), start=1)
        for entry in line.tracking
        if entry.option not in kept.get(line_id, set())
    )
