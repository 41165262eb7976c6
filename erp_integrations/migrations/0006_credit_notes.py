from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('erp_integrations', '0005_upload'),
    ]

    operations = [
        migrations.AddField(
            model_name='exportbatch',
            name='document_kind',
            field=models.CharField(blank=True, max_length=32, verbose_name='kind of document'),
        ),
    ]
