"""What a token may do: both the broad scopes and the granular ones that follow them (Xero reference 1.6)."""

TRANSACTIONS = "accounting.transactions"
SETTINGS = ("accounting.settings",)
INVOICES = ("accounting.invoices", TRANSACTIONS)
# endpoint → the scopes of which one is needed; reading takes the `.read` twin as well
NEEDED = {
    "Organisation": SETTINGS,
    "Accounts": SETTINGS,
    "Currencies": SETTINGS,
    "TaxRates": SETTINGS,
    "TrackingCategories": SETTINGS,
    "Items": SETTINGS + INVOICES,
    "Contacts": ("accounting.contacts",),
    "PurchaseOrders": INVOICES,
    "Invoices": INVOICES,
    "CreditNotes": INVOICES,
    "BankTransactions": ("accounting.banktransactions", TRANSACTIONS),
    "Payments": ("accounting.payments", TRANSACTIONS),
    "Attachments": ("accounting.attachments",),
}
_WITH_TWIN = {scope for scopes in NEEDED.values() for scope in scopes} | {
    "accounting.manualjournals",
}
KNOWN_SCOPES = frozenset(
    _WITH_TWIN
    | {f"{scope}.read" for scope in _WITH_TWIN}
    | {"openid", "profile", "email", "offline_access", "accounting.reports.read", "accounting.budgets.read"}
)


def endpoint_of(route: str) -> str:
    """Return which of the rows above a route belongs to. The files of a document need a scope of their own (1.6)."""
    names = route.split()[1].split("/")
    return "Attachments" if "Attachments" in names else names[0]


def is_allowed(scope: str, method: str, endpoint: str) -> bool:
    granted = set(scope.split())
    needed = set(NEEDED[endpoint])
    if method == "GET":
        needed |= {f"{one}.read" for one in needed}
    return bool(granted & needed)
