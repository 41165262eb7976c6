"""Every action of every list, and the right that it takes."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin

from erp_integrations.admin.staged_actions import ACTIONS as STAGED_ACTIONS
from erp_integrations.admin.worklists import PARAMETER
from erp_integrations.permissions import RECORDS
from tests.matrix.addresses import right
from tests.matrix.people import Rights

# The worklist of a list whose rows exist only in Xero; empty for its records.
HERE, ONLY_IN_XERO = "", "ready_to_import"
Action = tuple[str, str, str]

OF_RECORDS = {
    "accept_and_export": "export",
    "accept": "export",
    "export": "export",
    "reject": "export",
    "submit": "submit",
    "retrieve": "submit",
    "link": "link",
    "unlink": "unlink",
    "hold": "export",
    "release": "export",
}
OF_STAGED = {"add": "import", "link": "link", "archive": "import", "unarchive": "import"}
ACTIONS: dict[Action, Rights] = {
    **{(model, HERE, name): right(needed, model) for model in RECORDS for name, needed in OF_RECORDS.items()},
    **{
        (model, ONLY_IN_XERO, name): right(needed, model)
        for model in ("project", "vendor")
        for name, needed in OF_STAGED.items()
    },
    ("payment", HERE, "remove_action"): right("delete", "payment"),
}


def actions_of_the_tool() -> Iterator[Action]:
    """Return every action that a screen has, whoever may see it."""
    for model, screen in admin.site._registry.items():
        for action in screen.actions or ():
            yield str(model._meta.model_name), HERE, name_of(action)
    for kind, actions in STAGED_ACTIONS.items():
        for staged in actions:
            yield str(kind), ONLY_IN_XERO, staged.name


def name_of(action: Any) -> str:
    return str(getattr(action, "__name__", action))


def list_with(worklist: str) -> str:
    return f"?{PARAMETER}={worklist}" if worklist else ""
