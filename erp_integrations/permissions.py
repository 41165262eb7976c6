"""Who may do what: Django's own permissions, per record type, and the sets of them that people usually get."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q

from erp_integrations.models import EXPORTED_MODELS


def codename(function: str, model: type[Model]) -> str:
    """Return the full name of a permission, such as `erp_integrations.export_commitment`."""
    return f"{model._meta.app_label}.{function}_{model._meta.model_name}"


def require(user: Any, function: str, model: type[Model]) -> None:
    """Raise `PermissionDenied` unless the user holds a function for a record type.

    None is the program itself, on its command line or in the worker, where whoever runs it holds the database anyway.
    """
    if user is not None and not user.has_perm(codename(function, model)):
        raise PermissionDenied(f"{user} may not {function} any {model._meta.verbose_name}.")


# What each kind of person gets: (function, record types); no types means all that the tool keeps.
JOURNALS = ("event", "exportbatch", "exportattempt", "apicall", "syncrun")
LISTS = (
    "costcode",
    "costtype",
    "projectbudgetcode",
    "commitmentline",
    "commitmentchangeorderline",
    "subcontractorinvoiceline",
)
RECORDS = tuple(str(model._meta.model_name) for model in EXPORTED_MODELS)
IMPORTS = ("jobcost", "leftoutcost", "payment", "stagedrecord")
VIEW = ("view", (*RECORDS, *LISTS, *IMPORTS, "event", "integrationsettings", "connection"))

PRESETS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "viewer": (VIEW,),
    "project person": (
        VIEW,
        *((function, (*RECORDS, *LISTS)) for function in ("add", "change", "submit")),
        ("delete", RECORDS),
    ),
    "approver": (
        VIEW,
        ("view", JOURNALS),
        *((function, RECORDS) for function in ("export", "link", "unlink", "import", "sync")),
        ("sync", ("jobcost", "payment")),
        ("change", ("payment",)),
        ("delete", ("payment",)),
    ),
    # Admin rights do not include approving.
    "admin": (
        VIEW,
        ("view", JOURNALS),
        ("view", ("sentmail",)),
        ("change", ("integrationsettings", "connection")),
        ("add", ("user", "connection")),
        ("view", ("user", "group")),
        ("change", ("user",)),
    ),
}


def grant(user: Any, preset: str) -> None:
    """Give a user the permissions of a preset, and nothing else."""
    wanted: Iterable[str] = (f"{function}_{model}" for function, models in PRESETS[preset] for model in models)
    apps = Q(content_type__app_label__in=("erp_integrations", "auth"))
    user.user_permissions.set(Permission.objects.filter(apps, codename__in=set(wanted)))
