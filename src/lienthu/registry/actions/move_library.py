from __future__ import annotations

import datetime as dt
from dataclasses import replace

from lienthu.kernel.actor import Actor
from lienthu.registry.actions._libraries import details_of
from lienthu.registry.actions.change_library import change_library
from lienthu.registry.models import LibraryVersion
from lienthu.registry.queries import version_at


def move_library(
    *,
    actor: Actor,
    library_id: int,
    on: dt.date,
    area_id: int,
    address: str,
    latitude: float | None = None,
    longitude: float | None = None,
    legal_basis: str = "",
) -> LibraryVersion:
    details = replace(
        details_of(version_at(library_id, on)),
        area_id=area_id,
        address=address,
        latitude=latitude,
        longitude=longitude,
    )
    return change_library(actor=actor, library_id=library_id, on=on, details=details, legal_basis=legal_basis)
