"""What people are told at once: rejections, failed exports, a lost connection, what comes back."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ

from erp_integrations.models import ApiCall, Connection, Event, Notice, SentMail, State, Vendor, Verb
from erp_integrations.services import reviewing, sending
from erp_integrations.services.exporting import export_queued
from erp_integrations.tasks import send_mails
from erp_integrations.wiring import ledger
from tests import factories
from tests.journeys import world
from tests.services.notifying.post import (
    MailServer,
    addressees,
    approver,
    delivered,
    html_of,
    nobody_listening,
    prefer,
    project_person,
)

pytestmark = pytest.mark.usefixtures("chosen_settings")


def waiting_vendor(sender, creator=None, **more):
    vendor = factories.VendorFactory(submitted=True, submitted_by=sender, **more)
    Event.note(vendor, Verb.CREATED, by=creator)
    return vendor


def reject(*records, by, reason="The address is missing."):
    return reviewing.reject(type(records[0]), [record.pk for record in records], by=by, reason=reason)


# Rejections


def test_rejection_is_told_to_the_sender_with_reason_person_and_link():
    grace, paul = approver(first_name="Grace", last_name="Okafor"), project_person()
    vendor = waiting_vendor(paul, name="Núñez & Sons")
    reject(vendor, by=grace)
    (one,) = delivered()
    assert one.to == [paul.email]
    assert one.subject == "Rejected: Company Núñez & Sons"
    for fact in ("The address is missing.", "Grace Okafor", f"/erp_integrations/vendor/{vendor.pk}/change/"):
        assert fact in one.body
        assert fact in html_of(one)


def test_rejection_is_told_to_who_entered_the_record_too():
    reject(waiting_vendor(project_person("paul"), creator=project_person("nina")), by=approver())
    assert addressees() == ["nina@harborridge.example", "paul@harborridge.example"]


def test_sender_who_entered_the_record_too_is_told_once():
    paul = project_person()
    reject(waiting_vendor(paul, creator=paul), by=approver())
    assert addressees() == [paul.email]


def test_rejection_of_many_is_one_mail_to_each_person():
    paul, nina = project_person("paul"), project_person("nina")
    reject(*[waiting_vendor(paul) for _number in range(3)], waiting_vendor(nina), by=approver())
    mails = {one.to[0]: one for one in delivered()}
    assert mails[paul.email].subject == "3 records were rejected"
    assert mails[nina.email].subject.startswith("Rejected: Company")
    assert len(mails) == len(mail.outbox) == 2


def test_who_rejects_what_they_sent_themselves_is_not_told():
    person = approver()
    reject(waiting_vendor(person), by=person)
    assert delivered() == []


def test_sender_who_may_not_see_the_type_any_more_is_not_told():
    paul = project_person()
    vendor = waiting_vendor(paul)
    paul.user_permissions.remove(Permission.objects.get(codename="view_vendor"))
    reject(vendor, by=approver())
    assert delivered() == []


def test_rejection_that_was_refused_is_not_told():
    vendor = waiting_vendor(project_person())
    reject(vendor, by=approver(), reason=" ")
    assert delivered() == []


def test_decision_hands_its_mail_to_the_worker_and_sends_nothing_itself():
    reject(waiting_vendor(project_person()), by=approver())
    assert mail.outbox == []
    assert Notice.objects.count() == 1
    assert [task.func() for task in OrmQ.objects.all()] == ["erp_integrations.tasks.send_mails"]


def test_decision_that_is_undone_tells_nobody():
    grace, vendor = approver(), waiting_vendor(project_person())

    @transaction.atomic
    def reject_and_undo():
        reject(vendor, by=grace)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        reject_and_undo()
    assert delivered() == []
    assert not OrmQ.objects.exists()


def test_person_who_does_not_want_rejections_gets_none():
    paul = project_person()
    prefer(paul, rejections=False)
    reject(waiting_vendor(paul), by=approver())
    assert delivered() == []


def test_deleted_record_is_still_told_by_its_name():
    paul = project_person()
    vendor = waiting_vendor(paul, name="Gone Company")
    reject(vendor, by=approver())
    Vendor.objects.filter(pk=vendor.pk).delete()
    (one,) = delivered()
    assert "Gone Company" in one.body


# What comes back after a rejection (R57)


def test_approver_who_rejected_is_told_when_the_record_comes_back():
    grace, paul = approver("grace"), project_person()
    approver("henry")
    vendor = waiting_vendor(paul)
    reject(vendor, by=grace)
    sending.submit(Vendor, [vendor.pk], by=paul)
    mails = {one.to[0]: one for one in delivered()}
    assert set(mails) == {paul.email, grace.email}
    assert mails[grace.email].subject.startswith("Sent again: Company")


def test_other_approvers_are_told_when_who_rejected_may_decide_no_more():
    grace, paul = approver("grace"), project_person()
    henry = approver("henry")
    vendor = waiting_vendor(paul)
    reject(vendor, by=grace)
    grace.user_permissions.clear()
    sending.submit(Vendor, [vendor.pk], by=paul)
    assert addressees() == [henry.email, paul.email]


def test_first_sending_is_left_to_the_daily_summary():
    approver()
    vendor = factories.VendorFactory()
    (outcome,) = sending.submit(Vendor, [vendor.pk], by=project_person())
    assert outcome.is_done
    assert delivered() == []


def test_sending_again_after_a_retrieval_is_left_to_the_daily_summary():
    approver()
    paul = project_person()
    vendor = factories.VendorFactory()
    sending.submit(Vendor, [vendor.pk], by=paul)
    sending.retrieve(Vendor, [vendor.pk], by=paul)
    sending.submit(Vendor, [vendor.pk], by=paul)
    assert delivered() == []


def test_approver_who_does_not_want_it_is_not_told_that_a_record_came_back_and_nobody_else_instead():
    grace, paul = approver("grace"), project_person()
    approver("henry")
    prefer(grace, resent=False)
    vendor = waiting_vendor(paul)
    reject(vendor, by=grace)
    sending.submit(Vendor, [vendor.pk], by=paul)
    assert addressees() == [paul.email]


# Failed exports


def refused_vendors(number):
    """Companies that the stand-in has under these names already, as far as it knows them and we do not."""
    return [factories.VendorFactory(submitted=True, name="Harbor Office Supply") for _number in range(number)]


def test_failed_export_is_told_to_who_accepted_the_record(connected):
    grace = approver("grace")
    approver("henry")
    (vendor,) = refused_vendors(1)
    report = world.export(vendor, by=grace)
    assert report.failed == 1
    (one,) = delivered()
    assert one.to == [grace.email]
    assert one.subject == "Failed to export: Company Harbor Office Supply"
    assert world.fresh(vendor).problem in one.body


def test_export_run_with_many_failures_is_one_mail_to_each_person(connected):
    grace, henry = approver("grace"), approver("henry")
    first, second = factories.VendorFactory(submitted=True), factories.VendorFactory(submitted=True)
    project = factories.ProjectFactory(submitted=True)
    world.accept(first, project, by=grace)
    world.accept(second, by=henry)
    for record in (first, second, project):
        fail(record)
    export_queued(ledger())
    mails = {one.to[0]: one.subject for one in delivered()}
    assert mails[grace.email] == "2 records failed to export"
    assert mails[henry.email].startswith("Failed to export: Company")
    assert len(mail.outbox) == 2


def fail(record):
    from erp_integrations.services.exporting import fail_unsent

    type(record).objects.filter(pk=record.pk).update(delivery="queued")
    assert fail_unsent(world.fresh(record), "Xero said no.") == 1


def test_failures_wait_for_the_end_of_their_run_but_not_for_ever():
    grace = approver()
    vendor = factories.VendorFactory(queued=True, reviewed_by=grace)
    fail(vendor)
    assert delivered() == []
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        assert addressees() == [grace.email]


def test_everybody_who_may_export_is_told_when_who_accepted_may_no_more():
    grace, henry = approver("grace"), approver("henry")
    fail(factories.VendorFactory(queued=True, reviewed_by=grace))
    grace.user_permissions.clear()
    fail(factories.VendorFactory(queued=True, reviewed_by=grace))
    Notice.objects.update(not_before=timezone.now())
    assert addressees() == sorted([grace.email, henry.email])


def test_approver_of_other_types_does_not_hear_of_a_failure():
    grace = approver()
    grace.user_permissions.set(Permission.objects.filter(codename="export_commitment"))
    fail(factories.VendorFactory(queued=True, reviewed_by=grace))
    assert not Notice.objects.exists()


def test_person_who_does_not_want_failed_exports_is_not_told_and_nobody_else_instead():
    grace = approver("grace")
    approver("henry")
    prefer(grace, failed_exports=False)
    fail(factories.VendorFactory(queued=True, reviewed_by=grace))
    assert not Notice.objects.exists()


# A lost connection


def lose(**more):
    return factories.ConnectionFactory(status=Connection.Status.DISCONNECTED, **more)


def admin_person():
    return factories.AdminFactory(username="ada", email="ada@harborridge.example")


def test_lost_connection_is_told_to_admins_and_approvers():
    ada, grace = admin_person(), approver()
    project_person()
    lose()
    mails = {one.to[0]: one for one in delivered()}
    assert set(mails) == {ada.email, grace.email}
    assert "/connect/xero/" in mails[ada.email].body
    assert "/connect/xero/" not in mails[grace.email].body
    assert "Harbor Ridge Builders" in mails[grace.email].subject


def test_lost_connection_is_told_once():
    admin_person()
    lose()
    for _minute in range(3):
        send_mails()
    assert len(mail.outbox) == 1


def test_next_loss_is_told_once_more_after_somebody_connected():
    admin_person()
    connection = lose()
    send_mails()
    again = timezone.now() + timedelta(minutes=1)
    Connection.objects.update(status=Connection.Status.CONNECTED, connected_at=again)
    send_mails()
    Connection.objects.filter(pk=connection.pk).update(status=Connection.Status.EXPIRED)
    assert len(delivered()) == 2


def test_new_token_that_nobody_was_let_in_with_is_no_connection():
    admin_person()
    lose()
    for status in (Connection.Status.CONNECTED, Connection.Status.DISCONNECTED) * 3:
        send_mails()
        Connection.objects.update(status=status)
    assert len(delivered()) == 1


def test_call_that_was_answered_shows_that_the_connection_is_back():
    admin_person()
    lose()
    send_mails()
    Connection.objects.update(status=Connection.Status.CONNECTED)
    later = timezone.now() + timedelta(seconds=1)
    ApiCall.objects.create(started_at=later, method="GET", path="/Organisation", status=200, duration=0.1)
    send_mails()
    Connection.objects.update(status=Connection.Status.DISCONNECTED)
    assert len(delivered()) == 2


def test_organisation_that_turns_us_away_is_told_by_the_worker(connected):
    grace = approver()
    world.prerequisites(grace)
    connected.faults.add("disconnect_tenant")
    world.export(factories.VendorFactory(submitted=True), by=grace)
    (one,) = delivered()
    assert "is lost" in one.subject


def test_person_who_does_not_want_to_know_of_a_lost_connection_is_not_told():
    prefer(admin_person(), lost_connection=False)
    lose()
    assert delivered() == []


def test_nobody_is_told_before_anything_was_ever_connected():
    admin_person()
    assert delivered() == []


# Mail servers that break


def test_mail_server_that_is_down_stops_no_decision(settings):
    grace, paul = approver(), project_person()
    with MailServer() as server:
        settings.MAILERS = server.mailers
    settings.MAILERS["default"]["OPTIONS"]["port"] = nobody_listening()
    vendor = waiting_vendor(paul)
    (outcome,) = reject(vendor, by=grace)
    assert outcome.is_done
    assert "1 not sent" in send_mails()
    assert world.fresh(vendor).state == State.REJECTED
    assert "did not take it" in SentMail.objects.get().problem


def test_notice_that_could_not_be_sent_is_sent_later_and_once(settings):
    grace, paul = approver(), project_person()
    with MailServer(lambda address: "450 later") as server, time_machine.travel(datetime.now(UTC)) as clock:
        settings.MAILERS = server.mailers
        reject(waiting_vendor(paul), by=grace)
        send_mails()
        send_mails()
        assert SentMail.objects.count() == 1
        server.verdict = lambda address: "250 fine"
        clock.shift(timedelta(minutes=6))
        send_mails()
        send_mails()
        assert server.addresses == [paul.email]
    assert [row.outcome for row in SentMail.objects.order_by("pk")] == ["failed", "sent"]


def test_notice_is_given_up_after_some_attempts(settings):
    grace, paul = approver(), project_person()
    with MailServer(lambda address: "550 unknown") as server, time_machine.travel(datetime.now(UTC)) as clock:
        settings.MAILERS = server.mailers
        reject(waiting_vendor(paul), by=grace)
        for _time in range(12):
            send_mails()
            clock.shift(timedelta(hours=9))
    assert SentMail.objects.count() == 5


def test_address_that_the_server_refuses_keeps_nobody_else_from_theirs(settings):
    grace, paul, nina = approver(), project_person("paul"), project_person("nina")
    with MailServer(lambda address: "550 unknown" if "nina" in address else "250 fine") as server:
        settings.MAILERS = server.mailers
        reject(waiting_vendor(nina), waiting_vendor(paul), by=grace)
        send_mails()
        assert server.addresses == [paul.email]


def test_who_has_lost_their_log_in_since_is_not_told():
    paul = project_person()
    reject(waiting_vendor(paul), by=approver())
    type(paul).objects.filter(pk=paul.pk).update(is_active=False)
    assert delivered() == []
    assert not Notice.objects.exists()
