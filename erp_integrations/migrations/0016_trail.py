from django.conf import settings
import django.db.models.deletion
from django.db import migrations, models

import erp_integrations.origin
from erp_integrations.models.sealing import GENESIS, canonical, microseconds, seal_of, sealed

TOGETHER = 2000
VERSION = 1


def chain(apps, schema_editor):
    """Seal what is there, in the order in which it was written. Only some rows are held at a time."""
    event_model = apps.get_model("erp_integrations", "Event")
    kinds = {
        kind.pk: f"{kind.app_label}.{kind.model}" for kind in apps.get_model("contenttypes", "ContentType").objects.all()
    }
    table = schema_editor.quote_name(event_model._meta.db_table)
    statement = f"UPDATE {table} SET sequence = %s, previous = %s, seal = %s, actor_name = %s WHERE id = %s"
    count, seal, last = 0, GENESIS, 0
    while page := list(event_model.objects.filter(pk__gt=last).select_related("actor").order_by("pk")[:TOGETHER]):
        rows = []
        for count, event in enumerate(page, count + 1):
            previous, name = seal, event.actor.username if event.actor else ""
            seal = seal_of(VERSION, previous, facts_of(event, count, kinds[event.content_type_id], name))
            rows.append((count, previous, seal, name, event.pk))
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(statement, rows)
        last = page[-1].pk
    own_seal = sealed("head\n" + canonical({"count": count, "seal": seal, "restored": [None, 0]}))
    apps.get_model("erp_integrations", "TrailHead").objects.create(pk=1, count=count, seal=seal, own_seal=own_seal)


def facts_of(event, sequence, kind, actor_name):
    names = ("object_id", "record_name", "verb", "detail", "changes", "actor_id")
    told = {name: getattr(event, name) for name in names}
    return {
        **told,
        "sequence": sequence,
        "kind": kind,
        "actor_name": actor_name,
        "on_behalf_of_id": None,
        "happened_at": microseconds(event.happened_at),
        "origin": "",
    }


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("erp_integrations", "0015_rights_of_what_is_new"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrailHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("count", models.PositiveBigIntegerField(default=0)),
                ("seal", models.CharField(default=GENESIS, max_length=64)),
                ("restored_at", models.DateTimeField(null=True)),
                ("restored_count", models.PositiveBigIntegerField(default=0)),
                ("own_seal", models.CharField(max_length=64)),
                ("verified_at", models.DateTimeField(null=True)),
                ("verified_count", models.PositiveBigIntegerField(default=0)),
                ("breaks", models.PositiveIntegerField(default=0)),
                ("findings", models.TextField(blank=True)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AlterModelOptions(
            name="event",
            options={
                "base_manager_name": "objects",
                "default_permissions": ("view",),
                "ordering": ("-happened_at", "-pk"),
                "verbose_name": "event",
                "verbose_name_plural": "events",
            },
        ),
        migrations.AddField(
            model_name="event",
            name="actor_name",
            field=models.CharField(blank=True, default="", editable=False, max_length=150, verbose_name="log-in name"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="event",
            name="on_behalf_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="on behalf of",
            ),
        ),
        # What is there came from nowhere that is known; the command that migrates is not it.
        migrations.AddField(
            model_name="event",
            name="origin",
            field=models.CharField(blank=True, default="", editable=False, max_length=200, verbose_name="from where"),
        ),
        migrations.AlterField(
            model_name="event",
            name="origin",
            field=models.CharField(
                blank=True,
                default=erp_integrations.origin.current_origin,
                editable=False,
                max_length=200,
                verbose_name="from where",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="version",
            field=models.PositiveSmallIntegerField(default=VERSION, editable=False),
        ),
        migrations.AddField(
            model_name="event",
            name="previous",
            field=models.CharField(default="", editable=False, max_length=64, verbose_name="seal before"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="event",
            name="seal",
            field=models.CharField(default="", editable=False, max_length=64, verbose_name="seal"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="event",
            name="sequence",
            field=models.PositiveBigIntegerField(editable=False, null=True, verbose_name="number"),
        ),
        migrations.RunPython(chain, migrations.RunPython.noop, elidable=False),
        migrations.AlterField(
            model_name="event",
            name="sequence",
            field=models.PositiveBigIntegerField(editable=False, unique=True, verbose_name="number"),
        ),
        migrations.AddField(
            model_name="apicall",
            name="batch_key",
            field=models.CharField(blank=True, db_index=True, default="", max_length=128, verbose_name="export batch"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="apicall",
            name="content_type",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contenttypes.contenttype",
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="apicall",
            name="object_id",
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name="number of the record"),
        ),
        migrations.AddField(
            model_name="apicall",
            name="answer",
            field=models.TextField(blank=True, default="", verbose_name="answer, without what it tells of others"),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="apicall",
            index=models.Index(fields=["content_type", "object_id"], name="apicall_of_a_record"),
        ),
    ]
