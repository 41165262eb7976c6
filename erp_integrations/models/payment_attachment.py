"""Files that people keep with a payment, such as a remittance advice (R95). They stay here and never go to Xero."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp_integrations.models.payment import Payment


class AttachmentManager(models.Manager["PaymentAttachment"]):
    def get_queryset(self) -> models.QuerySet["PaymentAttachment"]:
        """Whoever lists files does not want what is in them: the content is read when it is asked for."""
        return super().get_queryset().defer("content")


class PaymentAttachment(models.Model):
    """`size` is in bytes, `digest` the SHA-256 in hexadecimal. An attachment is added and deleted, never altered."""

    payment = models.ForeignKey(Payment, models.CASCADE, related_name="attachments", verbose_name=_("payment"))
    name = models.CharField(_("name"), max_length=120)
    size = models.PositiveIntegerField(_("bytes"))
    digest = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField(_("content"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added at"), default=timezone.now, editable=False)

    objects = AttachmentManager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("pk",)
        # Whoever may see a payment may read its files, whoever may change it may add and delete them.
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=("payment", "name"), name="paymentattachment_name_is_unique")]

    def __str__(self) -> str:
        return self.name
