"""The two lists that budget codes are made of."""

from erp_integrations.admin.history_page import HistoryOnPage


class CostListAdmin(HistoryOnPage):
    list_display = ("code", "name")
    list_display_links = ("code",)
    search_fields = ("code", "name")
    list_per_page = 100
    fieldsets = ((None, {"fields": (("code", "name"),)}),)
