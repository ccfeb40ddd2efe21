"""The life of an area as dated sentences, and who stands in it today."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from lienthu.kernel.clock import today
from lienthu.registry.kinds import EventKind
from lienthu.registry.models import AreaLink, LibraryVersion
from lienthu.registry.queries import LibraryCard, Question, cards_of
from lienthu.registry.rules.boundaries import Atlas
from lienthu.ui.shapes import Event


def area_history(areas: Atlas, area: int) -> list[Event]:
    """Newest first."""
    return sorted([*_versions(areas, area), *_events(areas, area)], key=lambda event: event.when, reverse=True)


def libraries_in(areas: Atlas, area: int) -> list[LibraryCard]:
    on = today()
    versions = LibraryVersion.objects.at(on).filter(area_id__in=areas.within(area, on)).select_related("library")
    return list(cards_of(versions.order_by("name_key"), Question(on), areas).values())


def _versions(areas: Atlas, area: int) -> Iterator[Event]:
    lives = [unit for unit in areas.units if unit.area == area]
    for old, new in itertools.pairwise(lives):
        if (old.label, old.code) != (new.label, new.code):
            yield Event(new.valid_from, _("Renamed: %(name)s (%(code)s)") % {"name": new.label, "code": new.code})
        elif old.parent != new.parent:
            above = areas.nearest(new.parent, new.valid_from).label if new.parent is not None else "—"
            yield Event(new.valid_from, _("Lies in: %(name)s") % {"name": above})


def _events(areas: Atlas, area: int) -> Iterator[Event]:
    mine = AreaLink.objects.filter(Q(before=area) | Q(after=area)).values("event_id")
    links = AreaLink.objects.filter(event_id__in=mine).select_related("event").order_by("pk")
    events: dict[int, list[AreaLink]] = {}
    for link in links:
        events.setdefault(link.event_id, []).append(link)
    for found in events.values():
        event = found[0].event
        if event.kind == EventKind.RENAME:
            continue
        came = [link for link in found if link.after_id == area]
        went = [link for link in found if link.before_id == area]
        sides = came or went
        names = [_name(areas, link, area) for link in sides]
        text = _sentence(event.kind, bool(came), ", ".join(filter(None, names)))
        yield Event(event.date, text, event.legal_basis)


def _sentence(kind: str, came: bool, names: str) -> str:
    if kind == EventKind.ABOLISH:
        return _("Abolished")
    if not names:
        return _("Founded")
    return (_("Came out of: %(names)s") if came else _("Became: %(names)s")) % {"names": names}


def _name(areas: Atlas, link: AreaLink, area: int) -> str:
    other = link.before_id if link.after_id == area else link.after_id
    if other is None:
        return ""
    name = areas.nearest(other, link.event.date).label
    if link.share is None or link.share == 1:
        return name
    return _("%(name)s (%(percent)s%% of it)") % {"name": name, "percent": f"{float(link.share * 100):g}"}
