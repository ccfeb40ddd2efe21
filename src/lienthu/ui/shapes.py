"""What components are given. Plain values; a dict with the same keys works too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet; `url` switches it on or off."""

    label: Any
    count: int
    url: str
    active: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of tabs, breadcrumbs and chips."""

    label: Any
    url: str = ""
    active: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """Copies that stand together in one state: `count` of them."""

    call_number: str
    location: Any
    status: Any
    kind: str = "good"
    count: int = 1


@dataclass(frozen=True, slots=True)
class LibraryHoldings:
    """One library's copies in the box "where to get it"; `kind` as for `status`."""

    library: Any
    status: Any
    kind: str = "good"
    url: str = ""
    place: Any = ""
    copies: Sequence[Copy] = ()
    open: bool = False
    #: Copies that are not listed, because the library has too many places for one box.
    more: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One text of a record as it was and as it became; `note` says why."""

    place: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of a timeline; `when` is a date or ready text."""

    when: Any
    text: Any
    detail: Any = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of a histogram over years from..to (both included)."""

    start: int
    end: int
    count: int


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map. `kind`: "", "good", "info" or one of the five shapes of `MapKind`; `place` is a short name
    that may stand on the map."""

    latitude: float
    longitude: float
    label: Any
    url: str = ""
    note: Any = ""
    kind: str = ""
    show_label: bool = False
    place: Any = ""


@dataclass(frozen=True, slots=True)
class MapKind:
    """An entry of the map's legend; `kind`: "public" (disc), "special" (diamond), "school" (square), "community"
    (triangle), "point" (ring). `url` shows only these, or all again."""

    kind: str
    label: Any
    count: int
    url: str = ""
    active: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """A ring of (latitude, longitude)."""

    ring: Sequence[tuple[float, float]] = field(default_factory=tuple)
    label: Any = ""
