"""Every service that changes something for somebody, and the rights that it asks for itself, whatever a screen did."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from connectors.ports import TokenSet
from erp_integrations import services, wiring
from erp_integrations.models import EXPORTED_MODELS, Connection, IntegrationSettings, StagedKind, Upload
from erp_integrations.services import (
    adding,
    adding_codes,
    archiving,
    attaching,
    configuring,
    connecting,
    deleting,
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
    uploading,
    works,
)
from erp_integrations.services.loading.reading import Source
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
        yield Service("linking.link", right("link", name), on_ledger(linking.link, model, {}), name)
        yield Service("unlinking.unlink", right("unlink", name), on_ledger(unlinking.unlink, model, []), name)
        yield Service("deleting.delete", right("delete", name), deletion_of(model), name)
        if model.erp_list:
            yield Service("refreshing.refresh_on_demand", right("sync", name), refresh_of(model), name)


DECIDING: dict[Any, str] = {
    sending.submit: "submit",
    sending.retrieve: "submit",
    reviewing.accept: "export",
    reviewing.accept_and_export: "export",
    reviewing.export: "export",
}


def told(function: Any) -> str:
    module = function.__module__.removeprefix(f"{services.__name__}.")
    return f"{module}.{function.__name__}"


def on_none(function: Any, model: Any, **more: Any) -> Call:
    return lambda by: function(model, [], by=by, **more)


def on_ledger(function: Any, model: Any, chosen: Any) -> Call:
    return lambda by: function(model, chosen, wiring.ledger(), by=by)


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


SERVICES: tuple[Service, ...] = (
    *of_records(),
    *of_staged(),
    *of_payments(),
    *of_work(),
    *of_uploads(),
    Service(
        "reviewing.reject",
        right("export", "commitment"),
        on_none(reviewing.reject, EXPORTED_MODELS[3], reason="Wrong company."),
    ),
    Service(
        "adding_codes.add_budget_code",
        right("change", "project"),
        lambda by: adding_codes.add_budget_code(
            factories.ProjectFactory(synced=True), factories.BudgetCodeFactory(), Decimal(100), by=by
        ),
    ),
    Service("connecting.connect", right("change", "connection"), connected_again),
    Service(
        "configuring.change_settings",
        right("change", "integrationsettings"),
        lambda by: configuring.change_settings(IntegrationSettings.load(), by=by),
    ),
)
# What takes a person and asks for no right: called by one of those above, which did, or about their own things only.
WITHOUT_RIGHTS = {
    "adding.add": "a step of add_companies and add_projects",
    "archiving.set_archived": "a step of archive and unarchive",
    "configuring.save_and_note": "part of change_settings",
    "deciding.decide": "asks for the function that each caller names",
    "deciding.decide_on_staged": "asks for import of the kind that each caller names",
    "deciding.decide_together": "a transaction of decide",
    "exporting.send_back": "what the tool does by itself when a decision no longer stands",
    "importing.payments.begin_importing_payments": "part of reschedule",
    "loading.load": "reads a folder for load_files",
    "loading.load_step": "part of load_files",
    "loading.load_steps": "part of load_files",
    "loading.submitting.submit_loaded": "calls submit",
    "removing_payments.outcome_of": "a step of remove",
    "removing_payments.remove_one": "a step of remove",
    "reviewing.accepting": "the step of accept",
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
    for found in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        module = importlib.import_module(found.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            bare = inspect.unwrap(function)
            if bare.__module__ == found.name and "by" in inspect.signature(bare).parameters:
                yield f"{found.name.removeprefix(f'{services.__name__}.')}.{name}"
