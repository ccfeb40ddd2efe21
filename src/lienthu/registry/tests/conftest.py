import datetime as dt
from collections.abc import Callable

import pytest

from lienthu.kernel.actor import Actor, ActorKind, Grant
from lienthu.kernel.permissions import Permission
from lienthu.registry.actions.load_areas import load_areas
from lienthu.registry.actions.open_library import open_library
from lienthu.registry.models import AreaVersion, Library
from lienthu.registry.rules.details import LibraryDetails

SYSTEM = Actor.system("test")


@pytest.fixture
def system() -> Actor:
    return SYSTEM


@pytest.fixture
def areas(db: None) -> dict[str, int]:
    """Commune, district and province names of the old map and, with a star, of the new one → area."""
    load_areas(actor=SYSTEM)
    versions = AreaVersion.objects.order_by("-valid_to")
    return {("" if one.valid_to else "*") + str(one): one.area_id for one in versions}


@pytest.fixture
def make(areas: dict[str, int]) -> Callable[..., Library]:
    def make(code: str, area: str = "Xã Nam Xuân", on: dt.date = dt.date(2015, 5, 1), **values: object) -> Library:
        described = {"name": f"Thư viện {code}", "kind": "commune", "area_id": areas[area]} | values
        return open_library(actor=SYSTEM, code=code, on=on, details=LibraryDetails(**described))  # type: ignore[arg-type]

    return make


def editor(*library_ids: int | None) -> Actor:
    """Someone who may edit these libraries (None: the network)."""
    grants = frozenset(Grant(Permission.REGISTRY_EDIT, library_id) for library_id in library_ids)
    return Actor(ActorKind.PERSON, "An", 1, grants)
