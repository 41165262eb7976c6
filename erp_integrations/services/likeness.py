"""How something in Xero and the record that it probably is are alike, and what speaks against it (R36, R39)."""

from erp_integrations.mapping.project import number_and_name
from erp_integrations.models import Project, StagedRecord, State
from erp_integrations.services.matching import names_of
from erp_integrations.services.spelling import essence


def is_sure(row: StagedRecord) -> bool:
    """Whether a person need not be asked: only these two are called so, and nothing speaks against it now."""
    return bool(row.match) and row.is_match_sure and not is_rejected(row) and not is_elsewhere(row)


def is_namesake(row: StagedRecord) -> bool:
    return essence(row.name) in map(essence, names_of(row.match))


def has_same_number(row: StagedRecord) -> bool:
    number = number_and_name(row.name)[0]
    return isinstance(row.match, Project) and row.match.number.casefold() == number.casefold()


def is_rejected(row: StagedRecord) -> bool:
    return bool(row.match.state == State.REJECTED)


def is_elsewhere(row: StagedRecord) -> bool:
    """Whether both have a town, and not the same one: that is said, and forbids nothing (R39)."""
    towns = {essence(getattr(row.match, "city", "")), essence(str(row.entry.contact.get("city", "")))} - {""}
    return len(towns) > 1


def is_one_of_several(row: StagedRecord) -> bool:
    """Whether others bear the name too, here or in Xero."""
    return is_namesake(row) and not row.is_match_sure and not is_rejected(row)
