"""Watches every test: in a transaction that has locked the head of the trail, nothing else is locked any more.

Two transactions that lock records and the head in different orders would wait for each other on PostgreSQL.
"""

import re
from typing import Any

import pytest
from django.db import connection

HEAD = "erp_integrations_trailhead"
# What may still be written: the events, the head itself, and new rows that nobody else can hold.
HARMLESS = ("erp_integrations_event", HEAD, "erp_integrations_notice", "django_q_ormq", "django_admin_log")
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"|.* FROM "(\w+)".* FOR (?:NO KEY )?UPDATE', re.S)


class EventsLast:
    """Wraps every statement. `depth` is how many savepoints the test itself is in."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.locked_in: Any = None

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        transaction = self.transaction(sql)
        if self.locked_in != transaction:
            self.locked_in = None
        written = WRITES.match(sql)
        table = (written[1] or written[2]) if written else ""
        if transaction and self.locked_in == transaction and table and table not in HARMLESS:
            pytest.fail(f"{table} is written or locked after the events of the same transaction: open events_last().")
        if transaction and HEAD in sql and (table == HEAD or connection.vendor == "sqlite"):
            self.locked_in = transaction
        return execute(sql, params, many, context)

    def transaction(self, sql: str) -> Any:
        """Return what tells the outermost transaction of the program from another one; None outside of any."""
        if sql.startswith("BEGIN"):
            self.locked_in = None
        if not connection.in_atomic_block:
            return None
        if self.depth == 0:
            return "the only one" if connection.vendor == "sqlite" else None
        return next(iter(connection.savepoint_ids[self.depth :]), None)


def depth_of(request: Any) -> int:
    marker = request.node.get_closest_marker("django_db")
    is_transactional = {"transactional_db", "live_server"} & set(request.fixturenames)
    return 0 if is_transactional or (marker and marker.kwargs.get("transaction")) else 1
