"""What a person or the program has said about the set-up list, beside what the data show."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SetUpMark(models.Model):
    """A step of the set-up list that is not needed here, with why; or `FINISHED`, when all of it was done once.

    `by` of the latter is who has read that it is done.
    """

    FINISHED = "finished"

    step = models.CharField(_("step"), max_length=32, unique=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    marked_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("mark of the set-up list")
        verbose_name_plural = _("marks of the set-up list")
        default_permissions = ()

    def __str__(self) -> str:
        return self.step
