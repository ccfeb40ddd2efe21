"""Areas through time: which unit a thing lies in on a day, on the old map or the new one.

Pure. An `Atlas` holds every version of every unit and the links of the successor events. Going forward, a unit is
its successors by share; going back, its predecessors. A thing is placed in the lowest unit that surely contains it:
a commune that became part of one other is placed there, one cut in two is placed in the unit above both parts. Totals
of a province are therefore the same on every map, however the list below it changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

#: The two-level government began (Resolution 202/2025/QH15; Law 72/2025/QH15): districts ended on this day.
REFORM = dt.date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Unit:
    """One version of an area."""

    area: int
    code: str
    name: str
    level: str
    kind: str
    parent: int | None
    valid_from: dt.date
    valid_to: dt.date | None = None
    public_id: str = ""
    label: str = ""

    def covers(self, on: dt.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Step:
    """A part (`share`, None when unknown) of `before` became part of `after` on a day."""

    date: dt.date
    before: int
    after: int
    share: Fraction | None = Fraction(1)


@dataclass(frozen=True, slots=True)
class Part:
    """How much of the asked unit lies in `area`."""

    area: int
    share: Fraction | None


def map_date(as_of: dt.date, boundaries: str) -> dt.date:
    """The day whose map answers a question about `as_of`."""
    if boundaries == "old":
        return min(as_of, REFORM - dt.timedelta(days=1))
    if boundaries == "new":
        return max(as_of, REFORM)
    return as_of


@dataclass(frozen=True)
class Atlas:
    units: tuple[Unit, ...]
    steps: tuple[Step, ...] = ()
    _placed: dict[tuple[int, dt.date], int | None] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _by_area(self) -> Mapping[int, list[Unit]]:
        found: dict[int, list[Unit]] = {}
        for unit in sorted(self.units, key=lambda unit: unit.valid_from):
            found.setdefault(unit.area, []).append(unit)
        return found

    @cached_property
    def _onward(self) -> Mapping[int, list[Step]]:
        return self._steps_by("before")

    @cached_property
    def _back(self) -> Mapping[int, list[Step]]:
        return self._steps_by("after")

    def _steps_by(self, end: str) -> Mapping[int, list[Step]]:
        found: dict[int, list[Step]] = {}
        for step in self.steps:
            if step.before != step.after:  # a new name leads nowhere else
                found.setdefault(getattr(step, end), []).append(step)
        return found

    @property
    def areas(self) -> Iterable[int]:
        return self._by_area

    def unit(self, area: int, on: dt.date) -> Unit | None:
        """The version in force on a day."""
        return next((unit for unit in self._by_area.get(area, ()) if unit.covers(on)), None)

    def nearest(self, area: int, on: dt.date) -> Unit:
        """The version in force, or the one closest in time: what to call a unit that was not there that day."""
        versions = self._by_area[area]
        past = [unit for unit in versions if unit.valid_from <= on]
        return past[-1] if past else versions[0]

    def on(self, day: dt.date, level: str | None = None) -> list[Unit]:
        """Every unit of the map of a day."""
        return [unit for unit in self.units if unit.covers(day) and level in (None, unit.level)]

    def by_code(self, code: str, on: dt.date) -> Unit | None:
        """Codes are reused with another extent, so a code means something only on a day."""
        return next((unit for unit in self.units if unit.code == code and unit.covers(on)), None)

    def children(self, area: int, on: dt.date) -> list[Unit]:
        return [unit for unit in self.units if unit.parent == area and unit.covers(on)]

    def chain(self, area: int, on: dt.date) -> list[Unit]:
        """The unit and those above it, lowest first."""
        found: list[Unit] = []
        step: int | None = area
        while step is not None and step in self._by_area and all(unit.area != step for unit in found):
            found.append(self.nearest(step, on))
            step = found[-1].parent
        return found

    def parts(self, area: int, on: dt.date) -> tuple[Part, ...]:
        """The units of the map of `on` that the extent of `area` lies in. Shares add up to 1 when all are known."""
        found: dict[int, Fraction | None] = {}
        self._walk(area, on, Fraction(1), found)
        return tuple(Part(unit, share) for unit, share in sorted(found.items()))

    def _walk(self, area: int, on: dt.date, share: Fraction | None, found: dict[int, Fraction | None]) -> None:
        versions = self._by_area[area]
        gone = versions[-1].valid_to is not None and versions[-1].valid_to <= on
        if not gone and versions[0].valid_from <= on:
            _add(found, area, share)
        elif gone:
            self._forward(area, on, share, found)
        else:
            before = {step.before for step in self._back.get(area, ())}
            for former in sorted(before):
                self._walk(former, on, share if len(before) == 1 else None, found)
            if not before:
                _add(found, area, share)

    def _forward(self, area: int, on: dt.date, share: Fraction | None, found: dict[int, Fraction | None]) -> None:
        for step in self._onward.get(area, ()):
            self._walk(step.after, on, None if share is None or step.share is None else share * step.share, found)
        if area in self._onward:
            return
        last = self._by_area[area][-1]
        assert last.valid_to is not None
        inside = self.children(area, last.valid_to - dt.timedelta(days=1))
        for child in inside:  # a level was abolished: its extent lives on in the units below it
            self._walk(child.area, on, share if len(inside) == 1 else None, found)
        if not inside:  # a lowest unit was abolished: what lay in it lies directly in the one above
            above = self._survivor(last.parent, last.valid_to)
            if above is not None:
                self._walk(above, on, share, found)

    def _survivor(self, area: int | None, day: dt.date) -> int | None:
        """The unit, or the first above it, that outlives the day or has a successor."""
        while area is not None and area in self._by_area:
            last = self._by_area[area][-1]
            if area in self._onward or last.valid_to is None or last.valid_to > day:
                return area
            area = last.parent
        return None

    def place(self, area: int, on: dt.date) -> int | None:
        """The lowest unit of the map of `on` that surely contains `area`; None when not even a province does."""
        key = (area, on)
        if key not in self._placed:
            self._placed[key] = self._lowest_common([part.area for part in self.parts(area, on)], on)
        return self._placed[key]

    def _lowest_common(self, areas: list[int], on: dt.date) -> int | None:
        if not areas:
            return None
        chains = [[unit.area for unit in self.chain(area, on)] for area in areas]
        return next((area for area in chains[0] if all(area in chain for chain in chains)), None)

    def within(self, area: int, on: dt.date) -> frozenset[int]:
        """Every area, of any time, whose things are placed inside `area` on the map of `on`."""
        inside: set[int] = set()
        for candidate in self.areas:
            placed = self.place(candidate, on)
            if placed is not None and any(unit.area == area for unit in self.chain(placed, on)):
                inside.add(candidate)
        return frozenset(inside)

    def totals(self, counts: Mapping[int, int], on: dt.date) -> dict[int, int]:
        """Counts per area of any time, added up for every unit of the map of `on` and all units above it."""
        result: dict[int, int] = {}
        for area, count in counts.items():
            placed = self.place(area, on)
            for unit in self.chain(placed, on) if placed is not None else ():
                result[unit.area] = result.get(unit.area, 0) + count
        return result

    def spread(self, amounts: Mapping[int, Fraction], on: dt.date) -> dict[int, Fraction]:
        """Amounts moved to the map of `on` by share; by place where a share is unknown. Nothing is lost."""
        result: dict[int, Fraction] = {}
        for area, amount in amounts.items():
            parts = self.parts(area, on)
            if any(part.share is None for part in parts):
                placed = self.place(area, on)
                parts = (Part(area if placed is None else placed, Fraction(1)),)
            for part in parts:
                result[part.area] = result.get(part.area, Fraction(0)) + amount * (part.share or 0)
        return result


def _add(found: dict[int, Fraction | None], area: int, share: Fraction | None) -> None:
    already = found.get(area, Fraction(0))
    found[area] = None if already is None or share is None else already + share
