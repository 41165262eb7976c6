"""What the screens say of Xero's lists: when they were read, how much room is left, what there is to link."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from erp_integrations import wiring
from erp_integrations.models import ApiCall, ErpEntry, ErpList, Event, IntegrationSettings, ProjectBudgetCode, State
from erp_integrations.services.refreshing import read_everything, refresh_lists
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def url(model, what):
    return reverse(f"admin:erp_integrations_{model}_{what}")


@pytest.fixture
def approver_client(client, approver, connected):
    client.force_login(approver)
    return client


def text_of(response):
    return response.content.decode()


def test_list_says_that_xeros_was_never_read_and_then_when(approver_client):
    assert "has not been read yet" in text_of(approver_client.get(url("vendor", "changelist")))
    page = text_of(approver_client.post(url("vendor", "refresh"), follow=True))
    assert "Contacts: 12 read." in page
    assert "Xero's list “Contacts” was read" in page


def test_refreshing_is_a_post_for_those_with_the_right(client, viewer, connected):
    client.force_login(viewer)
    assert client.get(url("vendor", "refresh"))["Location"] == url("vendor", "changelist")
    assert client.post(url("vendor", "refresh")).status_code == 403
    assert "Refresh from Xero" not in text_of(client.get(url("vendor", "changelist")))
    assert ErpEntry.objects.count() == 0


def test_room_for_items_is_shown_before_anything_is_exported(approver_client):
    factories.BudgetCodeFactory.create_batch(2, submitted=True)
    refresh_lists(wiring.ledger(), [ErpList.ITEM])
    page = text_of(approver_client.get(url("budgetcode", "changelist")))
    assert "Xero has 1 of at most 4,000 products and services, which leaves room for 3,999." in page
    assert "2 codes are on their way." in page


def test_link_all_chooses_the_sure_ones_and_leaves_out_what_is_like_nothing(approver_client):
    sure = factories.VendorFactory(name="padre island roofing")
    alike = factories.VendorFactory(name="Baker & Sons Electrical Inc.")
    factories.VendorFactory(name="Quite Another Company")
    page = text_of(approver_client.post(url("vendor", "link_all")))
    assert page.index(str(sure)) < page.index("Baker &amp; Sons Electrical Inc.")
    assert page.count(" checked>") == 2
    assert "1 other has no likeness there" in page
    assert "Quite Another Company" not in page
    assert {sure.state, alike.state} == {State.UNLINKED}


def test_link_all_needs_the_right(client, viewer, connected):
    client.force_login(viewer)
    assert client.post(url("vendor", "link_all")).status_code == 403
    page = text_of(client.get(url("vendor", "changelist"), {"worklist": "not_sent"}))
    assert "Link all" not in page


def test_typed_name_counts_more_than_what_is_chosen(approver_client, connected):
    vendor = factories.VendorFactory(name="Padre Island Roofing")
    chosen = next(c for c in connected.organisation.contacts.values() if c["Name"] == "Padre Island Roofing")
    fields = {
        "action": "link",
        "_selected_action": vendor.pk,
        f"erp_id-{vendor.pk}": [chosen["ContactID"], "Nunez Masonry"],
    }
    approver_client.post(url("vendor", "changelist"), fields)
    vendor.refresh_from_db()
    assert vendor.erp_name == "Nunez Masonry"


def test_page_of_a_synced_project_shows_exactly_the_new_codes(approver_client):
    old, new = factories.BudgetCodeFactory(synced=True), factories.BudgetCodeFactory(synced=True)
    project = factories.ProjectFactory(synced=True, codes=[old])
    project.take_line_ids([])
    ProjectBudgetCode.objects.create(project=project, budget_code=new)
    page = text_of(approver_client.get(reverse("admin:erp_integrations_project_change", args=[project.pk])))
    section = page[
        page.index("New since the last export") : page.index("</ul>", page.index("New since the last export"))
    ]
    assert str(new) in section
    assert str(old) not in section


def test_page_of_a_linked_company_shows_what_differs(approver_client, connected):
    contact = next(c for c in connected.organisation.contacts.values() if c["Name"] == "Nunez Masonry")
    vendor = factories.VendorFactory(synced=True, name="Núñez Masonry", erp_id=contact["ContactID"])
    refresh_lists(wiring.ledger(), [ErpList.CONTACT])
    page = text_of(approver_client.get(reverse("admin:erp_integrations_vendor_change", args=[vendor.pk])))
    assert "Differs from Xero" in page
    assert "417 Lime St" in page


# Settings


@pytest.fixture
def settings_page(client, connected):
    client.force_login(factories.AdminFactory())
    read_everything(wiring.ledger())
    address = reverse("admin:erp_integrations_integrationsettings_change", args=[IntegrationSettings.load().pk])

    def save(**changes):
        form = client.get(address).context["adminform"].form
        values = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
        values["approved_statuses"] = "approved"
        values = {name: value for name, value in values.items() if value is not False}
        return text_of(client.post(address, {**values, **changes}, follow=True))

    return save


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("default_purchase_account", "999"),
        ("default_purchase_account", "090"),
        ("default_sales_account", "999"),
        ("default_tax_type", "INPUT9"),
        ("retainage_item_code", "NOTHING"),
        ("tracking_category", "Region"),
    ],
)
def test_setting_that_names_nothing_in_xero_is_not_saved(settings_page, field, value):
    page = settings_page(**{field: value})
    assert "Xero has no" in page
    assert getattr(IntegrationSettings.load(), field) != value


def test_setting_is_spelt_as_in_xero(settings_page):
    settings_page(retainage_item_code="retainage", tracking_category="job", due_date_policy="terms")
    saved = IntegrationSettings.load()
    assert (saved.retainage_item_code, saved.tracking_category, saved.due_date_policy) == ("RETAINAGE", "Job", "terms")


# Budget codes of a synced project


def test_synced_project_gets_a_budget_code_from_its_page(client, project_person):
    project, code = factories.ProjectFactory(synced=True), factories.BudgetCodeFactory(synced=True)
    project.take_line_ids([])
    client.force_login(project_person)
    page = reverse("admin:erp_integrations_project_change", args=[project.pk])
    assert "Add a budget code" in text_of(client.get(page))
    address = reverse("admin:erp_integrations_project_add_code", args=[project.pk])
    told = text_of(client.post(address, {"new-budget_code": code.pk, "new-original_amount": "1500"}, follow=True))
    assert f"Budget code {code} was added." in told
    assert "New since the last export" in told
    added = project.project_budget_codes.get(budget_code=code)
    assert (added.original_amount, added.exported_at) == (Decimal(1500), None)
    assert Event.history_of(project).get().changes[0]["field"].startswith("Budget code of the project")


def test_budget_code_is_added_by_those_with_the_right_only(client, viewer):
    project, code = factories.ProjectFactory(synced=True), factories.BudgetCodeFactory(synced=True)
    client.force_login(viewer)
    page = reverse("admin:erp_integrations_project_change", args=[project.pk])
    assert "Add a budget code" not in text_of(client.get(page))
    address = reverse("admin:erp_integrations_project_add_code", args=[project.pk])
    assert client.post(address, {"new-budget_code": code.pk}).status_code == 403
    assert project.project_budget_codes.count() == 1


@pytest.mark.parametrize("trait", ["submitted", "accepted"])
def test_project_with_accounting_gets_no_budget_code(client, project_person, trait):
    project, code = factories.ProjectFactory(**{trait: True}), factories.BudgetCodeFactory(synced=True)
    client.force_login(project_person)
    address = reverse("admin:erp_integrations_project_add_code", args=[project.pk])
    assert "It is with accounting" in text_of(client.post(address, {"new-budget_code": code.pk}, follow=True))
    assert project.project_budget_codes.count() == 1


def test_admin_who_chooses_another_category_is_not_told_of_the_old_one_any_more(settings_page, connected):
    (category_id,) = connected.organisation.tracking_categories
    connected.bookkeeper.rename_category(category_id, "Jobs")
    refresh_lists(wiring.ledger(), [ErpList.JOB])
    assert IntegrationSettings.load().organisation.category_problem
    settings_page(tracking_category="Jobs")
    assert IntegrationSettings.load().tracking_category == "Jobs"
    assert IntegrationSettings.load().organisation.category_problem == ""


@pytest.fixture
def nothing_kept():
    cache.clear()
    yield
    cache.clear()


def test_categories_are_offered_after_one_was_chosen_and_xero_is_not_asked_each_time(
    nothing_kept, at_screen, connected
):
    client = at_screen(factories.AdminFactory())
    address = reverse("admin:erp_integrations_integrationsettings_change", args=[1])
    for _ in range(3):
        page = text_of(client.get(address))
        assert '<datalist id="known-tracking_category"><option value="Job"></option></datalist>' in page
    assert ApiCall.objects.filter(path__contains="TrackingCategories").count() == 1


def test_xero_is_asked_each_time_while_no_category_is_chosen(nothing_kept, at_screen, connected):
    IntegrationSettings.objects.update(tracking_category="")
    address = reverse("admin:erp_integrations_integrationsettings_change", args=[1])
    for _ in range(2):
        assert "In Xero: Job" in text_of(at_screen(factories.AdminFactory()).get(address))
    assert ApiCall.objects.filter(path__contains="TrackingCategories").count() == 2
