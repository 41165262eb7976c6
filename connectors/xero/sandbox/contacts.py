"""Contacts: matched by id, number or name, unique among the active ones (Xero reference 4.3)."""

import re
from uuid import uuid4

from connectors.xero.sandbox import kinds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.refusals import Rejected
from connectors.xero.sandbox.writing import Outcome, WriteOptions

LENGTHS = {
    "Name": 255,
    "ContactNumber": 50,
    "AccountNumber": 50,
    "FirstName": 255,
    "LastName": 255,
    "EmailAddress": 255,
    "CompanyNumber": 50,
    "TaxNumber": 50,
}
ADDRESS_LENGTHS = {
    "AddressLine1": 500,
    "AddressLine2": 500,
    "AddressLine3": 500,
    "AddressLine4": 500,
    "City": 255,
    "Region": 255,
    "PostalCode": 50,
    "Country": 50,
    "AttentionTo": 255,
}
PHONE_LENGTHS = {"PhoneNumber": 50, "PhoneAreaCode": 10, "PhoneCountryCode": 20}
ADDRESS_TYPES = ("POBOX", "STREET")
PHONE_TYPES = ("DEFAULT", "DDI", "MOBILE", "FAX")
KEPT = (
    *LENGTHS,
    "ContactStatus",
    "ContactPersons",
    "PaymentTerms",
    "PurchasesDefaultAccountCode",
    "AccountsPayableTaxType",
)
TERMS = ("DAYSAFTERBILLDATE", "DAYSAFTERBILLMONTH", "OFCURRENTMONTH", "OFFOLLOWINGMONTH")
STATUSES = ("ACTIVE", "ARCHIVED")
MOST_CONTACT_PERSONS = 5
EMAIL = re.compile(r"^[^@\s<>,;]+@[^@\s<>,;.]+(\.[^@\s<>,;.]+)+$")
COUNTRY = re.compile(r"^[^\W\d_]+([ .,'()&-]+[^\W\d_]+)*[.)]?$")

NO_IDENTITY = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber"
)
NAME_TAKEN = (
    "The contact name {} is already assigned to another contact. "
    "The contact name must be unique across all active contacts."
)
NUMBER_TAKEN = "Another contact has this contact number. Please enter a different contact number."


def create(organisation: Organisation, sent: Document, options: WriteOptions) -> Outcome:
    return Outcome(organisation.put(kinds.CONTACTS, planned(organisation, None, sent)))


def upsert(organisation: Organisation, sent: Document, options: WriteOptions) -> Outcome:
    return Outcome(organisation.put(kinds.CONTACTS, planned(organisation, matching(organisation, sent), sent)))


def matching(organisation: Organisation, sent: Document) -> Document | None:
    """Return the contact that a POST means: by id, else by number, else by name.

    The precedence is not documented. A name alone is a match only where the present contact has no other number, so
    that a number of ours never overwrites another one.
    """
    if identity := sent.get("ContactID"):
        if identity not in organisation.contacts:
            raise Rejected("The document with the supplied id was not found for this endpoint.")
        return organisation.contacts[identity]
    number = sent.get("ContactNumber")
    if number and (by_number := organisation.contacts.first("ContactNumber", number)):
        return by_number
    by_name = organisation.contacts.first("Name", sent.get("Name", ""))
    if by_name and number and by_name.get("ContactNumber"):
        return None
    return by_name


def planned(organisation: Organisation, present: Document | None, sent: Document) -> Document:
    """Return the contact as it would be stored; raises Rejected and stores nothing."""
    contact = {**(present or _blank()), **{name: value for name, value in sent.items() if name in KEPT}}
    contact["Addresses"] = _replaced_by_type(contact["Addresses"], sent.get("Addresses", []), "AddressType")
    contact["Phones"] = _replaced_by_type(contact["Phones"], sent.get("Phones", []), "PhoneType")
    messages = [*_identity_problems(organisation, contact, sent), *_detail_problems(contact)]
    if messages:
        raise Rejected(*messages)
    return {name: value for name, value in contact.items() if value != ""}


def _blank() -> Document:
    return {
        "ContactID": str(uuid4()),
        "ContactStatus": "ACTIVE",
        "Addresses": [],
        "Phones": [],
        "IsSupplier": False,
        "IsCustomer": False,
    }


def _replaced_by_type(present: list[Document], sent: list[Document], type_field: str) -> list[Document]:
    by_type = {one[type_field]: one for one in present}
    for one in sent:
        filled = {name: value for name, value in one.items() if value != ""}
        kind = filled.setdefault(type_field, "")
        by_type[kind] = filled
    return list(by_type.values())


def _identity_problems(organisation: Organisation, contact: Document, sent: Document) -> list[str]:
    name = contact.get("Name", "")
    if not name:
        return ["The contact name must be specified." if sent.get("ContactNumber") else NO_IDENTITY]
    problems = _name_problems(name)
    others = organisation.contacts.find("Name", name) if contact["ContactStatus"] == "ACTIVE" else []
    if any(other["ContactID"] != contact["ContactID"] for other in others):
        problems.append(NAME_TAKEN.format(name))
    holders = organisation.contacts.find("ContactNumber", contact.get("ContactNumber", ""))
    if any(holder["ContactID"] != contact["ContactID"] for holder in holders):
        problems.append(NUMBER_TAKEN)
    return problems


def _name_problems(name: str) -> list[str]:
    problems = []
    if "<" in name or ">" in name:
        problems.append("The contact name cannot contain angle brackets < or >.")
    if name != name.strip() or "  " in name:
        problems.append("The contact name cannot contain leading, trailing or double spaces.")
    return problems


def _detail_problems(contact: Document) -> list[str]:
    problems = _length_problems(contact, LENGTHS)
    for address in contact["Addresses"]:
        problems += _address_problems(address)
    for phone in contact["Phones"]:
        problems += _phone_problems(phone)
    for terms in contact.get("PaymentTerms", {}).values():
        if terms.get("Type") not in TERMS:
            problems.append(f"The payment terms {terms.get('Type')} are not valid.")
    if contact.get("EmailAddress") and not EMAIL.match(contact["EmailAddress"]):
        problems.append("Email address must be valid.")
    if contact["ContactStatus"] not in STATUSES:
        problems.append(f"The contact status {contact['ContactStatus']} is not valid.")
    if len(contact.get("ContactPersons", ())) > MOST_CONTACT_PERSONS:
        problems.append(f"A contact can have no more than {MOST_CONTACT_PERSONS} contact persons.")
    return problems


def _address_problems(address: Document) -> list[str]:
    problems = _length_problems(address, ADDRESS_LENGTHS)
    if address["AddressType"] not in ADDRESS_TYPES:
        problems.append(f"The address type {address['AddressType']} is not valid.")
    if "Country" in address and not COUNTRY.match(address["Country"]):
        problems.append("The country can contain letters only.")
    return problems


def _phone_problems(phone: Document) -> list[str]:
    problems = _length_problems(phone, PHONE_LENGTHS)
    if phone["PhoneType"] not in PHONE_TYPES:
        problems.append(f"The phone type {phone['PhoneType']} is not valid.")
    return problems


def _length_problems(values: Document, lengths: dict[str, int]) -> list[str]:
    return [
        f"The field {name} must not be longer than {longest} characters."
        for name, longest in lengths.items()
        if len(values.get(name, "")) > longest
    ]
