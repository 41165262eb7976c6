"""The daily summary: to whom, of what, and never twice."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from erp_integrations.models import (
    EXPORTED_MODELS,
    Connection,
    Deputyship,
    IntegrationSettings,
    LeftOut,
    MailKind,
    SentMail,
    State,
)
from erp_integrations.services import reviewing
from erp_integrations.services.notifying import send_daily_summaries, summarising
from tests import factories
from tests.services.notifying.post import MailServer, approver, html_of, nobody_listening, prefer, project_person

pytestmark = pytest.mark.usefixtures("chosen_settings")
SUBJECT = "ERP Integrations Daily Summary"


def summary():
    """Send the summaries and return the only one."""
    send_daily_summaries()
    (one,) = mail.outbox
    return one


def only_for(person, *codenames):
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))


def test_approver_is_mailed_what_waits():
    approver()
    factories.CommitmentFactory(submitted=True)
    one = summary()
    assert one.subject == SUBJECT
    assert one.to == ["grace@harborridge.example"]


def test_nobody_is_mailed_when_nothing_waits():
    approver()
    factories.CommitmentFactory()
    factories.VendorFactory(rejected=True)
    send_daily_summaries()
    assert mail.outbox == []
    assert not SentMail.objects.exists()


@pytest.mark.parametrize("model", EXPORTED_MODELS, ids=lambda model: model.__name__)
def test_every_type_that_waits_is_named_with_its_list(model):
    approver()
    record = factories.FACTORIES[model](submitted=True)
    text = summary().body
    assert f"/erp_integrations/{model._meta.model_name}/?worklist=ready_to_export" in text
    assert f"/erp_integrations/{model._meta.model_name}/{record.pk}/change/" in text


def test_line_tells_all_that_a_decision_begins_with():
    approver()
    sender = project_person(first_name="Paul", last_name="Whitaker")
    vendor = factories.VendorFactory(synced=True, name="Núñez & Sons")
    project = factories.ProjectFactory(synced=True, number="24-017", name="Harbor Street")
    factories.CommitmentFactory(
        state=State.SUBMITTED,
        number="SC-1",
        title="Concrete works",
        vendor=vendor,
        project=project,
        submitted_by=sender,
        submitted_at=timezone.now() - timedelta(days=3),
    )
    text = summary().body
    for fact in ("SC-1 Concrete works", "1,000.00", "Núñez & Sons", "24-017 Harbor Street", "Paul Whitaker", "3 days"):
        assert fact in text


def test_change_orders_are_named_with_their_commitment():
    approver()
    for number in ("SC-1", "SC-2"):
        commitment = factories.CommitmentFactory(synced=True, number=number)
        factories.ChangeOrderFactory(submitted=True, commitment=commitment, number="CO-01", title="Footing")
    one = summary()
    for text in (one.body, html_of(one)):
        assert "SC-1 CO-01" in text
        assert "SC-2 CO-01" in text


def test_what_is_ready_to_import_and_what_is_left_out_of_costs_is_told_along():
    approver()
    factories.VendorFactory(submitted=True)
    factories.StagedRecordFactory.create_batch(2)
    factories.StagedRecordFactory(is_archived=True)
    factories.LeftOutCostFactory.create_batch(3)
    factories.LeftOutCostFactory(reason=LeftOut.RETAINAGE)
    one = summary()
    assert "- Companies ready to import: 2" in one.body
    assert "/vendor/?worklist=ready_to_import" in one.body
    assert "- Costs left out of all projects: 3" in one.body
    assert "/leftoutcost/" in one.body
    assert "Projects ready to import" not in one.body
    assert "Companies ready to import" in html_of(one)


def test_who_brings_nothing_in_hears_nothing_of_it():
    only_for(approver(), "export_vendor", "view_vendor", "view_stagedrecord", "view_leftoutcost")
    factories.VendorFactory(submitted=True)
    factories.StagedRecordFactory()
    factories.LeftOutCostFactory()
    assert "Also waiting" not in summary().body


def test_what_waits_in_xero_alone_is_no_reason_for_a_mail():
    approver()
    factories.StagedRecordFactory()
    factories.LeftOutCostFactory()
    send_daily_summaries()
    assert mail.outbox == []


def test_one_mail_is_told_in_the_singular(capsys):
    approver()
    factories.VendorFactory(submitted=True)
    call_command("send_daily_summary")
    assert "1 mail sent, 0 not sent" in capsys.readouterr().out


def test_accepted_records_and_updates_wait_too():
    approver()
    factories.VendorFactory(accepted=True)
    factories.ProjectFactory(submitted=True, erp_id="known")
    text = summary().body
    assert "Companies: 1" in text
    assert "Projects to update: 1" in text
    assert "/project/?worklist=ready_to_update" in text


def test_failures_stand_on_top_with_their_reason():
    approver()
    factories.VendorFactory(submitted=True, name="Waiting Company")
    factories.VendorFactory(failed=True, name="Failed Company")
    text = summary().body
    assert "Xero said no." in text
    assert "/vendor/?worklist=failed" in text
    assert text.index("Failed Company") < text.index("Waiting Company")


def test_failure_alone_is_worth_a_summary():
    approver()
    factories.VendorFactory(failed=True)
    assert "One export has failed" in summary().body


def test_long_list_is_cut_and_says_how_many_more_there_are():
    approver()
    factories.VendorFactory.create_batch(53, submitted=True)
    text = summary().body
    assert "Companies: 53" in text
    assert text.count("/change/") == 50
    assert "and 3 more" in text


def test_approver_of_commitments_only_does_not_hear_of_invoices():
    only_for(approver(), "export_commitment", "view_commitment", "view_subcontractorinvoice")
    factories.CommitmentFactory(submitted=True, number="SC-1")
    factories.InvoiceFactory(submitted=True, number="INV-9")
    factories.InvoiceFactory(failed=True, number="INV-10")
    one = summary()
    assert "SC-1" in one.body
    assert "INV-" not in one.body + html_of(one)


def test_approver_of_commitments_only_is_not_mailed_for_invoices_alone():
    only_for(approver(), "export_commitment")
    factories.InvoiceFactory(submitted=True)
    send_daily_summaries()
    assert mail.outbox == []


def test_what_the_person_sent_is_left_out_where_somebody_else_must_accept_it():
    IntegrationSettings.objects.update(forbid_self_approval=True)
    person = approver()
    factories.VendorFactory(submitted=True, submitted_by=person)
    send_daily_summaries()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "why_not",
    [{"is_active": False}, {"email": ""}],
    ids=["who may not log in any more", "who has no address"],
)
def test_nobody_is_mailed(why_not):
    person = approver()
    for name, value in why_not.items():
        setattr(person, name, value)
    person.save()
    factories.VendorFactory(submitted=True)
    send_daily_summaries()
    assert mail.outbox == []


def test_project_people_and_viewers_get_no_summary():
    project_person()
    factories.ViewerFactory(email="viewer@harborridge.example")
    factories.VendorFactory(submitted=True)
    send_daily_summaries()
    assert mail.outbox == []


def test_who_does_not_want_the_summary_gets_none():
    prefer(approver(), daily_summary=False)
    prefer(approver("henry"), rejections=False)
    factories.VendorFactory(submitted=True)
    assert summary().to == ["henry@harborridge.example"]


def test_right_through_a_group_counts():
    from django.contrib.auth.models import Group

    person = approver()
    only_for(person)
    group = Group.objects.create(name="Accounting")
    group.permissions.set(Permission.objects.filter(codename="export_vendor"))
    person.groups.add(group)
    factories.VendorFactory(submitted=True)
    assert summary().to == [person.email]


def test_second_run_of_a_day_mails_nobody_again(capsys):
    approver()
    factories.VendorFactory(submitted=True)
    call_command("send_daily_summary")
    call_command("send_daily_summary")
    assert len(mail.outbox) == 1
    told = capsys.readouterr().out
    assert f"Sent: {SUBJECT} → grace@harborridge.example" in told
    assert "0 mails sent, 0 not sent." in told


def test_next_day_brings_the_next_summary():
    approver()
    factories.VendorFactory(submitted=True)
    send_daily_summaries()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        send_daily_summaries()
        send_daily_summaries()
    assert len(mail.outbox) == 2


def test_decision_ends_the_summaries():
    person = approver()
    vendor = factories.VendorFactory(submitted=True)
    reviewing.reject(type(vendor), [vendor.pk], by=person, reason="Wrong.")
    send_daily_summaries()
    assert mail.outbox == []


def test_other_process_that_took_the_day_after_we_looked_is_left_to_it():
    person = approver()
    factories.VendorFactory(submitted=True)
    SentMail.objects.create(person=person, to=person.email, kind=MailKind.DAILY_SUMMARY, subject=SUBJECT)
    assert summarising.send_one(person) is None
    assert mail.outbox == []


def test_server_that_breaks_down_in_the_middle_keeps_nobody_else_from_theirs(settings, capsys):
    for name in ("grace", "henry", "ida"):
        approver(name)
    factories.VendorFactory(submitted=True)
    with MailServer(lambda address: "" if address.startswith("henry") else "250 fine") as server:
        settings.MAILERS = server.mailers
        with pytest.raises(CommandError, match="could not be sent"):
            call_command("send_daily_summary")
        assert server.addresses == ["grace@harborridge.example", "ida@harborridge.example"]
        told = capsys.readouterr()
        assert "henry@harborridge.example" in told.err
        assert "2 mails sent, 1 not sent" in told.out
        server.verdict = lambda address: "250 fine"
        call_command("send_daily_summary")
        assert server.addresses == [f"{name}@harborridge.example" for name in ("grace", "henry", "ida")]


@pytest.mark.parametrize("after_body", ["554 no", "451 later", ""], ids=["refuses", "postpones", "hangs up"])
def test_mail_that_the_server_did_not_take_is_sent_by_the_next_run(settings, after_body):
    approver()
    factories.VendorFactory(submitted=True)
    with MailServer() as server:
        settings.MAILERS, server.after_body = server.mailers, after_body
        assert len(send_daily_summaries().failed) == 1
        server.after_body = "250 taken"
        assert len(send_daily_summaries().sent) == 1
        assert len(server.taken) == 1
    failed, sent = SentMail.objects.order_by("pk")
    assert failed.outcome == SentMail.Outcome.FAILED
    assert "did not take it" in failed.problem
    assert sent.outcome == SentMail.Outcome.SENT


def test_no_mail_server_at_all_fails_with_a_sentence(settings):
    approver()
    factories.VendorFactory(submitted=True)
    with MailServer() as server:
        mailers = server.mailers
    mailers["default"]["OPTIONS"]["port"] = nobody_listening()
    settings.MAILERS = mailers
    with pytest.raises(CommandError):
        call_command("send_daily_summary")
    assert "The mail server did not take it" in SentMail.objects.get().problem


def test_worker_tries_a_failed_summary_again_later_and_not_for_ever(settings):
    approver()
    factories.VendorFactory(submitted=True)
    now = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
    with MailServer(lambda address: "450 later") as server:
        settings.MAILERS = server.mailers
        with time_machine.travel(now, tick=False) as clock:
            send_daily_summaries()
            assert summarising.send_summaries_again(timezone.now()).failed == []
            for _hour in range(12):
                clock.shift(3600)
                summarising.send_summaries_again(timezone.now())
    assert SentMail.objects.count() == 5


def test_summary_that_was_interrupted_is_not_sent_twice():
    person = approver()
    factories.VendorFactory(submitted=True)
    begun = SentMail.objects.create(
        person=person,
        to=person.email,
        kind=MailKind.DAILY_SUMMARY,
        subject=SUBJECT,
        at=timezone.now() - timedelta(minutes=11),
    )
    SentMail.settle_abandoned(timezone.now())
    send_daily_summaries()
    begun.refresh_from_db()
    assert begun.outcome == SentMail.Outcome.INTERRUPTED
    assert mail.outbox == []


def test_journal_keeps_what_became_of_a_mail():
    person = approver()
    row = SentMail.objects.create(person=person, to=person.email, kind=MailKind.DAILY_SUMMARY, subject=SUBJECT)
    row.settle(SentMail.Outcome.SENT)
    row.settle(SentMail.Outcome.FAILED, "Somebody else says so.")
    row.refresh_from_db()
    assert (row.outcome, row.problem) == (SentMail.Outcome.SENT, "")


def test_summary_of_one_person_that_cannot_be_written_stops_nobody_else():
    approver("grace")
    approver("henry")
    factories.VendorFactory(submitted=True)
    people = list(type(factories.UserFactory()).objects.filter(username__in=("grace", "henry")).order_by("pk"))
    people[0].email = None
    report = summarising.send_to(people)
    assert len(report.sent) == len(report.failed) == 1


def test_amounts_and_dates_are_as_the_reader_writes_them():
    prefer(approver(), language="es")
    commitment = factories.CommitmentFactory(submitted=True)
    commitment.lines.update(amount=Decimal("1234567.80"))
    with time_machine.travel(datetime(2026, 3, 2, 6, 0, tzinfo=UTC)):
        text = summary().body
    assert "2 de marzo de 2026" in text
    assert "1,234,567.80" in text
    assert "1.234" not in text


# Limits, second approvers, deputies, holds


def test_deputy_is_mailed_within_the_days_what_waits_for_the_person():
    today = Connection.today()
    row = factories.DeputyshipFactory(person=approver())
    type(row.deputy).objects.filter(pk=row.deputy_id).update(email="deputy@harborridge.example")
    factories.CommitmentFactory(submitted=True)
    send_daily_summaries()
    assert {one.to[0] for one in mail.outbox} == {"grace@harborridge.example", "deputy@harborridge.example"}
    SentMail.objects.all().delete()
    mail.outbox.clear()
    Deputyship.objects.update(first_day=today - timedelta(days=3), last_day=today - timedelta(days=1))
    send_daily_summaries()
    assert [one.to for one in mail.outbox] == [["grace@harborridge.example"]]


def test_what_is_beyond_somebodys_limits_is_left_out():
    mine = factories.CommitmentFactory(submitted=True, line__amount=Decimal(400))
    above = factories.CommitmentFactory(submitted=True, project=mine.project)
    elsewhere = factories.CommitmentFactory(submitted=True, line__amount=Decimal(400))
    factories.ApprovalLimitFactory(person=approver(), projects=[mine.project])
    text = summary().body
    assert mine.number in text
    assert above.number not in text
    assert elsewhere.number not in text


def test_what_somebody_accepted_as_the_first_of_two_is_left_out():
    IntegrationSettings.objects.update(second_approver_above=Decimal(100))
    first = approver()
    record = factories.CommitmentFactory(submitted=True)
    reviewing.accept(type(record), [record.pk], by=first)
    send_daily_summaries()
    assert mail.outbox == []
    factories.ApproverFactory(email="second@harborridge.example")
    assert record.number in summary().body


def test_what_is_on_hold_is_left_out():
    approver()
    factories.CommitmentFactory(submitted=True, held=True)
    send_daily_summaries()
    assert mail.outbox == []
