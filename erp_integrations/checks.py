"""What is wrong with an installation before anybody notices (`manage.py check`)."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning

from erp_integrations.models import EXPORTED_MODELS, MailLanguage
from erp_integrations.models.record import FUNCTIONS


@register(Tags.models)
def exported_types_have_all_rights(**kwargs: Any) -> list[CheckMessage]:
    """A Meta that forgets to inherit IntegrableRecord.Meta loses its permissions without a word."""
    return [
        Error(
            f"{model.__name__} does not have the rights of a record.",
            hint="Let its Meta inherit IntegrableRecord.Meta.",
            id="erp_integrations.E001",
        )
        for model in EXPORTED_MODELS
        if tuple(model._meta.default_permissions) != FUNCTIONS
    ]


@register(Tags.urls)
def links_on_bills_are_taken(**kwargs: Any) -> list[CheckMessage]:
    """Each bill bears a link to its record, which Xero wants absolute and without its own name in it."""
    address = urlsplit(settings.SITE_URL)
    if address.scheme not in ("http", "https") or not address.netloc:
        return [Error("SITE_URL is not an absolute address.", hint="Say https://…", id="erp_integrations.E002")]
    if "xero" in settings.SITE_URL.lower():
        return [Error("SITE_URL holds “xero”, and Xero refuses such links on bills.", id="erp_integrations.E003")]
    return []


@register()
def mails_are_in_a_language_that_there_is(**kwargs: Any) -> list[CheckMessage]:
    if settings.MAIL_LANGUAGE in MailLanguage.values:
        return []
    hint = f"Set MAIL_LANGUAGE to one of: {', '.join(MailLanguage.values)}."
    return [
        Error("There are no mails in the language that MAIL_LANGUAGE names.", hint=hint, id="erp_integrations.E004")
    ]


@register(Tags.security, deploy=True)
def people_reach_the_tool_by_https(**kwargs: Any) -> list[CheckMessage]:
    if settings.SITE_URL.startswith("https://"):
        return []
    return [CheckWarning("SITE_URL is not https.", hint="Set SITE_URL=https://….", id="erp_integrations.W001")]
