"""Several processes send the daily summary at once: nobody gets two."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.services.notifying.post import MailServer

ROOT = Path(__file__).resolve().parents[2]
APPROVERS, RUNS = 4, 3
HELD_SECONDS = 0.5


def slowly(address):
    """Hold each mail for a while, so that the runs are surely at it together."""
    time.sleep(HELD_SECONDS)
    return "250 fine"


def python(*arguments, environment):
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True, capture_output=True)


def test_summaries_that_are_sent_by_several_processes_at_once_reach_each_person_once(tmp_path):
    with MailServer(slowly) as server:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'erp.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{server.server_address[1]}",
        }
        python("manage.py", "migrate", "--verbosity", "0", environment=environment)
        python("-m", "tests.journeys.processes", "let_approvers_wait", str(APPROVERS), environment=environment)
        command = [sys.executable, "manage.py", "send_daily_summary"]
        runs = [
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
            for _run in range(RUNS)
        ]
        told = "".join(run.communicate()[0] for run in runs)
        assert [run.returncode for run in runs] == [0] * RUNS
        assert server.addresses == [f"approver{number}@harborridge.example" for number in range(APPROVERS)]
        assert told.count("Sent: ") == APPROVERS
