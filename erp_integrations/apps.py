from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ErpIntegrationsConfig(AppConfig):
    name = "erp_integrations"
    verbose_name = _("ERP Integrations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django_q.signals import pre_execute  # noqa: PLC0415 - needs the apps to be loaded

        from connectors.sentences import word_with  # noqa: PLC0415
        from erp_integrations import checks  # noqa: F401, PLC0415 - registers the checks
        from erp_integrations.models.sentences import ReadersWording  # noqa: PLC0415
        from erp_integrations.schedules import create_schedules  # noqa: PLC0415 - needs the apps to be loaded
        from erp_integrations.services.verifying import begin_trail  # noqa: PLC0415 - likewise
        from erp_integrations.tasks import name_worker  # noqa: PLC0415 - likewise

        word_with(ReadersWording())
        post_migrate.connect(create_schedules, sender=self)
        pre_execute.connect(name_worker)
        post_migrate.connect(begin_trail, sender=self)
