"""A command that reads from Xero is killed, and started again: it works at once, and the journal tells both."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS, HELD_SECONDS = 60, 30


def start(environment, *arguments):
    command, pipe = [sys.executable, "manage.py", *arguments], subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True)


def finish(environment, *arguments):
    process = start(environment, *arguments)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, out, err


def journal(environment):
    command = [sys.executable, "-m", "tests.journeys.processes", "runs"]
    return json.loads(subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True).stdout)


def test_command_that_was_killed_starts_again_at_once(running, environment):
    assert finish(environment, "connect_xero", "--tracking-category", "Job")[0] == 0
    running.faults.add("slow", path="Contacts", times=1, seconds=HELD_SECONDS)
    killed = start(environment, "refresh_lists")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not journal(environment)["step"].startswith("Contact"):
        assert time.monotonic() < deadline, "It took too long."
    code, _out, err = finish(environment, "refresh_lists")
    assert code != 0
    assert "already running since" in err
    assert "the command line" in err
    os.kill(killed.pid, signal.SIGKILL)
    code, out, err = finish(environment, "refresh_lists")
    assert (code, err) == (0, "")
    assert "Contacts: 4 of 6" in out
    assert journal(environment)["statuses"] == ["done", "interrupted"]
    killed.communicate()
