"""`manage.py demo`: comes up, shows work that waits, ends on Ctrl-C, and keeps what was done."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90


@pytest.fixture
def start(tmp_path):
    """Start the demo in a folder of its own, as often as the test wants, and leave nothing behind."""
    started = []

    def begin():
        log = (tmp_path / f"log{len(started)}").open("w+")
        command = [sys.executable, "manage.py", "demo", "--port", "18000", "--xero-port", "18100"]
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        process = subprocess.Popen(
            [*command, "--folder", str(tmp_path / "demo")],
            cwd=ROOT,
            env={**environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        started.append((process, log))
        return process, wait_for_hello(process, log)

    yield begin
    for process, log in started:
        if process.poll() is None:
            process.terminate()
            process.wait()
        log.close()


def wait_for_hello(process, log):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        log.seek(0)
        text = log.read()
        if "Ctrl-C" in text:
            return text
        assert process.poll() is None, text
        time.sleep(0.2)
    raise AssertionError(text)


def addresses(text):
    return tuple(re.search(rf"{name} +(http\S+)", text)[1] for name in ("ERP Integrations", "Stand-in Xero"))


def log_in(site, username, text):
    password = re.search(rf"^ *{username} (\S+)$", text, re.MULTILINE)[1]
    browser = requests.Session()
    browser.get(f"{site}login/")
    form = {"username": username, "password": password, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    answer = browser.post(f"{site}login/?next=/", data=form, headers={"Referer": f"{site}login/"})
    assert answer.status_code == 200
    assert "csrftoken" in browser.cookies
    return browser, answer.text


def processes_of(folder):
    """The processes that work in a folder, found by their command line or environment."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                seen = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in seen:
                found.append(entry.name)
    return found


def stop(process, folder):
    os.kill(process.pid, signal.SIGINT)
    assert process.wait(timeout=30) == 0
    assert processes_of(folder) == []


def test_demo_comes_up_ends_cleanly_and_keeps_what_was_done(start, tmp_path):
    process, text = start()
    site, xero = addresses(text)
    for username in ("approver", "viewer", "admin"):
        _browser, page = log_in(site, username, text)
        assert "Log out" in page
    assert "Harbor Ridge Builders" in requests.get(xero, timeout=10).text
    stop(process, tmp_path / "demo")

    began = time.monotonic()
    process, again = start()
    assert time.monotonic() - began < PATIENCE_SECONDS / 3
    assert again.splitlines()[-8:] == text.splitlines()[-8:]
    stop(process, tmp_path / "demo")
