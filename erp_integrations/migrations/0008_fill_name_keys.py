"""Give records that are there already the key of their name, and connections the day they were first made."""

from typing import Any

from django.db import migrations, models

from erp_integrations.models.name_key import key_of

NAMES = {
    "BudgetCode": lambda code: f"{code.cost_code.code}.{code.cost_type.code}",
    "Project": lambda project: project.name,
    "Vendor": lambda vendor: vendor.name,
    "Commitment": lambda commitment: commitment.number,
}
TOGETHER = 500


def fill(apps: Any, schema_editor: Any) -> None:
    for model_name, own_name in NAMES.items():
        rows = apps.get_model("erp_integrations", model_name).objects
        records = list(rows.select_related("cost_code", "cost_type") if model_name == "BudgetCode" else rows.all())
        for record in records:
            record.name_key = key_of(own_name(record))
        rows.bulk_update(records, ["name_key"], batch_size=TOGETHER)
    connections = apps.get_model("erp_integrations", "Connection").objects
    connections.update(first_connected_at=models.F("connected_at"))


class Migration(migrations.Migration):
    dependencies = (("erp_integrations", "0007_xero_lists"),)
    operations = (migrations.RunPython(fill, migrations.RunPython.noop),)
