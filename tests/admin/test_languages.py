"""No page says anything that is not marked for translation, and everything that is marked has its Spanish."""

import gettext
import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import get_resolver, reverse
from django.utils import translation

from erp_integrations.models import EXPORTED_MODELS, MailPreference, Payment, Project, StagedRecord, Upload, Vendor
from tests.admin.conftest import act, list_url, page_url, text_of
from tests.languages import catalogue, more_pages, world
from tests.languages.patterns import ROOT, Pattern, in_code, in_template, patterns
from tests.languages.reading import data_pattern, unmarked

# What has no page of its own, and why.
NO_PAGE = {
    "choose_language": "leads back to where it was pressed",
    "change_schedule": "leads back to the schedules",
    "run_now": "leads back to the schedules",
    "run_progress": "answers a script",
    "connect_xero_done": "leads on",
    "record_by_key": "leads on",
    "name_tables": "leads back to the upload",
    "apply_upload": "leads back to the upload",
    "drop_upload": "leads back to the upload",
    "upload_template": "a file",
    "wrong_rows": "a file",
    "mark_step": "leads back to the steps",
    "put_set_up_away": "leads back to the start page",
    "end_deputy": "leads back to the deputies",
    "end_sessions": "leads on to the log-in",
    "signing_in_step": "leads back to how somebody signs in",
    "single_sign_on": "leads on",
    "single_sign_on_done": "leads on",
    "evidence_of_record": "a file",
    "admin:logout": "leads on",
    "admin:autocomplete": "answers a script",
    "admin:jsi18n": "a script of Django's",
    "admin:view_on_site": "leads on",
    "admin:app_list": "leads on",
    "admin:erp_integrations_project_add_code": "leads back to the project",
    "admin:erp_integrations_payment_attach": "leads back to the payment",
    "admin:erp_integrations_payment_attachment": "a file",
    "admin:erp_integrations_payment_detach": "leads back to the payment",
}
# Pages that are found by what they are of, for every model that has screens.
OF_A_MODEL = re.compile(r"admin:(erp_integrations|auth)_\w+_(changelist|add|history|delete|change)$")
# Pages that are shown after something was posted, and which `answers` shows.
ANSWERS = re.compile(r"admin:\w+_(refresh|link_all|link_suggested|remove)$")
WORKLISTS = (
    "ready_to_export",
    "ready_to_update",
    "on_hold",
    "exporting",
    "failed",
    "synced",
    "sent_back",
    "not_sent",
    "ready_to_import",
    "archived",
)
ALONE = ("rules", "exchange", "upload", "upload_tables", "schedules", "connect_xero", "mail_preferences")
OF_THE_SITE = ("index", "password_change", "password_change_done")
REPORTS = ("job_costs", "budget")


def names() -> set[str]:
    return {name for name in names_in(get_resolver(), "") if not name.endswith(":") and name}


def names_in(resolver, prefix) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names_in(pattern, f"{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            yield f"{prefix}{pattern.name or ''}"


def pages(person) -> Iterator[str]:
    """Yield every page that is looked at, in every state that there is a record for."""
    yield from (reverse(name) for name in ALONE)
    yield from (reverse(f"admin:{name}") for name in OF_THE_SITE)
    yield from more_pages.looked_at(User.objects.all())
    yield reverse("admin:auth_user_password_change", args=[person.pk])
    for upload in Upload.objects.all():
        yield reverse("one_upload", args=[upload.pk])
    yield from reports()
    for model in admin.site._registry:
        yield from of_model(model)


def reports() -> Iterator[str]:
    project = Project.objects.filter(job_costs__isnull=False).first()
    for slug in REPORTS:
        bare = reverse(f"admin:erp_integrations_{slug}_report")
        queries = ("", f"?project={project.pk}", "?by=budget_code&until=2026-12-31", "?until=nonsense")
        yield from (bare + query for query in queries)
    yield reverse("admin:erp_integrations_report_number", args=["job_costs", "job_to_date"])


def of_model(model) -> Iterator[str]:
    bare = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield reverse(f"{bare}_changelist")
    yield reverse(f"{bare}_changelist") + "?q=nothing+is+called+so"
    if model in EXPORTED_MODELS:
        yield from (f"{list_url(model)}?worklist={worklist}" for worklist in WORKLISTS)
    yield reverse(f"{bare}_add")
    found = {aspect(record): record.pk for record in model._default_manager.all()}
    yield from (reverse(f"{bare}_change", args=[pk]) for pk in found.values())
    yield from (reverse(f"{bare}_delete", args=[pk]) for pk in [*found.values()][:1])


def aspect(record) -> object:
    """What decides how the page of a record looks."""
    return [getattr(record, name, "") for name in ("state", "delivery", "status", "is_deleted_in_erp")].__repr__()


def answers(client) -> Iterator[tuple[str, object]]:
    """Yield what is shown after something was posted."""
    for model in EXPORTED_MODELS:
        waiting, fresh = (model._default_manager.filter(state=state).first() for state in ("submitted", "unlinked"))
        for action in ("reject", "accept", "retrieve", "link"):
            yield f"{action} {waiting}", act(client, action, waiting)
        yield f"submit {fresh}", act(client, "submit", fresh)
        yield f"save {fresh}", client.post(page_url(fresh), {})
        yield (
            f"refresh {model}",
            client.post(reverse(f"admin:erp_integrations_{model._meta.model_name}_refresh"), follow=True),
        )
        yield f"link all {model}", client.post(reverse(f"admin:erp_integrations_{model._meta.model_name}_link_all"))
    for model in (Vendor, Project):
        rows = StagedRecord.objects.filter(kind=model._meta.model_name)
        for action in ("add", "link", "archive", "bring_back"):
            data = {"action": action, "_selected_action": [row.pk for row in rows]}
            yield f"{action} {model}", client.post(f"{list_url(model)}?worklist=ready_to_import", data)
    payment = Payment.objects.filter(is_deleted_in_erp=True).first()
    yield "number a payment", client.post(page_url(payment), {"number": "9" * 500}, follow=True)
    yield "upload nothing", client.post(reverse("upload"), {})
    yield "nowhere", client.get("/nothing/here/")
    yield "settings", client.post(reverse("admin:erp_integrations_integrationsettings_change", args=[1]), {})


@pytest.fixture
def in_marked_spanish(tmp_path, settings, admin_user):
    """Let every marked sentence stand between signs, for whoever reads Spanish, as the person does."""
    catalogue.write(tmp_path, patterns())
    settings.LOCALE_PATHS, settings.LANGUAGE_CODE = [tmp_path], "es"
    MailPreference.objects.create(person=admin_user, language="es")
    yield admin_user
    translation.activate("en")


def test_every_address_is_looked_at_or_known_to_have_no_page(admin_user):
    known = {*NO_PAGE, *ALONE, *(f"admin:{name}" for name in OF_THE_SITE)}
    known |= {*more_pages.ALONE, *more_pages.OF_A_PERSON, *more_pages.SHOWN}
    known |= {"one_upload", "admin:auth_user_password_change", "admin:login"}
    known |= {"admin:erp_integrations_report_number", *(f"admin:erp_integrations_{slug}_report" for slug in REPORTS)}
    strangers = {name for name in names() - known if not OF_A_MODEL.match(name) and not ANSWERS.match(name)}
    assert not strangers, "Name them in ALONE, NO_PAGE or another table of this file."


def test_no_page_says_anything_that_is_not_marked(in_marked_spanish, at_screen, settings):
    settings.XERO_CLIENT_ID, settings.AXES_ENABLED = "id", True
    world.fill(in_marked_spanish)
    client = at_screen(in_marked_spanish)
    found = {url: client.get(url) for url in pages(in_marked_spanish)}
    found |= dict(answers(client)) | dict(more_pages.answers(client, in_marked_spanish))
    found["log-in"] = type(client)().get(reverse("admin:login"), HTTP_ACCEPT_LANGUAGE="es")
    data = data_pattern()
    shown = {
        url: response for url, response in found.items() if response.get("Content-Type", "").startswith("text/html")
    }
    told = {line: url for url, response in shown.items() for line in unmarked(text_of(response), data)}
    assert [url for url, response in found.items() if response.status_code == 500] == []
    assert told == {}


# The catalogue

# Words that both languages spell alike, one a line.
SAME_WORDS = ROOT / "tests" / "languages" / "same_words.txt"
SPANISH = ROOT / "erp_integrations" / "locale" / "es" / "LC_MESSAGES"
PLACE = re.compile(r"%\(\w+\)[a-z]|\{[\w.]*\}|%%|</?[a-z][^>]*>")
# What is the same in both languages: names, formats, signs and words that Spanish has too.
ALIKE = re.compile(r"^(?:%\(\w+\)s(?:bn|M|k)?|\W|Xero|ERP|ERP Integrations|CSV|XLSX|UTC|No\.|no|error|total|Total)*$")


@pytest.fixture(scope="module")
def spanish():
    with (SPANISH / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def in_spanish(catalogue, pattern) -> list[str]:
    key = f"{pattern.context}\x04{pattern.text}" if pattern.context else pattern.text
    if pattern.plural:
        return [catalogue._catalog.get((key, number), "") for number in (0, 1)]
    return [catalogue._catalog.get(key, "")]


def test_every_sentence_has_its_spanish(spanish):
    missing = [pattern.text for pattern in patterns() if not all(in_spanish(spanish, pattern))]
    assert not missing, f"{len(missing)} sentences have no Spanish: run make messages and translate them."


def test_spanish_has_the_same_places_as_the_sentence(spanish):
    for pattern in patterns():
        for text, translated in zip((pattern.text, pattern.plural), in_spanish(spanish, pattern), strict=False):
            # A singular may say "one" where English has the number.
            if translated and not (pattern.plural and text == pattern.text):
                assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(translated)), text


def test_no_spanish_is_the_english(spanish):
    known = {*SAME_WORDS.read_text().splitlines()}
    same = {pattern.text for pattern in patterns() if pattern.text in in_spanish(spanish, pattern)}
    assert {text for text in same - known if not ALIKE.match(text)} == set()


def test_extraction_finds_what_gettext_would(tmp_path):
    code, page = tmp_path / "code.py", tmp_path / "page.html"
    code.write_text('_("one")\nngettext("a", "b", n)\npgettext("at", "key")\nsay.gettext_lazy("two")\n_(name)\n')
    page.write_text(
        '{% translate "Three" context "it is" %}{% blocktranslate count n=x %}a "b"{% plural %}c{% endblocktranslate %}'
    )
    assert {*in_code(code)} == {Pattern("one"), Pattern("a", "b"), Pattern("key", None, "at"), Pattern("two")}
    assert {*in_template(page)} == {Pattern("Three", None, "it is"), Pattern('a "b"', "c")}
