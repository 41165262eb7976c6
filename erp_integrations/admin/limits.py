"""How far somebody's approving goes, on a page of its own for each person."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from erp_integrations.admin.generic import ModelForm
from erp_integrations.admin.persons import name_of
from erp_integrations.admin.widgets import DigitsInput
from erp_integrations.models import ApprovalLimit, IntegrationSettings, Project
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.deciding.limiting import fingerprint, set_limit
from erp_integrations.services.shown import ChangedMeanwhile


class LimitForm(ModelForm):
    """`shown` is how the limits were when the page was made: two admins do not undo each other unawares."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = ApprovalLimit
        fields = ("highest_amount", "projects")
        widgets: ClassVar[dict[str, Any]] = {
            "highest_amount": DigitsInput(),
            "projects": forms.CheckboxSelectMultiple(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.initial["shown"] = fingerprint(self.instance)
        projects: Any = self.fields["projects"]
        projects.queryset = Project.objects.order_by("number")


@login_required
@require_http_methods(["GET", "POST"])
def approver_limits(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk)
    if not admin.site.get_model_admin(User).has_change_permission(request, person):
        raise PermissionDenied
    limit = ApprovalLimit.objects.filter(person=person).first() or ApprovalLimit(person=person)
    form = LimitForm(request.POST or None, instance=limit)
    if request.method == "POST" and form.is_valid() and is_settled(request, person, form):
        return redirect(request.path)
    context = {
        **admin.site.each_context(request),
        "title": _("Limits of %(person)s") % {"person": name_of(person)},
        "person": person,
        "form": form,
        "threshold": IntegrationSettings.load().second_approver_above,
    }
    return render(request, "admin/approver_limits.html", context)


def is_settled(request: HttpRequest, person: User, form: LimitForm) -> bool:
    """Set the limits that a form tells; where that is not possible, the form says why.

    A page that is behind is settled, too: nothing of it is saved, and another one shows what is there now.
    """
    try:
        set_from(form, person, by=request.user)
    except NotPossible as reason:
        form.add_error(None, str(reason))
        return False
    except ChangedMeanwhile as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Saved. The limits count from now on."))
    return True


def set_from(form: LimitForm, person: User, *, by: Any) -> None:
    told = form.cleaned_data
    shown = told["shown"] or None
    set_limit(person, highest_amount=told["highest_amount"], projects=told["projects"], by=by, shown=shown)
