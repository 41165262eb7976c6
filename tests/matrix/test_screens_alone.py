"""Every screen asks for the right itself: with the services' checks taken out, nobody gets further than before."""

import importlib
import pkgutil

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from erp_integrations import evidence, permissions, services
from erp_integrations.models import Project
from erp_integrations.services import adding_codes
from tests import factories
from tests.matrix.actions import ACTIONS
from tests.matrix.addresses import ADDRESSES, filled
from tests.matrix.people import KINDS
from tests.matrix.scene import scene_for
from tests.matrix.test_actions import was_let_in
from tests.matrix.test_addresses import surprise

CHECKS = [
    (module, name)
    for package in (services, evidence)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    for module in [importlib.import_module(found.name)]
    for name, value in vars(module).items()
    if value is permissions.require
]

# A check that is not there lets the first of them in; one of a wrong right lets another one in.
LOOKED_AT = ("without rights", "view-only", "only reads people", "project person", "approver", "admin")


@pytest.fixture
def services_ask_for_nothing(monkeypatch):
    """Take the guard out of the layer below, which is the one thing that its own tests cannot do without."""
    for module, name in CHECKS:
        monkeypatch.setattr(module, name, lambda *_asked: None)


def test_checks_of_the_services_are_out(services_ask_for_nothing, db):
    nobody = factories.UserFactory()
    adding_codes.add_budget_code(factories.ProjectFactory(synced=True), factories.BudgetCodeFactory(), 1, by=nobody)
    with pytest.raises(PermissionDenied):
        permissions.require(nobody, "change", Project)
    assert len(CHECKS) > 20


@pytest.mark.parametrize("kind", [kind for kind in KINDS if str(kind) in LOOKED_AT], ids=str)
def test_each_screen_refuses_what_is_posted_without_its_right(connected, services_ask_for_nothing, kind):
    person, client = kind.make(kind), Client()
    scene = scene_for(person)
    client.force_login(person)
    wrong = [
        told
        for route, address in ADDRESSES.items()
        if (told := surprise(client, kind, "post", address, filled(route, address.values, scene)))
    ]
    wrong += [str(action) for action, needed in ACTIONS.items() if was_let_in(client, action) is not kind.may(needed)]
    assert not wrong, "\n".join(wrong)
