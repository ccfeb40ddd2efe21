"""What the front page shows. It stands even when search does not."""

from __future__ import annotations

from dataclasses import dataclass, field

from lienthu.discovery import labels
from lienthu.discovery.documents import Brief
from lienthu.discovery.search import Request, search
from lienthu.kernel.errors import Unavailable
from lienthu.registry.queries import LibraryCard

NEW_SHOWN = 12
LIBRARIES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Front:
    is_searchable: bool
    total: int = 0
    libraries_count: int = 0
    new: tuple[Brief, ...] = ()
    libraries: tuple[LibraryCard, ...] = ()
    subjects: tuple[tuple[str, int], ...] = field(default=())


def front(near: str) -> Front:
    cards = labels.cards()
    home = cards.get(near)
    ordered = sorted(cards.values(), key=lambda card: (labels.distance(home, card), _rank(card), card.name))
    try:
        found = search(Request(size=NEW_SHOWN, sort="added", facets=("subject",)))
    except Unavailable:
        return Front(False, libraries_count=len(cards), libraries=tuple(ordered[:LIBRARIES_SHOWN]))
    subjects = tuple((value.label, value.count) for facet in found.facets for value in facet.values)
    return Front(
        is_searchable=True,
        total=found.total,
        libraries_count=len(cards),
        new=tuple(hit.brief for hit in found.hits),
        libraries=tuple(ordered[:LIBRARIES_SHOWN]),
        subjects=subjects,
    )


def _rank(card: LibraryCard) -> int:
    order = ("province", "university", "district", "commune")
    return order.index(card.kind) if card.kind in order else len(order)
