"""Files that somebody uploaded, between the look at what they would do and the decision."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """An upload is applied once or dropped; then its files are forgotten. It is its uploader's alone.

    `foreseen` and `result` are what the preview and the applying told (services.uploading.telling), and `wrong_rows` is
    a CSV file with every row that the later of the two refused.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPLIED = "applied", _("Applied")
        DROPPED = "dropped", _("Dropped")

    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now, db_index=True)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.WAITING)
    finished_at = models.DateTimeField(_("applied or dropped at"), null=True, blank=True)
    file_names = models.JSONField(_("files"), default=list)
    foreseen = models.JSONField(null=True, editable=False)
    result = models.JSONField(null=True, editable=False)
    wrong_rows = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ("-uploaded_at", "-pk")
        # Whoever may add and change records may upload them: an upload has no rights of its own.
        default_permissions = ()

    def __str__(self) -> str:
        return ", ".join(self.file_names)

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    def finish(self, status: Status) -> None:
        """Note how it ended, and forget the files."""
        self.status, self.finished_at = status, timezone.now()
        self.save()
        self.files.all().delete()


class UploadedFile(models.Model):
    """`table` is what somebody said that the file holds; empty if its name or its columns say so."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="files", verbose_name=_("upload"))
    name = models.CharField(_("name"), max_length=255)
    content = models.BinaryField(_("content"))
    table = models.CharField(_("table"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        ordering = ("pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
