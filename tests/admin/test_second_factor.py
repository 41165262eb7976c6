"""The second factor on the screens: set up, asked for, used once, lost, wanted by the installation."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from erp_integrations.models import RecoveryCode, SignIn
from tests.admin.conftest import text_of
from tests.admin.signing_in import code_of, details_of, log_in, verbs_of, with_second_factor
from tests.admin.test_pages import inspect
from tests.factories import AdminFactory, CommitmentFactory

PAGE, CODE = reverse("second_factor"), reverse("second_factor_code")
OFF, CODES = reverse("second_factor_off"), reverse("recovery_codes")


@pytest.fixture
def later():
    """A minute later the telephone shows a code that was not used yet."""
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        yield


def test_person_sets_it_up_and_gets_recovery_codes_once(at_screen, viewer):
    client = at_screen(viewer)
    assert PAGE in text_of(client.get(reverse("account")))
    assert client.post(PAGE).status_code == 302
    page = client.get(PAGE)
    assert "<svg" in text_of(page)
    assert inspect(page).forbidden == []
    done = client.post(PAGE, {"code": code_of(viewer)})
    codes = re.findall(r"<code>([a-z2-7-]{19})</code>", text_of(done))
    assert len(set(codes)) == 10
    assert inspect(done).forbidden == []
    assert not set(codes) & set(re.findall(r"[a-z2-7-]{19}", text_of(client.get(PAGE))))
    assert client.get("/").status_code == 200
    assert "Second factor switched on" in details_of(viewer)[-1]


def test_looking_makes_no_key(at_screen, viewer):
    at_screen(viewer).get(PAGE)
    assert not SignIn.objects.exists()


def test_wrong_code_switches_nothing_on(at_screen, viewer):
    client = at_screen(viewer)
    client.post(PAGE)
    assert "does not belong to the key" in text_of(client.post(PAGE, {"code": "000000"}))
    assert not SignIn.objects.get().has_second_factor


def test_neither_key_nor_recovery_codes_are_readable_in_the_database(viewer):
    codes = with_second_factor(viewer)
    key = SignIn.objects.get().key
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM erp_integrations_signin")
        (stored,) = cursor.fetchone()
    assert len(key) == 40
    assert key not in stored
    digests = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert len(digests) == 10
    assert not digests & set(codes)


def test_password_alone_reaches_no_page(client, viewer, chosen_settings):
    with_second_factor(viewer)
    log_in(client, viewer)
    record = CommitmentFactory(submitted=True)
    pages = ["/", f"/r/{record.source_id}/", reverse("connect_xero"), reverse("rules"), reverse("account"), PAGE, OFF]
    pages += [reverse("admin:erp_integrations_commitment_changelist"), reverse("admin:password_change")]
    pages += [reverse("admin:erp_integrations_job_costs_report"), reverse("mail_preferences"), reverse("upload")]
    for page in pages:
        for answer in (client.get(page), client.post(page)):
            assert answer.status_code == 302, page
            assert answer["Location"].startswith(CODE), page


def test_code_of_the_telephone_lets_in_and_leads_on(client, viewer, later):
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        with_second_factor(viewer)
    log_in(client, viewer)
    page = client.get(f"{CODE}?next=/rules/")
    assert inspect(page).forbidden == []
    answer = client.post(CODE, {"code": code_of(viewer), "next": "/rules/"})
    assert answer["Location"] == "/rules/"
    assert client.get("/").status_code == 200
    assert verbs_of(viewer)[-1] == "signed_in"
    assert details_of(viewer)[-1] == "with the password, with a code, from 127.0.0.1"


def test_log_in_is_no_log_in_before_the_code(client, viewer):
    with_second_factor(viewer)
    log_in(client, viewer)
    assert "signed_in" not in verbs_of(viewer)


def test_code_works_once(client, viewer, later):
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        with_second_factor(viewer)
    code = code_of(viewer)
    log_in(client, viewer)
    assert client.post(CODE, {"code": code}).status_code == 302
    other = Client()
    log_in(other, viewer)
    assert "used before" in text_of(other.post(CODE, {"code": code}))
    assert other.get("/").status_code == 302


def test_recovery_code_works_once_and_in_any_spelling(client, viewer):
    first, *_others = with_second_factor(viewer)
    log_in(client, viewer)
    assert client.post(CODE, {"code": first.upper().replace("-", " ")}).status_code == 302
    assert RecoveryCode.objects.count() == 9
    other = Client()
    log_in(other, viewer)
    assert other.post(CODE, {"code": first}).status_code == 200


def test_recovery_code_of_somebody_else_is_worth_nothing(client, viewer, approver):
    code, *_others = with_second_factor(approver)
    with_second_factor(viewer)
    log_in(client, viewer)
    assert client.post(CODE, {"code": code}).status_code == 200


def test_who_tries_codes_has_to_wait_even_for_the_right_one(client, viewer, later):
    with time_machine.travel(timezone.now() - timedelta(minutes=1), tick=False):
        with_second_factor(viewer)
    log_in(client, viewer)
    for number in range(3):
        client.post(CODE, {"code": f"00000{number}"})
    failures = verbs_of(viewer).count("not_signed_in")
    assert "Too many wrong codes" in text_of(client.post(CODE, {"code": code_of(viewer)}))
    assert verbs_of(viewer).count("not_signed_in") == failures == 3
    with time_machine.travel(timezone.now() + timedelta(seconds=5), tick=False):
        assert client.post(CODE, {"code": code_of(viewer)}).status_code == 302


def test_waiting_has_an_end(viewer):
    sign_in = SignIn(person=viewer, failures=1000, failed_at=timezone.now())
    assert sign_in.blocked_until(timezone.now()) <= timezone.now() + timedelta(minutes=15)


def test_other_sessions_are_asked_once_it_is_on(at_screen, viewer):
    old = at_screen(viewer)
    assert old.get("/").status_code == 200
    with_second_factor(viewer)
    assert old.get("/")["Location"].startswith(CODE)


def test_it_is_switched_off_with_a_code_only(client, viewer):
    first, second, *_others = with_second_factor(viewer)
    log_in(client, viewer)
    client.post(CODE, {"code": first})
    assert client.post(OFF, {"code": "nonsense"}).status_code == 200
    assert SignIn.objects.get().has_second_factor
    assert client.post(OFF, {"code": second}).status_code == 302
    assert not SignIn.objects.get().has_second_factor
    assert SignIn.objects.get().key == ""
    assert not RecoveryCode.objects.exists()
    assert "Second factor switched off" in details_of(viewer)[-1]


def test_new_recovery_codes_take_the_place_of_the_old_ones(client, viewer):
    first, second, third, *_others = with_second_factor(viewer)
    log_in(client, viewer)
    client.post(CODE, {"code": first})
    assert "not shown again" in text_of(client.post(CODES, {"code": second}))
    assert RecoveryCode.objects.count() == 10
    assert not RecoveryCode.objects.filter(digest=RecoveryCode.digest_of(third)).exists()


@pytest.mark.parametrize(
    ("required", "led"),
    [("none", set()), ("approvers", {"approver", "admin_person"}), ("all", {"approver", "admin_person", "viewer"})],
)
def test_installation_wants_it_of_some(request, client, settings, required, led):
    settings.SECOND_FACTOR_REQUIRED = required
    for name in ("approver", "admin_person", "viewer"):
        person = request.getfixturevalue(name)
        client.force_login(person)
        answer = client.get("/rules/")
        assert (answer.status_code == 302) == (name in led)
        if name in led:
            assert answer["Location"] == f"{PAGE}?next=%2Frules%2F"
            assert "take a second factor" in text_of(client.get(PAGE))


def test_who_has_to_set_it_up_gets_on_to_the_page_that_was_asked_for(client, settings, viewer):
    settings.SECOND_FACTOR_REQUIRED = "all"
    client.force_login(viewer)
    client.post(PAGE, {"next": "/rules/"})
    done = client.post(PAGE, {"code": code_of(viewer), "next": "/rules/"})
    assert 'href="/rules/"' in text_of(done)
    assert client.get("/rules/").status_code == 200


def test_it_cannot_be_switched_off_where_it_is_wanted(client, settings, viewer):
    settings.SECOND_FACTOR_REQUIRED = "all"
    first, second, *_others = with_second_factor(viewer)
    log_in(client, viewer)
    client.post(CODE, {"code": first})
    assert client.post(OFF, {"code": second}).status_code == 403
    assert SignIn.objects.get().has_second_factor


def test_forged_form_sets_nothing_up(viewer):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(viewer)
    assert strict.post(PAGE).status_code == 403
    assert not SignIn.objects.exists()


def test_admin_takes_a_lost_one_away(client, at_screen, viewer, admin_person):
    with_second_factor(viewer)
    screen = at_screen(admin_person)
    assert screen.post(reverse("signing_in_step", args=[viewer.pk, "second-factor"])).status_code == 302
    log_in(client, viewer)
    assert client.get("/").status_code == 200
    assert "taken away by an admin" in details_of(viewer)[-2]


def test_admin_does_not_take_their_own_away_on_that_way(at_screen):
    person = AdminFactory()
    client = at_screen(person)
    with_second_factor(person)
    client.post(CODE, {"code": code_of(person, later=1)})
    assert client.post(reverse("signing_in_step", args=[person.pk, "second-factor"])).status_code == 403
    assert SignIn.objects.get(person=person).has_second_factor
