"""The life of a library as a list of dated sentences: names, places, mergers, new maps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from lienthu.registry.kinds import EventKind, LibraryKind
from lienthu.registry.models import LibraryVersion
from lienthu.registry.profiles import PastEvent, Profile, area_path
from lienthu.registry.queries import LibraryCard
from lienthu.ui.shapes import Event

Dated = tuple[dt.date, int, Event]


def history(profile: Profile) -> list[Event]:
    """Newest first."""
    found = [*_versions(profile), *_maps(profile), *(_event(profile, past) for past in profile.events)]
    return [event for _, _, event in sorted(found, key=lambda item: item[:2], reverse=True)]


def _versions(profile: Profile) -> Iterator[Dated]:
    before: LibraryVersion | None = None
    for version in profile.versions:
        for text, detail in _changes(profile, before, version) if before else ():
            yield version.valid_from, 1, Event(version.valid_from, text, detail or version.legal_basis)
        before = version


def _changes(profile: Profile, old: LibraryVersion, new: LibraryVersion) -> Iterator[tuple[str, str]]:
    if old.name != new.name:
        yield _("New name: %(name)s") % {"name": new.name}, _("before: %(name)s") % {"name": old.name}
    if old.kind != new.kind:
        yield _("Became: %(kind)s") % {"kind": LibraryKind(new.kind).label}, ""
    if old.area_id != new.area_id or old.address != new.address:
        area = area_path(profile.areas, new.area_id, new.valid_from)
        yield _("New address: %(address)s") % {"address": ", ".join(filter(None, [new.address, area]))}, ""
    if old.hours != new.hours:
        yield _("New opening hours"), ""
    if old.agency_id != new.agency_id and new.agency_id:
        yield _("Another governing agency"), ""


def _maps(profile: Profile) -> Iterator[Dated]:
    """Days on which the library stayed where it was and the map changed around it."""
    days = sorted({unit.valid_from for unit in profile.areas.units})
    before: LibraryVersion | None = None
    for version in profile.versions:
        stayed = before is not None and before.area_id == version.area_id
        before = version
        for day in days:
            if not version.covers(day) or (day == version.valid_from and not stayed):
                continue
            old = area_path(profile.areas, version.area_id, day - dt.timedelta(days=1))
            new = area_path(profile.areas, version.area_id, day)
            if old != new:
                text = _("The area is now: %(area)s") % {"area": new}
                yield day, 0, Event(day, text, _("before: %(name)s") % {"name": old})


def _event(profile: Profile, past: PastEvent) -> Dated:
    return past.event.date, 2, Event(past.event.date, _sentence(profile, past), past.event.legal_basis)


def _sentence(profile: Profile, past: PastEvent) -> str:
    mine = profile.library.pk
    kind = past.event.kind
    names = {"before": _names(past.before), "after": _names(past.after)}
    if kind == EventKind.CREATE:
        return _("Opened as %(after)s") % names
    if kind == EventKind.ABOLISH:
        return _("The library closed")
    if kind == EventKind.SPLIT:
        return _("%(after)s came out of %(before)s") % names
    if any(card.id == mine for card in past.after):
        return _("Took over %(before)s") % names
    return _("Merged into %(after)s") % names


def _names(cards: tuple[LibraryCard, ...]) -> str:
    return ", ".join(card.name for card in cards)
