"""Give people and groups that hold a whole set of rights what has come to it since: payments, costs, runs and mails."""

from itertools import product
from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

RECORDS = ("budgetcode", "project", "vendor", "commitment", "commitmentchangeorder", "subcontractorinvoice")


def rights(functions: str, *models: str) -> set[str]:
    return {f"{function}_{model}" for function, model in product(functions.split(), models)}


# What somebody holds all of → what they get.
SETS = (
    (
        rights("view", *RECORDS, "event", "integrationsettings", "connection"),
        rights("view", "jobcost", "leftoutcost", "payment", "stagedrecord"),
    ),
    (
        rights("view export link unlink import sync", *RECORDS) | rights("view", "apicall", "exportbatch"),
        rights("sync", "jobcost", "payment") | rights("change delete", "payment") | rights("view", "syncrun"),
    ),
    (
        rights("change", "integrationsettings", "connection") | rights("view", "apicall", "exportbatch"),
        rights("view", "syncrun", "sentmail"),
    ),
)


def extend(apps: Any, schema_editor: Any) -> None:
    holders = [
        *((user, user.user_permissions) for user in apps.get_model("auth", "User").objects.all()),
        *((group, group.permissions) for group in apps.get_model("auth", "Group").objects.all()),
    ]
    if not holders:
        return
    create_rights(apps)
    ours = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="erp_integrations")
    for _holder, held in holders:
        names = set(held.filter(content_type__app_label="erp_integrations").values_list("codename", flat=True))
        for whole, more in SETS:
            if whole <= names:
                held.add(*ours.filter(codename__in=more))


def create_rights(apps: Any) -> None:
    """Make the rights of the new models: Django does so after all migrations only, and only with a module of models."""
    config = apps.get_app_config("erp_integrations")
    before, config.models_module = getattr(config, "models_module", None), True
    create_permissions(config, verbosity=0, apps=apps)
    config.models_module = before


class Migration(migrations.Migration):
    dependencies = (
        ("erp_integrations", "0014_time_zone_of_the_organisation"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    )
    operations = (migrations.RunPython(extend, migrations.RunPython.noop),)
