"""Records that are uploaded: kept, looked at without changing anything, then applied once or dropped.

Applying is one transaction: records, history, sending and the upload's own state are changed together or not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from erp_integrations.models import Upload, UploadedFile, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.origin import UPLOAD, coming_from
from erp_integrations.services.loading import UPLOADED, LoadReport, load_files, preview
from erp_integrations.services.loading.tables import TABLES
from erp_integrations.services.uploading.sorting import (
    BadUpload,
    Sorted,
    loadable,
    may_send,
    refuse_names,
    require_uploader,
    sent_models,
    sort,
)
from erp_integrations.services.uploading.telling import Told, told_from, wrong_rows_of

# What nobody decided on is forgotten after this time.
KEEP_WAITING = timedelta(days=7)
LONGEST_NAME = 200
# What somebody says of a file that is not to be loaded.
LEFT_OUT = "-"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it arrived. Its name is only shown and compared, never used as a path."""

    name: str
    content: bytes


class NotWaiting(Exception):
    """The upload was applied or dropped before, as a sentence."""


@transaction.atomic
def keep(files: Sequence[Incoming], *, by: Any) -> Upload:
    """Keep files and look at what they would do. Raises `BadUpload`.

    Needs `add_*` and `change_*` for every type that they hold.
    """
    require_uploader(by)
    if not files:
        raise BadUpload(_("No file was chosen."))
    if sum(len(file.content) for file in files) > settings.UPLOAD_MAX_BYTES:
        raise BadUpload(too_large())
    refuse_names(file.name for file in files)
    names = [file.name[-LONGEST_NAME:] for file in files]
    upload = Upload.objects.create(uploader=by, file_names=names)
    for name, file in zip(names, files, strict=True):
        UploadedFile.objects.create(upload=upload, name=name, content=file.content)
    look_at(upload, by=by)
    return upload


def too_large() -> str:
    sentence = _("The files are larger than {limit} together: upload them one by one, or split them.")
    return sentence.format(limit=filesizeformat(settings.UPLOAD_MAX_BYTES))


def look_at(upload: Upload, *, by: Any) -> None:
    """Keep what applying the files would do now, once it is known of each what it holds."""
    found = sort(upload.files.all(), by=by)
    if found.unknown:
        upload.foreseen, upload.wrong_rows = None, ""
    else:
        report = preview(found.files, found.warnings, by=by)
        upload.foreseen, upload.wrong_rows = Told.of(report).as_json(), wrong_rows_of(report.problems)
    upload.save()


@transaction.atomic
def name_tables(pk: int, tables: Mapping[int, str], *, by: Any) -> None:
    """Note what somebody says that files hold, by the files' ids: the name of a table, or `LEFT_OUT`."""
    upload = waiting(pk, by=by)
    for file in sort(upload.files.all(), by=by).unknown:
        file.table = tables.get(file.pk, "")
        if file.table == LEFT_OUT:
            file.delete()
        elif file.table in TABLES:
            file.save()
        else:
            raise BadUpload(_("Say of each file what it holds."))
    upload.file_names = list(upload.files.values_list("name", flat=True))
    if not upload.file_names:
        raise BadUpload(_("Nothing would be left of the upload: say of at least one file what it holds."))
    look_at(upload, by=by)


@events_last()
def apply(pk: int, *, by: Any, submit: bool = False, all_or_nothing: bool = False) -> LoadReport:
    """Load what was uploaded, as things are now, and send it to ERP if asked to. Raises `NotWaiting`, `BadUpload`.

    If it was to be all or nothing and a row is wrong, the upload waits on, with a new preview.
    """
    upload = waiting(pk, by=by)
    found = sort(upload.files.all(), by=by)
    if found.unknown:
        raise BadUpload(_("It is not known yet what each file holds."))
    with coming_from(UPLOAD, ", ".join(upload.file_names)):
        report = load_files(
            found.files, found.warnings, submit=submit, all_or_nothing=all_or_nothing, arrival=UPLOADED, by=by
        )
    if report.is_undone:
        look_at(upload, by=by)
        return report
    differs = is_otherwise(report, upload)
    upload.result = Told.of(report, was_to_send=submit, differs=differs).as_json()
    upload.wrong_rows = wrong_rows_of(report.problems)
    upload.finish(Upload.Status.APPLIED)
    return report


def is_otherwise(report: LoadReport, upload: Upload) -> bool:
    """Whether applying did something else than the preview had told."""
    foreseen = told_from(upload.foreseen).report
    told = (report.files, report.excerpts) == (foreseen.files, foreseen.excerpts)
    return not told or wrong_rows_of(report.problems) != upload.wrong_rows


@transaction.atomic
def drop(pk: int, *, by: Any) -> None:
    """Forget what was uploaded. Raises `NotWaiting`."""
    waiting(pk, by=by).finish(Upload.Status.DROPPED)


def waiting(pk: int, *, by: Any) -> Upload:
    """Return an upload, kept from everybody else until the transaction ends.

    Raises `NotWaiting`, and `Upload.DoesNotExist` if it is another person's.
    """
    upload = Upload.objects.select_for_update().get(pk=pk, uploader=by)
    if not upload.is_waiting:
        done = {Upload.Status.APPLIED: _("applied"), Upload.Status.DROPPED: _("dropped")}
        sentence = _("It was {done} already, so nothing was done now.")
        raise NotWaiting(sentence.format(done=done[Upload.Status(upload.status)]))
    return upload


def prune() -> int:
    """Forget uploads that were dropped, or that nobody decided on in time. What was applied keeps its report."""
    old = Upload.objects.exclude(status=Upload.Status.APPLIED).filter(uploaded_at__lt=timezone.now() - KEEP_WAITING)
    number = old.count()
    old.delete()
    return number


__all__ = [
    "LEFT_OUT",
    "BadUpload",
    "Incoming",
    "NotWaiting",
    "Sorted",
    "Told",
    "apply",
    "drop",
    "keep",
    "loadable",
    "may_send",
    "name_tables",
    "prune",
    "sent_models",
    "sort",
    "told_from",
    "too_large",
]
