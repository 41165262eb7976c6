"""The start page, the sidebar, the banner."""

from datetime import timedelta

import pytest
from django.utils import timezone

from erp_integrations.models import Connection, Event, Heartbeat, Verb
from tests.admin.conftest import text_of, worker_lives
from tests.factories import (
    CommitmentFactory,
    InvoiceFactory,
    LeftOutCostFactory,
    ProjectFactory,
    StagedRecordFactory,
    UserFactory,
)


def card(client, title):
    return next(card for card in client.get("/").context["cards"] if card.title == title)


def test_approver_sees_what_waits_how_long_and_how_much(at_screen, approver):
    since = timezone.now() - timedelta(days=3)
    CommitmentFactory(submitted=True, submitted_at=since)
    CommitmentFactory(accepted=True, submitted_at=timezone.now())
    InvoiceFactory(submitted=True)
    client = at_screen(approver)
    commitments = card(client, "Commitments")
    assert (commitments.main.count, commitments.oldest, str(commitments.amount)) == (2, since, "2000.00")
    assert str(card(client, "Subcontractor invoices").amount) == "360.00"


def test_updates_wait_too(at_screen, approver):
    ProjectFactory(submitted=True, erp_id="option")
    main = card(at_screen(approver), "Projects").main
    assert (str(main.title), main.count) == ("Ready to update", 1)
    assert main.url.endswith("worklist=ready_to_update")


def test_costs_left_out_are_told_to_those_who_see_them(at_screen, approver):
    client = at_screen(approver)
    assert client.get("/").context["left_out"] is None
    LeftOutCostFactory(amount="40.00")
    told = client.get("/").context["left_out"]
    assert (told.transactions, str(told.amount)) == (1, "40.00")
    assert at_screen(UserFactory()).get("/").context["left_out"] is None


def test_failures_come_first(at_screen, approver):
    CommitmentFactory(failed=True)
    page = text_of(at_screen(approver).get("/"))
    assert page.index("worklist=failed") < page.index('class="cards"')
    assert "<strong>1</strong> commitment<" in page


def test_project_person_sees_what_came_back_and_what_could_be_sent(at_screen, project_person):
    CommitmentFactory(rejected=True)
    CommitmentFactory()
    CommitmentFactory(status="draft")
    commitments = card(at_screen(project_person), "Commitments")
    assert (str(commitments.main.title), commitments.main.count) == ("Rejected or retrieved", 1)
    assert {str(other.title): other.count for other in commitments.others}["Could be sent now"] == 1


def empty_section(client):
    return text_of(client.get("/")).partition('class="card start-empty"')[2].partition("</section>")[0]


def test_types_without_a_record_share_one_quiet_list(at_screen, project_person):
    client = at_screen(project_person)
    told = empty_section(client)
    assert "No records yet" in told
    assert "in Xero: a purchase order" in told
    assert '<a href="/upload/">CSV or XLSX files</a>' in told
    assert 'class="card start-card' not in text_of(client.get("/"))
    CommitmentFactory()
    told = empty_section(client)
    assert "Nothing of these yet" in told
    assert "in Xero: a purchase order" not in told
    assert card(client, "Commitments").is_empty is False


def test_who_loads_nothing_reads_who_does(at_screen, viewer, approver):
    for person in (viewer, approver):
        told = empty_section(at_screen(person))
        assert "Project people upload and send them" in told
        assert "/upload/" not in told


def test_type_with_something_to_import_has_a_card(at_screen, approver):
    StagedRecordFactory()
    assert card(at_screen(approver), "Companies").is_empty is False


def test_viewer_sees_the_figures_without_a_button(at_screen, viewer):
    CommitmentFactory(submitted=True)
    client = at_screen(viewer)
    assert card(client, "Commitments").main.count == 1
    assert "Review" not in text_of(client.get("/"))


def test_sidebar_counts_what_waits_for_the_user(at_screen, approver, project_person, viewer):
    CommitmentFactory(submitted=True)
    CommitmentFactory(rejected=True)
    CommitmentFactory(retrieved=True)

    def count(person):
        sections = at_screen(person).get("/").context["sidebar"]
        return next(entry.count for section in sections for entry in section.entries if entry.title == "Commitments")

    assert (count(approver), count(project_person), count(viewer)) == (1, 2, 0)


def test_sidebar_leaves_out_what_the_user_may_not_see(at_screen, viewer, admin_person):
    assert "Users" not in text_of(at_screen(viewer).get("/"))
    assert "Users" in text_of(at_screen(admin_person).get("/"))


@pytest.mark.parametrize("path", ["/", "/erp_integrations/commitment/"])
def test_every_page_warns_when_nothing_can_be_exported(at_screen, viewer, path):
    page = text_of(at_screen(viewer).get(path))
    assert "No Xero organisation is connected" in page
    assert "The worker has not been seen yet" in page


def test_banner_goes_when_all_is_well(at_screen, viewer):
    Connection.objects.create(tenant_id="t", tenant_name="Harbor Ridge")
    worker_lives()
    assert 'class="banner"' not in text_of(at_screen(viewer).get("/"))


def test_banner_says_when_the_worker_was_last_seen(at_screen, viewer):
    Connection.objects.create(tenant_id="t", tenant_name="Harbor Ridge", status="expired")
    Heartbeat.objects.create(pk=1, beat_at=timezone.now() - timedelta(minutes=25))
    page = text_of(at_screen(viewer).get("/"))
    assert "25 min ago" in page
    assert "Authorisation expired" in page


def test_log_in_page_tells_strangers_nothing(client, db):
    assert "The worker" not in text_of(client.get("/login/"))


def test_recent_events_lead_to_their_records(at_screen, approver):
    commitment = CommitmentFactory()
    Event.note(commitment, Verb.CREATED, by=approver)
    assert f"/erp_integrations/commitment/{commitment.pk}/change/" in text_of(at_screen(approver).get("/"))
