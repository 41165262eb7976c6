"""What must hold before a record may go: one file per type, each rule a row with its number."""

from collections.abc import Collection
from typing import Any

from erp_integrations.models import (
    BudgetCode,
    Commitment,
    CommitmentChangeOrder,
    IntegrableRecord,
    IntegrationSettings,
    Project,
    SubcontractorInvoice,
    Vendor,
)
from erp_integrations.rules import budget_code, change_order, commitment, invoice, project, vendor
from erp_integrations.rules.rule import Finding, Moment, Rule

RULES: dict[type[IntegrableRecord], tuple[Rule, ...]] = {
    BudgetCode: budget_code.RULES,
    Project: project.RULES,
    Vendor: vendor.RULES,
    Commitment: commitment.RULES,
    CommitmentChangeOrder: change_order.RULES,
    SubcontractorInvoice: invoice.RULES,
}

TO_SEND = frozenset({Moment.SEND})
TO_ACCEPT = TO_SEND | {Moment.ACCEPT}
BEFORE_EXPORT = frozenset({Moment.EXPORT})
ALL = frozenset(Moment)


def findings(record: Any, settings: IntegrationSettings, moments: Collection[Moment] = ALL) -> list[Finding]:
    """Return every rule that a record breaks, in the order of the table; at certain moments only, if named."""
    return [
        finding for rule in RULES[type(record)] if rule.moment in moments for finding in rule.findings(record, settings)
    ]


__all__ = ["ALL", "BEFORE_EXPORT", "RULES", "TO_ACCEPT", "TO_SEND", "Finding", "Moment", "Rule", "findings"]
