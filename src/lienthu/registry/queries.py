"""Typed reads of the registry, each in a constant number of queries. A question takes `as_of` and `boundaries`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Exists, OuterRef, Q

from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, NotFound
from lienthu.kernel.ids import is_public_id
from lienthu.registry.kinds import GROUPS, AreaLevel, Boundaries
from lienthu.registry.models import (
    AreaLink,
    AreaVersion,
    Library,
    LibraryCode,
    LibraryLink,
    LibraryVersion,
    ServiceVersion,
    VersionQuerySet,
)
from lienthu.registry.rules.boundaries import Atlas, Step, Unit, map_date
from lienthu.registry.rules.timelines import day


@dataclass(frozen=True, slots=True)
class LibraryCard:
    """What another room shows of a library. Of one that is closed (or not yet open) the version nearest in time."""

    id: int
    code: str
    public_id: str
    name: str
    name_en: str
    kind: str
    area_code: str
    area_name: str
    area_public_id: str
    latitude: float | None
    longitude: float | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the network: on which day, told on which map."""

    as_of: dt.date
    boundaries: str = Boundaries.AS_OF

    @property
    def map_date(self) -> dt.date:
        return map_date(self.as_of, self.boundaries)


@dataclass(frozen=True, slots=True)
class Filter:
    kind: str = ""
    area_id: int | None = None
    service: str = ""
    words: str = ""
    group: str = ""
    """A group of kinds, by its name in `kinds.GROUPS`."""
    box: tuple[float, float, float, float] | None = None
    """South, west, north, east, in degrees."""


def library_by_code(code: str) -> Library:
    """By code, ISIL or public identifier, present or former."""
    text = code.replace("\x00", "").strip()  # PostgreSQL takes no NUL
    upper = text.upper()
    found = Library.objects.filter(Q(code=upper) | Q(isil=text) | Q(public_id=text.lower())).order_by("pk").first()
    if found is None:
        former = LibraryCode.objects.filter(value__in=[text, upper]).select_related("library").first()
        found = former.library if former else None
    if found is None:
        raise NotFound("registry.no_such_library", value=text[:40])
    return found


def atlas() -> Atlas:
    """All areas of all times: two queries."""
    units = tuple(
        Unit(
            area=version.area_id,
            code=version.code,
            name=version.name,
            level=version.level,
            kind=version.kind,
            parent=version.parent_id,
            valid_from=version.valid_from,
            valid_to=version.valid_to,
            public_id=version.area.public_id,
            label=str(version),
        )
        for version in AreaVersion.objects.select_related("area").order_by("code", "valid_from")
    )
    links = AreaLink.objects.filter(before__isnull=False, after__isnull=False).select_related("event")
    steps = tuple(
        Step(link.event.date, link.before_id, link.after_id, None if link.share is None else Fraction(link.share))
        for link in links.order_by("event__date", "pk")
        if link.before_id is not None and link.after_id is not None
    )
    return Atlas(units, steps)


def cards(
    ids: Collection[int] | None = None, as_of: dt.date | None = None, boundaries: str = Boundaries.AS_OF
) -> dict[int, LibraryCard]:
    """Cards by library id: of those asked for, whatever became of them; of all that are open when `ids` is None."""
    question = Question(as_of or today(), boundaries)
    versions = LibraryVersion.objects.select_related("library").order_by("valid_from")
    versions = versions.at(question.as_of) if ids is None else versions.filter(library_id__in=list(ids))
    nearest: dict[int, LibraryVersion] = {}
    for version in versions:
        if version.library_id not in nearest or version.valid_from <= question.as_of:
            nearest[version.library_id] = version
    return cards_of(nearest.values(), question, atlas())


def area_codes(boundaries: str) -> dict[int, tuple[str, ...]]:
    """Of every library open today: the codes of the commune and district that it surely lies in on the asked map."""
    question, areas = Question(today(), boundaries), atlas()
    found = {}
    for library_id, area_id in LibraryVersion.objects.at(question.as_of).values_list("library_id", "area_id"):
        placed = areas.place(area_id, question.map_date)
        chain = areas.chain(placed, question.map_date) if placed is not None else []
        found[library_id] = tuple(unit.code for unit in chain if unit.level != AreaLevel.PROVINCE)
    return found


def area_labels(boundaries: str) -> dict[str, str]:
    """Code → label of every unit of the asked map."""
    return {unit.code: unit.label for unit in atlas().on(Question(today(), boundaries).map_date)}


def kinds(ids: Collection[int]) -> dict[int, str]:
    """The kind of each of these libraries as of today, without the rest of its card: one query."""
    on, found = today(), {}
    versions = LibraryVersion.objects.filter(library_id__in=list(ids)).order_by("valid_from")
    for library_id, kind, valid_from in versions.values_list("library_id", "kind", "valid_from"):
        if library_id not in found or valid_from <= on:
            found[library_id] = kind
    return found


def cards_of(versions: Iterable[LibraryVersion], question: Question, areas: Atlas) -> dict[int, LibraryCard]:
    return {version.library_id: card_of(version, question, areas) for version in versions}


def card_of(version: LibraryVersion, question: Question, areas: Atlas) -> LibraryCard:
    on = question.map_date
    placed = areas.place(version.area_id, on)
    unit = areas.nearest(version.area_id if placed is None else placed, on)
    return LibraryCard(
        id=version.library_id,
        code=version.library.code,
        public_id=version.library.public_id,
        name=version.name,
        name_en=version.name_en,
        kind=version.kind,
        area_code=unit.code,
        area_name=unit.label,
        area_public_id=unit.public_id,
        latitude=version.latitude,
        longitude=version.longitude,
        is_open=version.covers(question.as_of),
    )


def version_at(library_id: int, on: dt.date) -> LibraryVersion:
    found = LibraryVersion.objects.filter(library_id=library_id).at(on).first()
    if found is not None:
        return found
    nearest = LibraryVersion.objects.filter(library_id=library_id).order_by("valid_from").last()
    if nearest is None:
        raise NotFound("kernel.not_found")
    raise Conflict("registry.not_there_yet", name=nearest.name, date=day(on))


def directory(question: Question, wanted: Filter, areas: Atlas) -> VersionQuerySet[LibraryVersion]:
    """The libraries open on the day that fit the filter, as one query still to be ordered and cut."""
    found = LibraryVersion.objects.at(question.as_of).select_related("library")
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.group:
        found = found.filter(kind__in=GROUPS[wanted.group][1])
    if wanted.box is not None:
        south, west, north, east = wanted.box
        found = found.filter(latitude__range=(south, north), longitude__range=(west, east))
    if wanted.area_id is not None:
        found = found.filter(area_id__in=areas.within(wanted.area_id, question.map_date))
    if wanted.service:
        offered = ServiceVersion.objects.at(question.as_of).filter(
            service__library=OuterRef("library"), service__kind=wanted.service
        )
        found = found.filter(Exists(offered))
    for word in wanted.words.split():
        found = found.filter(name_fold__contains=word)
    return found


def libraries_within(area_ids: Iterable[int], on: dt.date) -> set[int]:
    """The libraries that stand in these areas on the eve of a day or on it, and have not ended by then."""
    areas, found = atlas(), set[int]()
    for day_of_map in (on - dt.timedelta(days=1), on):
        for area_id in area_ids:
            found |= areas.within(area_id, day_of_map)
    here = LibraryVersion.objects.filter(area_id__in=found).filter(Q(valid_to=None) | Q(valid_to__gt=on))
    return set(here.values_list("library_id", flat=True))


def counts_by_area(question: Question, wanted: Filter, areas: Atlas) -> dict[int, int]:
    """Libraries in each unit of the asked map, with those in the units below it."""
    rows = directory(question, wanted, areas).order_by().values_list("area_id").annotate(Count("pk"))
    return areas.totals(dict(rows), question.map_date)


def heirs(library_id: int) -> list[Library]:
    """Who took over from a library, at the end of all chains of events; empty when nobody did."""
    onward: dict[int, list[int]] = {}
    links = LibraryLink.objects.filter(before__isnull=False, after__isnull=False).order_by("pk")
    for before, after in links.values_list("before_id", "after_id"):
        if before != after:
            onward.setdefault(before, []).append(after)
    going_on = set(
        LibraryVersion.objects.filter(library_id__in=onward, valid_to=None).values_list("library_id", flat=True)
    )
    found, seen, waiting = [], {library_id}, list(onward.get(library_id, ()))
    while waiting:
        step = waiting.pop(0)
        if step in seen:
            continue
        seen.add(step)
        if step in onward and step not in going_on:
            waiting.extend(onward[step])
        else:
            found.append(step)
    by_id = Library.objects.in_bulk(found)
    return [by_id[step] for step in found]


def is_identifier(text: str) -> bool:
    return is_public_id(text.lower())
