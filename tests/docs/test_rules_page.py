"""The documentation lists the rules that the code has."""

from pathlib import Path

import pytest
from django.urls import reverse

from erp_integrations.management.commands.rules import page
from erp_integrations.rules import RULES

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_documented_rules_are_those_of_the_code():
    assert (DOCS / "rules.md").read_text() == "\n".join(page()) + "\n"


@pytest.mark.django_db
def test_every_rule_is_on_the_page_of_the_tool(client, viewer):
    client.force_login(viewer)
    text = client.get(reverse("rules")).content.decode()
    numbers = {rule.number for rules in RULES.values() for rule in rules}
    assert all(f"<td>{number}</td>" in text for number in numbers)


@pytest.mark.django_db
def test_rules_are_shown_to_people_who_logged_in_only(client):
    assert client.get(reverse("rules")).status_code == 302
