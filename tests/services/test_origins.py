"""Each event keeps from where it came, whoever wrote it."""

import os
import subprocess
import sys

import pytest
from django_q.signals import pre_execute

from erp_integrations import tasks, wiring
from erp_integrations.models import Event, IntegrationSettings, Verb
from erp_integrations.origin import LONGEST, coming_from, current_origin
from erp_integrations.services import running
from erp_integrations.services.connecting import choose_tracking_category
from erp_integrations.services.uploading import apply, keep
from erp_integrations.services.works import PAYMENTS
from tests import factories
from tests.services.uploading.files import csv_of

pytestmark = pytest.mark.django_db
GOOD = "V-3,Núñez Masonry,917 S 3rd Ave,Yakima,WA,98902,USA,(509) 555-0131,,ap@nunez.example,true"


def origins():
    return set(Event.objects.values_list("origin", flat=True))


def test_an_origin_holds_while_it_is_told_and_no_longer():
    with coming_from("command", "one"):
        with coming_from("upload", "x" * 500):
            assert len(current_origin()) == LONGEST
        assert current_origin() == "command:one"
    assert current_origin() == ""


def test_an_upload_names_its_files(project_person):
    upload = keep([csv_of("vendors", GOOD, name="March vendors.csv")], by=project_person)
    with coming_from("screen", "apply_upload"):
        apply(upload.pk, by=project_person, submit=True)
    assert origins() == {"upload:March vendors.csv"}


@pytest.mark.parametrize(
    ("trigger", "origin"),
    [
        (running.Trigger.SCHEDULE, "schedule:payments"),
        (running.Trigger.PERSON, "run:payments"),
        (running.Trigger.COMMAND, "command:import_payments"),
    ],
)
def test_a_run_names_its_work(connected, trigger, origin):
    IntegrationSettings.objects.update(payments_from=None)
    with coming_from("command", "import_payments"):
        running.run(PAYMENTS, wiring.ledger, trigger=trigger)
    assert origins() == {origin}


def test_what_a_task_does_the_worker_did(db):
    with coming_from("command", "qcluster"):
        pre_execute.send(sender="django_q", func=tasks.export_records, task={})
        Event.note(factories.VendorFactory(), Verb.CREATED)
    assert origins() == {"worker"}


def test_every_command_is_named_where_all_of_them_begin(tmp_path):
    """Also one that nobody has thought of: `manage.py` says it, and not the command."""
    code = "from erp_integrations.origin import current_origin; print(current_origin())"
    database = {"DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}"}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **database, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    assert done.stdout.strip() == "command:shell"


def test_choosing_a_tracking_category_on_the_command_line_leaves_an_event(connected):
    IntegrationSettings.objects.update(tracking_category="")
    choose_tracking_category(wiring.ledger(), "job")
    choose_tracking_category(wiring.ledger(), "job")
    event = Event.objects.get()
    assert event.changes == [{"field": "tracking category", "from": "", "to": "Job"}]
