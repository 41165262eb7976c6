"""What is written is seen whole, in the longer of the two languages, too."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from erp_integrations.models import Commitment, Event, MailPreference, Verb
from tests.admin.conftest import list_url
from tests.browser.conftest import CHROMIUM, PHONE, WIDE
from tests.factories import AdminFactory, ApproverFactory, CommitmentFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url under pytest 9.
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found"),
    pytest.mark.usefixtures("chosen_settings"),
]
LONG_NAME = {"first_name": "Maximiliana Esperanza", "last_name": "Villavicencio de la Torre"}
CUT = """selector => [...document.querySelectorAll(selector)]
    .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.innerText)"""


@pytest.fixture
def spanish_admin(transactional_db):
    person = AdminFactory()
    MailPreference.objects.create(person=person, language="es")
    return person


def test_rights_and_the_sidebar_are_not_cut(live_server, log_in, spanish_admin):
    person = ApproverFactory()
    page = log_in(spanish_admin)
    page.set_viewport_size(WIDE)
    for url in (reverse("approvers"), reverse("admin:auth_user_change", args=[person.pk])):
        page.goto(f"{live_server.url}{url}")
        assert page.evaluate(CUT, ".chip, .chip span, .scroller, .side-list span") == []


def test_who_acted_in_whose_name_is_not_cut(live_server, log_in, spanish_admin):
    commitment = CommitmentFactory()
    Event.note(commitment, Verb.ACCEPTED, by=ApproverFactory(**LONG_NAME), on_behalf_of=ApproverFactory(**LONG_NAME))
    page = log_in(spanish_admin)
    page.set_viewport_size(WIDE)
    page.goto(f"{live_server.url}{reverse('admin:erp_integrations_event_changelist')}")
    expect(page.get_by_text("en nombre de")).to_be_visible()
    assert page.evaluate(CUT, ".field-happened_column .cell-aside") == []


def test_two_lines_of_a_cell_are_parted_on_a_phone(live_server, log_in, approver):
    CommitmentFactory(submitted=True)
    page = log_in(approver)
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}{list_url(Commitment)}?worklist=ready_to_export")
    parted = "getComputedStyle(document.querySelector('.field-sent_column .cell-aside'), '::before').content"
    assert page.evaluate(parted) == '" · "'
