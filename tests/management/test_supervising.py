"""Several processes run as one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from erp_integrations.management.supervising import Child, Supervisor

ROOT = Path(__file__).resolve().parents[2]
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
# A child that starts one of its own, which takes no notice of being asked to end.
PARENT = """
import subprocess, sys, time
stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
subprocess.Popen([sys.executable, "-c", stubborn])
time.sleep(60)
"""
SUPERVISED = """
import os, sys
from erp_integrations.management import supervising
from erp_integrations.management.supervising import Child, Supervisor
supervising.PATIENCE_SECONDS = 1
Supervisor([Child("one", [sys.executable, "-c", sys.argv[1]])], os.environ, ends_with_parent=False).run()
"""


@pytest.fixture
def child():
    child = Child("sleeper", SLEEPER)
    yield child
    child.signal_group(signal.SIGKILL)
    if child.process:
        child.process.wait()


def look(supervisor, child):
    """Look after a child that has been up for long enough to be started again."""
    child.started_at -= 60
    supervisor.look_after_children()


def test_child_that_died_is_started_again(child):
    supervisor = Supervisor([child], os.environ, ends_with_parent=False)
    supervisor.look_after_children()
    first = child.process
    first.kill()
    first.wait()
    look(supervisor, child)
    assert child.is_running
    assert child.process.pid != first.pid


def test_child_that_hangs_is_replaced(child):
    supervisor = Supervisor([child], os.environ, ends_with_parent=False)
    supervisor.look_after_children()
    first = child.process
    child.hangs = lambda: child.process is first
    look(supervisor, child)
    assert child.is_running
    assert child.process.pid != first.pid
    assert first.wait(timeout=5) == -signal.SIGKILL


def test_child_that_lives_is_left_alone(child):
    supervisor = Supervisor([child], os.environ, ends_with_parent=False)
    supervisor.look_after_children()
    first = child.process
    look(supervisor, child)
    assert child.process is first


def test_child_that_dies_at_once_is_not_started_in_a_tight_loop():
    child = Child("stillborn", [sys.executable, "-c", ""])
    supervisor = Supervisor([child], os.environ, ends_with_parent=False)
    supervisor.look_after_children()
    first = child.process
    first.wait()
    supervisor.look_after_children()
    assert child.process is first


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_end_reaches_every_process_even_a_stubborn_one(number):
    command = [sys.executable, "-c", SUPERVISED, PARENT]
    supervisor = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert supervisor.stdout.readline() == "up\n"
    supervisor.send_signal(number)
    assert supervisor.wait(timeout=15) == 0
    # The pipe ends only when the last process that holds it is gone.
    deadline = time.monotonic() + 5
    assert supervisor.stdout.read() == ""
    assert time.monotonic() < deadline
    supervisor.stdout.close()
