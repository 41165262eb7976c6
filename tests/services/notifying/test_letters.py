"""How mails are made: two parts, whole addresses, nothing from elsewhere, and no harm from what files bring in."""

import re
from html.parser import HTMLParser

import pytest
from django.core import mail

from erp_integrations.models import SentMail, Vendor
from erp_integrations.services import reviewing
from erp_integrations.services.notifying import send_daily_summaries
from tests import factories
from tests.services.notifying.post import MailServer, approver, delivered, html_of, project_person

pytestmark = pytest.mark.usefixtures("chosen_settings")
SCRIPT = "<script>alert('x')</script>"


def summary_of(**vendor):
    approver()
    factories.VendorFactory(submitted=True, **vendor)
    send_daily_summaries()
    (one,) = mail.outbox
    return one


def rejection_of(reason="Wrong.", **vendor):
    record = factories.VendorFactory(submitted=True, submitted_by=project_person(), **vendor)
    reviewing.reject(Vendor, [record.pk], by=approver(), reason=reason)
    (one,) = delivered()
    return one


def test_mail_has_a_text_and_an_html_part():
    message = summary_of().message()
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["Auto-Submitted"] == "auto-generated"


def test_sender_is_named_after_the_address_of_the_tool():
    assert summary_of().from_email == "ERP Integrations <erp-integrations@localhost>"


def test_every_link_is_whole(settings):
    settings.SITE_URL = "https://erp.example.com"
    one = summary_of()
    links = re.findall(r'href="([^"]*)"', html_of(one))
    assert links
    assert all(link.startswith("https://erp.example.com/") for link in links)
    assert "https://erp.example.com/mail/" in one.body


def test_every_link_leads_to_a_page(client):
    one = summary_of()
    client.force_login(factories.ApproverFactory())
    for link in set(re.findall(r'href="http://localhost:8000([^"]*)"', html_of(one))):
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link


class Inspector(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.foreign = [], []

    def handle_starttag(self, tag, attrs):
        if tag in ("img", "script", "link", "style", "iframe"):
            self.foreign.append(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("one", [summary_of, rejection_of], ids=["summary", "rejection"])
def test_html_is_whole_and_loads_nothing(one):
    inspector = Inspector()
    inspector.feed(html_of(one()))
    assert inspector.open == []
    assert inspector.foreign == []


def test_names_are_escaped_in_html_and_plain_in_text():
    one = summary_of(name=f"{SCRIPT} & Sons")
    assert "<script" not in html_of(one)
    assert "&lt;script&gt;" in html_of(one)
    assert f"{SCRIPT} & Sons" in one.body


def test_reason_and_name_of_a_rejection_are_escaped():
    one = rejection_of(reason=SCRIPT, name=SCRIPT)
    assert "<script" not in html_of(one)
    assert one.subject == f"Rejected: Company {SCRIPT}"


def test_name_with_line_breaks_adds_no_header(settings):
    with MailServer() as server:
        settings.MAILERS = server.mailers
        record = factories.VendorFactory(
            submitted=True, submitted_by=project_person(), name="Acme\r\nBcc: thief@elsewhere.example\nX-Evil: 1"
        )
        reviewing.reject(Vendor, [record.pk], by=approver(), reason="No\r\n.\r\nRSET")
        delivered()
        (message,) = server.taken
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert message["Subject"] == "Rejected: Company Acme Bcc: thief@elsewhere.example X-Evil: 1"
    assert "RSET" in message.get_body(("plain",)).get_content()


def test_address_with_a_line_break_is_no_address_and_is_said(settings):
    grace = approver()
    person = approver("henry")
    type(person).objects.filter(pk=person.pk).update(email="henry@example.com\nBcc: thief@elsewhere.example")
    factories.VendorFactory(submitted=True)
    report = send_daily_summaries()
    assert len(report.sent) == len(report.failed) == 1
    assert [one.to for one in mail.outbox] == [[grace.email]]
    assert SentMail.objects.get(person=person).outcome == SentMail.Outcome.FAILED


def test_long_name_makes_no_endless_subject():
    record = factories.VendorFactory(submitted=True, submitted_by=project_person(), name="Acme " * 50)
    reviewing.reject(Vendor, [record.pk], by=approver(), reason="No.")
    (one,) = delivered()
    assert len(one.subject) == 200
    assert one.subject.endswith("…")
