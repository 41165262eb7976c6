"""Every service asks for its right itself: without the screens in front of it, nobody gets further."""

from contextlib import suppress

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied

from connectors.errors import Refused
from erp_integrations.models import ApiCall
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.granting import NotGiven
from erp_integrations.services.uploading import BadUpload
from tests import factories
from tests.matrix.people import Rights
from tests.matrix.services import SERVICES, WITHOUT_RIGHTS, Service, services_of_the_tool

EACH_SERVICE = pytest.mark.parametrize("service", SERVICES, ids=str)


def test_every_service_has_a_row_or_a_reason_to_have_none():
    named = {service.name for service in SERVICES}
    assert not named & set(WITHOUT_RIGHTS)
    assert set(services_of_the_tool()) == named | set(WITHOUT_RIGHTS)


@EACH_SERVICE
def test_all_rights_but_one_are_not_enough(connected, service: Service):
    """Xero is not asked, either."""
    for missing in service.needs:
        person = somebody_with(everything() - {missing})
        with pytest.raises((PermissionDenied, BadUpload), match=" does not hold | may not | lack the right "):
            service.call(person)
        assert not ApiCall.objects.exists()


@EACH_SERVICE
def test_its_rights_alone_are_enough(connected, service: Service):
    """Something else may stand against it, and then says so in words."""
    with suppress(NotPossible, NotGiven, Refused):
        service.call(somebody_with(service.needs))


def everything() -> Rights:
    rights = Permission.objects.select_related("content_type")
    return frozenset(f"{right.content_type.app_label}.{right.codename}" for right in rights)


def somebody_with(rights: Rights):
    person = factories.UserFactory()
    codenames = [right.split(".")[1] for right in rights]
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return person
