"""Pages beside the admin's own."""

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from erp_integrations.models import EXPORTED_MODELS
from erp_integrations.rules import RULES


@login_required
def record_by_key(request: HttpRequest, key: str) -> HttpResponse:
    """Lead from the link on a bill in Xero to the record that it was made of."""
    for model in EXPORTED_MODELS:
        pk = model._default_manager.filter(key=key).values_list("pk", flat=True).first()
        if pk is not None:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
            return redirect(reverse(name, args=[pk]))
    raise Http404


@login_required
def rules_in_force(request: HttpRequest) -> HttpResponse:
    """List every rule with its number and the sentence that somebody reads who breaks it."""
    context = {
        **admin.site.each_context(request),
        "title": _("Rules"),
        "types": [(model._meta.verbose_name_plural, rules) for model, rules in RULES.items()],
    }
    return render(request, "admin/rules.html", context)
