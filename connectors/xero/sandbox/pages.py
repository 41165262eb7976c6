"""Pages for people: what the organisation holds, what it was asked, and forms to play the bookkeeper with."""

import secrets
from functools import partial
from typing import Any

from flask import Flask, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.money import ZERO
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.page_forms import carry_out
from connectors.xero.sandbox.page_lists import LISTS, ListPage, contact_name, day, money, row, search
from connectors.xero.sandbox.refusals import Rejected
from connectors.xero.sandbox.rendering import render
from connectors.xero.sandbox.same_origin import is_same_origin
from connectors.xero.sandbox.standin import StandIn

LATEST_CALLS = 12
LATEST_DOCUMENTS = 8
CHOICES = 500
TEMPLATES = {"contacts": "contact.html", "items": "item.html", "tracking": "option.html"}
LISTS_OF_A_CONTACT = ("bills", "purchase-orders", "credit-notes", "bank")


def add_pages(app: Flask, standin: StandIn) -> None:
    app.secret_key = secrets.token_bytes(32)
    # Cookies ignore ports, and another application of the same machine may have its own "session".
    app.config["SESSION_COOKIE_NAME"] = "stand_in_session"
    app.config["SESSION_COOKIE_SAMESITE"] = "Strict"
    app.jinja_env.filters.update(day=day, money=money)
    app.context_processor(lambda: {"organisation": standin.organisation, "lists": LISTS})
    app.add_url_rule("/", "overview", partial(_overview, standin))
    # One rule for all lists: each rule costs a millisecond at every start, and tests start often.
    app.add_url_rule("/<name>", "list", partial(_list, standin))
    app.add_url_rule("/<name>/<identity>", "one", partial(_one, standin))
    app.add_url_rule("/<name>/enter", "enter", partial(_act, standin, action="enter", identity=""), methods=["POST"])
    app.add_url_rule("/<name>/<identity>/<action>", "act", partial(_act, standin), methods=["POST"])


def _overview(standin: StandIn) -> str:
    organisation = standin.organisation
    with organisation.lock:
        bills = list(organisation.invoices.values())
        due = sum((bill["AmountDue"] for bill in bills if bill["Status"] == "AUTHORISED"), ZERO)
        open_bills = sum(bill["Status"] == "AUTHORISED" for bill in bills)
        spent = organisation.bank_transactions.values()
        tiles = [
            ("Bills to pay", money(due), f"{open_bills:,} open of {len(bills):,}", "/bills"),
            ("Purchase orders", f"{len(organisation.purchase_orders):,}", _worth(organisation), "/purchase-orders"),
            ("Spend money", f"{len(spent):,}", "without a bill", "/bank"),
            ("Contacts", f"{len(organisation.contacts):,}", "suppliers and others", "/contacts"),
            ("Items", f"{len(organisation.items):,}", "price list", "/items"),
            ("Tracking options", f"{len(organisation.tracking_options):,}", _category_names(organisation), "/tracking"),
        ]
        latest = [
            row(organisation, LISTS["bills"], bill)
            for bill in organisation.invoices.in_order()[: -LATEST_DOCUMENTS - 1 : -1]
        ]
    return render_template(
        "overview.html",
        tiles=tiles,
        latest=latest,
        bills=LISTS["bills"],
        calls=list(standin.calls)[: -LATEST_CALLS - 1 : -1],
        endpoints=sorted(standin.calls.by_endpoint.items()),
        sent_bytes=standin.calls.sent_bytes,
        limits=standin.limits,
    )


def _worth(organisation: Organisation) -> str:
    kept = [order["Total"] for order in organisation.purchase_orders.values() if order["Status"] != "DELETED"]
    return f"{money(sum(kept, ZERO))} in all"


def _category_names(organisation: Organisation) -> str:
    names = [one["Name"] for one in organisation.tracking_categories.values() if one["Status"] == "ACTIVE"]
    return ", ".join(names) or "no category yet"


def _page(name: str) -> ListPage:
    return LISTS.get(name) or abort(404)


def _list(standin: StandIn, name: str) -> str:
    page = _page(name)
    query = request.args.get("q", "")
    number = request.args.get("page", "1")
    found = search(standin.organisation, page, query, int(number) if number.isdigit() else 1)
    return render_template("list.html", page=page, found=found, query=query, choices=_choices(standin.organisation))


def _choices(organisation: Organisation) -> dict[str, list[str]]:
    """Return what the forms offer; long lists are cut, anything may still be typed."""
    with organisation.lock:
        contacts = [one["Name"] for one in organisation.contacts.values() if one["ContactStatus"] == "ACTIVE"]
        options = [
            f"{category['Name']}: {option['Name']}"
            for category in organisation.tracking_categories.values()
            for option in category["Options"]
            if category["Status"] == option["Status"] == "ACTIVE"
        ]
        return {
            "contacts": sorted(contacts)[:CHOICES],
            "items": sorted(item["Code"] for item in organisation.items.values())[:CHOICES],
            "options": sorted(options)[:CHOICES],
        }


def _one(standin: StandIn, name: str, identity: str) -> str:
    page, organisation = _page(name), standin.organisation
    with organisation.lock:
        document = organisation.of(page.kind).get(identity.lower()) or abort(404)
        shown = render(organisation, page.kind, document)
        return render_template(
            TEMPLATES.get(page.name, "document.html"),
            page=page,
            document=document,
            lines=shown.get("LineItems", []),
            title=document.get(page.number_field) or "no number",
            **_beside(organisation, page, document),
        )


def _beside(organisation: Organisation, page: ListPage, document: Document) -> dict[str, Any]:
    """Return what a page shows beside its own document."""
    if "Contact" in document:
        return {"contact_name": contact_name(organisation, document), "contact_id": document["Contact"]["ContactID"]}
    if page.kind is kinds.TRACKING_OPTIONS:
        return {"category": organisation.of(kinds.TRACKING_CATEGORIES)[document["TrackingCategoryID"]]}
    if page.kind is kinds.CONTACTS:
        return {"related": _related(organisation, document["ContactID"])}
    return {}


def _related(organisation: Organisation, contact_id: str) -> list[tuple[ListPage, list[Any]]]:
    related = []
    for name in LISTS_OF_A_CONTACT:
        page = LISTS[name]
        found = [
            one for one in organisation.of(page.kind).in_order()[::-1] if one["Contact"]["ContactID"] == contact_id
        ]
        if found:
            related.append((page, [row(organisation, page, one) for one in found[:LATEST_DOCUMENTS]]))
    return related


def _act(standin: StandIn, name: str, identity: str, action: str) -> BaseResponse:
    """Do what a form asks, and go back to where it was; only forms of these pages count."""
    if not is_same_origin(request):
        return Response("This form was sent from another page.", 403, content_type="text/plain; charset=utf-8")
    page = _page(name)
    deed = f"{page.name}/{action}"
    try:
        flash(carry_out(standin.organisation, standin.bookkeeper, deed, identity.lower(), request.form), "done")
    except Rejected as refused:
        flash(str(refused), "problem")
    return redirect(f"/{page.name}/{identity}" if identity else f"/{page.name}", 303)
