"""The pages of the set-up and of the connection, of which each shows itself while it stands so."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from connectors.xero.sandbox import Sandbox
from erp_integrations.models import Connection, Consent, SetUpMark
from erp_integrations.models.consent import digest
from erp_integrations.services.setting_up.steps import BY_SLUG
from tests import factories
from tests.browser.examining import Examiner


def connect(examiner: Examiner, sandbox: Sandbox, person: Any, session: str) -> None:
    """Look at each step, from no connection to its end."""
    Connection.objects.all().delete()
    examiner.visit("connect, the first time", reverse("connect_xero"))
    examiner.visit("start, not connected", reverse("admin:index"))
    examiner.visit("getting started, not connected", reverse("getting_started"))
    allow_two_organisations(sandbox, person, session)
    examiner.visit("choose the organisation", reverse("connect_xero_choose"))
    examiner.post("no organisation chosen", reverse("connect_xero_choose"), {})
    Connection.objects.create(
        tenant_id=sandbox.organisation.tenant_id,
        tenant_name="Harbor Ridge Builders",
        kind=Connection.Kind.AUTHORISATION_CODE,
        scopes="accounting.contacts",
        refresh_token="r",
        authorised_by=person,
    )
    examiner.visit("connected, not all allowed", reverse("connect_xero_connected"))
    examiner.visit("connect again", reverse("connect_xero"))
    examiner.visit("end the connection", reverse("disconnect_xero"))


def allow_two_organisations(sandbox: Sandbox, person: Any, session: str) -> None:
    Consent.objects.create(
        person=person,
        session=digest(session),
        state=digest("state"),
        tokens="t",
        organisations=[[sandbox.organisation.tenant_id, "Harbor Ridge Builders"], ["another", "Harbor Ridge Property"]],
        answered_at=timezone.now(),
    )


def lose_the_connection(examiner: Examiner) -> None:
    for status in (Connection.Status.EXPIRED, Connection.Status.ENDED):
        Connection.objects.update(status=status, status_since=timezone.now())
        examiner.visit(f"rules, connection {status}", reverse("rules"))
        examiner.visit(f"connection {status}", reverse("admin:erp_integrations_connection_changelist"))


def finish(examiner: Examiner, person: Any) -> None:
    """Look at the start page when all is done but somebody else's step, and when all is done."""
    for slug in BY_SLUG:
        SetUpMark.objects.update_or_create(step=slug, defaults={"note": "Done elsewhere.", "by": person})
    examiner.visit("start, all set up", reverse("admin:index"))
    SetUpMark.objects.filter(step="export").delete()
    examiner.enter(factories.ProjectPersonFactory())
    examiner.visit("start, one's part done", reverse("admin:index"))


def leave_out(examiner: Examiner, person: Any) -> None:
    SetUpMark.objects.create(step="companies", note="We keep them in Xero.", by=person)
    examiner.visit("getting started, a step left out", reverse("getting_started"))
