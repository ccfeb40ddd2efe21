"""What speaks for digitising a title first, each with its weight. The sum orders a list; a person decides. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from lienthu.text import fold


class Ground(StrEnum):
    """`ANCIENT`: a hundred years old (Decree 93/2020, Art. 5). `RARE`: in the register, or its store says so (Art. 6).
    `ONLY`, `FEW`: libraries of the network that have it. `MINORITY`: in a language of the province's peoples.
    `DEMAND`: copies on loan and trips in rotation boxes."""

    LOCAL_HISTORY = "local_history"
    ANCIENT = "ancient"
    OLD = "old"
    RARE = "rare"
    ONLY = "only"
    FEW = "few"
    CONDITION = "condition"
    MINORITY = "minority"
    DEMAND = "demand"


WEIGHTS: Final[dict[Ground, int]] = {
    Ground.LOCAL_HISTORY: 30,
    Ground.ANCIENT: 30,
    Ground.OLD: 10,
    Ground.RARE: 25,
    Ground.ONLY: 20,
    Ground.FEW: 10,
    Ground.CONDITION: 15,
    Ground.MINORITY: 15,
    Ground.DEMAND: 2,
}
MOST_WEIGHT: Final = 100
ANCIENT_YEARS: Final = 100
OLD_BEFORE: Final = 1976
FEW_LIBRARIES: Final = 3
MOST_DEMAND: Final = 10

_LOCAL: Final = (" dia chi ", " dak nong ", " dac nong ", " m nong ", " mnong ", " lich su dia phuong ")
_RARE: Final = (" quy hiem ", " sach quy ", " sach co ", " han nom ", " co quy ")
_MINORITY: Final = frozenset({"cmo", "rad", "cma"})
_PAGES: Final = re.compile(r"(\d{1,5})\s*(?:tr|trang|p|pp|pages)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    """`libraries`: that have it; `poor`: its copies that are damaged or in repair; `demand`: times it was wanted."""

    year: int | None = None
    is_local: bool = False
    is_rare: bool = False
    is_minority: bool = False
    libraries: int = 1
    poor: int = 0
    demand: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """`count`: what its sentence needs (the year, libraries, copies)."""

    ground: Ground
    points: int
    count: int = 0


def reasons(facts: Facts, today_year: int, weights: Mapping[Ground, int] = WEIGHTS) -> list[Reason]:
    """In the order of `Ground`; those that weigh nothing are left out."""
    age = None if facts.year is None else today_year - facts.year
    is_ancient = age is not None and age >= ANCIENT_YEARS
    is_old = facts.year is not None and facts.year < OLD_BEFORE and not is_ancient
    demand = min(facts.demand, MOST_DEMAND)
    spoken: dict[Ground, tuple[bool, int, int]] = {
        Ground.LOCAL_HISTORY: (facts.is_local, 0, 1),
        Ground.ANCIENT: (is_ancient, facts.year or 0, 1),
        Ground.OLD: (is_old, facts.year or 0, 1),
        Ground.RARE: (facts.is_rare, 0, 1),
        Ground.ONLY: (facts.libraries <= 1, 1, 1),
        Ground.FEW: (1 < facts.libraries <= FEW_LIBRARIES, facts.libraries, 1),
        Ground.CONDITION: (facts.poor > 0, facts.poor, 1),
        Ground.MINORITY: (facts.is_minority, 0, 1),
        Ground.DEMAND: (demand > 0, facts.demand, demand),
    }
    found = [
        Reason(ground, weights.get(ground, 0) * times, count)
        for ground, (speaks, count, times) in spoken.items()
        if speaks
    ]
    return [one for one in found if one.points]


def score(found: Iterable[Reason]) -> int:
    return sum(one.points for one in found)


def is_local_history(stores: Iterable[str], subjects: Iterable[str], title: str = "") -> bool:
    """Known by its store or its subjects, else by the province or its peoples in the title."""
    return _says(_LOCAL, (*stores, *subjects, title))


def is_kept_as_rare(stores: Iterable[str]) -> bool:
    return _says(_RARE, stores)


def is_in_minority_language(languages: Iterable[str]) -> bool:
    return any(one in _MINORITY for one in languages)


def pages_of(extent: str) -> int:
    """The number of pages in a physical description (`312tr. : ảnh`); 0 where none is told."""
    match = _PAGES.search(extent)
    return int(match[1]) if match else 0


def _says(words: Iterable[str], texts: Iterable[str]) -> bool:
    spaced = [f" {fold(text)} ".replace("'", " ") for text in texts if text]
    return any(word in text for text in spaced for word in words)


def weights_from(said: Mapping[str, Any]) -> dict[Ground, int]:
    """Known grounds only, each between 0 and `MOST_WEIGHT`; what is not said keeps its usual weight."""
    found = dict(WEIGHTS)
    for ground in Ground:
        value = said.get(ground.value)
        if isinstance(value, int):
            found[ground] = max(0, min(MOST_WEIGHT, value))
    return found
