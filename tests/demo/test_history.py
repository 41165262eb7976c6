"""How far the records of the demonstration have come: work in every list, and nothing sent before what it needs."""

from collections import Counter, defaultdict

import pytest

from tests.demo.contractor import (
    DEMO,
    LINES,
    OF_UNLINKED_COMPANY,
    WRONG_ON_PURPOSE,
    grouped,
    states,
    table,
)

STATES = {
    "budget_code": {"synced": 100, "submitted": 20, "rejected": 1, "unlinked": 9},
    "project": {"synced": 4, "submitted": 1},
    "vendor": {"synced": 30, "submitted": 5, "rejected": 1, "unlinked": 4},
    "commitment": {
        "synced": 35,
        "submitted": 12,
        "accepted": 2,
        "rejected": 2,
        "retrieved": 1,
        "unlinked": 8,
    },
    "change_order": {"synced": 12, "submitted": 6, "accepted": 1, "rejected": 1, "retrieved": 1, "unlinked": 4},
    "invoice": {"synced": 90, "submitted": 30, "accepted": 3, "rejected": 3, "retrieved": 2, "unlinked": 22},
}

# How far an invoice of a commitment may be when a later one is further.
PROGRESS = {"synced": 0, "accepted": 1, "submitted": 2, "rejected": 2, "retrieved": 2, "unlinked": 3}


@pytest.mark.parametrize(("kind", "counts"), STATES.items())
def test_the_history_leaves_work_in_every_list(kind: str, counts: dict[str, int]) -> None:
    assert Counter(row["state"] for row in table("history") if row["kind"] == kind) == counts


def test_the_history_has_a_reason_for_what_was_rejected_and_only_for_that() -> None:
    assert all(bool(row["reason"]) == (row["state"] == "rejected") for row in table("history"))


def test_the_history_knows_every_record() -> None:
    loaded = [
        ("budget_code", "budget_codes"),
        ("project", "projects"),
        ("vendor", "vendors"),
        ("commitment", "commitments"),
        ("change_order", "change_orders"),
        ("invoice", "invoices"),
    ]

    assert [(row["kind"], row["source_id"]) for row in table("history")] == [
        (kind, row["source_id"]) for kind, name in loaded for row in table(name)
    ]


def dependencies() -> dict[str, set[str]]:
    """What each record refers to, by source id."""
    needs: dict[str, set[str]] = defaultdict(set)
    for row in table("commitments"):
        needs[row["source_id"]] |= {row["project"], row["vendor"]}
    for row in [*table("change_orders"), *table("invoices")]:
        needs[row["source_id"]].add(row["commitment"])
    for name, parent in LINES.items():
        for line in table(name):
            needs[line[parent]].add(line["budget_code"])
    return needs


def test_a_record_that_was_sent_depends_only_on_synced_records() -> None:
    state = states()
    for source_id, needed in dependencies().items():
        if state[source_id] != "unlinked":
            assert {state[other] for other in needed} == {"synced"}, source_id


def test_a_synced_project_has_only_synced_budget_codes() -> None:
    state = states()
    for row in table("project_budget_codes"):
        if state[row["project"]] == "synced":
            assert state[row["budget_code"]] == "synced"


def test_what_is_wrong_on_purpose_depends_on_nothing_else_that_is_missing() -> None:
    state, needs = states(), dependencies()
    missing = {
        source_id: {other for other in needs[source_id] if state[other] != "synced"} for source_id in WRONG_ON_PURPOSE
    }

    assert {source_id: others for source_id, others in missing.items() if others} == {
        "SC-24017-012": {"V-137"},
        OF_UNLINKED_COMPANY: {"SC-24017-012"},
    }


def test_only_approved_records_were_sent() -> None:
    state = states()
    for name in ("commitments", "change_orders", "invoices"):
        for row in table(name):
            assert row["status"] == "approved" or state[row["source_id"]] == "unlinked"


def test_an_earlier_invoice_of_a_commitment_is_never_behind_a_later_one() -> None:
    state = states()
    for invoices in grouped(table("invoices"), "commitment").values():
        progress = [PROGRESS[state[invoice["source_id"]]] for invoice in invoices]
        assert progress == sorted(progress)


def test_what_is_wrong_on_purpose_was_never_sent() -> None:
    state = states()

    assert {state[source_id] for source_id in WRONG_ON_PURPOSE} == {"unlinked"}


def test_what_is_wrong_on_purpose_is_named_in_the_readme() -> None:
    text = (DEMO / "README.md").read_text(encoding="utf-8")

    assert all(f"`{source_id}`" in text for source_id in WRONG_ON_PURPOSE)
