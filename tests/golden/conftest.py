from typing import Any

import pytest

from erp_integrations.models import IntegrationSettings


@pytest.fixture
def golden_settings(chosen_settings: IntegrationSettings, settings: Any) -> IntegrationSettings:
    """The settings that show in bodies, none of them left to the environment."""
    settings.SITE_URL = "https://erp.example"
    return chosen_settings
