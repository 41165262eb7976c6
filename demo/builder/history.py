"""How far every record has come, in the order in which records depend on each other."""

from .companies import vendor_states
from .cost_code_list import budget_codes
from .jobs import project_id, project_states
from .reasons import REASONS
from .records import ChangeOrder, Commitment, Invoice


def history(
    commitments: list[Commitment], orders: list[ChangeOrder], invoices: list[Invoice]
) -> list[tuple[str, str, str, str]]:
    states = [
        *(("budget_code", code.source_id, code.state) for code in budget_codes()),
        *(("project", project_id(number), state) for number, state in project_states().items()),
        *(("vendor", source_id, state) for source_id, state in vendor_states().items()),
        *(("commitment", commitment.source_id, commitment.state) for commitment in commitments),
        *(("change_order", order.source_id, order.state) for order in orders),
        *(("invoice", invoice.number, invoice.state) for invoice in invoices),
    ]
    return [
        (kind, source_id, state, REASONS[source_id] if state == "rejected" else "") for kind, source_id, state in states
    ]
