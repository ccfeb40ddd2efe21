"""What holds for all tests: a slow machine is no failure, and no test hears the language of the one before."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(autouse=True)
def _the_default_language() -> None:
    """A request leaves its language behind in the thread."""
    translation.deactivate()
