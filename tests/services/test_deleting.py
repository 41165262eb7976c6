"""Deleting records, and what stays of them."""

import pytest
from django.core.exceptions import PermissionDenied

from erp_integrations.models import EXPORTED_MODELS, CommitmentChangeOrder, CommitmentLine, Event, Project, State, Verb
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.deleting import delete
from tests.factories import (
    FACTORIES,
    BudgetCodeFactory,
    ChangeOrderFactory,
    ChangeOrderLineFactory,
    CommitmentFactory,
    InvoiceFactory,
    ProjectFactory,
    VendorFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("chosen_settings")]
EVERY_TYPE = pytest.mark.parametrize("model", EXPORTED_MODELS, ids=lambda model: model.__name__)
DRAFT = {CommitmentChangeOrder: {"status": "draft"}}


def deletable(model, **traits):
    return FACTORIES[model](**DRAFT.get(model, {}), **traits)


def refusal(record, by):
    with pytest.raises(NotPossible) as reason:
        delete(record, by=by)
    assert type(record).objects.filter(pk=record.pk).exists()
    assert not Event.history_of(record).filter(verb=Verb.DELETED).exists()
    return str(reason.value)


@pytest.mark.parametrize("model", [m for m in EXPORTED_MODELS if m is not Project], ids=lambda model: model.__name__)
@pytest.mark.parametrize("trait", ["", "retrieved", "rejected"])
def test_project_person_deletes_what_is_not_sent(project_person, model, trait):
    record = deletable(model, **({trait: True} if trait else {}))
    pk, name = record.pk, str(record)
    delete(record, by=project_person)
    assert not model.objects.filter(pk=pk).exists()
    record.pk = pk
    event = Event.history_of(record).get()
    assert (event.verb, event.actor, event.record_name) == (Verb.DELETED, project_person, name)


def test_projects_are_set_inactive_and_never_deleted(project_person):
    assert "Set it inactive" in refusal(ProjectFactory(), project_person)


@EVERY_TYPE
@pytest.mark.parametrize("trait", ["submitted", "accepted", "queued", "failed", "synced"])
def test_what_is_with_accounting_stays(project_person, model, trait):
    assert refusal(deletable(model, **{trait: True}), project_person)


@EVERY_TYPE
@pytest.mark.parametrize("person", ["viewer", "approver"])
def test_nobody_else_deletes(request, model, person):
    record = deletable(model)
    with pytest.raises(PermissionDenied):
        delete(record, by=request.getfixturevalue(person))
    assert model.objects.filter(pk=record.pk).exists()


def test_what_is_in_xero_is_unlinked_first(project_person):
    assert "Unlink it first" in refusal(ProjectFactory(rejected=True, erp_id="option"), project_person)


def test_history_keeps_what_the_record_and_its_lines_were(project_person):
    record = CommitmentFactory(title="Steel & glass")
    line = record.lines.get()
    pk = record.pk
    delete(record, by=project_person)
    assert not CommitmentLine.objects.filter(pk=line.pk).exists()
    changes = Event.objects.get(object_id=pk, verb=Verb.DELETED).changes
    assert {"field": "title", "from": "Steel & glass", "to": ""} in changes
    assert changes[-1]["field"] == "Line 1"
    assert changes[-1]["from"].endswith("description: Footings and slab; amount: 1,000.00")
    assert {row["to"] for row in changes} == {""}


def test_unlinked_commitment_can_be_deleted_with_its_whole_history(project_person, approver):
    record = CommitmentFactory(synced=True)
    Event.note(record, Verb.SYNCED)
    record.unlink()
    record.save()
    Event.note(record, Verb.UNLINKED, by=approver)
    pk = record.pk
    delete(record, by=project_person)
    told = Event.objects.filter(object_id=pk, record_name=str(record)).values_list("verb", flat=True)
    assert list(told) == [Verb.DELETED, Verb.UNLINKED, Verb.SYNCED]


@pytest.mark.parametrize("factory", [ChangeOrderFactory, InvoiceFactory])
def test_commitment_that_others_refer_to_stays_and_they_are_named(project_person, factory):
    referring = factory(commitment__synced=False)
    reason = refusal(referring.commitment, project_person)
    assert str(referring) in reason
    assert "Change or delete them first." in reason


def test_record_whose_line_is_referred_to_stays_and_the_line_s_record_is_named(project_person):
    commitment, other = CommitmentFactory(), ChangeOrderFactory()
    ChangeOrderLineFactory(change_order=other, position=2, commitment_line=commitment.lines.get())
    assert str(other) in refusal(commitment, project_person)


def test_company_and_budget_code_in_use_stay(project_person):
    commitment = CommitmentFactory(vendor=VendorFactory(), line__budget_code=BudgetCodeFactory())
    assert str(commitment) in refusal(commitment.vendor, project_person)
    assert str(commitment) in refusal(commitment.lines.get().budget_code, project_person)


def test_only_the_first_of_many_are_named(project_person):
    vendor = VendorFactory()
    commitments = CommitmentFactory.create_batch(5, vendor=vendor)
    reason = refusal(vendor, project_person)
    assert sum(str(commitment) in reason for commitment in commitments) == 3
    assert "…" in reason


def test_approved_change_order_stays(project_person):
    assert "Set its status to Draft first" in refusal(ChangeOrderFactory(), project_person)


def test_record_that_was_sent_meanwhile_stays(project_person):
    seen = CommitmentFactory()
    type(seen).objects.filter(pk=seen.pk).update(state=State.SUBMITTED)
    assert "It was sent to ERP" in refusal(seen, project_person)


def test_record_that_was_deleted_meanwhile_is_told(project_person):
    record = VendorFactory()
    again = type(record).objects.get(pk=record.pk)
    delete(record, by=project_person)
    with pytest.raises(NotPossible, match="deleted a moment ago"):
        delete(again, by=project_person)
    assert Event.objects.filter(verb=Verb.DELETED).count() == 1
