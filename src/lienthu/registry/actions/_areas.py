"""What the area verbs share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from lienthu.kernel import outbox
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.registry.events import LIBRARY_CHANGED
from lienthu.registry.kinds import AreaLevel
from lienthu.registry.models import Area, AreaVersion, LibraryVersion
from lienthu.registry.queries import atlas
from lienthu.registry.rules.details import AreaDetails, clean_area, values
from lienthu.registry.rules.timelines import check_date, day

_RANK = {level: rank for rank, level in enumerate(AreaLevel.values)}


def add_area(*, on: dt.date, details: AreaDetails, legal_basis: str) -> Area:
    """The rows of a new area, inside the caller's transaction."""
    check_date(on)
    details = checked(details, on)
    area = Area.objects.create()
    AreaVersion.objects.create(area=area, valid_from=on, legal_basis=legal_basis, **values(details))
    return area


def announce_libraries(area_ids: Iterable[int], on: dt.date) -> None:
    """The libraries within these areas on the eve of the day or on it: their pages and facets name other places."""
    areas = atlas()
    found: set[int] = set()
    for day_of_map in (on - dt.timedelta(days=1), on):
        for area_id in area_ids:
            found |= areas.within(area_id, day_of_map)
    here = LibraryVersion.objects.filter(area_id__in=found).filter(Q(valid_to=None) | Q(valid_to__gt=on))
    libraries = sorted(set(here.values_list("library_id", flat=True)))
    if libraries:
        outbox.publish(LIBRARY_CHANGED, {"libraries": libraries})


def checked(details: AreaDetails, on: dt.date) -> AreaDetails:
    """Cleaned details whose parent lies above and is there on the day."""
    details = clean_area(details)
    if details.parent_id is None:
        return details
    parent = AreaVersion.objects.filter(area_id=details.parent_id).at(on).first()
    if parent is None:
        raise Conflict("registry.not_there_yet", name=str(details.parent_id), date=day(on))
    if _RANK[parent.level] >= _RANK[details.level]:
        raise Invalid("registry.bad_parent")
    return details
