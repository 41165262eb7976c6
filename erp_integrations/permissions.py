"""Who may do what: Django's own permissions, per record type, and the sets of them that people usually get."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from erp_integrations.models import (
    EXPORTED_MODELS,
    BudgetCode,
    Commitment,
    Connection,
    IntegrationSettings,
    JobCost,
    Payment,
    Project,
    SubcontractorInvoice,
    Vendor,
)
from erp_integrations.models.sentences import sentence_of, together


def codename(function: str, model: type[Model]) -> str:
    """Return the full name of a permission, such as `erp_integrations.export_commitment`."""
    return f"{model._meta.app_label}.{function}_{model._meta.model_name}"


def require(user: Any, function: str, model: type[Model]) -> None:
    """Raise `PermissionDenied` unless the user holds a function for a record type.

    None is the program itself, on its command line or in the worker, where whoever runs it holds the database anyway.
    """
    if user is not None and not user.has_perm(codename(function, model)):
        raise PermissionDenied(f"{user} does not hold “{in_words(function, model)}”.")


# What may be done with a record, in the words that every screen, file, event and page of the docs has for it.
FUNCTIONS: Mapping[str, Any] = {
    "view": _("See"),
    "add": _("Add"),
    "change": _("Change"),
    "delete": _("Delete"),
    "submit": _("Send"),
    "export": _("Accept and export"),
    "link": _("Link"),
    "unlink": _("Unlink"),
    "sync": _("Refresh"),
    "import": _("Import"),
}


def in_words(function: str, model: type[Model]) -> str:
    """Return such as “Accept and export: commitments”, as a sentence that is kept in no language."""
    return together([sentence_of(FUNCTIONS[function]), sentence_of(model._meta.verbose_name_plural)], by=": ")


@dataclass(frozen=True, slots=True)
class Feature:
    """One row of the feature map (R8): a function, and the types that it does something for."""

    function: str
    about: Any
    models: tuple[type[Model], ...]

    @property
    def title(self) -> str:
        """The function, and its records where another row tells of the same function for others."""
        [model, *others] = self.models
        return str(FUNCTIONS[self.function]) if others else in_words(self.function, model)


FEATURES = (
    Feature("submit", _("Sends records to ERP, and retrieves them while nobody has decided."), EXPORTED_MODELS),
    Feature("export", _("Accepts, rejects and exports what was sent."), EXPORTED_MODELS),
    Feature("link", _("Links records to what is in Xero already. Nothing is posted."), EXPORTED_MODELS),
    Feature("unlink", _("Cuts the link between a record and what is in Xero."), EXPORTED_MODELS),
    Feature("import", _("Adds or archives what exists only in Xero."), (Project, Vendor)),
    Feature(
        "sync",
        _("Reads from Xero on demand, outside the schedule."),
        (BudgetCode, Project, Vendor, Commitment, SubcontractorInvoice, Payment, JobCost),
    ),
    Feature("change", _("Numbers payments and keeps files with them."), (Payment,)),
    Feature("delete", _("Removes payments that were deleted in Xero."), (Payment,)),
    Feature("change", _("Changes the settings and the schedules."), (IntegrationSettings,)),
    Feature("change", _("Connects the tool to Xero."), (Connection,)),
    Feature("add", _("Adds people who may log in."), (User,)),
    Feature("change", _("Changes people, and gives them rights."), (User,)),
)

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
# Whoever gets this set is marked as view-only, too: no function comes to it by accident (R9).
VIEW_ONLY = "viewer"

PRESETS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    VIEW_ONLY: (VIEW,),
    "project person": (
        VIEW,
        *((function, (*RECORDS, *LISTS)) for function in ("add", "change", "submit")),
        ("delete", RECORDS),
    ),
    "approver": (
        VIEW,
        ("view", JOURNALS),
        *((function, RECORDS) for function in ("export", "link", "unlink")),
        ("import", ("project", "vendor")),
        ("sync", ("budgetcode", "project", "vendor", "commitment", "subcontractorinvoice", "jobcost", "payment")),
        ("change", ("payment",)),
        ("delete", ("payment",)),
    ),
    "commitment approver": (
        VIEW,
        ("view", JOURNALS),
        *((function, ("commitment",)) for function in ("export", "link", "unlink", "sync")),
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
PRESET_TITLES: Mapping[str, Any] = {
    VIEW_ONLY: _("View-only"),
    "project person": _("Project person"),
    "approver": _("Approver"),
    "commitment approver": _("Approver of commitments only"),
    "admin": _("Admin"),
}
# What is anybody's to give. The rights of the queue, of sessions and of the rights themselves are nobody's.
GIVEN_HERE = Q(content_type__app_label="erp_integrations") | Q(
    content_type__app_label="auth", content_type__model__in=("user", "group")
)


def does_something(function: str, model: type[Model]) -> bool:
    """Whether a right has any effect. Every record has one for each function, also where nothing asks for it."""
    is_own = function in ("submit", "export", "link", "unlink", "import", "sync")
    return not is_own or any(row.function == function and model in row.models for row in FEATURES)


def rights_of(preset: str) -> QuerySet[Permission]:
    wanted = {f"{function}_{model}" for function, models in PRESETS[preset] for model in models}
    return Permission.objects.filter(GIVEN_HERE, codename__in=wanted).select_related("content_type")


def only_views(permission: Permission) -> bool:
    """Whether a right lets somebody look at things and nothing else."""
    return permission.codename.startswith("view_")
