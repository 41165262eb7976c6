"""Sending what was loaded to ERP, as a person would: type by type, each record by its own rules."""

from collections.abc import Collection
from itertools import batched
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy

from erp_integrations.models import EXPORTED_MODELS, Event, IntegrableRecord, State, Verb
from erp_integrations.models.sentences import sentence_of
from erp_integrations.services.loading.report import LoadReport, Sending
from erp_integrations.services.loading.saving import Loaded
from erp_integrations.services.sending import submit

TOGETHER = 500
# What tells whether a record was changed since somebody gave it back.
TURNING_POINTS = (Verb.REJECTED, Verb.RETRIEVED, Verb.CHANGED)
GIVEN_BACK = {
    State.REJECTED: gettext_lazy("It was rejected: change it first."),
    State.RETRIEVED: gettext_lazy("It was retrieved: change it first, or send it from its page."),
}


def submit_loaded(loaded: Loaded, report: LoadReport, *, by: Any) -> None:
    """Send the records that were loaded and wait for being sent; the report says what became of each."""
    for model in EXPORTED_MODELS:
        for ids in batched(loaded.get(model, {}), TOGETHER):
            records = model._default_manager.in_bulk(ids)
            # What this load changed is mended, and its events may still wait for the end of the transaction.
            changed = {pk for pk in ids if loaded[model][pk]}
            mended = changed | mended_since_given_back(model, ids)
            ready = [pk for pk in ids if is_ready(records[pk], is_changed=loaded[model][pk], is_mended=pk in mended)]
            for outcome in submit(model, ready, by=by):
                answers = report.sent if outcome.is_done else report.not_sent
                answers.append(sending(outcome.record, outcome.sentence))
            report.not_sent += [
                sending(records[pk], GIVEN_BACK[records[pk].state])
                for pk in ids
                if records[pk].state in GIVEN_BACK and pk not in mended
            ]


def is_ready(record: Any, *, is_changed: bool, is_mended: bool) -> bool:
    if record.state in GIVEN_BACK:
        return is_mended
    if record.state == State.SYNCED:
        return is_changed and bool(record.can_be_updated)
    return bool(record.state == State.UNLINKED)


def mended_since_given_back(model: type[IntegrableRecord], ids: Collection[int]) -> set[int]:
    """Return the records that were changed after they were last rejected or retrieved."""
    content_type = ContentType.objects.get_for_model(model)
    events = Event.objects.filter(content_type=content_type, object_id__in=ids, verb__in=TURNING_POINTS).order_by("pk")
    last = dict(events.values_list("object_id", "verb"))
    return {pk for pk, verb in last.items() if verb == Verb.CHANGED}


def sending(record: Any, sentence: Any) -> Sending:
    return Sending(sentence_of(record._meta.verbose_name), record.source_id, sentence_of(sentence))
