"""Entering and changing records."""

from decimal import Decimal
from unittest.mock import patch

import pytest
from django.urls import reverse
from django_fsm import ConcurrentTransition

from erp_integrations.models import EXPORTED_MODELS, Commitment, Event, State, Verb
from tests.admin.conftest import list_url, page_url, text_of
from tests.factories import (
    FACTORIES,
    BudgetCodeFactory,
    ChangeOrderFactory,
    CommitmentFactory,
    CommitmentLineFactory,
    ProjectFactory,
    VendorFactory,
)

EVERY_TYPE = pytest.mark.parametrize("model", EXPORTED_MODELS, ids=lambda model: model.__name__)
ADD_COMMITMENT = reverse("admin:erp_integrations_commitment_add")


def form_of(client, url):
    """Return what a browser would post if nothing was changed in the form."""
    context = client.get(url).context
    forms = [context["adminform"].form]
    data = {}
    for formset in (inline.formset for inline in context["inline_admin_formsets"]):
        forms += [formset.management_form, *formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                data[bound.html_name] = value
                if bound.field.show_hidden_initial:
                    data[bound.html_initial_name] = value
    return data


@EVERY_TYPE
def test_project_person_may_change_what_was_not_sent(at_screen, project_person, model):
    record, client = FACTORIES[model](), at_screen(project_person)
    response = client.post(page_url(record), form_of(client, page_url(record)))
    assert response.status_code == 302, response.context["errors"]
    record.refresh_from_db()
    assert record.state == State.UNLINKED


@EVERY_TYPE
def test_saving_without_a_change_leaves_the_history_alone(at_screen, project_person, model):
    record, client = FACTORIES[model](), at_screen(project_person)
    client.post(page_url(record), form_of(client, page_url(record)))
    assert not Event.history_of(record).exists()


@EVERY_TYPE
@pytest.mark.parametrize("trait", ["submitted", "accepted", "queued", "failed", "synced"])
def test_locked_record_cannot_be_changed_by_hand(at_screen, project_person, model, trait):
    record, client = FACTORIES[model](), at_screen(project_person)
    data = form_of(client, page_url(record))
    locked = FACTORIES[model](**{trait: True})
    before = model.objects.values().get(pk=locked.pk)
    assert client.post(page_url(locked), data).status_code == 403
    assert model.objects.values().get(pk=locked.pk) == before


@pytest.mark.parametrize("trait", ["retrieved", "rejected"])
def test_what_came_back_can_be_changed(at_screen, project_person, trait):
    record, client = CommitmentFactory(**{trait: True}), at_screen(project_person)
    client.post(page_url(record), form_of(client, page_url(record)) | {"title": "Mended"})
    record.refresh_from_db()
    assert record.title == "Mended"
    event = Event.history_of(record).get()
    assert (event.verb, event.actor) == (Verb.CHANGED, project_person)
    assert event.changes == [{"field": "title", "from": "Concrete works", "to": "Mended"}]


def test_viewer_and_approver_cannot_change_anything(at_screen, viewer, approver, project_person):
    record = CommitmentFactory()
    data = form_of(at_screen(project_person), page_url(record)) | {"title": "Mine"}
    for person in (viewer, approver):
        assert at_screen(person).post(page_url(record), data).status_code == 403
        assert at_screen(person).post(ADD_COMMITMENT, data).status_code == 403


def test_state_and_ids_are_no_fields(at_screen, project_person):
    record, client = CommitmentFactory(), at_screen(project_person)
    sly = {"state": "synced", "delivery": "queued", "erp_id": "mine", "source_id": "mine", "key": "mine"}
    client.post(page_url(record), form_of(client, page_url(record)) | sly)
    record.refresh_from_db()
    assert (record.state, record.delivery, record.erp_id) == (State.UNLINKED, "idle", "")
    assert "mine" not in (record.source_id, record.key)


def test_new_commitment_with_lines(at_screen, project_person):
    client = at_screen(project_person)
    data = form_of(client, ADD_COMMITMENT) | {
        "number": "SC-1",
        "title": "Concrete",
        "project": ProjectFactory().pk,
        "vendor": VendorFactory().pk,
        "status": "approved",
        "accounting_method": "unit",
        "lines-TOTAL_FORMS": 2,
        "lines-0-description": "Slab",
        "lines-0-budget_code": BudgetCodeFactory().pk,
        "lines-0-quantity": "12.5",
        "lines-0-unit_cost": "7.4250",
        "lines-1-description": "Footings",
        "lines-1-amount": "100.00",
    }
    assert client.post(ADD_COMMITMENT, data).status_code == 302
    commitment = Commitment.objects.get(number="SC-1")
    lines = [(line.position, line.amount) for line in commitment.lines.all()]
    assert lines == [(1, Decimal("92.81")), (2, Decimal("100.00"))]
    event = Event.history_of(commitment).get()
    assert event.verb == Verb.CREATED
    assert {"field": "title", "from": "", "to": "Concrete"} in event.changes
    assert {"field": "Line 2", "from": "", "to": "description: Footings; amount: 100.00"} in event.changes


def test_history_tells_what_lines_were_and_what_they_became(at_screen, project_person):
    record, client = CommitmentFactory(), at_screen(project_person)
    CommitmentLineFactory(commitment=record, position=2, amount="400.00", description="Slab")
    CommitmentLineFactory(commitment=record, position=3, amount="1234.50", description="Curb", budget_code=None)
    data = form_of(client, page_url(record)) | {
        "lines-TOTAL_FORMS": 4,
        "lines-1-amount": "420",
        "lines-2-DELETE": "on",
        "lines-3-description": "Ramp",
        "lines-3-amount": "5",
    }
    assert client.post(page_url(record), data).status_code == 302
    assert Event.history_of(record).get().changes == [
        {"field": "Line 2, amount", "from": "400.00", "to": "420.00"},
        {"field": "Line 3", "from": "description: Curb; amount: 1,234.50", "to": ""},
        {"field": "Line 4", "from": "", "to": "description: Ramp; amount: 5.00"},
    ]
    page = text_of(client.get(page_url(record)))
    assert "Line 2, amount" in page
    assert page.index("400.00</del>") < page.index("420.00</ins>")
    assert "420.00</ins>" in text_of(client.get(list_url(Event)))


def test_new_line_starts_blank_so_that_its_amount_is_worked_out(at_screen, project_person):
    response = at_screen(project_person).get(page_url(CommitmentFactory()))
    new = response.context["inline_admin_formsets"][0].formset.empty_form
    assert [new[name].value() for name in ("quantity", "unit_cost", "amount")] == [None, None, None]


def test_mistake_is_said_beside_its_field(at_screen, project_person):
    record, client = CommitmentFactory(), at_screen(project_person)
    response = client.post(page_url(record), form_of(client, page_url(record)) | {"number": ""})
    assert response.status_code == 200
    assert "One entry needs a correction." in text_of(response)


def test_change_order_refers_to_the_lines_of_its_own_commitment_only(at_screen, project_person):
    change, other = ChangeOrderFactory(), CommitmentFactory()
    response = at_screen(project_person).get(page_url(change))
    formset = response.context["inline_admin_formsets"][0].formset
    choices = set(formset.empty_form.fields["commitment_line"].queryset)
    assert choices == set(change.commitment.lines.all())
    assert not choices & set(other.lines.all())


def test_another_decision_in_between_is_said_and_nothing_is_saved(at_screen, project_person):
    record, client = CommitmentFactory(), at_screen(project_person)
    data = form_of(client, page_url(record)) | {"title": "Mine"}
    with patch.object(Commitment, "save", side_effect=ConcurrentTransition("stale")):
        response = client.post(page_url(record), data, follow=True)
    assert "Somebody else decided this record meanwhile" in text_of(response)
    record.refresh_from_db()
    assert record.title == "Concrete works"
