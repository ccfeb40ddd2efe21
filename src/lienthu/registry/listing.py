"""The directory page: the list, the filters with their counts, and the dots of the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.kernel.clock import today
from lienthu.kernel.paging import page
from lienthu.registry.kinds import GROUP_OF, GROUPS, KIND_GROUPS, LibraryKind, ServiceKind
from lienthu.registry.models import LibraryVersion, ServiceVersion
from lienthu.registry.opening import opening_state
from lienthu.registry.profiles import Profile, area_path
from lienthu.registry.queries import Filter, Question, atlas, counts_by_area, directory
from lienthu.registry.questions import find_area, read_filter, read_question
from lienthu.registry.rules.boundaries import Atlas, Unit
from lienthu.text import sort_key
from lienthu.ui.paging import with_param
from lienthu.ui.shapes import Choice, Link, MapKind, Point

PAGE = 30


@dataclass(frozen=True, slots=True)
class Row:
    version: LibraryVersion
    url: str
    kind: Any
    area: str
    state: Any
    distance: float | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What the address line asks for."""

    path: str
    values: Mapping[str, str]
    question: Question
    wanted: Filter
    areas: Atlas

    def link(self, name: str, value: str) -> str:
        return with_param(self.path, name, value, drop=("after",))

    def found(self, **without: Any) -> Any:
        return directory(self.question, replace(self.wanted, **without), self.areas)


def read(path: str, values: Mapping[str, str]) -> Request:
    question, areas = read_question(values.get("as_of", ""), values.get("boundaries", "")), atlas()
    return Request(path, values, question, read_filter(values, question, areas), areas)


def context(path: str, values: Mapping[str, str]) -> dict[str, Any]:
    asked = read(path, values)
    near = values.get("near", "").strip()
    center = find_area(asked.areas, near, asked.question.map_date) if near else None
    rows, onward = _nearest(asked, center) if center else _by_name(asked, values.get("after"))
    return {
        "rows": rows,
        "next": onward,
        "total": asked.found().count(),
        "map": _map(asked),
        "area_choices": _area_choices(asked),
        "kind_choices": _kind_choices(asked),
        "service_choices": _service_choices(asked),
        "chips": _chips(asked, center),
        "communes": sorted(asked.areas.on(asked.question.map_date, "commune"), key=lambda unit: sort_key(unit.name)),
        "near": near,
        "values": values,
        "question": asked.question,
        "hidden": [(name, values[name]) for name in ("kind", "group", "area", "service", "box") if values.get(name)],
    }


def _by_name(asked: Request, after: str | None) -> tuple[list[Row], str | None]:
    found = page(asked.found(), by=("name_key", "library_id"), after=after, size=PAGE)
    return [_row(asked, version) for version in found.items], found.next


def _row(asked: Request, version: LibraryVersion, distance: float | None = None) -> Row:
    now = timezone.localtime()
    return Row(
        version,
        reverse("registry:library", args=[version.library.public_id]),
        LibraryKind(version.kind).label,
        area_path(asked.areas, version.area_id, asked.question.map_date),
        opening_state(version.hours, now) if asked.question.as_of == today() else None,
        distance,
    )


def _nearest(asked: Request, center: Unit) -> tuple[list[Row], None]:
    """The libraries of the chosen commune, then by distance from their middle (or that of the units around)."""
    on = asked.question.map_date
    everything = list(asked.found())
    middle = None
    for unit in asked.areas.chain(center.area, on):
        inside = asked.areas.within(unit.area, on)
        middle = _middle([version for version in everything if version.area_id in inside])
        if middle:
            break
    home = asked.areas.within(center.area, on)

    def rank(version: LibraryVersion) -> tuple[bool, float, str]:
        away = _distance(middle, version)
        return version.area_id not in home, 1e9 if away is None else away, version.name_key

    nearest = sorted(everything, key=rank)[:PAGE]
    return [_row(asked, version, _distance(middle, version)) for version in nearest], None


def _middle(versions: list[LibraryVersion]) -> tuple[float, float] | None:
    places = [
        (one.latitude, one.longitude) for one in versions if one.latitude is not None and one.longitude is not None
    ]
    if not places:
        return None
    return sum(place[0] for place in places) / len(places), sum(place[1] for place in places) / len(places)


def _distance(start: tuple[float, float] | None, version: LibraryVersion) -> float | None:
    """Kilometres along the great circle."""
    if start is None or version.latitude is None or version.longitude is None:
        return None
    south, west, north, east = map(radians, (*start, version.latitude, version.longitude))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half))


def _map(asked: Request) -> dict[str, Any]:
    """The places that fit, those that do not as faint dots, and the legend; nothing when no place is known."""
    columns = ("library__public_id", "name", "kind", "area_id", "latitude", "longitude")
    rows = list(asked.found().exclude(latitude=None).order_by("name_key").values_list(*columns))
    if not rows:
        return {}
    everything = directory(asked.question, Filter(), asked.areas).exclude(latitude=None).order_by()
    points = [
        Point(
            latitude,
            longitude,
            name,
            reverse("registry:library", args=[public_id]),
            kind=GROUP_OF[kind],
            place=_short(asked, area),
        )
        for public_id, name, kind, area, latitude, longitude in rows
    ]
    return {
        "points": points,
        "ground": list(everything.values_list("latitude", "longitude")),
        "legend": _legend(asked),
        "zoom": asked.link("box", "") + ("&box=" if "?" in asked.link("box", "") else "?box="),
        "whole": asked.link("box", "") if asked.wanted.box else "",
    }


def place_of(shown: Profile) -> dict[str, Any]:
    """One library among all that are open on the day; nothing when its place is not known."""
    version = shown.version
    if version.latitude is None or version.longitude is None:
        return {}
    everything = directory(shown.question, Filter(), shown.areas).exclude(latitude=None).order_by()
    point = Point(
        version.latitude, version.longitude, version.name, kind=GROUP_OF[version.kind], place=shown.card.area_name
    )
    return {"points": [point], "ground": list(everything.values_list("latitude", "longitude"))}


def _short(asked: Request, area: int) -> str:
    on = asked.question.map_date
    placed = asked.areas.place(area, on)
    unit = asked.areas.nearest(area if placed is None else placed, on)
    return unit.name if unit.level != "province" else ""


def _legend(asked: Request) -> list[MapKind]:
    """How many of each group are on the map, whichever group is chosen."""
    counts: Counter[str] = Counter()
    found = asked.found(group="", kind="").exclude(latitude=None).order_by()
    for kind, count in found.values_list("kind").annotate(Count("pk")):
        counts[GROUP_OF[kind]] += count
    chosen = asked.wanted.group
    return [
        MapKind(name, title, counts[name], asked.link("group", "" if name == chosen else name), name == chosen)
        for name, (title, _kinds) in GROUPS.items()
        if counts[name]
    ]


def _area_choices(asked: Request) -> list[Choice]:
    """The way down to the chosen area and what lies below it; only units that have libraries."""
    on = asked.question.map_date
    totals = counts_by_area(asked.question, replace(asked.wanted, area_id=None), asked.areas)
    chosen = asked.wanted.area_id
    chain = asked.areas.chain(chosen, on)[::-1] if chosen is not None else []
    below = asked.areas.children(chosen, on) if chosen is not None else []
    if chosen is None:
        tops = [unit for unit in asked.areas.on(on) if unit.parent is None and totals.get(unit.area)]
        below = asked.areas.children(tops[0].area, on) if len(tops) == 1 else tops
    listed = sorted((unit for unit in below if totals.get(unit.area)), key=lambda unit: sort_key(unit.name))
    ways = [
        Choice(unit.label, totals.get(unit.area, 0), asked.link("area", _above(asked, unit)), True) for unit in chain
    ]
    return ways + [Choice(unit.label, totals[unit.area], asked.link("area", unit.public_id)) for unit in listed]


def _above(asked: Request, unit: Unit) -> str:
    """Clicking a chosen area goes back to the one above it."""
    return asked.areas.nearest(unit.parent, asked.question.map_date).public_id if unit.parent is not None else ""


def _kind_choices(asked: Request) -> list[Choice]:
    counts = dict(asked.found(kind="").order_by().values_list("kind").annotate(Count("pk")))
    kinds = [kind for _title, group in KIND_GROUPS for kind in group]
    return [
        Choice(
            kind.label,
            counts[kind],
            asked.link("kind", "" if kind == asked.wanted.kind else kind),
            kind == asked.wanted.kind,
        )
        for kind in kinds
        if counts.get(kind)
    ]


def _service_choices(asked: Request) -> list[Choice]:
    libraries = asked.found(service="").order_by().values("library_id")
    offered = ServiceVersion.objects.at(asked.question.as_of).filter(service__library_id__in=libraries)
    counts = dict(offered.order_by().values_list("service__kind").annotate(Count("pk")))
    chosen = asked.wanted.service
    return [
        Choice(kind.label, counts[kind], asked.link("service", "" if kind == chosen else kind), kind == chosen)
        for kind in ServiceKind
        if counts.get(kind)
    ]


def _chips(asked: Request, center: Unit | None) -> list[Link]:
    chips = []
    if asked.wanted.area_id is not None:
        unit = asked.areas.nearest(asked.wanted.area_id, asked.question.map_date)
        chips.append(Link(unit.label, asked.link("area", "")))
    if asked.wanted.kind:
        chips.append(Link(LibraryKind(asked.wanted.kind).label, asked.link("kind", "")))
    if asked.wanted.group:
        chips.append(Link(GROUPS[asked.wanted.group][0], asked.link("group", "")))
    if asked.wanted.box:
        chips.append(Link(_("A part of the map"), asked.link("box", "")))
    if asked.wanted.service:
        chips.append(Link(ServiceKind(asked.wanted.service).label, asked.link("service", "")))
    if asked.wanted.words:
        chips.append(Link(f"“{asked.values.get('q', '')}”", asked.link("q", "")))
    if center:
        chips.append(Link(center.label, asked.link("near", "")))
    return chips
