"""Whatever changes something asks for its own right, once more than the screen does: one row each."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from erp_integrations.models import (
    EXPORTED_MODELS,
    Connection,
    CostCode,
    IntegrationSettings,
    Payment,
    Project,
    StagedKind,
    Vendor,
)
from erp_integrations.permissions import FEATURES, GIVEN_HERE, codename
from erp_integrations.services import (
    adding,
    adding_codes,
    archiving,
    attaching,
    configuring,
    connecting,
    deleting,
    granting,
    importing,
    linking,
    loading,
    numbering_payments,
    refreshing,
    removing_payments,
    reviewing,
    running,
    scheduling,
    sending,
    unlinking,
)
from erp_integrations.services.timing import Frequency, Timing
from erp_integrations.services.works import WORKS
from tests.factories import FACTORIES, UserFactory

NOBODY = User(pk=0, username="nobody")
# What is done, the function and the type that it needs. No ledger: the right is asked for before Xero is.
OF_RECORDS = {
    "submit": ("submit", lambda model, by: sending.submit(model, [], by=by)),
    "retrieve": ("submit", lambda model, by: sending.retrieve(model, [], by=by)),
    "accept": ("export", lambda model, by: reviewing.accept(model, [], by=by)),
    "accept_and_export": ("export", lambda model, by: reviewing.accept_and_export(model, [], by=by)),
    "export": ("export", lambda model, by: reviewing.export(model, [], by=by)),
    "reject": ("export", lambda model, by: reviewing.reject(model, [], by=by, reason="No.")),
    "link": ("link", lambda model, by: linking.link(model, {}, None, by=by)),
    "unlink": ("unlink", lambda model, by: unlinking.unlink(model, [FACTORIES[model](synced=True).pk], None, by=by)),
    "delete": ("delete", lambda model, by: deleting.delete(FACTORIES[model](), by=by)),
}
OTHERS = {
    "add_companies": ("import", Vendor, lambda by: adding.add_companies([], by=by)),
    "add_projects": ("import", Project, lambda by: adding.add_projects({}, by=by)),
    "archive": ("import", Vendor, lambda by: archiving.archive(StagedKind.VENDOR, [], by=by)),
    "unarchive": ("import", Project, lambda by: archiving.unarchive(StagedKind.PROJECT, [], by=by)),
    "link_staged": ("link", Vendor, lambda by: linking.link_staged(StagedKind.VENDOR, {}, None, by=by)),
    "add_budget_code": ("change", Project, lambda by: adding_codes.add_budget_code(Project(), None, Decimal(1), by=by)),
    "load (new)": ("add", CostCode, lambda by: loading.load(Path("demo/cost_codes.csv"), by=by)),
    "load (changed)": ("change", CostCode, lambda by: loading.load(Path("demo/cost_codes.csv"), by=by)),
    "change_number": ("change", Payment, lambda by: numbering_payments.change_number(0, "1", by=by)),
    "attach": ("change", Payment, lambda by: attaching.attach(0, ContentFile(b"", "a.pdf"), by=by)),
    "detach": ("change", Payment, lambda by: attaching.detach(0, 0, by=by)),
    "remove": ("delete", Payment, lambda by: removing_payments.remove([], by=by, reason="Gone.")),
    "change_settings": ("change", IntegrationSettings, lambda by: configuring.change_settings(None, by=by)),
    "begin_importing_payments": (
        "change",
        IntegrationSettings,
        importing.begin_importing_payments,
    ),
    "reschedule": (
        "change",
        IntegrationSettings,
        lambda by: scheduling.reschedule(WORKS[0], Timing(Frequency.DAILY), by=by),
    ),
    "connect": ("change", Connection, lambda by: connecting.connect(Connection.Kind.CUSTOM, None, [], by=by)),
    "change_rights": ("change", User, lambda by: granting.change_rights(NOBODY, by=by)),
    "set_rights": ("change", User, lambda by: granting.set_rights(NOBODY, [], by=by)),
    "use_preset": ("change", User, lambda by: granting.use_preset(NOBODY, "admin", by=by)),
    "mark_view_only": ("change", User, lambda by: granting.mark_view_only(NOBODY, by=by)),
    "take_mark_off": ("change", User, lambda by: granting.take_mark_off(NOBODY, by=by)),
    "set_groups": ("change", User, lambda by: granting.set_groups(NOBODY, [], by=by)),
    "save_person (old)": ("change", User, lambda by: granting.save_person(NOBODY, by=by)),
    "save_person (new)": ("add", User, lambda by: granting.save_person(User(), by=by)),
    "delete_person": ("delete", User, lambda by: granting.delete_person(NOBODY, by=by)),
    "set_group_rights (old)": ("change", Group, lambda by: granting.set_group_rights(Group(), [], by=by)),
    "set_group_rights (new)": ("add", Group, lambda by: granting.set_group_rights(Group(), [], by=by, is_new=True)),
    "delete_group": ("delete", Group, lambda by: granting.delete_group(Group(), by=by)),
    **{
        f"refresh {model.__name__}": (
            "sync",
            model,
            lambda by, model=model: refreshing.refresh_on_demand(model, None, by=by),
        )
        for model in EXPORTED_MODELS
        if model.erp_list
    },
    **{
        f"run {work.slug} ({model.__name__})": (function, model, lambda by, work=work: running.ask(work, by=by))
        for work in WORKS
        for function, model in work.to_run
    },
}
ROWS: dict[str, tuple[str, Any, Any]] = {
    **{
        f"{name} {model.__name__}": (function, model, lambda by, call=call, model=model: call(model, by))
        for name, (function, call) in OF_RECORDS.items()
        for model in EXPORTED_MODELS
    },
    **OTHERS,
}


def everybody_but(function, model):
    """Return somebody who holds every right there is but one."""
    person = UserFactory()
    one = codename(function, model).partition(".")[2]
    person.user_permissions.set(Permission.objects.filter(GIVEN_HERE).exclude(codename=one))
    return person


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROWS)
def test_service_refuses_whoever_lacks_that_one_right(name):
    function, model, call = ROWS[name]
    with pytest.raises(PermissionDenied, match=f"may not {function} any {model._meta.verbose_name}"):
        call(everybody_but(function, model))


def test_every_function_of_the_grid_is_asked_for_by_a_service():
    asked = {(function, model) for function, model, _call in ROWS.values()}
    offered = {(feature.function, model) for feature in FEATURES for model in feature.models}
    assert offered <= asked
