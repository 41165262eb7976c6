"""The settings, the connection, the journals."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from erp_integrations.mapping import document_for
from erp_integrations.models import ApiCall, Connection, Event, ExportBatch, IntegrationSettings, Verb
from erp_integrations.services.configuring import change_settings
from erp_integrations.services.exporting import record_batch
from erp_integrations.services.shown import ChangedMeanwhile, fingerprint_of_row
from erp_integrations.wiring import request_body
from tests.admin.conftest import list_url, text_of
from tests.factories import AdminFactory, CommitmentFactory

SETTINGS = reverse("admin:erp_integrations_integrationsettings_change", args=[1])
FIELDS = {
    "tracking_category": "Job",
    "retainage_item_code": "RETAINAGE",
    "commitment_sync": "on",
    "purchase_order_status": "DRAFT",
    "bill_status": "AUTHORISED",
    "due_date_policy": "refuse",
    "company_name_limit": "",
    "approved_statuses": "Approved, complete,, approved ",
    "negative_invoices": "refuse",
    "forbid_widening_own_rights": "on",
}


def test_list_of_settings_is_the_form(at_screen, admin_person):
    assert at_screen(admin_person).get(list_url(IntegrationSettings))["Location"] == SETTINGS


def test_admin_changes_the_settings(at_screen, admin_person):
    assert at_screen(admin_person).post(SETTINGS, FIELDS).status_code == 302
    settings = IntegrationSettings.load()
    assert settings.purchase_order_status == "DRAFT"
    assert settings.company_name_limit is None
    assert settings.approved_statuses == ["Approved", "complete", "approved"]


def test_change_that_alters_accepted_records_says_how_many_before_it_is_saved(at_screen, admin_person):
    commitment = CommitmentFactory(accepted=True)
    client = at_screen(admin_person)
    page = text_of(client.post(SETTINGS, FIELDS))
    assert "1 accepted record would be posted or accepted differently" in page
    assert IntegrationSettings.load().purchase_order_status == "AUTHORISED"
    assert 'name="is_agreed" value="1">Save and send 1 record back</button>' in page
    assert f'<a class="button" href="{SETTINGS}">Keep the settings as they are</a>' in page
    assert "Save the settings" not in page
    client.post(SETTINGS, {**FIELDS, "is_agreed": "1"})
    commitment.refresh_from_db()
    assert (IntegrationSettings.load().purchase_order_status, commitment.state) == ("DRAFT", "submitted")
    assert Event.history_of(commitment)[0].verb == Verb.SENT_BACK


def test_agreement_counts_for_the_number_that_was_asked_about(at_screen, admin_person):
    CommitmentFactory(accepted=True)
    CommitmentFactory(accepted=True)
    client = at_screen(admin_person)
    for agreed in ("1", "3", "on"):
        page = text_of(client.post(SETTINGS, {**FIELDS, "is_agreed": agreed}))
        assert IntegrationSettings.load().purchase_order_status == "AUTHORISED"
    page = text_of(client.post(SETTINGS, {**FIELDS, "is_agreed": "1"}))
    assert "2 accepted records would be posted or accepted differently. If you save, they go back" in page
    assert ">Save and send 2 records back</button>" in page


def shown_on(client):
    return client.get(SETTINGS).context["adminform"].form["shown"].value()


def test_older_page_does_not_undo_what_another_admin_set_meanwhile(at_screen, admin_person):
    client = at_screen(admin_person)
    shown = shown_on(client)
    settings = IntegrationSettings.load()
    settings.forbid_self_approval, settings.second_approver_above = True, Decimal(10000)
    change_settings(settings, by=AdminFactory())
    answer = client.post(SETTINGS, {**FIELDS, "shown": shown, "company_name_limit": "200"}, follow=True)
    page = text_of(answer)
    assert "Somebody else changed the settings while you were looking. Nothing of yours was saved" in page
    assert 'name="second_approver_above" value="10000.00"' in page
    settings = IntegrationSettings.load()
    assert (settings.forbid_self_approval, settings.second_approver_above) == (True, Decimal(10000))
    assert settings.company_name_limit == 41
    assert client.post(SETTINGS, {**FIELDS, "shown": shown_on(client)})["Location"] == SETTINGS
    assert IntegrationSettings.load().purchase_order_status == "DRAFT"


def test_older_settings_are_refused_by_the_service_too(admin_person, chosen_settings):
    shown = fingerprint_of_row(IntegrationSettings.load())
    IntegrationSettings.objects.update(forbid_self_approval=True)
    with pytest.raises(ChangedMeanwhile, match="Somebody else changed the settings"):
        change_settings(chosen_settings, by=admin_person, shown=shown)
    assert IntegrationSettings.load().forbid_self_approval


def test_question_is_answered_on_the_page_that_asked_it_and_not_after_another_change(at_screen, admin_person):
    commitment = CommitmentFactory(accepted=True)
    client = at_screen(admin_person)
    shown = shown_on(client)
    page = text_of(client.post(SETTINGS, {**FIELDS, "shown": shown}))
    assert f'name="shown" value="{shown}"' in page
    IntegrationSettings.objects.update(company_name_limit=40)
    agreed = {**FIELDS, "shown": shown, "is_agreed": "1"}
    for asked in (agreed, {**agreed, "is_agreed": ""}):
        assert "Somebody else changed the settings" in text_of(client.post(SETTINGS, asked, follow=True))
    commitment.refresh_from_db()
    assert commitment.state == "accepted"
    client.post(SETTINGS, {**agreed, "shown": shown_on(client)})
    commitment.refresh_from_db()
    assert commitment.state == "submitted"


def test_change_that_alters_nothing_is_saved_at_once(at_screen, admin_person, chosen_settings):
    commitment = CommitmentFactory(accepted=True)
    at_screen(admin_person).post(SETTINGS, {**FIELDS, "purchase_order_status": "AUTHORISED", "bill_status": "DRAFT"})
    commitment.refresh_from_db()
    assert (IntegrationSettings.load().bill_status, commitment.state) == ("DRAFT", "accepted")


def test_every_changed_setting_is_told_among_the_events_in_words(at_screen, admin_person, chosen_settings):
    IntegrationSettings.objects.update(payments_from=date(2026, 3, 1), default_tax_type="", default_purchase_account="")
    client = at_screen(admin_person)
    client.post(SETTINGS, {**FIELDS, "payments_from": "2026-02-28"})
    event = Event.objects.get(verb=Verb.CHANGED)
    assert (event.actor, event.record_name) == (admin_person, "integration settings")
    told = {row["field"]: (row["from"], row["to"]) for row in event.changes}
    assert told == {
        "purchase orders arrive as": ("Approved", "Draft"),
        "longest company name": ("41", ""),
        "statuses that count as approved": ("approved", "Approved, complete, approved"),
        "payments dated from": ("1 Mar 2026", "28 Feb 2026"),
    }
    kind = event.content_type_id
    page = text_of(client.get(list_url(Event), {"kind": kind}))
    assert "28 Feb 2026" in page
    assert f'<option value="{kind}" selected' in page


def test_saving_the_settings_as_they_are_leaves_no_event(at_screen, admin_person):
    client = at_screen(admin_person)
    client.post(SETTINGS, FIELDS)
    client.post(SETTINGS, FIELDS)
    assert Event.objects.filter(verb=Verb.CHANGED).count() == 1


def test_only_who_may_change_the_settings_does_so_by_any_way(approver, chosen_settings):
    with pytest.raises(PermissionDenied):
        change_settings(IntegrationSettings.load(), by=approver)


def without(name):
    return {field: value for field, value in FIELDS.items() if field != name}


def test_admin_does_not_let_people_widen_their_own_rights(at_screen, admin_person, admin_user, chosen_settings):
    client = at_screen(admin_person)
    page = text_of(client.get(SETTINGS))
    assert "Only a superuser switches this off." in page
    client.post(SETTINGS, without("forbid_widening_own_rights"))
    settings = IntegrationSettings.load()
    assert (settings.forbid_widening_own_rights, settings.purchase_order_status) == (True, "DRAFT")
    assert "Only a superuser switches this off." not in text_of(at_screen(admin_user).get(SETTINGS))


def test_superuser_lets_people_widen_their_own_rights_and_any_admin_forbids_it_again(
    at_screen, admin_person, admin_user, chosen_settings
):
    at_screen(admin_user).post(SETTINGS, without("forbid_widening_own_rights"))
    assert not IntegrationSettings.load().forbid_widening_own_rights
    at_screen(admin_person).post(SETTINGS, FIELDS)
    assert IntegrationSettings.load().forbid_widening_own_rights


def test_service_lets_no_admin_switch_it_off_either(admin_person, chosen_settings):
    chosen_settings.forbid_widening_own_rights = False
    with pytest.raises(PermissionDenied):
        change_settings(chosen_settings, by=admin_person)
    assert IntegrationSettings.load().forbid_widening_own_rights


def test_others_read_the_settings_only(at_screen, approver):
    client = at_screen(approver)
    page = text_of(client.get(SETTINGS))
    assert "Job" in page
    assert 'name="tracking_category"' not in page
    assert "Save" not in page
    assert client.post(SETTINGS, FIELDS).status_code == 403


def test_reader_of_the_settings_reads_words_and_dates(at_screen, viewer, chosen_settings):
    IntegrationSettings.objects.update(approved_statuses=["approved", "complete"], payments_from=date(2026, 8, 1))
    page = text_of(at_screen(viewer).get(SETTINGS))
    assert "approved, complete" in page
    assert "1 Aug 2026" in page
    assert "Aug. 1" not in page


def test_first_day_of_payments_is_chosen_in_the_browsers_own_way_and_says_what_an_earlier_one_does(
    at_screen, admin_person
):
    page = text_of(at_screen(admin_person).get(SETTINGS))
    assert '<input type="date" name="payments_from"' in page
    assert "Payments already here stay. An earlier day brings earlier payments with the next import." in page


@time_machine.travel(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))
def test_first_day_of_payments_that_is_to_come_is_refused_and_the_page_leads_to_the_field(at_screen, admin_person):
    client = at_screen(admin_person)
    page = text_of(client.post(SETTINGS, {**FIELDS, "payments_from": "2026-03-03"}))
    assert "This day is still to come. Choose today, 2 Mar 2026, or an earlier day." in page
    assert '<a href="#id_payments_from">Payments dated from</a>' in page
    assert page.index('name="payments_from"') < page.index("This day is still to come.")
    assert client.post(SETTINGS, {**FIELDS, "payments_from": "2026-03-02"}).status_code == 302


def test_settings_are_neither_added_nor_deleted(at_screen, admin_user):
    client = at_screen(admin_user)
    assert client.get(reverse("admin:erp_integrations_integrationsettings_add")).status_code == 403
    delete = reverse("admin:erp_integrations_integrationsettings_delete", args=[1])
    assert client.post(delete, {"post": "yes"}).status_code == 403


def test_connection_is_shown_without_its_tokens(at_screen, admin_user):
    connection = Connection.objects.create(
        tenant_id="t-1", tenant_name="Harbor Ridge", access_token="secret-a", refresh_token="secret-r"
    )
    client = at_screen(admin_user)
    url = reverse("admin:erp_integrations_connection_change", args=[connection.pk])
    page = text_of(client.get(url)) + text_of(client.get(list_url(Connection)))
    assert "Harbor Ridge" in page
    assert "secret" not in page
    assert client.post(url, {"tenant_name": "x"}).status_code == 403


def test_journals_are_read_only(at_screen, admin_user, approver):
    commitment = CommitmentFactory(queued=True)
    Event.note(commitment, Verb.ACCEPTED, by=approver)
    body = request_body(document_for(commitment, IntegrationSettings.load()))
    rows = [
        Event.history_of(commitment).first(),
        record_batch(type(commitment), [commitment], body),
        ApiCall.objects.create(started_at=timezone.now(), method="POST", path="/x", status=0, duration=1.5),
    ]
    for row in rows:
        for person in (admin_user, approver):
            client = at_screen(person)
            name = f"admin:erp_integrations_{row._meta.model_name}"
            assert client.get(reverse(f"{name}_changelist")).status_code == 200
            assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
            assert client.get(reverse(f"{name}_add")).status_code == 403
            assert client.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403
            assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_batch_shows_what_was_in_it(at_screen, approver):
    commitment = CommitmentFactory(queued=True)
    batch = record_batch(
        type(commitment), [commitment], request_body(document_for(commitment, IntegrationSettings.load()))
    )
    page = text_of(at_screen(approver).get(reverse("admin:erp_integrations_exportbatch_change", args=[batch.pk])))
    assert batch.key in page
    assert commitment.number in page
    assert ExportBatch.objects.get().body_digest in page
