"""Which mails somebody gets, and in which language: each their own, admins everybody's."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from erp_integrations.admin.generic import ModelForm
from erp_integrations.admin.persons import name_of
from erp_integrations.models import MailKind, MailPreference
from erp_integrations.services.notifying.people import kinds_for

HELP = {
    MailKind.DAILY_SUMMARY: gettext_lazy("Once a day, what waits for your decision. Nothing waits: no mail."),
    MailKind.REJECTIONS: gettext_lazy("At once, when accounting rejects what you sent or entered."),
    MailKind.FAILED_EXPORTS: gettext_lazy("After an export, when Xero did not take what you accepted."),
    MailKind.LOST_CONNECTION: gettext_lazy("When Xero does not let the tool in any more, once until it does again."),
    MailKind.RESENT: gettext_lazy("At once, when what you rejected comes back to you."),
}


class PreferenceForm(ModelForm):
    """Offers the mails that the person can get, and leaves the wishes about others as they are."""

    class Meta:
        model = MailPreference
        fields = ("daily_summary", "rejections", "failed_exports", "lost_connection", "resent", "language")
        help_texts = HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds_for(self.instance.person)
        for kind in set(HELP) - set(self.kinds):
            del self.fields[kind]


@login_required
@require_http_methods(["GET", "POST"])
def mail_preferences(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    person = person_of(request, pk)
    form = PreferenceForm(request.POST or None, instance=MailPreference.of(person))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(request.path)
    is_own = person.pk == request.user.pk
    title = _("Mails and their language") if is_own else _("Mails of %(person)s") % {"person": name_of(person)}
    context = {**admin.site.each_context(request), "title": title, "form": form, "person": person, "is_own": is_own}
    return render(request, "admin/mail_preferences.html", context)


def person_of(request: HttpRequest, pk: int | None) -> Any:
    """Return whose mails a page is about. Others' are for those who may change them as users (`PeopleAdmin`)."""
    if pk is None or pk == request.user.pk:
        return request.user
    person = get_object_or_404(User, pk=pk)
    if not admin.site.get_model_admin(User).has_change_permission(request, person):
        raise PermissionDenied
    return person
