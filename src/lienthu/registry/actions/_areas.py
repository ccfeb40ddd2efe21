"""What the area verbs share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db.models import Q

from lienthu.kernel.errors import Conflict, Invalid
from lienthu.registry.actions import _timeline as timeline
from lienthu.registry.events import announce_libraries
from lienthu.registry.kinds import AreaLevel, EventKind
from lienthu.registry.models import Area, AreaLink, AreaVersion, SuccessorEvent
from lienthu.registry.queries import libraries_within
from lienthu.registry.rules.details import AreaDetails, clean_area, values
from lienthu.registry.rules.redraw import NewArea
from lienthu.registry.rules.timelines import check_date, day

_RANK = {level: rank for rank, level in enumerate(AreaLevel.values)}


def add_area(*, on: dt.date, details: AreaDetails, legal_basis: str) -> Area:
    """The rows of a new area, inside the caller's transaction."""
    details = checked(details, on)
    area = Area.objects.create()
    AreaVersion.objects.create(area=area, valid_from=on, legal_basis=legal_basis, **values(details))
    return area


def tell(area_ids: Collection[int], on: dt.date) -> None:
    """The libraries within these areas hear of it: their pages and facets name other places."""
    announce_libraries(libraries_within(area_ids, on), on)


def checked(details: AreaDetails, on: dt.date, until: dt.date | None = None, area_id: int | None = None) -> AreaDetails:
    """Cleaned details whose parent lies above and is there from the day until the other, and whose code is free."""
    check_date(on)
    details = clean_area(details)
    _check_code(details.code, on, until, area_id)
    if details.parent_id is None:
        return details
    life = timeline.versions(AreaVersion, area_id=details.parent_id)
    there = next((version for version in life if version.covers(on)), None)
    if there is None:
        raise Conflict("registry.not_there_yet", name=str(life[-1]) if life else "", date=day(on))
    ends = life[-1].valid_to
    if ends is not None and (until is None or ends < until):
        raise Conflict("registry.not_there_yet", name=str(there), date=day(ends))
    above = [version for version in life if version.valid_to is None or version.valid_to > on]
    if any(_RANK[version.level] >= _RANK[details.level] for version in above):
        raise Invalid("registry.bad_parent")
    return details


def _check_code(code: str, on: dt.date, until: dt.date | None, area_id: int | None) -> None:
    """A code means one area a day (it may mean another on another day)."""
    same = AreaVersion.objects.filter(code=code).filter(Q(valid_to=None) | Q(valid_to__gt=on))
    if until is not None:
        same = same.filter(valid_from__lt=until)
    if area_id is not None:
        same = same.exclude(area_id=area_id)
    holder = same.first()
    if holder is not None:
        raise Conflict("registry.area_code_taken", value=code, name=str(holder), date=day(max(on, holder.valid_from)))


def ended(area_id: int, on: dt.date) -> AreaVersion:
    """Locks an area and lets its last version end."""
    timeline.locked(Area, area_id)
    found = timeline.versions(AreaVersion, area_id=area_id)
    if not found:
        raise Conflict("registry.not_there_yet", name=str(area_id), date=day(on))
    return timeline.end(found, on)


def redraw(
    *, on: dt.date, ends: Collection[int], begins: Sequence[NewArea], kind: EventKind, legal_basis: str
) -> tuple[list[AreaVersion], list[Area]]:
    """Areas end, others begin, the units below follow, the event links them. Returns the last versions and the new
    areas; the caller audits and announces."""
    check_date(on)
    last = [ended(area_id, on) for area_id in sorted(ends)]
    opened = [add_area(on=on, details=new.details, legal_basis=legal_basis) for new in begins]
    _move_children(last, begins, opened, on, legal_basis)
    event = SuccessorEvent.objects.create(kind=kind, date=on, legal_basis=legal_basis)
    AreaLink.objects.bulk_create(
        AreaLink(event=event, before_id=before, after=area, share=share)
        for new, area in zip(begins, opened, strict=True)
        for before, share in sorted(new.sources.items())
    )
    return last, opened


def _move_children(
    last: Sequence[AreaVersion], begins: Sequence[NewArea], opened: Sequence[Area], on: dt.date, legal_basis: str
) -> None:
    heirs: dict[int, list[int]] = {}
    claimed: dict[int, int] = {}
    for new, area in zip(begins, opened, strict=True):
        claimed |= dict.fromkeys(new.children, area.pk)
        for source in new.sources:
            heirs.setdefault(source, []).append(area.pk)
    for former in last:
        only = heirs[former.area_id][0] if len(heirs[former.area_id]) == 1 else None
        for child, version in children_from(former.area_id, on).items():
            goes_to = only or claimed.get(child)
            if goes_to is None or goes_to not in heirs[former.area_id]:
                raise Invalid("registry.child_unplaced", name=str(version))
            put_below(child, former.area_id, goes_to, on, legal_basis)


def children_from(area_id: int, on: dt.date) -> dict[int, AreaVersion]:
    """The units below an area on the day or later: area → its first such version."""
    rows = AreaVersion.objects.filter(parent_id=area_id).filter(Q(valid_to=None) | Q(valid_to__gt=on))
    found: dict[int, AreaVersion] = {}
    for version in rows.order_by("valid_from"):
        found.setdefault(version.area_id, version)
    return found


def put_below(child: int, former: int, parent: int | None, on: dt.date, legal_basis: str) -> None:
    """From the day on the unit lies in another one: a new version, and later versions that are written already."""
    timeline.locked(Area, child)
    if parent is not None:
        level = AreaVersion.objects.filter(area_id=parent).order_by("valid_from").last()
        mine = timeline.versions(AreaVersion, area_id=child)
        if level is None or any(_RANK[level.level] >= _RANK[one.level] for one in mine if one.parent_id == former):
            raise Invalid("registry.bad_parent")
    for version in timeline.versions(AreaVersion, area_id=child):
        if version.parent_id != former or (version.valid_to is not None and version.valid_to <= on):
            continue
        if version.valid_from < on:
            found = timeline.versions(AreaVersion, area_id=child)
            timeline.change(found, on, {"parent_id": parent}, legal_basis)
        else:
            AreaVersion.objects.filter(pk=version.pk).update(parent_id=parent)


def check_below(area_id: int, level: str, on: dt.date) -> None:
    """What lies in an area stays of a lower level."""
    if any(_RANK[version.level] <= _RANK[level] for version in children_from(area_id, on).values()):
        raise Invalid("registry.bad_parent")


def details_of(version: AreaVersion) -> AreaDetails:
    return AreaDetails(version.code, version.name, version.level, version.kind, version.parent_id)


def on_the_day(area_id: int, on: dt.date) -> AreaVersion:
    found = AreaVersion.objects.filter(area_id=area_id).at(on).first()
    if found is None:
        last = AreaVersion.objects.filter(area_id=area_id).order_by("valid_from").last()
        raise Conflict("registry.not_there_yet", name=str(last or area_id), date=day(on))
    return found
