"""Every action of every list, tried by every kind of person."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from erp_integrations.admin.worklists import ARCHIVED
from erp_integrations.models import StagedKind
from tests import factories
from tests.matrix.actions import ACTIONS, HERE, Action, actions_of_the_tool, list_with
from tests.matrix.people import KINDS, Kind


def test_every_action_has_a_row_and_every_row_an_action():
    assert sorted(set(actions_of_the_tool())) == sorted(ACTIONS)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_each_action_lets_in_whom_its_row_says(connected, kind):
    """Nothing is selected: who may not is refused before the selection is looked at."""
    person, client = kind.make(kind), Client()
    if person:
        client.force_login(person)
    wrong = [action for action, needed in ACTIONS.items() if was_let_in(client, action) is not kind.may(needed)]
    assert not wrong


def was_let_in(client: Client, action: Action) -> bool:
    model, worklist, name = action
    address = reverse(f"admin:erp_integrations_{model}_changelist")
    with transaction.atomic():
        answer = client.post(f"{address}{list_with(worklist)}", {"action": name})
        transaction.set_rollback(True)
    is_stranger = answer.status_code == 302 and answer["Location"].startswith("/login/")
    return answer.status_code != 403 and not is_stranger


def unlike() -> list[Kind]:
    """Return one kind of those who may do the same by the same means."""
    found: dict[Any, Kind] = {}
    for kind in KINDS:
        allowed = frozenset(action for action, needed in ACTIONS.items() if kind.may(needed))
        found.setdefault((allowed, kind.make), kind)
    return list(found.values())


@pytest.mark.parametrize("kind", unlike(), ids=str)
def test_each_list_offers_its_actions_to_whom_they_let_in(connected, kind):
    """The service would refuse all the same: what nobody may is not even shown."""
    person, client = kind.make(kind), Client()
    if person:
        client.force_login(person)
    for made in factories.FACTORIES.values():
        made()
    factories.PaymentFactory(deleted=True)
    for staged in StagedKind:
        factories.StagedRecordFactory(kind=staged)
        factories.StagedRecordFactory(kind=staged, is_archived=True)
    wrong = {}
    for of_list in sorted({(model, worklist) for model, worklist, _name in ACTIONS}):
        wanted = {name for (*listed, name), needed in ACTIONS.items() if (*listed,) == of_list and kind.may(needed)}
        if (offered := offered_in(client, *of_list)) != wanted:
            wrong[of_list] = offered ^ wanted
    assert not wrong


def offered_in(client: Client, model: str, worklist: str) -> set[str]:
    """Return the names of the actions that a list shows, and that of its archive."""
    tabs = (worklist, ARCHIVED.slug) if worklist else (HERE,)
    address = reverse(f"admin:erp_integrations_{model}_changelist")
    pages = (client.get(f"{address}{list_with(tab)}").content.decode() for tab in tabs)
    return {name for page in pages for name in re.findall(r'name="action" value="(\w+)"', page)}


def test_kinds_of_people_have_names_of_their_own():
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names)
