"""What the front page shows. It stands even when search does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from lienthu.discovery import labels
from lienthu.discovery.documents import Brief
from lienthu.discovery.search import Request, search
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Unavailable
from lienthu.registry.models import LibraryVersion
from lienthu.registry.opening import Opening, opening_state
from lienthu.registry.queries import LibraryCard
from lienthu.text import loose_key, sort_key

NEW_SHOWN = 14
LOCAL_SHOWN = 14
# The province is the Lâm Đồng of 2025, which took in Đắk Nông and Bình Thuận; both spellings of Đắk are in use.
LOCAL_HISTORY = 'chủ đề: "Đắk Nông" | "Đăk Nông" | "Lâm Đồng" | "Bình Thuận" | "Tây Nguyên"'
LIBRARIES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Neighbour:
    card: LibraryCard
    name: str
    kind: str
    opening: Opening | None


@dataclass(frozen=True, slots=True)
class Front:
    is_searchable: bool
    total: int = 0
    libraries_count: int = 0
    new: tuple[Brief, ...] = ()
    libraries: tuple[Neighbour, ...] = ()
    subjects: tuple[tuple[str, int], ...] = field(default=())
    local: tuple[Brief, ...] = ()
    local_url: str = ""


def front(near: str) -> Front:
    cards = labels.cards()
    neighbours = _neighbours(cards, near)
    try:
        found = search(Request(size=NEW_SHOWN, sort="added", facets=("subject",)))
        local = search(Request(text=LOCAL_HISTORY, size=LOCAL_SHOWN * 3, facets=()))
    except Unavailable:
        return Front(False, libraries_count=len(cards), libraries=neighbours)
    subjects = tuple((value.label, value.count) for facet in found.facets for value in facet.values)
    return Front(
        is_searchable=True,
        total=found.total,
        libraries_count=len(cards),
        new=tuple(hit.brief for hit in found.hits),
        libraries=neighbours,
        subjects=subjects,
        local=tuple(distinct(hit.brief for hit in local.hits)[:LOCAL_SHOWN]),
        local_url=f"{reverse('discovery:search')}?{urlencode({'q': LOCAL_HISTORY})}",
    )


def distinct(briefs: Iterable[Brief]) -> list[Brief]:
    """One edition of each: a shelf to look along shows a title once."""
    first: dict[str, Brief] = {}
    for brief in briefs:
        first.setdefault(loose_key(brief.title), brief)
    return list(first.values())


def _neighbours(cards: Mapping[str, LibraryCard], near: str) -> tuple[Neighbour, ...]:
    """The reader's own library and those round it; without one, the largest kinds first."""
    home = cards.get(near)
    ordered = sorted(cards.values(), key=lambda card: (labels.distance(home, card), _rank(card), sort_key(card.name)))
    shown = ordered[:LIBRARIES_SHOWN]
    versions = LibraryVersion.objects.at(today()).filter(library_id__in=[card.id for card in shown])
    hours = dict(versions.values_list("library_id", "hours"))
    now = timezone.localtime()
    return tuple(
        Neighbour(
            card,
            labels.library_name(card.code),
            labels.kind_name(card.kind),
            opening_state(hours.get(card.id) or {}, now),
        )
        for card in shown
    )


def _rank(card: LibraryCard) -> int:
    order = ("province", "university", "district", "commune")
    return order.index(card.kind) if card.kind in order else len(order)
