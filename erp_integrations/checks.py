"""What is wrong with an installation before anybody notices (`manage.py check`)."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning

from erp_integrations.models import EXPORTED_MODELS, MailLanguage
from erp_integrations.models.record import FUNCTIONS

SECOND_FACTORS = ("none", "approvers", "all")


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


@register(Tags.security)
def signing_in_is_configured_whole(**kwargs: Any) -> list[CheckMessage]:
    """A word that is misspelt here would let more people in than somebody meant."""
    wrong = [
        (
            settings.SECOND_FACTOR_REQUIRED not in SECOND_FACTORS,
            "SECOND_FACTOR_REQUIRED is none of the words that it may be.",
            f"Set it to one of: {', '.join(SECOND_FACTORS)}.",
            "erp_integrations.E005",
        ),
        (
            bool(settings.OIDC_ISSUER) != bool(settings.OIDC_CLIENT_ID),
            "Single sign-on is configured by half.",
            "Set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, or none of them.",
            "erp_integrations.E006",
        ),
        (
            not settings.PASSWORD_LOGIN and not settings.OIDC_ISSUER,
            "Nobody can log in: passwords are off, and there is no single sign-on.",
            "Set OIDC_ISSUER and the others, or PASSWORD_LOGIN=true.",
            "erp_integrations.E007",
        ),
        (
            settings.SESSION_IDLE_MINUTES < 1 or settings.SESSION_HOURS < 1 or settings.TRUSTED_PROXIES < 0,
            "SESSION_IDLE_MINUTES and SESSION_HOURS are at least 1, TRUSTED_PROXIES at least 0.",
            "Set whole numbers.",
            "erp_integrations.E008",
        ),
    ]
    return [Error(text, hint=hint, id=name) for is_wrong, text, hint, name in wrong if is_wrong]


@register(Tags.security, deploy=True)
def proxy_is_known(**kwargs: Any) -> list[CheckMessage]:
    """The tool itself speaks plain HTTP: with https there is a proxy, and without its count all share its address."""
    if not settings.SITE_URL.startswith("https://") or settings.TRUSTED_PROXIES:
        return []
    text = "TRUSTED_PROXIES is 0: wrong passwords of one person would lock everybody behind the proxy."
    return [CheckWarning(text, hint="Set TRUSTED_PROXIES to the number of proxies.", id="erp_integrations.W002")]


@register(Tags.security, deploy=True)
def provider_is_reached_by_https(**kwargs: Any) -> list[CheckMessage]:
    if not settings.OIDC_ISSUER or settings.OIDC_ISSUER.startswith("https://"):
        return []
    return [CheckWarning("OIDC_ISSUER is not https.", hint="Set https://….", id="erp_integrations.W003")]
