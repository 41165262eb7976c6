"""Where a synced record and Xero say different things. It is shown and never copied, either way (R39)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from erp_integrations.mapping.budget_code import item_name
from erp_integrations.mapping.text import tidy
from erp_integrations.models import BudgetCode, Commitment, ErpEntry, IntegrableRecord, Project, State, Vendor
from erp_integrations.models.sentences import gettext as _
from erp_integrations.models.sentences import with_capital
from erp_integrations.services.spelling import essence

MOST_NAMED = 12
CONTACT_FIELDS = (
    ("email", "email"),
    ("business_phone", "phone"),
    ("business_fax", "fax"),
    ("address", "address"),
    ("city", "city"),
    ("region", "region"),
    ("postal_code", "postal_code"),
    ("country", "country"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is told differently: what it is, what the record says, what Xero says."""

    label: str
    ours: str
    theirs: str


def differences(record: Any) -> list[Difference]:
    """Return what Xero's list, when it was last read, tells otherwise than a synced record; nothing for others."""
    compare = COMPARED.get(type(record))
    if compare is None or record.state != State.SYNCED:
        return []
    entry = ErpEntry.objects.filter(list=record.erp_list, erp_id=record.erp_id).first()
    found = (difference for difference in compare(record, entry))
    return [one for one in found if tidy(one.ours).casefold() != tidy(one.theirs).casefold()]


def of_company(vendor: Vendor, entry: ErpEntry | None) -> Iterator[Difference]:
    if entry is None:
        return
    yield Difference(label(vendor, "name"), vendor.name, entry.name)
    for ours, theirs in CONTACT_FIELDS:
        told = str(entry.contact.get(theirs, ""))
        is_number = ours.startswith("business_")
        is_same = is_number and digits(getattr(vendor, ours)) == digits(told)
        if not is_same:
            yield Difference(label(vendor, ours), getattr(vendor, ours), told)


def digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())


def of_code(code: BudgetCode, entry: ErpEntry | None) -> Iterator[Difference]:
    if entry is not None:
        yield Difference(_("Code"), code.item_code, entry.name)
        yield Difference(_("Name"), item_name(code), entry.title)


def of_project(project: Project, entry: ErpEntry | None) -> Iterator[Difference]:
    """A job is often called by the project's number and name.

    A linked project's codes need not be in Xero: what is not there cannot be coded on its documents.
    """
    if entry is not None and essence(entry.name) != essence(f"{project.number} {project.name}"):
        yield Difference(label(project, "name"), project.name, entry.name)
    codes = [row.budget_code for row in project.project_budget_codes.all()]
    missing = sorted(str(code) for code in codes if not code.erp_id)
    if missing:
        more = "…" if len(missing) > MOST_NAMED else ""
        count = _("%(missing)s of %(all)s are not in Xero") % {"missing": len(missing), "all": len(codes)}
        yield Difference(_("Budget codes"), ", ".join(missing[:MOST_NAMED]) + more, count)


def of_order(commitment: Commitment, entry: ErpEntry | None) -> Iterator[Difference]:
    if entry is not None:
        yield Difference(label(commitment, "number"), commitment.number, entry.name)


def label(record: Any, field: str) -> str:
    return with_capital(record._meta.get_field(field).verbose_name)


COMPARED: dict[type[IntegrableRecord], Callable[[Any, ErpEntry | None], Iterator[Difference]]] = {
    Vendor: of_company,
    BudgetCode: of_code,
    Project: of_project,
    Commitment: of_order,
}
