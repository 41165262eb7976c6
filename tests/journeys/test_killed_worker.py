"""The worker is killed in the middle of an export and started again: each record arrives once."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORDS = 200
PATIENCE_SECONDS = 60
HELD_SECONDS = 4


def python(*arguments, environment):
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout


def start_worker(environment):
    command = [sys.executable, "manage.py", "qcluster"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)


def kill(process):
    """End the cluster and every process that it started, without giving any of them a chance to tidy up."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "It took too long."
        time.sleep(0.2)


def states(environment):
    return json.loads(python("-m", "tests.journeys.processes", "states", environment=environment))


@pytest.mark.parametrize("fault", ["slow", "slow_before"])
def test_worker_killed_in_the_middle_of_an_export_loses_and_doubles_nothing(fault, running, environment):
    """The killed request is stored in Xero with its answer on the way ("slow"), or has not been looked at yet."""
    orders = running.organisation.purchase_orders
    python("-m", "tests.journeys.processes", "fill", str(RECORDS), environment=environment)
    running.faults.add(fault, method="PUT", path="PurchaseOrders", skip=1, times=1, seconds=HELD_SECONDS)
    worker = start_worker(environment)
    try:
        wait_until(lambda: len(running.calls_to("PUT", "PurchaseOrders")) >= 1 and len(orders) >= 50)
        time.sleep(1.5)
        kill(worker)
        assert 0 < states(environment).get("synced", 0) < RECORDS
        python("-m", "tests.journeys.processes", "let_time_pass", environment=environment)
        worker = start_worker(environment)
        wait_until(lambda: states(environment) == {"synced": RECORDS})
        # The request that the killed worker left behind is carried out by now, if it ever is.
        time.sleep(HELD_SECONDS)
    finally:
        kill(worker)
    numbers = Counter(order["PurchaseOrderNumber"] for order in orders.values())
    assert len(numbers) == RECORDS
    assert set(numbers.values()) == {1}
