"""A real Chromium against the tool."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Playwright's own loop runs in the thread of the tests, and Django would take that for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((path for path in map(shutil.which, NAMES) if path), None)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-sync",
)
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# Where to put what was seen, for whoever wants to look.
SCREENSHOTS = os.environ.get("SCREENSHOTS", "")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": list(QUIET)}


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: Any) -> Any:
    """Start after the tests' database is there: only then do the server's threads share its connection."""
    return live_server


@pytest.fixture(autouse=True)
def plain_log_in(settings: Any, live_server: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]


@pytest.fixture
def complaints(page: Any) -> Iterator[list[str]]:
    """What the browser complains about; a test ends with none."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    yield heard
    assert heard == []


@pytest.fixture
def log_in(page: Any, live_server: Any, complaints: list[str]) -> Callable[[Any], Any]:
    def enter(person: Any) -> Any:
        from tests.factories import PASSWORD  # noqa: PLC0415 - models are loaded by then

        page.goto(f"{live_server.url}/login/")
        page.fill("#id_username", person.username)
        page.fill("#id_password", PASSWORD)
        page.get_by_role("button", name="Log in").click()
        return page

    return enter


@pytest.fixture
def look(page: Any) -> Callable[[str], None]:
    """Keep a picture of the page, if somebody asked for pictures."""

    def keep(name: str) -> None:
        if SCREENSHOTS:
            page.screenshot(path=Path(SCREENSHOTS) / f"{name}.png", full_page=True)

    return keep


def is_too_wide(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
