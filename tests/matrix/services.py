"""Every service that changes something for somebody, and the rights that it asks for itself, whatever a screen did."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from connectors.ports import TokenSet
from erp_integrations import evidence, services, wiring
from erp_integrations.evidence.attaching import attach_evidence
from erp_integrations.models import (
    EXPORTED_MODELS,
    Connection,
    Consent,
    IntegrationSettings,
    StagedKind,
    Upload,
    Vendor,
)
from erp_integrations.services import (
    adding,
    adding_codes,
    archiving,
    attaching,
    configuring,
    connecting,
    consenting,
    deleting,
    granting,
    linking,
    loading,
    numbering_payments,
    refreshing,
    removing_payments,
    reviewing,
    running,
    scheduling,
    sending,
    setting_up,
    unlinking,
    uploading,
    works,
)
from erp_integrations.services.deciding import deputising, holding, limiting
from erp_integrations.services.importing.payments import begin_importing_payments
from erp_integrations.services.loading.reading import Source
from erp_integrations.services.signing_in import passwords, second_factor, sessions, single_sign_on, throttling
from erp_integrations.services.timing import Frequency, Timing
from erp_integrations.services.uploading import Incoming
from tests import factories
from tests.matrix.addresses import right
from tests.matrix.people import Rights

# What is called with the person who does it.
Call = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Service:
    """`name` is the function's, in its module; `about` tells several rows of one function apart."""

    name: str
    needs: Rights
    call: Call
    about: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.about}".strip()


COST_CODES = [Incoming("cost_codes.csv", b"code,name\n01-100,Concrete\n")]
LOADS_COST_CODES = right("add", "costcode") | right("change", "costcode")


def of_records() -> Iterator[Service]:
    """Services that take a record type: nothing is named, so nothing but a right stands against them."""
    for model in EXPORTED_MODELS:
        name = str(model._meta.model_name)
        for function, needed in DECIDING.items():
            yield Service(told(function), right(needed, name), on_none(function, model), name)
        yield Service("linking.link", right("link", name), linking_of(model), name)
        yield Service("unlinking.unlink", right("unlink", name), unlinking_of(model), name)
        yield Service("deciding.holding.hold", right("export", name), on_none(holding.hold, model, note="Waits."), name)
        yield Service("reviewing.reject", right("export", name), on_none(reviewing.reject, model, reason="No."), name)
        yield Service("deleting.delete", right("delete", name), deletion_of(model), name)
        if model.erp_list:
            yield Service("refreshing.refresh_on_demand", right("sync", name), refresh_of(model), name)


DECIDING: dict[Any, str] = {
    sending.submit: "submit",
    sending.retrieve: "submit",
    reviewing.accept: "export",
    reviewing.accept_and_export: "export",
    reviewing.export: "export",
    holding.release: "export",
}


def told(function: Any) -> str:
    module = function.__module__.removeprefix(f"{services.__name__}.")
    return f"{module}.{function.__name__}"


def on_none(function: Any, model: Any, **more: Any) -> Call:
    return lambda by: function(model, [], by=by, **more)


def on_ledger(function: Any, model: Any, chosen: Any) -> Call:
    return lambda by: function(model, chosen, wiring.ledger(), by=by)


def linking_of(model: Any) -> Call:
    return lambda by: linking.link(model, {factories.FACTORIES[model]().pk: "of another"}, wiring.ledger(), by=by)


def unlinking_of(model: Any) -> Call:
    return lambda by: unlinking.unlink(model, [factories.FACTORIES[model](synced=True).pk], wiring.ledger(), by=by)


def deletion_of(model: Any) -> Call:
    return lambda by: deleting.delete(factories.FACTORIES[model](), by=by)


def refresh_of(model: Any) -> Call:
    return lambda by: refreshing.refresh_on_demand(model, wiring.ledger(), by=by)


def of_staged() -> Iterator[Service]:
    for kind in StagedKind:
        needed = right("import", str(kind))
        yield Service("archiving.archive", needed, on_none(archiving.archive, kind), str(kind))
        yield Service("archiving.unarchive", needed, on_none(archiving.unarchive, kind), str(kind))
        yield Service(
            "linking.link_staged", right("link", str(kind)), on_ledger(linking.link_staged, kind, {}), str(kind)
        )
    yield Service("adding.add_companies", right("import", "vendor"), lambda by: adding.add_companies([], by=by))
    yield Service("adding.add_projects", right("import", "project"), lambda by: adding.add_projects({}, by=by))


def of_payments() -> Iterator[Service]:
    changes = right("change", "payment")
    file = SimpleUploadedFile("advice.pdf", b"%PDF-1.7 of a test")
    yield Service("attaching.attach", changes, lambda by: attaching.attach(a_payment(), file, by=by))
    yield Service("attaching.detach", changes, lambda by: attaching.detach(*an_attachment(), by=by))
    yield Service(
        "numbering_payments.change_number",
        changes,
        lambda by: numbering_payments.change_number(a_payment(), "CHK-1", by=by),
    )
    yield Service(
        "removing_payments.remove",
        right("delete", "payment"),
        lambda by: removing_payments.remove([], by=by, reason="Entered twice."),
    )


def a_payment() -> int:
    return int(factories.PaymentFactory().pk)


def an_attachment() -> tuple[int, int]:
    attachment = factories.PaymentAttachmentFactory()
    return attachment.payment_id, attachment.pk


def of_work() -> Iterator[Service]:
    needs = {
        "lists": right("sync", *(str(model._meta.model_name) for model in EXPORTED_MODELS if model.erp_list)),
        "existence": right("sync", "commitment", "subcontractorinvoice"),
        "job_costs": right("sync", "jobcost"),
        "payments": right("sync", "payment"),
    }
    for work in works.WORKS:
        yield Service("running.ask", needs[work.slug], asking(work), work.slug)
        yield Service("running.run", needs[work.slug], on_ledger_of(work), work.slug)
        yield Service("scheduling.reschedule", right("change", "integrationsettings"), rescheduling(work), work.slug)


def asking(work: Any) -> Call:
    return lambda by: running.ask(work, by=by)


def on_ledger_of(work: Any) -> Call:
    return lambda by: running.run(work, wiring.ledger, by=by)


def rescheduling(work: Any) -> Call:
    return lambda by: scheduling.reschedule(work, Timing(Frequency.DAILY), by=by)


def of_uploads() -> Iterator[Service]:
    needs = LOADS_COST_CODES
    yield Service("uploading.keep", needs, lambda by: uploading.keep(COST_CODES, by=by))
    yield Service("uploading.apply", needs, lambda by: uploading.apply(an_upload(by), by=by))
    yield Service("loading.load_files", needs, lambda by: loading.load_files(files(), by=by))
    yield Service("loading.preview", needs, lambda by: loading.preview(files(), by=by))


def connected_again(by: Any) -> object:
    """Connect once more to the organisation that is connected."""
    tokens = TokenSet(access_token="of a test", expires_at=timezone.now(), refresh_token="of a test")
    known = Connection.objects.get()
    return connecting.connect(Connection.Kind.CUSTOM, tokens, [(known.tenant_id, known.tenant_name)], by=by)


def files() -> loading.Files:
    return {"cost_codes": [Source(COST_CODES[0].name, lambda: COST_CODES[0].content)]}


def an_upload(by: Any) -> int:
    """Return an upload of somebody who could load it when they sent it."""
    upload = uploading.keep(COST_CODES, by=factories.UserFactory(is_superuser=True))
    Upload.objects.filter(pk=upload.pk).update(uploader=by)
    return int(upload.pk)


ON_PEOPLE: dict[str, Call] = {
    "granting.rights.give": lambda by: granting.give(person(), a_right(), by=by),
    "granting.rights.take": lambda by: granting.take(person(), a_right(), by=by),
    "granting.rights.set_rights": lambda by: granting.set_rights(person(), [], by=by),
    "granting.rights.change_rights": lambda by: granting.change_rights(person(), give=a_right(), by=by),
    "granting.presets.use_preset": lambda by: granting.use_preset(person(), "viewer", by=by),
    "granting.groups.set_groups": lambda by: granting.set_groups(person(), [], by=by),
    # What is out of date about the page is told only to those who may.
    "granting.view_only.mark_view_only": lambda by: granting.mark_view_only(person(), shown="of long ago", by=by),
    "granting.view_only.take_mark_off": lambda by: granting.take_mark_off(person(), by=by),
    "granting.people.save_person": lambda by: granting.save_person(person(), by=by),
    "granting.people.password_was_set": lambda by: granting.password_was_set(person(), by=by),
    "deciding.limiting.set_limit": lambda by: limiting.set_limit(person(), highest_amount=None, projects=[], by=by),
    "deciding.deputising.name_deputy": lambda by: deputising.name_deputy(*two_people(), *one_day(), by=by),
    "deciding.deputising.end_deputyship": lambda by: deputising.end_deputyship(factories.DeputyshipFactory().pk, by=by),
    "signing_in.passwords.invite": lambda by: passwords.invite(invitee(), by=by),
    "signing_in.second_factor.reset": lambda by: second_factor.reset(person(), by=by),
    "signing_in.sessions.end_sessions_of": lambda by: sessions.end_sessions_of(person(), by=by),
    "signing_in.single_sign_on.unlink": lambda by: single_sign_on.unlink(person(), by=by),
    "signing_in.throttling.release": lambda by: throttling.release("ana", "127.0.0.1", by=by),
}


def of_people() -> Iterator[Service]:
    for name, call in ON_PEOPLE.items():
        yield Service(name, right("change", "user"), call)
    save, delete = "granting.people.save_person", "granting.people.delete_person"
    yield Service(save, right("add", "user"), lambda by: granting.save_person(User(username="new"), by=by), "new")
    yield Service(delete, right("delete", "user"), lambda by: granting.delete_person(person(), by=by))


def of_groups() -> Iterator[Service]:
    group = factories.GroupFactory
    rights_of, delete = "granting.groups.set_group_rights", "granting.groups.delete_group"
    yield Service(rights_of, right("change", "group"), lambda by: granting.set_group_rights(group(), [], by=by))
    yield Service(delete, right("delete", "group"), lambda by: granting.delete_group(group(), by=by))


def person() -> Any:
    return factories.UserFactory(email="person@example.com")


def invitee() -> Any:
    somebody = person()
    somebody.set_unusable_password()
    somebody.save()
    return somebody


def a_right() -> list[Permission]:
    return list(Permission.objects.filter(codename="view_vendor"))


def two_people() -> tuple[Any, Any]:
    return factories.ApproverFactory(), factories.ProjectPersonFactory()


def one_day() -> tuple[date, date]:
    today = Connection.today()
    return today, today


def of_setting_up() -> Iterator[Service]:
    sets = right("change", "integrationsettings")
    why = "Nobody is in Xero yet."
    yield Service("setting_up.mark_not_needed", sets, lambda by: setting_up.mark_not_needed("companies", why, by=by))
    yield Service("setting_up.mark_needed", sets, lambda by: setting_up.mark_needed("companies", by=by))
    yield Service("importing.payments.begin_importing_payments", sets, begin_importing_payments)


def of_connecting() -> Iterator[Service]:
    connects = right("change", "connection")
    yield Service("connecting.connect", connects, connected_again)
    yield Service("connecting.disconnect", connects, disconnected)
    yield Service("consenting.begin", connects, lambda by: consenting.begin("session", "state", "verifier", by=by))
    yield Service("consenting.receive", connects, received)
    yield Service("consenting.choose", connects, lambda by: consenting.choose(a_consent(), "none of them", by=by))
    yield Service("consenting.give_up", connects, lambda by: consenting.give_up(a_consent(), by=by))


def disconnected(by: Any) -> object:
    return connecting.disconnect(Connection.objects.get(), lambda connection: None, by=by)


def a_consent() -> Consent:
    consenting.begin("session", "state", "verifier", by=factories.UserFactory(is_superuser=True))
    return Consent.objects.latest("pk")


def received(by: Any) -> object:
    return consenting.receive({"state": "of nobody"}, never_exchanged, by=by, session="session")


def never_exchanged(code: str, verifier: str) -> Any:
    raise AssertionError("A state that nobody asked with is refused before Xero is asked.")


SERVICES: tuple[Service, ...] = (
    *of_records(),
    *of_staged(),
    *of_payments(),
    *of_work(),
    *of_uploads(),
    *of_people(),
    *of_groups(),
    *of_setting_up(),
    *of_connecting(),
    Service(
        "adding_codes.add_budget_code",
        right("change", "project"),
        lambda by: adding_codes.add_budget_code(
            factories.ProjectFactory(synced=True), factories.BudgetCodeFactory(), Decimal(100), by=by
        ),
    ),
    Service(
        "evidence.attaching.attach_evidence",
        right("export", "vendor") | right("view", "vendor", "event", "exportbatch"),
        lambda by: attach_evidence(Vendor, 0, wiring.ledger(), by=by),
    ),
    Service(
        "configuring.change_settings",
        right("change", "integrationsettings"),
        lambda by: configuring.change_settings(IntegrationSettings.load(), by=by),
    ),
)
# What takes a person and asks for no right: called by one of those above, which did, or about their own things only.
WITHOUT_RIGHTS = {
    "deciding.authority.ways_of": "tells whose rights somebody may use",
    "configuring.ask_anew": "part of change_settings",
    "connecting.end_here": "part of disconnect",
    "consenting.asked": "part of receive",
    "deciding.deputising.note": "writes down what name_deputy and end_deputyship did",
    "deciding.deputising.refuse_pair": "a check itself",
    "deciding.deputising.require_to_name": "a check itself",
    "exporting.send_back_for_more": "what the tool does by itself when one acceptance is no longer enough",
    "granting.groups.refuse_giving_members": "a check itself",
    "granting.groups.refuse_joining": "a check itself",
    "granting.refusals.refuse_giving": "a check itself",
    "granting.refusals.refuse_superuser": "a check itself",
    "granting.refusals.refuse_widening_own": "a check itself",
    "granting.rights.keep_when": "part of change_rights",
    "granting.telling.note": "writes down what the others did",
    "deciding.limiting.is_own_widened": "a check itself",
    "deciding.limiting.require_to_change": "a check itself",
    "numbering_payments.note_change": "writes down what change_number and attach did",
    "setting_up.note_change": "writes down what mark_needed and mark_not_needed did",
    "setting_up.put_away": "the right to any of the steps is enough; tests/services/test_setting_up.py",
    "signing_in.noting.note": "writes down what the others did",
    "signing_in.second_factor.require_over": "a check itself",
    "signing_in.throttling.locks_among": "reads",
    "adding.add": "a step of add_companies and add_projects",
    "archiving.set_archived": "a step of archive and unarchive",
    "configuring.save_and_note": "part of change_settings",
    "deciding.carrying_out.decide": "asks for the function that each caller names",
    "deciding.carrying_out.decide_on_staged": "asks for import of the kind that each caller names",
    "exporting.send_back": "what the tool does by itself when a decision no longer stands",
    "loading.load": "reads a folder for load_files",
    "loading.load_step": "part of load_files",
    "loading.load_steps": "part of load_files",
    "loading.submitting.submit_loaded": "calls submit",
    "removing_payments.outcome_of": "a step of remove",
    "removing_payments.remove_one": "a step of remove",
    "running.begin": "part of ask and run",
    "running.new_run": "part of ask and run",
    "uploading.drop": "one's own upload only",
    "uploading.look_at": "one's own upload only",
    "uploading.name_tables": "one's own upload only",
    "uploading.waiting": "one's own upload only",
    "uploading.sorting.refuse_tables": "a check itself",
    "uploading.sorting.sort": "reads, and refuses by refuse_tables",
    "works.keep_first_day": "part of reschedule",
    "works.nothing": "does nothing",
}


def services_of_the_tool() -> Iterator[str]:
    """Return every function of the services that is told who does it."""
    for package in (services, evidence):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                bare = inspect.unwrap(function)
                if bare.__module__ == found.name and "by" in inspect.signature(bare).parameters:
                    yield f"{found.name.removeprefix('erp_integrations.').removeprefix('services.')}.{name}"
