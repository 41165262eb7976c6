"""The five projects, by number."""

from .records import STATES
from .tables import rows

# number | state | active | name
PROJECTS = """
24017 | S | true  | Alder Street Apartments
25002 | S | true | Lakeview Elementary Gymnasium Renovation
25006 | S | true  | Fircrest Medical Office Building
25019 | S | true  | Columbia Yards Distribution Center
26011 | W | true  | Salmon Bay Boat Landing
"""


def project_id(number: str) -> str:
    return f"PRJ-{number}"


def project_rows() -> list[list[str]]:
    return [[project_id(number), number, name, active] for number, _, active, name in rows(PROJECTS)]


def project_names() -> dict[str, str]:
    return {number: name for number, _, _, name in rows(PROJECTS)}


def project_states() -> dict[str, str]:
    return {number: STATES[state] for number, state, _, _ in rows(PROJECTS)}
