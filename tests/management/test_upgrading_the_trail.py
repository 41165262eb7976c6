"""An older database: what was there before there was a trail is chained, and its tables become those of a new one."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

BEFORE = "0015_rights_of_what_is_new"
EVENTS = 4500
CHANGES = '[{"to": "1", "field": "a", "from": ""}]'


@pytest.fixture
def python(tmp_path):
    def run(*arguments, path=tmp_path / "old.sqlite3"):
        database = {"DATABASE_URL": f"sqlite:///{path}", "DJANGO_SETTINGS_MODULE": "tests.settings"}
        environment = {**os.environ, **database}
        done = subprocess.run(
            [sys.executable, *arguments], capture_output=True, text=True, check=False, env=environment
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def told(moment):
    """Return a time as SQLite keeps it."""
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}"


def fill(path):
    """Write events as the tool did before. Their times are not in the order of the rows: clocks are set back."""
    with closing(sqlite3.connect(path)) as database, database:
        kind = database.execute("SELECT id FROM django_content_type WHERE model = 'vendor'").fetchone()[0]
        database.execute(
            "INSERT INTO auth_user (id, password, is_superuser, username, first_name, last_name, email, is_staff,"
            " is_active, date_joined) VALUES (1, '', 0, 'ana', '', '', '', 1, 1, '2026-01-01 00:00:00')"
        )
        last = datetime(2026, 3, 5, 14, 2, 7, 123456, tzinfo=UTC)
        database.executemany(
            "INSERT INTO erp_integrations_event (content_type_id, object_id, record_name, verb, detail, changes,"
            " actor_id, happened_at) VALUES (?, 1, ?, 'changed', '', ?, ?, ?)",
            (
                (
                    kind,
                    f"Núñez {place}",
                    '[{"to": "1", "field": "a", "from": ""}]',
                    place % 2 or None,
                    f"{when:%Y-%m-%d %H:%M:%S.%f}",
                )
                for place in range(EVENTS)
                for when in [last - timedelta(seconds=place)]
            ),
        )


def test_what_is_there_is_chained_in_the_order_of_its_rows(python, tmp_path):
    python("-m", "tests.management.step_by_step", BEFORE)
    fill(tmp_path / "old.sqlite3")
    python("manage.py", "migrate", "--verbosity", "0")
    assert f"All {EVENTS:,} events are as they were written." in python("manage.py", "verify_history")
    with closing(sqlite3.connect(tmp_path / "old.sqlite3")) as database:
        first = database.execute(
            "SELECT sequence, record_name, actor_name, origin, version FROM erp_integrations_event"
            " ORDER BY sequence LIMIT 2"
        ).fetchall()
        head = database.execute("SELECT count FROM erp_integrations_trailhead").fetchall()
    assert first == [(1, "Núñez 0", "", "", 1), (2, "Núñez 1", "ana", "", 1)]
    assert head == [(EVENTS,)]
    python("manage.py", "migrate", "--verbosity", "0", path=tmp_path / "new.sqlite3")
    assert tables_of(tmp_path / "old.sqlite3") == tables_of(tmp_path / "new.sqlite3")


def tables_of(path):
    """Return what SQLite knows of each column, key, index and constraint, in whatever order they were made."""
    with closing(sqlite3.connect(path)) as database:
        made = database.execute("SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        known = {
            name: (
                sorted(column[1:] for column in database.execute(f"PRAGMA table_info({name})")),
                sorted(key[2:5] for key in database.execute(f"PRAGMA foreign_key_list({name})")),
            )
            for name, kind, _sql in made
            if kind == "table"
        }
    indexes = sorted(sql for _name, kind, sql in made if kind == "index")
    constraints = sorted(name for _name, _kind, sql in made for name in re.findall(r'CONSTRAINT "(\w+)"', sql))
    return known, indexes, constraints
