"""What people do on a payment's page beside its number: attachments, and removing it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from erp_integrations.admin.generic import ModelAdmin
from erp_integrations.admin.upload_quota import names_of_larger
from erp_integrations.models import Payment, PaymentAttachment
from erp_integrations.permissions import codename
from erp_integrations.services.attaching import MOST_BYTES, attach, clean_name, detach, is_cut
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.file_types import type_of
from erp_integrations.services.removing_payments import remove

# A file is somebody else's words: no browser guesses what it is, shows it in our place or runs anything in it.
AS_A_FILE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}

ATTACHED = gettext_lazy("“%(name)s” was attached.")


class PaymentViews(ModelAdmin):
    def urls_of_one(self) -> list[URLPattern]:
        rows: tuple[tuple[str, str, Callable[..., HttpResponse]], ...] = (
            ("attach/", "attach", require_POST(self.attach_view)),
            ("attachments/<int:attachment_pk>/", "attachment", require_GET(self.attachment_view)),
            ("attachments/<int:attachment_pk>/delete/", "detach", require_POST(self.detach_view)),
            ("remove/", "remove", require_POST(self.remove_view)),
        )
        return [
            path(f"<int:pk>/{address}", self.admin_site.admin_view(view), name=f"erp_integrations_payment_{name}")
            for address, name, view in rows
        ]

    def url_of(self, pk: Any) -> str:
        return reverse("admin:erp_integrations_payment_change", args=[pk])

    def attach_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep each file that was sent; one that is refused keeps no other back."""
        require_right(request, "change")
        files = request.FILES.getlist("files")
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_MAX_BYTES:
            messages.error(request, too_much(request))
            return self.back_to_attachments(pk)
        if not files:
            messages.error(request, _("No file was chosen."))
        for file in files:
            self.attach_one(request, pk, file)
        return self.back_to_attachments(pk)

    def attach_one(self, request: HttpRequest, pk: int, file: Any) -> None:
        try:
            attachment = attach(pk, file, by=request.user)
        except NotPossible as reason:
            messages.error(request, str(reason))
        else:
            text = _("“%(name)s” was attached. Its name was too long and was cut.") if is_cut(file.name) else ATTACHED
            messages.success(request, text % {"name": attachment.name})

    def attachment_view(self, request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
        """Hand a file over to be saved, never to be shown in the browser."""
        require_right(request, "view")
        attachment = get_object_or_404(PaymentAttachment, pk=attachment_pk, payment=pk)
        kind = type_of(attachment.name)
        headers = {**AS_A_FILE, "Content-Disposition": content_disposition_header(True, attachment.name) or ""}
        content_type = kind.content_type if kind else "application/octet-stream"
        return HttpResponse(bytes(attachment.content), content_type=content_type, headers=headers)

    def detach_view(self, request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
        require_right(request, "change")
        try:
            name = detach(pk, attachment_pk, by=request.user)
        except NotPossible as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, _("“%(name)s” was deleted.") % {"name": name})
        return self.back_to_attachments(pk)

    def remove_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a payment that is deleted in Xero out of the list."""
        require_right(request, "delete")
        outcome = next(iter(remove([pk], by=request.user, reason=request.POST.get("reason", ""))), None)
        if outcome and not outcome.is_done:
            messages.error(request, outcome.sentence)
            return redirect(self.url_of(pk))
        if outcome:
            messages.success(request, _("The payment was removed. What it held stays in the events."))
        else:
            messages.info(request, _("This payment is not in the list any more: somebody removed it."))
        return redirect("admin:erp_integrations_payment_changelist")

    def back_to_attachments(self, pk: int) -> HttpResponse:
        return redirect(f"{self.url_of(pk)}#attachments")


def too_much(request: HttpRequest) -> str:
    """Say which files are too large by themselves; only where none is, that they are too large together."""
    if larger := names_of_larger(request, MOST_BYTES):
        text = _("Nothing was attached: %(names)s has more than %(limit)s. Split or shrink it, or leave it out.")
        names = ", ".join(f"“{clean_name(name)}”" for name in larger)
        return text % {"names": names, "limit": filesizeformat(MOST_BYTES)}
    text = _("Nothing was attached: the files are larger than %(limit)s together. Choose fewer at a time.")
    return text % {"limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}


def require_right(request: HttpRequest, function: str) -> None:
    if not request.user.has_perm(codename(function, Payment)):
        raise PermissionDenied
