"""The columns of a record list. Two lines in a cell: what one looks for, and what it belongs to."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from erp_integrations.admin.generic import ModelAdmin
from erp_integrations.admin.moments import ago
from erp_integrations.admin.money import as_money
from erp_integrations.admin.persons import name_of
from erp_integrations.admin.states import pill_of
from erp_integrations.admin.stops import Notice, notice_of


def two_lines(first: Any, second: Any) -> SafeString:
    below = format_html('<span class="cell-aside" title="{}">{}</span>', second, second) if second else ""
    return format_html('<span class="cell-main" title="{}">{}</span>{}', first, first, below)


def as_notice(notice: Notice) -> SafeString:
    more = format_html(' <span class="more">{}</span>', f"+{notice.others}") if notice.others else ""
    aside = format_html('<span class="cell-aside" title="{}">{}</span>', notice.aside, notice.aside)
    return format_html(
        '<span class="notice notice-{}"><span class="notice-text" title="{}">{}</span>{}</span>{}',
        notice.tone,
        notice.text,
        notice.text,
        more,
        aside if notice.aside else "",
    )


def sorted_by(column: Any, field: str) -> Any:
    """Return a column like another, which the list can be sorted by."""

    @admin.display(description=column.short_description, ordering=field)
    def sortable(self: Any, record: Any) -> Any:
        return column(self, record)

    return sortable


class RecordColumns(ModelAdmin):
    """`stops` is put on each row by the list (see `RecordChangeList`), so that the settings are read once."""

    @admin.display(description=_("record"))
    def name_column(self, record: Any) -> SafeString:
        return two_lines(self.name_of(record), self.title_of(record))

    def name_of(self, record: Any) -> str:
        return str(getattr(record, "number", record))

    def title_of(self, record: Any) -> str:
        return str(getattr(record, "title", ""))

    def company_of(self, record: Any) -> Any:
        return getattr(record, "vendor", None) or getattr(getattr(record, "commitment", None), "vendor", None)

    @admin.display(description=_("company and project"))
    def company_column(self, record: Any) -> SafeString:
        return two_lines(self.company_of(record), record.project_to_show)

    @admin.display(description=_("amount"))
    def amount_column(self, record: Any) -> Any:
        return as_money(record.amount_to_show)

    @admin.display(description=_("state"), ordering="state")
    def state_column(self, record: Any) -> str:
        return str(pill_of(record))

    @admin.display(description=_("what stops it"))
    def stops_column(self, record: Any) -> Any:
        notice = notice_of(record, record.stops)
        return as_notice(notice) if notice else ""

    @admin.display(description=_("sent"), ordering="submitted_at")
    def sent_column(self, record: Any) -> Any:
        if record.submitted_at is None:
            return ""
        return format_html(
            '<span class="cell-main">{}</span><span class="cell-aside">{}</span>',
            ago(record.submitted_at),
            name_of(record.submitted_by) if record.submitted_by else "",
        )

    @admin.display(description=_("Xero"), ordering="synced_at")
    def xero_column(self, record: Any) -> Any:
        if not record.erp_id:
            return ""
        return format_html(
            '<code class="cell-main" title="{}">{}</code><span class="cell-aside">{}</span>',
            record.erp_id,
            record.erp_id[:8],
            ago(record.synced_at) if record.synced_at else "",
        )
