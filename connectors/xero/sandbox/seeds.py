"""What an organisation starts with: a US contractor's chart of accounts, tax rates, and the contacts it already has."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import uuid4

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.kinds import Kind

NAME = "Harbor Ridge Builders (stand-in)"
IANA_TIMEZONE = "America/Chicago"
JOB_CATEGORY = "Job"
BANK_ACCOUNT = "090"
CREDIT_CARD = "091"
ACCOUNTS_PAYABLE = "800"

# code, name, type, class, default tax type, system account
ACCOUNTS = (
    (BANK_ACCOUNT, "Business Bank Account", "BANK", "ASSET", "NONE", ""),
    (CREDIT_CARD, "Company Credit Card", "BANK", "ASSET", "NONE", ""),
    ("200", "Contract Revenue", "REVENUE", "REVENUE", "NONE", ""),
    ("260", "Other Revenue", "REVENUE", "REVENUE", "NONE", ""),
    ("300", "Purchases", "DIRECTCOSTS", "EXPENSE", "INPUT", ""),
    ("310", "Subcontractors", "DIRECTCOSTS", "EXPENSE", "NONE", ""),
    ("320", "Materials", "DIRECTCOSTS", "EXPENSE", "INPUT", ""),
    ("330", "Equipment Rental", "DIRECTCOSTS", "EXPENSE", "INPUT", ""),
    ("340", "Job Labor", "DIRECTCOSTS", "EXPENSE", "NONE", ""),
    ("400", "Advertising", "EXPENSE", "EXPENSE", "INPUT", ""),
    ("404", "Bank Fees", "EXPENSE", "EXPENSE", "NONE", ""),
    ("429", "General Expenses", "EXPENSE", "EXPENSE", "INPUT", ""),
    ("433", "Insurance", "EXPENSE", "EXPENSE", "NONE", ""),
    ("445", "Utilities", "EXPENSE", "EXPENSE", "INPUT", ""),
    ("449", "Motor Vehicle Expenses", "EXPENSE", "EXPENSE", "INPUT", ""),
    ("469", "Rent", "EXPENSE", "EXPENSE", "NONE", ""),
    ("477", "Salaries", "EXPENSE", "EXPENSE", "NONE", ""),
    ("610", "Accounts Receivable", "CURRENT", "ASSET", "NONE", "DEBTORS"),
    ("710", "Office Equipment", "FIXED", "ASSET", "INPUT", ""),
    (ACCOUNTS_PAYABLE, "Accounts Payable", "CURRLIAB", "LIABILITY", "NONE", "CREDITORS"),
    ("815", "Retainage Payable", "CURRLIAB", "LIABILITY", "NONE", ""),
    ("820", "Sales Tax", "CURRLIAB", "LIABILITY", "NONE", "GST"),
    ("840", "Historical Adjustment", "CURRLIAB", "LIABILITY", "NONE", "HISTORICAL"),
    ("860", "Rounding", "CURRLIAB", "LIABILITY", "NONE", "ROUNDING"),
    ("960", "Retained Earnings", "EQUITY", "EQUITY", "NONE", "RETAINEDEARNINGS"),
)
BANKS = {
    BANK_ACCOUNT: {"BankAccountNumber": "111900659-0042", "BankAccountType": "BANK"},
    CREDIT_CARD: {"BankAccountNumber": "4411", "BankAccountType": "CREDITCARD"},
}
# type, name, rate, can it be used on revenue
TAX_RATES = (
    ("NONE", "Tax Exempt", "0", True),
    ("INPUT", "Tax on Purchases", "0", False),
    ("OUTPUT", "Tax on Sales", "0", True),
    ("GSTONIMPORTS", "Sales Tax on Imports", "0", False),
    ("TAX001", "Texas State and Local", "8.25", True),
)
# name, e-mail, phone, address, city, postal code. Names that a contractor's own records may have as well.
CONTACTS = (
    ("Cascade Concrete and Pumping", "ar@cascadeconcrete.example", "555-0142", "2210 Quarry Rd", "Portland", "78374"),
    ("Baker and Sons Electrical", "office@bakerandsons.example", "555-0117", "88 Conduit Ave", "Rockport", "78382"),
    ("Nunez Masonry", "pagos@nunezmasonry.example", "555-0155", "417 Lime St", "Corpus Christi", "78401"),
    ("Summit Drywall, Inc", "billing@summitdrywall.example", "555-0171", "9 Plaster Ct", "Ingleside", "78362"),
    ("Gulf Coast Crane & Rigging", "dispatch@gulfcrane.example", "555-0128", "1 Dockside", "Aransas Pass", "78336"),
    ("Bluebonnet Building Supply", "accounts@bluebonnet.example", "555-0190", "3301 Lumber Ln", "Portland", "78374"),
    ("Padre Island Roofing", "hello@padreroofing.example", "555-0133", "14805 Park Rd 22", "Corpus Christi", "78418"),
    ("Mission Plumbing & Heating", "ap@missionplumbing.example", "555-0166", "702 Cistern St", "Goliad", "77963"),
    ("Lone Oak Equipment Rental", "rentals@loneoak.example", "555-0104", "5600 Leopard St", "Corpus Christi", "78408"),
    ("Harbor Office Supply", "orders@harboroffice.example", "555-0188", "120 Water St", "Corpus Christi", "78401"),
    ("Coastal Bend Insurance Group", "service@coastalbend.example", "555-0111", "9 Bay Dr", "Corpus Christi", "78401"),
    ("City of Corpus Christi Permits", "permits@ccpermits.example", "555-0100", "2406 Hall", "Corpus Christi", "78408"),
)


def profile(created: str) -> Document:
    """Return what GET /Organisation tells; US organisations are Version US (Xero reference 4.10)."""
    return {
        "OrganisationID": str(uuid4()),
        "Name": NAME,
        "LegalName": "Harbor Ridge Builders, LLC",
        "PaysTax": True,
        "Version": "US",
        "OrganisationType": "COMPANY",
        "BaseCurrency": "USD",
        "CountryCode": "US",
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 12,
        "SalesTaxBasis": "ACCRUALS",
        "SalesTaxPeriod": "MONTHLY",
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "CreatedDateUTC": created,
        "Timezone": "CENTRALSTANDARDTIME",
        "OrganisationEntityType": "COMPANY",
        "ShortCode": "!hRb7X",
        "Class": "PREMIUM",
        "Edition": "BUSINESS",
        "LineOfBusiness": "Commercial building construction",
    }


def chart_of_accounts() -> Iterator[tuple[Kind, Document]]:
    for row in ACCOUNTS:
        yield kinds.ACCOUNTS, _account(row)
    for tax_type, name, rate, on_revenue in TAX_RATES:
        yield kinds.TAX_RATES, tax_rate(tax_type, name, Decimal(rate), on_revenue=on_revenue)


def contractor_documents() -> Iterator[tuple[Kind, Document]]:
    yield kinds.TRACKING_CATEGORIES, {"Name": JOB_CATEGORY, "Status": "ACTIVE"}
    yield kinds.ITEMS, _retainage_item()
    for row in CONTACTS:
        yield kinds.CONTACTS, _contact(row)


def tax_rate(tax_type: str, name: str, rate: Decimal, *, on_revenue: bool) -> Document:
    return {
        "TaxType": tax_type,
        "Name": name,
        "Status": "ACTIVE",
        "ReportTaxType": tax_type if tax_type in ("NONE", "INPUT", "OUTPUT", "GSTONIMPORTS") else "USSALESTAX",
        "CanApplyToAssets": True,
        "CanApplyToEquity": True,
        "CanApplyToExpenses": tax_type != "OUTPUT",
        "CanApplyToLiabilities": True,
        "CanApplyToRevenue": on_revenue,
        "DisplayTaxRate": rate.quantize(Decimal("0.0001")),
        "EffectiveRate": rate.quantize(Decimal("0.0001")),
        "TaxComponents": [
            {"Name": name, "Rate": rate.quantize(Decimal("0.0001")), "IsCompound": False, "IsNonRecoverable": False}
        ],
    }


def _account(row: tuple[str, str, str, str, str, str]) -> Document:
    code, name, kind, category, tax_type, system_account = row
    account = {
        "Code": code,
        "Name": name,
        "Type": kind,
        "Class": category,
        "Status": "ACTIVE",
        "TaxType": tax_type,
        "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False,
    }
    if system_account:
        account["SystemAccount"] = system_account
    if kind == "BANK":
        account |= {**BANKS[code], "CurrencyCode": "USD"}
    return account


def _retainage_item() -> Document:
    return {
        "Code": "RETAINAGE",
        "Name": "Retainage held",
        "PurchaseDescription": "Retainage held",
        "IsSold": False,
        "IsPurchased": True,
        "PurchaseDetails": {"AccountCode": "815", "TaxType": "NONE"},
    }


def _contact(row: tuple[str, str, str, str, str, str]) -> Document:
    name, email, phone, address, city, postal_code = row
    return {
        "ContactStatus": "ACTIVE",
        "Name": name,
        "EmailAddress": email,
        "IsSupplier": False,
        "IsCustomer": False,
        "Addresses": [
            {
                "AddressType": "POBOX",
                "AddressLine1": address,
                "City": city,
                "Region": "TX",
                "PostalCode": postal_code,
                "Country": "United States",
            }
        ],
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": phone, "PhoneAreaCode": "361"}],
    }
