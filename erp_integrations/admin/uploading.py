"""Uploading records: choosing files, a look at what they would do, applying, and what came of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from erp_integrations.admin.upload_pages import lists_of, result_page, table_cards, which_page
from erp_integrations.models import Upload
from erp_integrations.services import uploading
from erp_integrations.services.loading.explaining import template_of
from erp_integrations.services.loading.report import verdict
from erp_integrations.services.uploading import BadUpload, Incoming, NotWaiting

MOST_UPLOADS = 8
# What a database says when two people write the same at once.
DISTURBED = (IntegrityError, OperationalError)

View = Callable[..., HttpResponse]


def for_uploaders(view: View) -> View:
    """Let only those in who may add and change some kind of record."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not uploading.loadable(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_uploaders
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        try:
            kept = uploading.keep(incoming(request), by=request.user)
            return redirect("one_upload", kept.pk)
        except BadUpload as reason:
            problem = str(reason)
        except DISTURBED:
            problem = disturbed()
    uploads = Upload.objects.filter(uploader=request.user.pk).exclude(status=Upload.Status.DROPPED)
    context = {
        "title": _("Upload"),
        "problem": problem,
        "limit": settings.UPLOAD_MAX_BYTES,
        "tables": table_cards(uploading.loadable(request.user)),
        "uploads": uploads.defer("wrong_rows", "foreseen", "result")[:MOST_UPLOADS],
    }
    return page(request, "admin/upload.html", context)


def incoming(request: HttpRequest) -> list[Incoming]:
    """Return the files of a request. Raises `BadUpload` if there were more than were taken in."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.UPLOAD_MAX_BYTES:
        raise BadUpload(uploading.too_large())
    return [Incoming(file.name or "", file.read()) for file in request.FILES.getlist("files")]


@for_uploaders
@require_GET
def one_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what the files hold, tell what they would do, or tell what they did."""
    kept = get_object_or_404(Upload.objects.defer("wrong_rows"), pk=pk, uploader=request.user)
    if kept.status == Upload.Status.DROPPED:
        return redirect("upload")
    if kept.is_waiting and kept.foreseen is None:
        return page(request, "admin/upload_which.html", {"upload": kept, **which_page(kept, request.user)})
    told = uploading.told_from(kept.foreseen if kept.is_waiting else kept.result)
    context = {"upload": kept, "told": told, "verdict": verdict(told.report), **result_page(told)}
    if not kept.is_waiting:
        return page(request, "admin/upload_result.html", {**context, "lists": lists_of(told)})
    tables = [excerpt.table for excerpt in told.report.excerpts]
    context["may_send"] = uploading.may_send(request.user, tables)
    return page(request, "admin/upload_preview.html", context)


@for_uploaders
@require_POST
def name_tables(request: HttpRequest, pk: int) -> HttpResponse:
    answers = {name.removeprefix("table-"): table for name, table in request.POST.items() if name.startswith("table-")}
    tables = {int(number): str(table) for number, table in answers.items() if number.isdecimal()}
    return decide(request, pk, lambda: uploading.name_tables(pk, tables, by=request.user))


@for_uploaders
@require_POST
def apply_upload(request: HttpRequest, pk: int) -> HttpResponse:
    def decision() -> None:
        report = uploading.apply(
            pk,
            by=request.user,
            submit="submit" in request.POST,
            all_or_nothing=request.POST.get("how") == "all_or_nothing",
        )
        if report.is_undone:
            messages.error(request, verdict(report))

    return decide(request, pk, decision)


@for_uploaders
@require_POST
def drop_upload(request: HttpRequest, pk: int) -> HttpResponse:
    def decision() -> None:
        uploading.drop(pk, by=request.user)
        messages.success(request, _("The upload was dropped. Nothing was changed."))

    return decide(request, pk, decision)


def decide(request: HttpRequest, pk: int, decision: Callable[[], None]) -> HttpResponse:
    """Carry out a decision on an upload, and say in words why it was not."""
    try:
        decision()
    except Upload.DoesNotExist:
        raise Http404 from None
    except (BadUpload, NotWaiting) as reason:
        messages.error(request, str(reason))
    except DISTURBED:
        messages.error(request, disturbed())
    return redirect("one_upload", pk)


def disturbed() -> str:
    return _("Somebody else was changing the same records at that moment, so nothing was changed. Try it again.")


@for_uploaders
@require_GET
def wrong_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row that was refused, as a CSV file that spreadsheets read as UTF-8."""
    kept = get_object_or_404(Upload, pk=pk, uploader=request.user)
    return csv_file(f"wrong rows {kept.pk}.csv", kept.wrong_rows.encode("utf-8-sig"))


@for_uploaders
@require_GET
def tables(request: HttpRequest) -> HttpResponse:
    context = {
        "title": _("Files and their columns"),
        "is_below": True,
        "tables": table_cards(uploading.loadable(request.user)),
    }
    return page(request, "admin/upload_tables.html", context)


@for_uploaders
@require_GET
def template(request: HttpRequest, name: str) -> HttpResponse:
    found = next((table for table in uploading.loadable(request.user) if table.name == name), None)
    if found is None:
        raise Http404
    return csv_file(str(found), template_of(found))


def csv_file(name: str, content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def page(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, name, {**admin.site.each_context(request), "title": _("Upload"), **context})


ADDRESSES = [
    path("", upload, name="upload"),
    path("tables/", tables, name="upload_tables"),
    path("tables/<str:name>.csv", template, name="upload_template"),
    path("<int:pk>/", one_upload, name="one_upload"),
    path("<int:pk>/tables/", name_tables, name="name_tables"),
    path("<int:pk>/apply/", apply_upload, name="apply_upload"),
    path("<int:pk>/drop/", drop_upload, name="drop_upload"),
    path("<int:pk>/wrong.csv", wrong_rows, name="wrong_rows"),
]
