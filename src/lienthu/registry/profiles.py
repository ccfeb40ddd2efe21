"""Everything that one library's page and API answer show, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from lienthu.kernel.errors import NotFound
from lienthu.registry.kinds import EventKind
from lienthu.registry.models import (
    Library,
    LibraryLink,
    LibraryVersion,
    Service,
    ServiceVersion,
    SuccessorEvent,
)
from lienthu.registry.queries import LibraryCard, Question, atlas, card_of, cards_of, heirs
from lienthu.registry.rules.boundaries import Atlas


@dataclass(frozen=True, slots=True)
class PastEvent:
    """A merger, split, foundation … with the cards of those on its two sides."""

    event: SuccessorEvent
    before: tuple[LibraryCard, ...]
    after: tuple[LibraryCard, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    library: Library
    question: Question
    card: LibraryCard
    version: LibraryVersion
    versions: tuple[LibraryVersion, ...]
    services: tuple[ServiceVersion, ...]
    events: tuple[PastEvent, ...]
    heirs: tuple[LibraryCard, ...]
    areas: Atlas

    @property
    def closed_on(self) -> dt.date | None:
        return self.versions[-1].valid_to

    @property
    def area_path(self) -> str:
        return area_path(self.areas, self.version.area_id, self.question.map_date)


def area_path(areas: Atlas, area_id: int, on: dt.date) -> str:
    """`Xã Đắk Sắk, Tỉnh Lâm Đồng`."""
    placed = areas.place(area_id, on)
    return ", ".join(unit.label for unit in areas.chain(area_id if placed is None else placed, on))


def profile(library: Library, question: Question) -> Profile:
    versions = tuple(
        LibraryVersion.objects.filter(library=library).select_related("library", "agency").order_by("valid_from")
    )
    if not versions:
        raise NotFound("kernel.not_found")
    past = [version for version in versions if version.valid_from <= question.as_of]
    version = past[-1] if past else versions[0]
    areas = atlas()
    services = ServiceVersion.objects.filter(service__library=library).at(question.as_of).select_related("service")
    closed = versions[-1].valid_to is not None
    successors = heirs(library.pk) if closed else []
    events, others = _events(library, question, areas, [heir.pk for heir in successors])
    return Profile(
        library=library,
        question=question,
        card=card_of(version, question, areas),
        version=version,
        versions=versions,
        services=tuple(sorted(services, key=_place)),
        events=events,
        heirs=tuple(others[heir.pk] for heir in successors if heir.pk in others),
        areas=areas,
    )


_ORDER = {kind: place for place, (kind, _) in enumerate(Service._meta.get_field("kind").flatchoices)}


def _place(version: ServiceVersion) -> int:
    return _ORDER.get(version.service.kind, len(_ORDER))


def _events(
    library: Library, question: Question, areas: Atlas, also: list[int]
) -> tuple[tuple[PastEvent, ...], dict[int, LibraryCard]]:
    found = list(
        SuccessorEvent.objects.filter(Q(library_links__before=library) | Q(library_links__after=library))
        .exclude(kind=EventKind.RENAME)
        .distinct()
        .order_by("date", "pk")
    )
    links = list(LibraryLink.objects.filter(event__in=found).order_by("pk"))
    involved = {end for link in links for end in (link.before_id, link.after_id) if end} | set(also)
    rows = LibraryVersion.objects.filter(library_id__in=involved).select_related("library").order_by("valid_from")
    lives: dict[int, list[LibraryVersion]] = {}
    for row in rows:
        lives.setdefault(row.library_id, []).append(row)
    events = []
    for event in found:
        mine = [link for link in links if link.event_id == event.pk]
        eve = event.date - dt.timedelta(days=1)
        before = _side(lives, [link.before_id for link in mine], eve, question, areas)
        events.append(
            PastEvent(event, before, _side(lives, [link.after_id for link in mine], event.date, question, areas))
        )
    return tuple(events), cards_of((life[-1] for life in lives.values()), question, areas)


def _side(
    lives: dict[int, list[LibraryVersion]], ids: list[int | None], on: dt.date, question: Question, areas: Atlas
) -> tuple[LibraryCard, ...]:
    """The libraries on one side of an event, called as they were on that day."""
    cards = []
    for one in dict.fromkeys(ids):
        life = lives.get(one, []) if one is not None else []
        past = [version for version in life if version.valid_from <= on] or life[:1]
        cards += [card_of(version, question, areas) for version in past[-1:]]
    return tuple(cards)
