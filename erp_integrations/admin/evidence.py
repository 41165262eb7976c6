"""Evidence on the screens: of one record as a file, of a period as an archive."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from connectors.errors import ConnectorError
from erp_integrations import wiring
from erp_integrations.admin.reports.asking import day
from erp_integrations.evidence.archive import archive_of
from erp_integrations.evidence.attaching import attach_evidence, may_attach
from erp_integrations.evidence.gathering import pack_of
from erp_integrations.evidence.json_form import as_json
from erp_integrations.evidence.pack import Pack
from erp_integrations.evidence.pdf import as_pdf
from erp_integrations.evidence.period import Period
from erp_integrations.evidence.rights import EvidenceHidden, require_evidence, types_for
from erp_integrations.models import EXPORTED_MODELS, Connection, IntegrableRecord, Project
from erp_integrations.permissions import require
from erp_integrations.services.deciding.carrying_out import NotPossible

# An archive of so many takes some minutes to send; longer periods are asked for type by type, or month by month.
MOST_RECORDS = 1000
MODELS = {str(model._meta.model_name): model for model in EXPORTED_MODELS}
View = Callable[..., HttpResponseBase]
Write = Callable[[Pack], bytes]
FORMS: dict[str, tuple[Write, str]] = {
    "pdf": (as_pdf, "application/pdf"),
    "json": (as_json, "application/json"),
}


def model_named(kind: str) -> type[IntegrableRecord]:
    if kind not in MODELS:
        raise Http404
    return MODELS[kind]


def pack_for(user: Any, kind: str, pk: int) -> Pack:
    """Raises `EvidenceHidden`, and `Http404` for a record that never was."""
    model = model_named(kind)
    require_evidence(user, model)
    if (pack := pack_of(model, pk)) is None:
        raise Http404
    return pack


def telling_what_is_lacking(view: View) -> View:
    """Answer a person who may not see all that is in a pack with the sentence that says what."""

    @wraps(view)
    def told(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        try:
            return view(request, **arguments)
        except EvidenceHidden as hidden:
            context = {**admin.site.each_context(request), "title": _("Evidence"), "sentence": str(hidden)}
            return TemplateResponse(request, "admin/evidence_hidden.html", context, status=403)

    return told


@require_GET
@login_required
@telling_what_is_lacking
def evidence_of_record(request: HttpRequest, kind: str, pk: int, form: str) -> HttpResponse:
    """Hand over the evidence of one record, also of one that was deleted."""
    if form not in FORMS:
        raise Http404
    pack = pack_for(request.user, kind, pk)
    write, content_type = FORMS[form]
    name = f"evidence-{slugify(pack.name)[:60] or 'record'}-{pack.pk}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(write(pack), content_type=content_type, headers=headers)


@require_http_methods(["GET", "POST"])
@login_required
@telling_what_is_lacking
def attach(request: HttpRequest, kind: str, pk: int) -> HttpResponseBase:
    """Ask, and then attach the evidence to the document in Xero."""
    model = model_named(kind)
    require_evidence(request.user, model)
    record = get_object_or_404(model._default_manager.all(), pk=pk)
    back = f"{reverse(f'admin:erp_integrations_{kind}_change', args=[pk])}#evidence"
    require(request.user, "export", model)
    if request.method == "POST":
        tell_attached(request, model, pk)
        return redirect(back)
    if not may_attach(request.user, record):
        raise PermissionDenied
    title = _("Attach in Xero")
    context = {**admin.site.each_context(request), "title": title, "record": record, "back": back}
    return TemplateResponse(request, "admin/evidence_attach.html", context)


def tell_attached(request: HttpRequest, model: type[IntegrableRecord], pk: int) -> None:
    try:
        messages.success(request, attach_evidence(model, pk, wiring.ledger(), by=request.user))
    except (NotPossible, ConnectorError) as reason:
        messages.error(request, str(reason))


# ZIP files know no other days than those from 1980 on.
YEARS = range(1980, 2100)


class PeriodForm(forms.Form):
    since = day(gettext_lazy("From"))
    until = day(gettext_lazy("Up to"))
    type = forms.ChoiceField(label=gettext_lazy("Type"), required=False)
    project = forms.ModelChoiceField(
        Project.objects.all(), label=gettext_lazy("Project"), required=False, empty_label=gettext_lazy("All projects")
    )

    def __init__(self, user: Any, query: QueryDict) -> None:
        super().__init__(query, label_suffix="")
        self.models = {str(model._meta.model_name): model for model in types_for(user)}
        named = [(name, capfirst(str(model._meta.verbose_name_plural))) for name, model in self.models.items()]
        self.fields["type"].choices = [("", _("All types")), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("since") and found.get("until") and found["since"] > found["until"]:
            raise forms.ValidationError(_("The first day comes after the last one."))
        for name in ("since", "until"):
            if found.get(name) and found[name].year not in YEARS:
                self.add_error(name, _("Choose a day between 1980 and 2099."))
        return found

    @property
    def period(self) -> Period:
        """Return what a valid form asks for: without days, the organisation's month so far."""
        found, today = self.cleaned_data, Connection.today()
        until = found["until"] or max(today, found["since"] or today)
        since = found["since"] or until.replace(day=1)
        models = [self.models[found["type"]]] if found["type"] else list(self.models.values())
        return Period(since, until, models, found["project"])


@require_GET
@login_required
@telling_what_is_lacking
def evidence(request: HttpRequest) -> HttpResponseBase:
    """Show what a period holds, and hand it over as an archive."""
    form = PeriodForm(request.user, request.GET)
    if not form.models:
        require_evidence(request.user, EXPORTED_MODELS[-1])
    context: dict[str, Any] = {**admin.site.each_context(request), "title": _("Evidence"), "form": form}
    if form.is_valid():
        period = form.period
        found = period.records()
        count = sum(map(len, found.values()))
        if request.GET.get("file") == "zip" and 0 < count <= MOST_RECORDS:
            return archive_response(period)
        rows = [(capfirst(str(model._meta.verbose_name_plural)), len(ids)) for model, ids in found.items()]
        context |= {"period": period, "rows": rows, "count": count, "most": MOST_RECORDS}
        context["query"] = query_of(period, request)
    return TemplateResponse(request, "admin/evidence.html", context)


def query_of(period: Period, request: HttpRequest) -> dict[str, Any]:
    return {
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "type": request.GET.get("type", ""),
        "project": period.project.pk if period.project else "",
    }


def archive_response(period: Period) -> HttpResponseBase:
    headers = {"Content-Disposition": f'attachment; filename="{period.name}.zip"'}
    return StreamingHttpResponse(archive_of(period), content_type="application/zip", headers=headers)


ADDRESSES = [
    path("", evidence, name="evidence"),
    path("<slug:kind>/<int:pk>.<slug:form>", evidence_of_record, name="evidence_of_record"),
    path("<slug:kind>/<int:pk>/attach/", attach, name="attach_evidence"),
]
