"""A list of records with two tabs more: what exists only in Xero, ready to import or archived."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from erp_integrations.admin.generic import ModelAdmin
from erp_integrations.admin.record import RecordChangeList
from erp_integrations.admin.staged_list import StagedList
from erp_integrations.admin.worklists import PARAMETER, STAGED_BY_SLUG


class ChangeListWithStaged(RecordChangeList):
    model_admin: Any

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.tabs = self.model_admin.staged.around(self.tabs, request, self.query)


class StagedTabs(ModelAdmin):
    """The part of the admin of records that can be imported. `staged_list` lists what exists only in Xero."""

    staged_list: ClassVar[type[StagedList]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staged = self.staged_list(self)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeListWithStaged]:
        return ChangeListWithStaged

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.GET.get(PARAMETER) in STAGED_BY_SLUG:
            return self.staged.changelist_view(request, extra_context)
        return super().changelist_view(request, extra_context)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_link_suggested"
        view = self.admin_site.admin_view(require_POST(self.staged.link_all))
        return [path("link-suggested/", view, name=name), *super().get_urls()]
