"""What holds for all tests: a slow machine is no failure, and no test hears the language of the one before."""

from __future__ import annotations

import pytest
from django.conf import settings as house
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

#: What brings a database into a test.
DATABASE = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-database", action="store_true", help="only tests that never ask a database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What never asks the database is told by its first run, on SQLite, and not again on PostgreSQL."""
    without = bool(config.getoption("--no-database"))
    if house.DATABASES["default"]["ENGINE"].endswith("sqlite3") and not without:
        return
    apart = {item for item in items if _asks(item) is without}
    config.hook.pytest_deselected(items=list(apart))
    items[:] = [item for item in items if item not in apart]


def _asks(item: pytest.Item) -> bool:
    """The database."""
    of_django = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    named = not DATABASE.isdisjoint(getattr(item, "fixturenames", []))
    return of_django or named or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def _the_default_language() -> None:
    """A request leaves its language behind in the thread."""
    translation.deactivate()
