"""On a database that is not migrated, a command says what to do."""

import os
import subprocess
import sys


def test_verify_history_asks_for_the_migration_in_one_sentence(tmp_path):
    database = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    environment = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "manage.py", "verify_history"], capture_output=True, text=True, check=False, env=environment
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("CommandError: ")
    assert "Run “manage.py migrate”" in done.stderr
    assert len(done.stderr.splitlines()) == 1
