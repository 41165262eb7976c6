"""The addresses of Xero's own pages (Xero reference 4.10)."""

from collections.abc import Mapping
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest

from erp_integrations.admin.health import health_of
from erp_integrations.models import CostKind

PAGES: Mapping[str, str] = {
    CostKind.ACCPAY: "/AccountsPayable/Edit.aspx?InvoiceID=",
    CostKind.SPEND: "/Bank/ViewTransaction.aspx?bankTransactionID=",
    CostKind.ACCPAYCREDIT: "/AccountsPayable/ViewCreditNote.aspx?creditNoteID=",
}


def address_in_xero(request: HttpRequest, kind: str, erp_id: str) -> str:
    """Return where a transaction is looked at; empty where Xero's pages or the organisation's code are not known."""
    connection = health_of(request).connection
    if not (settings.XERO_PAGES_URL and connection and connection.short_code and erp_id):
        return ""
    page = quote(f"{PAGES[kind]}{erp_id}", safe="")
    code = quote(connection.short_code, safe="")
    return f"{settings.XERO_PAGES_URL}/organisationlogin/default.aspx?shortcode={code}&redirecturl={page}"
