"""What somebody writes in one language is read by somebody else in theirs."""

import copy
import json
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy, override

from connectors.errors import Refused
from erp_integrations.admin.mending import STAGED_RIGHTS
from erp_integrations.admin.worklists import READY_TO_IMPORT
from erp_integrations.models import Event, ExportBatch, Vendor, Verb
from erp_integrations.models.sentences import (
    Sentence,
    as_read,
    as_stored,
    gettext,
    ngettext,
    sentence_of,
    together,
    with_capital,
)
from erp_integrations.services.change_history import changes_between, picture_of
from tests import factories
from tests.languages.catalogue import write
from tests.languages.patterns import Pattern

COUNTED = ("%(n)s thing", "%(n)s things")


@pytest.fixture
def spanish(tmp_path, settings):
    """A Spanish in which every sentence is between ⟦ and ⟧."""
    texts = ("Amount %(amount)s", "{line.amount} of {date}", "Xero", "no", "vendor", "Only one", "Lost: %(why)s")
    write(tmp_path, [*map(Pattern, texts), Pattern(*COUNTED)])
    settings.LOCALE_PATHS = [tmp_path]


def test_sentence_is_read_in_the_language_of_the_reader(spanish):
    said = gettext("Amount %(amount)s") % {"amount": Decimal("1234.50")}
    assert said == "Amount 1,234.50"
    with override("es"):
        assert str(said) == f"{said}" == "⟦Amount 1,234.50⟧"
    assert str(said) == "Amount 1,234.50"


def test_values_of_values_and_dates_keep_their_place(spanish):
    class Line:
        amount = Decimal("10.00")

    said = gettext("{line.amount} of {date}").format(line=Line, date=date(2026, 8, 31))
    assert said == "10.00 of 31 Aug 2026"
    with override("es"):
        assert str(said) == "⟦10.00 of 31 ⟦aug⟧ 2026⟧"


def test_number_decides_the_form_in_each_language(spanish):
    one, two = (ngettext(*COUNTED, n) % {"n": n} for n in (1, 2))
    assert (one, two) == ("1 thing", "2 things")
    with override("es"):
        assert (str(one), str(two)) == ("⟦1 thing⟧", "⟦2 things⟧")


def test_sentences_within_sentences_and_side_by_side_are_turned_too(spanish):
    inner = gettext("no")
    whole = together([gettext("Lost: %(why)s") % {"why": inner}, "", None, "Xero said so."])
    with override("es"):
        assert str(whole) == "⟦Lost: ⟦no⟧⟧ Xero said so."
        assert str(with_capital(inner)) == "⟦no⟧"
    assert with_capital(inner) == "No"


def test_lazy_text_becomes_a_sentence(spanish):
    with override("es"):
        assert str(sentence_of(gettext_lazy("vendor"))) == "⟦vendor⟧"
    assert sentence_of(gettext_lazy("vendor")).said == {"say": "vendor"}


def test_exception_hands_the_sentence_on(spanish):
    refusal = Refused(gettext("Only one"), "as Xero put it")
    with override("es"):
        assert str(refusal) == "⟦Only one⟧ as Xero put it"
    assert isinstance(str(refusal), Sentence)


def test_translation_with_another_place_leaves_the_sentence_in_english(tmp_path, settings):
    write(tmp_path, [Pattern("Amount %(amount)s")])
    catalogue = tmp_path / "es" / "LC_MESSAGES" / "django.mo"
    catalogue.write_bytes(catalogue.read_bytes().replace("⟦Amount %(amount)s".encode(), "⟦Amount %(sum_in)s".encode()))
    settings.LOCALE_PATHS = [tmp_path]
    with override("es"):
        assert gettext("Amount %(amount)s") % {"amount": Decimal("1.00")} == "Amount 1.00"


def test_sentence_survives_being_copied_and_queued():
    said = gettext("Amount %(amount)s") % {"amount": Decimal("1.00")}
    for other in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):  # noqa: S301 - our own bytes
        assert isinstance(other, Sentence)
        assert other.said == said.said


def test_what_is_stored_is_canonical_and_free_of_any_language(spanish):
    def made():
        values = {"b": Decimal("1.10"), "a": datetime(2026, 1, 2, tzinfo=UTC)}
        return as_stored(gettext("%(a)s %(b)s") % values)

    english = made()
    with override("es"):
        assert made() == english
    assert english == json.dumps(json.loads(english), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("text", ["", "Xero said no.", '{"sentence": 1}', '{"sentence":{"say":"%(x)s"}}', "{"])
def test_what_people_wrote_is_kept_to_the_letter(text):
    assert as_read(as_stored(text)) == text


@pytest.mark.django_db
def test_old_rows_in_plain_english_stay_as_they_are():
    vendor = factories.VendorFactory(problem="It waits for Acme to be exported.")
    with override("es"):
        assert Vendor.objects.get(pk=vendor.pk).problem == "It waits for Acme to be exported."


@pytest.mark.django_db
def test_what_the_worker_wrote_is_read_in_spanish(spanish):
    vendor = factories.VendorFactory()
    sentence = gettext("Amount %(amount)s") % {"amount": Decimal("5.00")}
    Vendor.objects.filter(pk=vendor.pk).update(problem=sentence)
    Event.note(vendor, Verb.FAILED, detail=sentence)
    with override("es"):
        assert Vendor.objects.get(pk=vendor.pk).problem == "⟦Amount 5.00⟧"
        assert Event.history_of(vendor).get().detail == "⟦Amount 5.00⟧"
    assert Vendor.objects.filter(problem=sentence).count() == 1


@pytest.mark.django_db
def test_changes_are_in_the_language_of_the_reader(spanish):
    vendor = factories.VendorFactory()
    before = picture_of(vendor)
    Vendor.objects.filter(pk=vendor.pk).update(is_active=False)
    with override("es"):
        changes = changes_between(before, picture_of(vendor))
    Event.note(vendor, Verb.CHANGED, changes=changes)
    assert Event.history_of(vendor).get().changes == [{"field": "active", "from": "yes", "to": "no"}]
    with override("es"):
        assert Event.history_of(vendor).get().changes[0]["to"] == "⟦no⟧"


@pytest.mark.django_db
def test_field_that_is_too_short_keeps_the_words():
    event = Event.of(factories.VendorFactory(), Verb.CHANGED)
    event.record_name = gettext("x%(more)s") % {"more": "y" * 240}
    event.save()
    assert Event.objects.get(pk=event.pk).record_name == f"x{'y' * 240}"


def test_there_is_nothing_to_migrate():
    for model, name in ((Vendor, "problem"), (ExportBatch, "problem"), (Event, "changes"), (Event, "record_name")):
        assert model._meta.get_field(name).deconstruct()[1].startswith("django.db.models.")


def test_name_that_looks_like_a_sentence_still_fits_its_column(db):
    name = '{"sentence":' + '"' * 140
    stored = Event._meta.get_field("record_name").get_prep_value(name)
    assert len(stored) <= 255
    assert name.startswith(as_read(stored))


def test_worklist_is_the_same_one_in_every_language():
    with override("en"):
        english = hash(READY_TO_IMPORT)
    with override("es"):
        assert hash(READY_TO_IMPORT) == english
        assert "import" in STAGED_RIGHTS[READY_TO_IMPORT]
