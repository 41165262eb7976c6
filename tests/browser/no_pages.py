"""Addresses that show somebody who is signed in and has every right no page of their own, and what they do instead."""

from typing import Any

from erp_integrations.permissions import RECORDS
from tests.matrix.addresses import ADDRESSES, NOBODY, NOT_GET

PAGE, FILE, LEADS_ON, REFUSED, NOT_THERE = "page", "file", "leads on", "refused", "not there"
# What a record has not, or a person needs not, until it is made so: its page is among the scenery then.
TOLD: dict[str, str] = {
    "(?P<url>.*)$": NOT_THERE,
    "^(?P<app_label>erp_integrations|auth)/$": NOT_THERE,
    "connect/xero/done/": LEADS_ON,
    "connect/xero/organisation/": LEADS_ON,
    "erp_integrations/integrationsettings/": LEADS_ON,
    "erp_integrations/payment/<int:pk>/attachments/<int:attachment_pk>/": FILE,
    "erp_integrations/stagedrecord/": LEADS_ON,
    "erp_integrations/stagedrecord/<path:object_id>/change/": LEADS_ON,
    "evidence/<slug:kind>/<int:pk>.<slug:form>": FILE,
    "jsi18n/": FILE,
    "login/": LEADS_ON,
    "login/code/": LEADS_ON,
    "login/provider/": NOT_THERE,
    "login/provider/done/": NOT_THERE,
    "r/<path:content_type_id>/<path:object_id>/": NOT_THERE,
    "r/<str:key>/": LEADS_ON,
    # A part of a page.
    "schedules/runs/<int:pk>/": FILE,
    "upload/<int:pk>/wrong.csv": FILE,
    "upload/tables/<str:name>.csv": FILE,
}
WITH_HISTORY = (*RECORDS, "payment")


def instead_of_a_page(route: str) -> str:
    """Return what an address does that shows no page; PAGE for all others."""
    if ADDRESSES[route].get == NOBODY:
        return REFUSED
    return TOLD.get(route, LEADS_ON if leads_to_its_row(route) else PAGE)


def leads_to_its_row(route: str) -> bool:
    if route.endswith("/<path:object_id>/"):
        return True
    return route.endswith("/history/") and route.split("/")[1] not in WITH_HISTORY


def told_by(answer: Any) -> str:
    if answer.status_code != 200:
        return {302: LEADS_ON, 403: REFUSED, 404: NOT_THERE}.get(answer.status_code, str(answer.status_code))
    is_page = "text/html" in answer["Content-Type"] and "Content-Disposition" not in answer
    return PAGE if is_page else FILE


ROUTES = sorted(route for route, address in ADDRESSES.items() if address.get != NOT_GET)
WITH_PAGE = [route for route in ROUTES if instead_of_a_page(route) == PAGE]
