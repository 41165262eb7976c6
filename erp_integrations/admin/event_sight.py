"""Which events somebody sees: those about what they may see."""

from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType

from erp_integrations.models import Event
from erp_integrations.permissions import codename


def events_seen_by(person: Any) -> Any:
    hidden = [model for model in admin.site._registry if not person.has_perm(codename("view", model))]
    if not hidden:
        return Event.objects.all()
    return Event.objects.exclude(content_type__in=ContentType.objects.get_for_models(*hidden).values())
