"""What Django's permissions do not say: since when somebody holds one, who gave it, and who is to hold none."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RightGiven(models.Model):
    """A permission that somebody holds in their own name. One without a row was given before rows were kept."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="rights_given", verbose_name=_("person")
    )
    permission = models.ForeignKey(Permission, models.CASCADE, related_name="+", verbose_name=_("right"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("given by")
    )
    given_at = models.DateTimeField(_("given at"), default=timezone.now)

    class Meta:
        verbose_name = _("right given")
        verbose_name_plural = _("rights given")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=("person", "permission"), name="one_row_a_right")]

    def __str__(self) -> str:
        return f"{self.person}: {self.permission.codename}"


class ViewOnly(models.Model):
    """The mark of somebody who looks and does nothing else (R9). While it stands, no function can be given to them."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="view_only", verbose_name=_("person")
    )
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("marked by")
    )
    marked_at = models.DateTimeField(_("marked at"), default=timezone.now)

    class Meta:
        verbose_name = _("view-only mark")
        verbose_name_plural = _("view-only marks")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.person)

    @staticmethod
    def marks(person: Any) -> bool:
        """Whether somebody bears the mark. Asked once for each object of a person."""
        return hasattr(person, "view_only")
