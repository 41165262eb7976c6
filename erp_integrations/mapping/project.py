"""Project ↔ tracking option (R122-R124)."""

import re

from connectors.documents import Tracking, TrackingOption
from erp_integrations.mapping.text import tidy
from erp_integrations.models import IntegrationSettings, Project

# "24-017 Harbor Street", "24-017: Harbor Street", "24-017 - Harbor Street"; and "Harbor Street (24-017)".
NUMBER_FIRST = re.compile(r"(?P<number>\S*\d\S*?)(?:[:,;|]\s*|\s+[-–—:|/]\s+|\s+)(?P<name>\S.*)")
NUMBER_LAST = re.compile(r"(?P<name>.*\S)\s*[(\[](?P<number>[^()\[\]\s]*\d[^()\[\]\s]*)[)\]]")


def number_and_name(option: str) -> tuple[str, str]:
    """Return what in an option's one name is probably the project's number, and the rest; no number if none shows."""
    text = tidy(option)
    found = NUMBER_LAST.fullmatch(text) or NUMBER_FIRST.fullmatch(text)
    return (found["number"], found["name"]) if found else ("", text)


def option_name(project: Project) -> str:
    """What Xero calls the job: its own name for one that was linked, ours for one that we made."""
    return project.erp_name or tidy(project.name)


def project_to_option(project: Project, settings: IntegrationSettings) -> TrackingOption:
    return TrackingOption(category=settings.tracking_category, name=option_name(project), option_id=project.erp_id)


def project_to_tracking(project: Project, settings: IntegrationSettings) -> Tracking:
    """How a line names its project (R141, R151, R167)."""
    return Tracking(category=settings.tracking_category, option=option_name(project))
