"""The steps of the set-up list, in the order in which a newcomer takes them: one row each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy

from erp_integrations.models import EXPORTED_MODELS, BudgetCode, Connection, IntegrationSettings, Vendor
from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.setting_up.facts import GIVERS_OF_RIGHTS, Facts
from erp_integrations.services.works import Right

ADMINS: Sequence[Right] = (("change", IntegrationSettings),)
CONNECTORS: Sequence[Right] = (("change", Connection),)
APPROVERS: Sequence[Right] = tuple(("export", model) for model in EXPORTED_MODELS)
LOADERS: Sequence[Right] = (("add", BudgetCode),)
SENDERS: Sequence[Right] = tuple(("submit", model) for model in EXPORTED_MODELS)
LINKERS: Sequence[Right] = (("link", Vendor), ("import", Vendor))

AN_ADMIN = gettext_lazy("An admin does this.")
AN_APPROVER = gettext_lazy("An approver does this.")
A_PROJECT_PERSON = gettext_lazy("A project person does this.")
WHO_RUNS_THE_SERVER = gettext_lazy("Whoever runs the server does this.")


def nothing(facts: Facts) -> str:
    return ""


def without_connection(facts: Facts) -> str:
    return "" if facts.is_connected else _("Connect to Xero first.")


def without_companies(facts: Facts) -> str:
    if not facts.knows_contacts:
        return without_connection(facts) or _("Xero's contacts are being read. Look again in a minute or two.")
    return "" if facts.has_company else _("Load the companies first.")


def without_codes(facts: Facts) -> str:
    return "" if facts.has_codes else _("Load the budget codes first.")


def without_sent_records(facts: Facts) -> str:
    if not facts.has_sent:
        return without_codes(facts) or _("A project person sends a budget code first.")
    return "" if facts.has_approver else _("Name an approver first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the list. `rights`: whoever holds one of them can do it. `obstacle` says why nobody can yet.

    `unless` is what somebody who marks it as not needed may have in mind; empty where it cannot be left out.
    """

    slug: str
    title: Any
    reason: Any
    action: Any
    rights: Sequence[tuple[str, type[Model]]]
    who: Any
    is_done: Callable[[Facts], bool]
    obstacle: Callable[[Facts], str] = nothing
    unless: Any = ""


STEPS: tuple[Step, ...] = (
    Step(
        slug="connect",
        title=gettext_lazy("Connect to Xero"),
        reason=gettext_lazy("The tool works with one Xero organisation, and somebody who may do so there lets it in."),
        action=gettext_lazy("Connect to Xero"),
        rights=CONNECTORS,
        who=AN_ADMIN,
        is_done=lambda facts: facts.is_connected,
    ),
    Step(
        slug="category",
        title=gettext_lazy("Choose the tracking category"),
        reason=gettext_lazy(
            "Each project becomes an option of one tracking category in Xero, such as “Job”, so that costs are told"
            " apart by project. If there is none, add it in Xero: Settings, Tracking categories."
        ),
        action=gettext_lazy("Choose the category"),
        rights=ADMINS,
        who=AN_ADMIN,
        is_done=lambda facts: facts.has_category,
        obstacle=without_connection,
    ),
    Step(
        slug="retainage",
        title=gettext_lazy("Choose the retainage item"),
        reason=gettext_lazy(
            "Retainage stands on a line of its own on each bill, coded to this item. If there is none, add one in Xero"
            " under Products and services, such as “RETAINAGE”, with a liability account; it is no budget code."
        ),
        action=gettext_lazy("Choose the item"),
        rights=ADMINS,
        who=AN_ADMIN,
        is_done=lambda facts: facts.has_retainage_item,
        obstacle=without_connection,
    ),
    Step(
        slug="accounts",
        title=gettext_lazy("Choose account and tax of new items"),
        reason=gettext_lazy(
            "Budget codes become items in Xero. With a default, nobody has to assign an account there."
        ),
        action=gettext_lazy("Choose account and tax"),
        rights=ADMINS,
        who=AN_ADMIN,
        is_done=lambda facts: facts.has_account,
        obstacle=without_connection,
        unless=gettext_lazy("for instance: accounts are assigned in Xero"),
    ),
    Step(
        slug="senders",
        title=gettext_lazy("Name project people"),
        reason=gettext_lazy(
            "They enter records and send them. Add a user with an e-mail address and the set of rights “Project"
            " person”, then send the invitation, with which they choose a password. While no mails leave, set one and"
            " tell it."
        ),
        action=gettext_lazy("Add a user"),
        rights=GIVERS_OF_RIGHTS,
        who=AN_ADMIN,
        is_done=lambda facts: facts.has_sender,
    ),
    Step(
        slug="approvers",
        title=gettext_lazy("Name an accounting approver"),
        reason=gettext_lazy(
            "Somebody other than you decides what goes to Xero: a right to export is none of an admin's rights. Add a"
            " user and choose the set of rights “Approver”."
        ),
        action=gettext_lazy("Add a user"),
        rights=GIVERS_OF_RIGHTS,
        who=AN_ADMIN,
        is_done=lambda facts: facts.has_approver,
    ),
    Step(
        slug="codes",
        title=gettext_lazy("Load the budget codes"),
        reason=gettext_lazy(
            "Cost codes, cost types and budget codes come from CSV or XLSX files; the page explains each column and"
            " offers empty files. Companies, projects and commitments come the same way."
        ),
        action=gettext_lazy("Upload files"),
        rights=LOADERS,
        who=A_PROJECT_PERSON,
        is_done=lambda facts: facts.has_codes,
    ),
    Step(
        slug="send",
        title=gettext_lazy("Send the first records"),
        reason=gettext_lazy(
            "An approver sees only what was sent. Select a few budget codes, and press “Send to ERP”; “Load” at the"
            " upload does it too, where its box is ticked."
        ),
        action=gettext_lazy("Look at what is not sent"),
        rights=SENDERS,
        who=A_PROJECT_PERSON,
        is_done=lambda facts: facts.has_sent or facts.has_exported,
        obstacle=without_codes,
    ),
    Step(
        slug="companies",
        title=gettext_lazy("Link the companies that are in Xero already"),
        reason=gettext_lazy(
            "What is linked is not added a second time. “Refresh from Xero” finds out which contact each company"
            " probably is, and “Link all…” offers them together."
        ),
        action=gettext_lazy("Look at the companies"),
        rights=LINKERS,
        who=AN_APPROVER,
        is_done=lambda facts: facts.has_linked_company,
        obstacle=without_companies,
        unless=gettext_lazy("for instance: the organisation in Xero is new and has no suppliers"),
    ),
    Step(
        slug="schedules",
        title=gettext_lazy("Switch the payments on"),
        reason=gettext_lazy(
            "Xero's lists and job costs are read by themselves already. Payments of bills come in once somebody says"
            " how often, from that day on."
        ),
        action=gettext_lazy("Look at the schedules"),
        rights=ADMINS,
        who=AN_ADMIN,
        is_done=lambda facts: facts.has_payments_switched_on,
        unless=gettext_lazy("for instance: payments are looked up in Xero"),
    ),
    Step(
        slug="mails",
        title=gettext_lazy("Let mails leave"),
        reason=gettext_lazy(
            "Approvers get a summary each morning, senders hear of rejections. The variable EMAIL_URL names the mail"
            " server, in the environment or in the file “.env”; the tool is restarted after a change."
        ),
        action=gettext_lazy("Look at the mails"),
        rights=ADMINS,
        who=WHO_RUNS_THE_SERVER,
        is_done=lambda facts: facts.mails_are_sent,
        unless=gettext_lazy("for instance: everybody looks in each day"),
    ),
    Step(
        slug="export",
        title=gettext_lazy("Export the first record"),
        reason=gettext_lazy(
            "Accept and export a few budget codes, and look at them in Xero: then the whole way works."
        ),
        action=gettext_lazy("Look at the budget codes"),
        rights=APPROVERS,
        who=AN_APPROVER,
        is_done=lambda facts: facts.has_exported,
        obstacle=without_sent_records,
    ),
)
BY_SLUG = {step.slug: step for step in STEPS}
