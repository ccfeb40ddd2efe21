"""Which library holds what: shared shelves and own ones, in an order like that of years of acquisitions.

Every answer is computed from (seed, library, place), so a catalogue of any size streams without a table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lienthu.config.demo import works
from lienthu.config.demo.habits import HABITS, Habits
from lienthu.config.demo.network import LIBRARIES
from lienthu.config.demo.rng import Shuffle

SEED = 2004

# Shares of the network's records, per mille of the default size.
SHARES = {
    "TINH": 7000,
    "GN": 2000,
    "CJ": 1500,
    "DG": 900,
    "DM": 1900,
    "DR": 1600,
    "DS": 1100,
    "KN": 1400,
    "TD": 900,
    "CDCD": 2300,
    "TCPN": 550,
    "THPTCVA": 1000,
    "THCSNT": 650,
    "THKD": 500,
    "XDS": 250,
    "XNX": 200,
    "BCHQS": 200,
    "CA": 150,
}

PUBLIC = {
    "known": 14,
    "school1": 2,
    "school2": 2,
    "school3": 2,
    "local": 6,
    "serial": 1,
    "fiction": 16,
    "children": 9,
    "history": 7,
    "world": 4,
    "culture": 7,
    "politics": 5,
    "law": 5,
    "agri": 5,
    "husbandry": 3,
    "health": 5,
    "science": 3,
    "tech": 2,
    "economy": 2,
    "education": 3,
    "life": 4,
    "language": 2,
    "places": 3,
    "thesis": 0,
    "english": 0,
}
COLLEGE = {
    "known": 4,
    "local": 3,
    "serial": 1,
    "fiction": 4,
    "history": 4,
    "world": 3,
    "culture": 4,
    "politics": 9,
    "law": 6,
    "agri": 6,
    "husbandry": 4,
    "health": 3,
    "science": 10,
    "tech": 16,
    "economy": 12,
    "education": 6,
    "life": 2,
    "language": 5,
    "thesis": 6,
    "english": 6,
}
SCHOOL = {
    "known": 12,
    "local": 2,
    "fiction": 3,
    "children": 5,
    "science": 6,
    "education": 5,
    "language": 5,
    "history": 3,
    "world": 3,
    "culture": 1,
    "life": 2,
}
FORCES = {"known": 6, "local": 8, "history": 30, "politics": 28, "law": 16, "fiction": 10, "serial": 2}
MIXES: dict[str, dict[str, int]] = {
    "TINH": {**PUBLIC, "thesis": 2, "english": 1, "local": 5, "tech": 4, "economy": 4},
    "CDCD": COLLEGE,
    "TCPN": {**COLLEGE, "school3": 6, "thesis": 0},
    "THPTCVA": {**SCHOOL, "school3": 52, "school2": 4, "children": 1},
    "THCSNT": {**SCHOOL, "school2": 52, "school1": 4},
    "THKD": {**SCHOOL, "school1": 48, "children": 20, "science": 2, "language": 2},
    "XDS": {**PUBLIC, "agri": 15, "husbandry": 10, "law": 10, "children": 14},
    "XNX": {**PUBLIC, "agri": 15, "husbandry": 10, "law": 10, "children": 14},
    "BCHQS": FORCES,
    "CA": {**FORCES, "law": 30},
}
# Share of a library's records in a domain that come from the shelves others have too, and how many libraries
# on average have each of those.
SHARED: dict[str, tuple[float, float]] = {
    "known": (0.75, 2.4),
    "school1": (0.8, 2.4),
    "school2": (0.8, 2.4),
    "school3": (0.8, 2.4),
    "local": (0.85, 3.5),
    "serial": (0.9, 4.0),
    "thesis": (0.05, 1.5),
    "english": (0.05, 1.5),
    "law": (0.4, 2.6),
    "politics": (0.35, 2.6),
    "children": (0.35, 2.4),
    "agri": (0.4, 2.6),
    "husbandry": (0.4, 2.6),
}
USUAL = (0.25, 2.3)
# One record in two hundred is entered twice by its own library.
REPEAT = 199


@dataclass(frozen=True, slots=True)
class Shelf:
    """One domain in one library: how many records, how many of them shared, where its own numbers begin."""

    domain: str
    size: int
    shared: int
    pool: int
    own_start: int
    order: Shuffle


@dataclass(frozen=True, slots=True)
class Entry:
    place: int
    control_no: str
    domain: str
    number: int

    def manifestation_id(self, seed: int) -> str:
        return works.manifestation(seed, self.domain, self.number).id


def _apportion(total: int, weights: dict[str, int]) -> dict[str, int]:
    """Whole numbers in these proportions that add up to the total (largest remainders)."""
    base = sum(weights.values())
    counts = {name: total * weight // base for name, weight in weights.items()}
    rest = total - sum(counts.values())
    for name in sorted(weights, key=lambda name: (-(total * weights[name] % base), name))[:rest]:
        counts[name] += 1
    return counts


def sizes(total: int, libraries: int = len(LIBRARIES)) -> dict[str, int]:
    """Records of each of the first `libraries` libraries of the network."""
    codes = [library.code for library in LIBRARIES[:libraries]]
    return _apportion(total, {code: SHARES[code] for code in codes})


class Plan:
    def __init__(self, total: int, seed: int = SEED, libraries: int = len(LIBRARIES)) -> None:
        self.seed = seed
        self.sizes = sizes(total, libraries)
        counts = {code: _apportion(size, MIXES.get(code, PUBLIC)) for code, size in self.sizes.items()}
        self._shelves: dict[str, list[Shelf]] = {code: [] for code in self.sizes}
        for domain in works.ordinals():
            self._fill(domain, counts)

    def _fill(self, domain: str, counts: dict[str, dict[str, int]]) -> None:
        ratio, holders = SHARED.get(domain, USUAL)
        shared = {code: round(count.get(domain, 0) * ratio) for code, count in counts.items()}
        pool = max(1, round(max(shared.values()) * 1.05), round(sum(shared.values()) / holders))
        own_start = pool
        for at, (code, count) in enumerate(counts.items()):
            size = count.get(domain, 0)
            if size:
                order = Shuffle(pool, self.seed, at, works.ordinals()[domain])
                self._shelves[code].append(Shelf(domain, size, shared[code], pool, own_start, order))
            own_start += size - shared[code]

    def entries(self, code: str) -> Iterator[Entry]:
        """A library's records in the order of its accessions."""
        size = self.sizes[code]
        shelves = self._shelves[code]
        ends: list[int] = []
        for shelf in shelves:
            ends.append((ends[-1] if ends else 0) + shelf.size)
        ordinal = list(SHARES).index(code)
        order = Shuffle(size, self.seed, ordinal)
        habits = HABITS[code]
        for place in range(size):
            source = place
            if place > 300 and place % REPEAT == 0:
                source = place - 1 - place * 7 % 90
            at = order[source]
            index = bisect_right(ends, at)
            shelf = shelves[index]
            within = at - (ends[index] - shelf.size)
            number = shelf.order[within] if within < shelf.shared else shelf.own_start + within - shelf.shared
            yield Entry(place, control_no(code, habits, place), shelf.domain, number)


def control_no(code: str, habits: Habits, place: int) -> str:
    if habits.system == "tvl":  # the vendor's prefix: four libraries own the same numbers
        return f"TVL{5 + place // 120 % 20:02d}{place + 1:08d}"
    if habits.system == "isis":
        return str(place + 1)
    if habits.system == "sheet":
        return f"{habits.prefix}-{place + 1:05d}"
    return f"D{habits.prefix}{place + 1:09d}" if code == "TINH" else f"{habits.prefix}{place + 1:07d}"


@cache
def plan(total: int, seed: int = SEED, libraries: int = len(LIBRARIES)) -> Plan:
    return Plan(total, seed, libraries)


def catalogue_for(code: str, total: int, seed: int = SEED, libraries: int = len(LIBRARIES)) -> Iterator[Entry]:
    return plan(total, seed, libraries).entries(code)


def truth(total: int, seed: int = SEED, libraries: int = len(LIBRARIES)) -> Iterator[tuple[str, str, str]]:
    """(library, control number, manifestation id): records with one id describe one manifestation."""
    for code in plan(total, seed, libraries).sizes:
        for entry in catalogue_for(code, total, seed, libraries):
            yield code, entry.control_no, entry.manifestation_id(seed)
