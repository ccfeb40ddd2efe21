"""What holds for all tests: a slow machine is no failure, and no test hears the language of the one before."""

from __future__ import annotations

import pytest
from django.conf import settings as house
from django.utils import translation
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

#: What brings a database into a test.
DATABASE = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What never asks the database is told by its first run, on SQLite, and not again on PostgreSQL."""
    if house.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return
    apart = [item for item in items if not item.get_closest_marker("django_db") and DATABASE.isdisjoint(_asks(item))]
    config.hook.pytest_deselected(items=apart)
    items[:] = [item for item in items if item not in set(apart)]


def _asks(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", [])


@pytest.fixture(autouse=True)
def _the_default_language() -> None:
    """A request leaves its language behind in the thread."""
    translation.deactivate()
