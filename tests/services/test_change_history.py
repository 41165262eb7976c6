"""Pictures of records, and what differs between them."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from erp_integrations.models import EXPORTED_MODELS, Commitment, Event, Verb
from erp_integrations.models.journal import Unalterable
from erp_integrations.services.change_history import NOTHING, changes_between, picture_of, pictures_of
from tests.factories import FACTORIES, CommitmentFactory, InvoiceFactory, ProjectFactory, UnitCommitmentFactory

pytestmark = pytest.mark.django_db
EVERY_TYPE = pytest.mark.parametrize("model", EXPORTED_MODELS, ids=lambda model: model.__name__)


def changed(record, **values):
    """Return what the history would tell after these changes."""
    before = picture_of(record)
    type(record).objects.filter(pk=record.pk).update(**values)
    return [(row["field"], row["from"], row["to"]) for row in changes_between(before, picture_of(record))]


@EVERY_TYPE
def test_what_is_stored_does_not_differ_from_itself(model):
    record = FACTORIES[model]()
    assert changes_between(picture_of(record), picture_of(record)) == []


@EVERY_TYPE
def test_picture_leaves_out_what_the_life_cycle_sets(model):
    record = FACTORIES[model](synced=True)
    texts = picture_of(record).texts
    assert record.source_id in texts.values()
    assert not {"state", "Xero id", "key", "problem", "sent by"} & set(texts)


def test_values_are_told_as_people_read_them():
    project = ProjectFactory()
    order = UnitCommitmentFactory(description="")
    assert changed(
        order,
        project=project,
        kind="subcontract",
        status="under_review",
        created_on=date(2026, 4, 5),
        description="As agreed",
    ) == [
        ("project", str(order.project), str(project)),
        ("kind", "Purchase order", "Subcontract"),
        ("description", "", "As agreed"),
        ("status", "Approved", "Under review"),
        ("created on", "2 Mar 2026", "5 Apr 2026"),
    ]
    assert changed(project, is_active=False) == [("active", "yes", "no")]


def test_amounts_have_two_decimals_and_quantities_what_they_need():
    order = UnitCommitmentFactory()
    before = picture_of(order)
    order.lines.update(quantity=Decimal(100), unit_cost=Decimal("12.3456"), amount=Decimal("1234.5"))
    assert changes_between(before, picture_of(order)) == [
        {"field": "Line 1, quantity", "from": "12.5", "to": "100"},
        {"field": "Line 1, unit cost", "from": "7.425", "to": "12.3456"},
        {"field": "Line 1, amount", "from": "92.81", "to": "1,234.50"},
    ]


def test_line_is_known_again_by_its_id_when_its_number_changes():
    order = CommitmentFactory()
    before = picture_of(order)
    order.lines.update(position=7)
    assert changes_between(before, picture_of(order)) == [{"field": "Line 1, position", "from": "1", "to": "7"}]


def test_what_is_added_comes_from_nothing():
    rows = changes_between(NOTHING, picture_of(CommitmentFactory()))
    assert {row["from"] for row in rows} == {""}
    assert rows[-1]["field"] == "Line 1"


def test_journal_is_kept_in_english_whoever_writes_it():
    with override("de"):
        assert changed(ProjectFactory(), is_active=False) == [("active", "yes", "no")]


@EVERY_TYPE
def test_more_records_need_no_more_queries(model, django_assert_max_num_queries):
    records = [FACTORIES[model]() for _ in range(6)]
    with django_assert_max_num_queries(2):
        assert len(pictures_of(model, [record.pk for record in records])) == 6


def test_changes_are_never_altered():
    order = CommitmentFactory()
    Event.note(order, Verb.CHANGED, changes=changes_between(NOTHING, picture_of(order)))
    event = Event.history_of(order).get()
    event.changes = []
    with pytest.raises(Unalterable):
        event.save()
    with pytest.raises(Unalterable):
        Event.objects.update(changes=[])


def test_lines_of_other_records_are_left_out():
    first, second = InvoiceFactory(), InvoiceFactory()
    pictures = pictures_of(type(first), [first.pk, second.pk])
    assert set(pictures[first.pk].lines) == {("lines", line.pk) for line in first.lines.all()}


def test_nobody_asks_for_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert pictures_of(Commitment, []) == {}
