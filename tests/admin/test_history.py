"""A record's history as a table, the events with where they came from, and what says that the trail is whole."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.urls import URLResolver, get_resolver

from erp_integrations.admin.origins import origin_in_words
from erp_integrations.models import Commitment, Event, State, TrailHead, Verb
from erp_integrations.origin import coming_from
from erp_integrations.services.verifying import verify_and_note
from tests.admin.conftest import act, list_url, page_url, text_of
from tests.factories import CommitmentFactory, PaymentFactory, UserFactory, VendorFactory

pytestmark = pytest.mark.django_db


def history_url(record):
    return f"{list_url(type(record))}{record.pk}/history/"


def cells(page):
    """Return the texts of each row of the history's table."""
    import re
    from html import unescape

    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.S)
    return [
        [unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in re.findall(r"<td.*?>(.*?)</td>", row, re.S)]
        for row in rows
    ]


def test_an_edit_is_told_with_what_it_was_and_what_it_became(at_screen, project_person):
    vendor = VendorFactory(name="Mason", city="Tacoma")
    client = at_screen(project_person)
    client.post(page_url(vendor), {**form_of(client, vendor), "city": "Yakima"})
    (row,) = cells(text_of(client.get(history_url(vendor))))
    assert row[1:] == [project_person.username, "City", "Tacoma", "Yakima", "", "Screen: Companies, page"]


def form_of(client, record):
    form = client.get(page_url(record)).context["adminform"].form
    return {name: "" if form[name].value() is None else form[name].value() for name in form.fields}


def test_a_decision_is_told_with_its_reason_and_its_screen(at_screen, approver):
    vendor = VendorFactory(submitted=True)
    act(at_screen(approver), "reject", vendor, reason="Wrong tax number.")
    (row,) = cells(text_of(at_screen(approver).get(history_url(vendor))))
    changed = ["Rejected: State", str(State.SUBMITTED.label), str(State.REJECTED.label)]
    assert row[1:] == [approver.username, *changed, "Wrong tax number.", "Screen: Companies, list"]


def test_who_acted_for_somebody_is_told_so(at_screen, approver, viewer):
    ana, ben = UserFactory(first_name="Ana", last_name="Ruiz"), UserFactory(first_name="Ben", last_name="Okafor")
    vendor = VendorFactory()
    Event.note(vendor, Verb.ACCEPTED, by=ana, on_behalf_of=ben)
    for url in (history_url(vendor), page_url(vendor), list_url(Event)):
        assert "Ana Ruiz on behalf of Ben Okafor" in text_of(at_screen(approver).get(url))


def test_the_history_of_a_payment_is_a_table_too(at_screen, approver):
    payment = PaymentFactory()
    Event.note(payment, Verb.CREATED, detail="Imported from Xero.")
    assert "Imported from Xero." in text_of(at_screen(approver).get(history_url(payment)))
    assert history_url(payment) in text_of(at_screen(approver).get(page_url(payment)))


def test_the_history_of_a_deleted_record_leads_to_its_events(at_screen, viewer, approver):
    vendor = VendorFactory()
    url = history_url(vendor)
    Event.note(vendor, Verb.DELETED, by=approver)
    vendor.delete()
    assert list_url(Event) in at_screen(viewer).get(url)["Location"]


def test_who_may_not_see_a_record_sees_no_history(at_screen, db):
    vendor = VendorFactory()
    assert at_screen(UserFactory()).get(history_url(vendor)).status_code == 403


def test_the_record_page_leads_to_its_table(at_screen, viewer):
    vendor = VendorFactory()
    Event.note(vendor, Verb.CREATED)
    assert f'href="{history_url(vendor)}"' in text_of(at_screen(viewer).get(page_url(vendor)))


ORIGINS = {
    ("screen", "erp_integrations_commitment_changelist"): "Screen: Commitments, list",
    ("screen", "erp_integrations_project_add_code"): "Screen: Projects, add code",
    ("screen", "apply_upload"): "Screen: Upload",
    ("screen", "something_else"): "Screen: something_else",
    ("screen", ""): "Screen",
    ("command", "load_records"): "Command: load_records",
    ("schedule", "payments"): "Schedule: Payments",
    ("run", "lists"): "Run: Xero&#x27;s lists",
    ("upload", "vendors.csv"): "Upload: vendors.csv",
    ("worker", ""): "The worker",
}


def test_every_screen_that_is_posted_to_has_words():
    """The routes of records are words of their own; Django's few do nothing."""
    without = {"autocomplete", "jsi18n", "view_on_site", "app_list", "password_change_done"}
    names = {pattern.name for pattern in patterns() if pattern.name} - without
    own = {name for name in names if not name.startswith(("erp_integrations_", "auth_"))}
    assert {name for name in own if origin_in_words(f"screen:{name}") == f"Screen: {name}"} == set()


def patterns(resolver=None):
    for pattern in (resolver or get_resolver()).url_patterns:
        yield from patterns(pattern) if isinstance(pattern, URLResolver) else [pattern]


@pytest.mark.parametrize("origin", ORIGINS)
def test_where_an_event_came_from_is_told_in_words(at_screen, viewer, origin):
    with coming_from(*origin):
        Event.note(VendorFactory(), Verb.CHANGED)
    page = text_of(at_screen(viewer).get(list_url(Event)))
    assert re.search(rf'<td [^>]*class="field-origin_column"[^>]*>{re.escape(ORIGINS[origin])}</td>', page)


def test_events_are_narrowed_to_a_kind_of_origin(at_screen, viewer):
    for kind in ("command", "screen"):
        with coming_from(kind, "x"):
            Event.note(VendorFactory(name=f"Of a {kind}"), Verb.CHANGED)
    page = text_of(at_screen(viewer).get(list_url(Event), {"origin": "command"}))
    assert "Of a command" in page
    assert "Of a screen" not in page


# Whether the trail is whole


def test_the_list_of_events_says_when_they_were_proved(at_screen, viewer):
    Event.note(VendorFactory(), Verb.CREATED)
    assert "1 event, not verified yet; last seal" in text_of(at_screen(viewer).get(list_url(Event)))
    verify_and_note()
    page = text_of(at_screen(viewer).get(list_url(Event)))
    assert "1 event, verified <time" in page
    assert TrailHead.stored().seal in page


def test_admins_are_warned_of_a_break_on_every_page(at_screen, admin_person, viewer):
    Event.note(VendorFactory(name="Mason"), Verb.CREATED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE erp_integrations_event SET detail = 'x'")
    verify_and_note()
    page = text_of(at_screen(admin_person).get("/"))
    assert "The trail of events has 1 break" in page
    assert "Event 1 (Company Mason, Created" in page
    assert "The trail of events" not in text_of(at_screen(viewer).get("/"))


def test_admins_are_warned_of_a_head_that_is_gone(at_screen, admin_person):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM erp_integrations_trailhead")
    assert "The head of the trail is missing" in text_of(at_screen(admin_person).get("/"))


def test_there_is_no_warning_while_the_trail_is_whole(at_screen, admin_person):
    verify_and_note()
    assert "The trail" not in text_of(at_screen(admin_person).get("/"))


def test_what_is_told_in_the_trail_stays_as_it_was_written(at_screen, viewer):
    """A record that is renamed keeps its old name in old events."""
    commitment = CommitmentFactory(number="SC-001")
    Event.note(commitment, Verb.CREATED)
    Commitment.objects.filter(pk=commitment.pk).update(number="SC-999")
    assert "SC-001" in text_of(at_screen(viewer).get(list_url(Event)))


def test_nobody_may_delete_a_person_who_is_named_in_the_trail(approver):
    from django.db.models import ProtectedError

    Event.note(VendorFactory(), Verb.CREATED, by=approver)
    with pytest.raises(ProtectedError):
        approver.delete()


def test_permissions_of_the_trail_are_to_view_only(db):
    names = Permission.objects.filter(content_type__model__in=("event", "trailhead")).values_list("codename", flat=True)
    assert list(names) == ["view_event"]


def test_who_was_renamed_since_is_told_with_the_log_in_name_of_then(at_screen, approver):
    vendor = VendorFactory(submitted=True)
    act(at_screen(approver), "reject", vendor, reason="Wrong tax number.")
    before = approver.username
    approver.username, approver.first_name, approver.last_name = "somebody.else", "Somebody", "Else"
    approver.save()
    told = f"Somebody Else (then logged in as {before})"
    (row,) = cells(text_of(at_screen(approver).get(history_url(vendor))))
    assert row[1] == told
    assert told in text_of(at_screen(approver).get(page_url(vendor)))
