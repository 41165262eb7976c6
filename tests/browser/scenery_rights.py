"""Pages of what people may do, and of records that wait for somebody else."""

from collections.abc import Iterator

from django.urls import reverse

from erp_integrations.models import ApiCall, Commitment, Connection, Event, ExportBatch, IntegrationSettings, ViewOnly
from erp_integrations.services.deciding.holding import hold
from erp_integrations.services.reviewing import accept
from tests import factories
from tests.admin.conftest import list_url, page_url
from tests.evidence.cases import exported_invoices


def rights_of_many() -> Iterator[tuple[str, str]]:
    """Return pages about people of every kind, as they are and narrowed."""
    approver = factories.ApproverFactory(first_name="Grace", last_name="Okafor", email="grace@example.com")
    limit = factories.ApprovalLimitFactory(projects=factories.ProjectFactory.create_batch(2))
    marked = ViewOnly.objects.create(person=factories.ViewerFactory(first_name="Victor")).person
    in_group, group = factories.UserFactory(last_name="Baker"), factories.GroupFactory()
    group.permissions.set(approver.user_permissions.all())
    in_group.groups.add(group)
    factories.UserFactory(is_superuser=True)
    for made in (factories.AdminFactory, factories.ProjectPersonFactory, factories.DeputyshipFactory):
        made()
    factories.DeputyshipFactory(over=True)
    factories.DeputyshipFactory(to_come=True)
    for name in ("approvers", "accountant_report", "deputies"):
        yield f"{name}, many", reverse(name)
    yield "approvers, narrowed", f"{reverse('approvers')}?type=vendor&who=everybody&q=a"
    yield "approvers, nobody", f"{reverse('approvers')}?q=no-such-person"
    yield "accountant report, narrowed", f"{reverse('accountant_report')}?function=everything&type=vendor"
    yield "limits, set", reverse("approver_limits", args=[limit.person.pk])
    yield "presets of an approver", reverse("approver_presets", args=[approver.pk])
    for name in ("approver_presets", "take_mark_off"):
        yield f"{name}, marked", reverse(name, args=[marked.pk])
    yield "person, approver", page_url(approver)
    yield "person, marked", page_url(marked)


def records_that_wait() -> Iterator[tuple[str, str]]:
    """Return records on hold, and some that one of two approvers has accepted, with their lists."""
    approver = factories.ApproverFactory(first_name="Grace", last_name="Okafor")
    held, once = factories.CommitmentFactory.create_batch(2, submitted=True)
    hold(Commitment, [held.pk], by=approver, note="The lien waiver is missing.")
    IntegrationSettings.objects.update(second_approver_above=1)
    accept(Commitment, [once.pk], by=approver)
    yield "held", page_url(held)
    yield "accepted by 1 of 2", page_url(once)
    yield "commitments, one held", list_url(Commitment)
    yield "commitments on hold", f"{list_url(Commitment)}?worklist=on_hold"
    yield "history of what is held", f"{page_url(held).removesuffix('change/')}history/"


def evidence_of_many() -> Iterator[tuple[str, str]]:
    """Return evidence of what was exported, and the journals of it."""
    approver = factories.ApproverFactory()
    (invoice,) = exported_invoices(approver)
    today = Connection.today().isoformat()
    yield "invoice exported", page_url(invoice)
    yield "history of what was exported", f"{page_url(invoice).removesuffix('change/')}history/"
    yield "attach evidence", reverse("attach_evidence", args=["subcontractorinvoice", invoice.pk])
    yield "evidence of a period", f"{reverse('evidence')}?since={today}&until={today}"
    yield "evidence of nothing", f"{reverse('evidence')}?since=1990-01-01&until=1990-01-02"
    yield "evidence of a wrong period", f"{reverse('evidence')}?since={today}&until=1990-01-02"
    yield from journals()


def journals() -> Iterator[tuple[str, str]]:
    for model in (Event, ExportBatch, ApiCall):
        yield f"{model._meta.model_name}, many", list_url(model)
        yield f"{model._meta.model_name}, newest", page_url(model.objects.latest("pk"))
