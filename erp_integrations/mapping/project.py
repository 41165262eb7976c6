"""Project → tracking option (R122-R124)."""

from connectors.documents import Tracking, TrackingOption
from erp_integrations.mapping.text import tidy
from erp_integrations.models import IntegrationSettings, Project


def option_name(project: Project) -> str:
    """What Xero calls the job: its own name for one that was linked, ours for one that we made."""
    return project.erp_name or tidy(project.name)


def project_to_option(project: Project, settings: IntegrationSettings) -> TrackingOption:
    return TrackingOption(category=settings.tracking_category, name=option_name(project), option_id=project.erp_id)


def project_to_tracking(project: Project, settings: IntegrationSettings) -> Tracking:
    """How a line names its project (R141, R151, R167)."""
    return Tracking(category=settings.tracking_category, option=option_name(project))
