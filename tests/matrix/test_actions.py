"""Every action of every list, tried by every kind of person."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.matrix.actions import ACTIONS, Action, actions_of_the_tool, list_with
from tests.matrix.people import KINDS


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


def test_kinds_of_people_have_names_of_their_own():
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names)
