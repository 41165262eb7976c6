"""How far each stream of Xero's documents was read, so that a reading goes on where it ended or was broken off."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportCursor(models.Model):
    """`cursor` is the newest change that everything up to was read, by Xero's own clock; None before the first pass.

    While a pass is under way, `next_page` is the page that it goes on with, `since` what it asked for and `newest` what
    the cursor will be. `scope` is what the stream was asked for beside its time; with another one it begins anew.
    """

    stream = models.CharField(_("stream"), max_length=32, unique=True)
    scope = models.CharField(_("scope"), max_length=255, blank=True)
    cursor = models.DateTimeField(_("read until"), null=True, blank=True)
    since = models.DateTimeField(_("asked for changes since"), null=True, blank=True)
    newest = models.DateTimeField(_("newest change seen"), null=True, blank=True)
    next_page = models.PositiveIntegerField(_("next page"), default=1)
    started_at = models.DateTimeField(_("pass started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("last pass finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("position of an import")
        verbose_name_plural = _("positions of imports")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.stream} {self.cursor}"
