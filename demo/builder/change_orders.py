"""Change orders: each change is sized by the line that it changes."""

from decimal import Decimal

from .amendments import CHANGE_ORDERS
from .money import FINEST, ZERO, nearest, round2
from .records import STATES, ChangeOrder, ChangeOrderLine, Commitment, Line
from .tables import rows


def change_orders(commitments: list[Commitment]) -> list[ChangeOrder]:
    by_id = {commitment.source_id: commitment for commitment in commitments}
    return [
        ChangeOrder(
            commitment=source_id,
            number=number,
            title=title,
            status=status,
            state=STATES[state],
            lines=tuple(change(text, by_id[source_id]) for text in changes.split("; ")),
        )
        for source_id, number, state, status, title, changes in rows(CHANGE_ORDERS)
    ]


def change(text: str, commitment: Commitment) -> ChangeOrderLine:
    target, size, description = text.split(maxsplit=2)
    if not target.isdigit():
        return ChangeOrderLine(None, new_work(target, description, Decimal(size), commitment.method))
    changed = commitment.lines[int(target) - 1]
    percent, _, factor = size.partition("@")
    share = Decimal(percent.rstrip("%")) / 100
    return ChangeOrderLine(int(target), change_of(changed, description, share, Decimal(factor or 1)))


def new_work(budget_code: str, description: str, amount: Decimal, method: str) -> Line:
    if method == "unit":
        return Line(budget_code, description, round2(amount), Decimal(1), amount)
    return Line(budget_code, description, round2(amount))


def change_of(changed: Line, description: str, share: Decimal, factor: Decimal) -> Line:
    if changed.quantity is None or changed.unit_cost is None:
        return Line(changed.budget_code, description, round2(nearest(changed.amount * share, Decimal(10))))
    quantity = nearest(changed.quantity * share, changed.step)
    unit_cost = (changed.unit_cost * factor).quantize(FINEST)
    return Line(changed.budget_code, description, round2(quantity * unit_cost), quantity, unit_cost, changed.step)


def billable(commitment: Commitment, orders: list[ChangeOrder]) -> list[Decimal]:
    """What may be billed on each line: added work only once it is synced, credits as soon as they are approved."""
    limits = [line.amount for line in commitment.lines]
    for order in orders:
        if order.commitment != commitment.source_id or order.status != "approved":
            continue
        for number, position_changes in changes_by_line(order).items():
            if order.state == "synced" or position_changes < ZERO:
                limits[number - 1] += position_changes
    return limits


def changes_by_line(order: ChangeOrder) -> dict[int, Decimal]:
    totals: dict[int, Decimal] = {}
    for line in order.lines:
        if line.commitment_line is not None:
            totals[line.commitment_line] = totals.get(line.commitment_line, ZERO) + line.line.amount
    return totals
