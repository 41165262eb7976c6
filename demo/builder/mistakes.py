"""What is wrong on purpose. Each record breaks one rule, and README.md names it."""

COMMITMENT_WITHOUT_LINES = "PO-24017-008"
COMMITMENT_STATUSES = {"PO-25006-005": "out_for_signature", "SC-25019-008": "draft", "PO-25019-005": "draft"}
WRONG_NUMBERS = {"PO-25019-004": "PO-24017-004"}

INVOICE_WITHOUT_DUE_DATE = "SC-24017-004-07"
BACK_CHARGE = "SC-25006-002-06"
BILLS_TOO_MUCH = "SC-24017-006-06"
BILLS_TOO_MANY = "PO-24017-002-04"

# Not wrong, only not finished yet.
INVOICE_STATUSES = {
    "SC-24017-003-10": "under_review",
    "SC-24017-005-08": "draft",
    "SC-24017-008-04": "approved_as_noted",
    "SC-25006-003-05": "pending_owner_approval",
    "SC-25006-005-06": "under_review",
    "SC-25006-007-03": "revise_and_resubmit",
    "SC-25019-003-03": "draft",
    "SC-25019-004-02": "under_review",
}
