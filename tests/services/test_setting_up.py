"""The set-up list: what ticks a step off, who says that one is not needed, and when it is put away."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_q.models import Schedule

from erp_integrations.models import (
    Connection,
    ErpListReading,
    Event,
    ExportAttempt,
    ExportBatch,
    IntegrationSettings,
    SetUpMark,
    StagedKind,
    Vendor,
    Verb,
)
from erp_integrations.services.setting_up import (
    NotPossible,
    finish_when_done,
    mark_needed,
    mark_not_needed,
    marks,
    put_away,
    standings,
)
from erp_integrations.services.setting_up.steps import STEPS
from erp_integrations.tasks import tidy_up
from tests.factories import (
    AdminFactory,
    ApproverFactory,
    BudgetCodeFactory,
    ErpEntryFactory,
    ProjectPersonFactory,
    StagedRecordFactory,
    UserFactory,
    VendorFactory,
    ViewerFactory,
)

pytestmark = pytest.mark.django_db
CONSOLE = {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
FILES = {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}


@pytest.fixture(autouse=True)
def nothing_is_configured(settings):
    settings.EMAIL = CONSOLE


@pytest.fixture
def ada():
    return AdminFactory()


def choose(**values):
    IntegrationSettings.load()
    IntegrationSettings.objects.update(**values)


def connect():
    return Connection.objects.create(tenant_id="t", tenant_name="Harbor Ridge")


def export_something():
    record = BudgetCodeFactory(synced=True)
    kind = ContentType.objects.get_for_model(record)
    batch = ExportBatch.objects.create(content_type=kind, body=b"{}", lease_until=timezone.now(), status="settled")
    ExportAttempt.objects.create(batch=batch, content_type=kind, object_id=record.pk, position=0, outcome="synced")


def read_contacts():
    ErpListReading.objects.create(list="contact", read_at=timezone.now())


def link_a_company():
    read_contacts()
    VendorFactory(synced=True)


def switch_payments_on():
    Schedule.objects.filter(name="payments").update(repeats=-1)


# What makes each step done, in the words of the data.
DOING = {
    "connect": connect,
    "category": lambda: choose(tracking_category="Job"),
    "retainage": lambda: choose(retainage_item_code="RETAINAGE"),
    "accounts": lambda: choose(default_purchase_account="310", default_tax_type="INPUT"),
    "senders": ProjectPersonFactory,
    "approvers": ApproverFactory,
    "codes": BudgetCodeFactory,
    "send": lambda: BudgetCodeFactory(submitted=True),
    "companies": link_a_company,
    "schedules": switch_payments_on,
    "mails": lambda: None,
    "export": export_something,
}


# Whoever sends or exports has a code, and what is exported was sent.
ALONG = {"send": ("codes",), "export": ("codes", "send")}


def settled(person):
    return {standing.step.slug for standing in standings(person, marks()) if standing.is_settled}


def standing(slug, person):
    return next(found for found in standings(person, marks()) if found.step.slug == slug)


def test_new_installation_has_everything_to_do(ada):
    assert settled(ada) == set()


def test_every_step_is_told_how_it_is_done_here():
    assert list(DOING) == [step.slug for step in STEPS]


@pytest.mark.parametrize("slug", DOING)
def test_step_ticks_itself_off(slug, ada, settings):
    if slug == "mails":
        settings.EMAIL = FILES
    DOING[slug]()
    assert slug in settled(ada)
    assert settled(ada) == {slug, *ALONG.get(slug, ())}


@pytest.mark.parametrize("status", ["expired", "disconnected", "ended"])
def test_lost_connection_is_to_be_made_again(ada, status):
    connect()
    Connection.objects.update(status=status)
    assert "connect" not in settled(ada)


def test_admin_who_is_an_approver_too_has_not_named_another_one(ada):
    ada.user_permissions.add(*ApproverFactory(is_active=False).user_permissions.all())
    ada = type(ada).objects.get(pk=ada.pk)
    assert ada.has_perm("erp_integrations.export_vendor")
    assert "approvers" not in settled(ada)
    ApproverFactory()
    assert "approvers" in settled(ada)


def test_approver_in_a_group_counts(ada):
    group = Group.objects.create(name="Accounting")
    group.permissions.add(Permission.objects.get(codename="export_vendor"))
    UserFactory().groups.add(group)
    assert "approvers" in settled(ada)


@pytest.mark.parametrize("values", [{"is_active": False}, {"is_staff": False}])
def test_approver_who_cannot_log_in_is_none(ada, values):
    ApproverFactory(**values)
    assert "approvers" not in settled(ada)


def test_company_that_only_waits_to_be_linked_leaves_the_step_open(ada):
    read_contacts()
    waiting = VendorFactory(name="Cascade Concrete")
    entry = ErpEntryFactory(list="contact", name="Cascade Concrete and Pumping")
    StagedRecordFactory(kind=StagedKind.VENDOR, entry=entry, match_id=waiting.pk)
    assert standing("companies", ada).is_possible


def test_what_needs_xero_waits_for_the_connection(ada):
    assert standing("category", ada).obstacle == "Connect to Xero first."
    assert standing("companies", ada).obstacle == "Connect to Xero first."
    connect()
    assert standing("category", ada).is_possible
    assert "are being read" in standing("companies", ada).obstacle
    read_contacts()
    assert standing("companies", ada).obstacle == "Load the companies first."


def test_first_export_waits_for_codes_that_are_sent_and_an_approver(ada):
    assert standing("export", ada).obstacle == "Load the budget codes first."
    assert standing("send", ada).obstacle == "Load the budget codes first."
    BudgetCodeFactory()
    assert standing("export", ada).obstacle == "A project person sends a budget code first."
    assert standing("send", ada).is_possible
    BudgetCodeFactory(submitted=True)
    assert standing("export", ada).obstacle == "Name an approver first."
    ApproverFactory()
    assert standing("export", ada).is_possible


@pytest.mark.parametrize(
    ("make", "mine"),
    [
        (AdminFactory, {"connect", "category", "retainage", "accounts", "senders", "approvers", "schedules", "mails"}),
        (ApproverFactory, {"companies", "export"}),
        (ProjectPersonFactory, {"codes", "send"}),
        (ViewerFactory, set()),
    ],
)
def test_each_step_is_somebodys(make, mine):
    assert {found.step.slug for found in standings(make(), {}) if found.is_mine} == mine


def test_step_that_is_not_needed_is_settled_with_the_reason_on_record(ada):
    mark_not_needed("companies", " No suppliers yet. ", by=ada)
    found = standing("companies", ada)
    assert (found.is_settled, found.is_done, found.mark.note, found.mark.by) == (True, False, "No suppliers yet.", ada)
    event = Event.objects.get()
    assert (event.verb, event.actor) == (Verb.CHANGED, ada)
    assert event.changes[0]["to"] == "not needed: No suppliers yet."


def test_step_that_is_needed_after_all_is_open_again(ada):
    mark_not_needed("companies", "No suppliers yet.", by=ada)
    mark_needed("companies", by=ada)
    assert "companies" not in settled(ada)
    assert Event.objects.count() == 2


@pytest.mark.parametrize("slug", ["connect", "category", "retainage", "approvers", "codes", "export", "finished", "x"])
def test_what_nothing_works_without_cannot_be_left_out(ada, slug):
    with pytest.raises(NotPossible):
        mark_not_needed(slug, "Why not.", by=ada)
    assert not SetUpMark.objects.exists()


def test_leaving_a_step_out_needs_a_reason(ada):
    with pytest.raises(NotPossible, match="Say in a few words"):
        mark_not_needed("companies", "  ", by=ada)


@pytest.mark.parametrize("make", [ApproverFactory, ProjectPersonFactory, ViewerFactory])
def test_only_an_admin_leaves_a_step_out(make):
    with pytest.raises(PermissionDenied):
        mark_not_needed("companies", "Why not.", by=make())
    with pytest.raises(PermissionDenied):
        mark_needed("companies", by=make())


def do_everything(settings):
    settings.EMAIL = FILES
    for do in DOING.values():
        do()


def test_list_is_put_away_once_everything_is_done_and_stays_away(settings, ada):
    do_everything(settings)
    Vendor.objects.all().delete()
    assert "companies" not in settled(ada)
    tidy_up()
    assert SetUpMark.FINISHED not in marks()
    mark_not_needed("companies", "No suppliers yet.", by=ada)
    tidy_up()
    assert SetUpMark.FINISHED in marks()
    choose(tracking_category="")
    assert finish_when_done()


def test_linked_or_retrieved_record_leaves_nothing_to_export(ada):
    link_a_company()
    BudgetCodeFactory(retrieved=True)
    assert "send" not in settled(ada)


def test_finished_list_is_put_away_by_the_first_who_reads_that_it_is(settings, ada):
    put_away(by=ada)
    assert not SetUpMark.objects.exists()
    do_everything(settings)
    tidy_up()
    assert marks()[SetUpMark.FINISHED].by is None
    put_away(by=ada)
    put_away(by=ApproverFactory())
    assert marks()[SetUpMark.FINISHED].by == ada


def test_who_has_no_step_puts_nothing_away(settings):
    do_everything(settings)
    with pytest.raises(PermissionDenied):
        put_away(by=ViewerFactory())
    assert not SetUpMark.objects.exists()


def test_facts_take_few_queries_however_much_there_is(ada, django_assert_max_num_queries):
    IntegrationSettings.load()
    ada.has_perm("auth.change_user")
    for _ in range(3):
        BudgetCodeFactory()
        ApproverFactory()
    with django_assert_max_num_queries(4):
        standings(ada, marks())
