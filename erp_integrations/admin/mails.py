"""The journal of mails: who was told what, and whether it went out."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.filters import choice_filter
from erp_integrations.admin.journals import WITH_ASIDE, JournalAdmin
from erp_integrations.admin.moments import exactly
from erp_integrations.admin.persons import name_of
from erp_integrations.admin.states import Pill
from erp_integrations.models import SentMail

PILLS = {
    SentMail.Outcome.SENDING: Pill(SentMail.Outcome.SENDING.label, "violet", is_moving=True),
    SentMail.Outcome.SENT: Pill(SentMail.Outcome.SENT.label, "green"),
    SentMail.Outcome.FAILED: Pill(SentMail.Outcome.FAILED.label, "red"),
    SentMail.Outcome.INTERRUPTED: Pill(SentMail.Outcome.INTERRUPTED.label, "yellow"),
}


class SentMailAdmin(JournalAdmin):
    list_display = ("at_column", "person_column", "subject_column", "outcome_column")
    list_display_links = None
    list_filter = (choice_filter("kind"), choice_filter("outcome"))
    list_select_related = ("person",)
    search_fields = ("to", "subject", "person__username", "person__first_name", "person__last_name")
    sortable_by = ()

    @admin.display(description=_("when"))
    def at_column(self, mail: SentMail) -> Any:
        return exactly(mail.at)

    @admin.display(description=_("to"))
    def person_column(self, mail: SentMail) -> Any:
        return format_html(WITH_ASIDE, name_of(mail.person), mail.to)

    @admin.display(description=_("mail"))
    def subject_column(self, mail: SentMail) -> Any:
        return format_html(WITH_ASIDE, mail.subject, mail.get_kind_display())

    @admin.display(description=_("outcome"))
    def outcome_column(self, mail: SentMail) -> Any:
        return format_html(WITH_ASIDE, str(PILLS[SentMail.Outcome(mail.outcome)]), mail.problem)
