"""What each project has budgeted: enough for its commitments and changes, and the codes that have none."""

from decimal import ROUND_UP, Decimal
from random import Random

from .cost_code_list import budget_codes
from .jobs import project_names
from .money import ZERO
from .records import ChangeOrder, Commitment
from .tables import dice

Budget = dict[str, Decimal]

GENERAL_REQUIREMENTS = "01-"
NEW_PROJECT = "26011"
SHARING_PROJECTS = ("24017", "25006", "25019")
ROUND_TO = Decimal(500)
USUAL_THOUSANDS = {"L": (20, 240), "M": (5, 90), "E": (5, 60), "S": (25, 300), "O": (2, 40)}


def budgets(commitments: list[Commitment], orders: list[ChangeOrder]) -> dict[str, Budget]:
    made = {project: committed(project, commitments, orders) for project in project_names()}
    for project, keys in uncommitted(made).items():
        die = dice(f"budget of {project}")
        made[project] |= {key: usual(key, die) for key in keys if key not in made[project]}
    return {project: dict(sorted(budget.items())) for project, budget in made.items()}


def committed(project: str, commitments: list[Commitment], orders: list[ChangeOrder]) -> Budget:
    """The value of the commitments and of what was added to them, with a reserve, in round figures."""
    of_project = {commitment.source_id for commitment in commitments if commitment.project == project}
    lines = [line for commitment in commitments if commitment.source_id in of_project for line in commitment.lines]
    lines += [change.line for order in orders if order.commitment in of_project for change in order.lines]
    totals: Budget = {}
    for line in lines:
        totals[line.budget_code] = totals.get(line.budget_code, ZERO) + max(line.amount, ZERO)
    die = dice(f"reserve of {project}")
    return {key: rounded_up(total * die.randint(103, 112) / 100) for key, total in totals.items()}


def uncommitted(made: dict[str, Budget]) -> dict[str, list[str]]:
    """Codes without a commitment: general requirements everywhere, new codes on the new project, the others in turn."""
    synced = [code.key for code in budget_codes() if code.state == "synced"]
    general = [key for key in synced if key.startswith(GENERAL_REQUIREMENTS)]
    wanted = {project: list(general) for project in made}
    wanted[NEW_PROJECT] += [code.key for code in budget_codes() if code.state == "submitted"]
    used = {key for budget in made.values() for key in budget} | set(general)
    for turn, key in enumerate(key for key in synced if key not in used):
        wanted[SHARING_PROJECTS[turn % len(SHARING_PROJECTS)]].append(key)
    return wanted


def usual(key: str, die: Random) -> Decimal:
    return Decimal(1000 * die.randint(*USUAL_THOUSANDS[key[-1]]))


def rounded_up(value: Decimal) -> Decimal:
    return (value / ROUND_TO).to_integral_value(ROUND_UP) * ROUND_TO
