"""What the documentation tells an installation to set is all that the deployment check wants."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTED = re.search(r"```env\n(.*?)```", (ROOT / "docs" / "operations.md").read_text(), re.DOTALL)


def environment():
    lines = [line.partition("=") for line in DOCUMENTED[1].splitlines()]
    return {name: value for name, _equals, value in lines}


def checked(**changes):
    """Run the deployment check in a process that has the documented variables, and secrets as the first start makes."""
    made = {name: secrets.token_urlsafe(50) for name in ("SECRET_KEY", "FIELD_KEYS")}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    given = {"PATH": os.environ["PATH"], **made, **environment(), **changes}
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)


def test_documented_configuration_has_no_warning():
    outcome = checked()
    assert "no issues" in outcome.stdout, outcome.stderr
    assert outcome.returncode == 0


def test_forgotten_proxy_is_a_warning():
    outcome = checked(TRUSTED_PROXIES="0")
    assert outcome.returncode == 1
    assert "erp_integrations.W002" in outcome.stderr


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"SECOND_FACTOR_REQUIRED": "everybody"}, "erp_integrations.E005"),
        ({"OIDC_ISSUER": "https://id.example"}, "erp_integrations.E006"),
        ({"PASSWORD_LOGIN": False}, "erp_integrations.E007"),
        ({"SESSION_HOURS": 0}, "erp_integrations.E008"),
        ({"TRUSTED_PROXIES": -1}, "erp_integrations.E008"),
    ],
)
def test_configuration_that_lets_in_whom_nobody_meant_is_an_error(settings, changes, expected):
    for name, value in changes.items():
        setattr(settings, name, value)
    assert [message.id for message in run_checks(tags=["security"])] == [expected]


def test_provider_without_https_is_a_warning(settings):
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://id.example", "erp"
    found = run_checks(tags=["security"], include_deployment_checks=True)
    assert "erp_integrations.W003" in [message.id for message in found]


def test_every_variable_is_documented():
    text = (ROOT / "docs" / "operations.md").read_text()
    used = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "config" / "settings.py").read_text()))
    assert len(used) > 25
    assert [name for name in sorted(used) if f"`{name}`" not in text] == []
