"""Several processes send the same mails at once: nobody gets one twice."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.services.notifying.post import MailServer

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, RUNS = 4, 3
HELD_SECONDS = 0.5
EVERYBODY = [f"person{number}@harborridge.example" for number in range(PEOPLE)]


def slowly(address):
    """Hold each mail for a while, so that the runs are surely at it together."""
    time.sleep(HELD_SECONDS)
    return "250 fine"


@pytest.fixture
def server():
    with MailServer(slowly) as running:
        yield running


@pytest.fixture
def environment(server, database):
    return {
        **os.environ,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{server.server_address[1]}",
    }


def python(*arguments, environment):
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True, capture_output=True)


def at_once(*arguments, environment):
    """Run the same in several processes, and return what they printed."""
    command = [sys.executable, *arguments]
    runs = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(RUNS)
    ]
    told = "".join(run.communicate()[0] for run in runs)
    assert [run.returncode for run in runs] == [0] * RUNS
    return told


def test_summaries_that_several_processes_send_at_once_reach_each_person_once(server, environment):
    python("-m", "tests.journeys.processes", "let_approvers_wait", str(PEOPLE), environment=environment)
    told = at_once("manage.py", "send_daily_summary", environment=environment)
    assert server.addresses == EVERYBODY
    assert told.count("Sent: ") == PEOPLE


def test_rejections_that_several_workers_tell_at_once_are_told_once(server, environment):
    python("-m", "tests.journeys.processes", "let_senders_be_told", str(PEOPLE), environment=environment)
    at_once("-m", "tests.journeys.processes", "tell", environment=environment)
    assert server.addresses == EVERYBODY
