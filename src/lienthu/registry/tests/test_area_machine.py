"""Whatever acts in whatever order: on every day the communes lie side by side, and every question about another day's
map gives the whole back. The model keeps the land of each area as a set of plots, which splits cut into smaller plots.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from lienthu.kernel.clock import today
from lienthu.registry import queries
from lienthu.registry.actions.abolish_area import abolish_area
from lienthu.registry.actions.change_area import change_area
from lienthu.registry.actions.merge_areas import merge_areas, transfer_areas
from lienthu.registry.actions.open_area import open_area
from lienthu.registry.actions.split_area import split_area
from lienthu.registry.models import Area
from lienthu.registry.rules.boundaries import Atlas
from lienthu.registry.rules.details import AreaDetails
from lienthu.registry.rules.redraw import AreaPart
from lienthu.registry.tests.conftest import SYSTEM

Plot = tuple[int, ...]
START = dt.date(2000, 1, 1)
SHARES = ([Decimal("0.5"), None], [None, None], [Decimal("0.25"), Decimal("0.25"), Decimal("0.5")])


class Map(RuleBasedStateMachine):
    """`land`: every area of all times → its plots; `above`: who lies in whom now; `days`: [(day, communes, above)]."""

    @initialize()
    def start(self) -> None:
        self.day, self.number = START, 0
        self.land: dict[int, set[Plot]] = {}
        self.size: dict[int, Fraction] = {}
        self.above: dict[int, int] = {}
        self.level: dict[int, str] = {}
        self.province = self._open("province", None)
        self.districts = [self._open("district", self.province) for _ in range(2)]
        for place in range(4):
            commune = self._open("commune", self.districts[place % 2])
            self.land[commune], self.size[commune] = {(place,)}, Fraction(place + 1)
        self.days = [(self.day, self._communes(), dict(self.above))]

    def _details(self, level: str, parent: int | None, code: str = "") -> AreaDetails:
        self.number += 1
        kind = {"province": "tinh", "district": "huyen", "commune": "xa"}[level]
        return AreaDetails(code or f"C{self.number}", f"U{self.number}", level, kind, parent)

    def _open(self, level: str, parent: int | None) -> int:
        area = open_area(actor=SYSTEM, on=self.day, details=self._details(level, parent)).pk
        self._stands(area, level, parent)
        return area

    def _stands(self, area: int, level: str, parent: int | None) -> None:
        self.level[area] = level
        if parent is not None:
            self.above[area] = parent

    def _communes(self) -> set[int]:
        return {area for area in self.above if self.level[area] == "commune"}

    def _ends(self, area: int, heir: int | None) -> None:
        for child, parent in list(self.above.items()):
            if parent == area:
                self.above[child] = heir if heir is not None else self.above[area]
        del self.above[area]

    def _next_day(self) -> None:
        self.day += dt.timedelta(days=30)

    def _note(self) -> None:
        self.days.append((self.day, self._communes(), dict(self.above)))

    def _pick(self, data: st.DataObject, level: str, least: int = 1, most: int = 1) -> list[int]:
        there = sorted(area for area in self.above if self.level[area] == level)
        return data.draw(st.lists(st.sampled_from(there), min_size=least, max_size=most, unique=True))

    def _count(self, level: str) -> int:
        return sum(self.level[area] == level for area in self.above)

    @precondition(lambda self: self._count("commune") > 1)
    @rule(data=st.data(), whole=st.booleans())
    def communes_are_joined(self, data: st.DataObject, whole: bool) -> None:
        self._next_day()
        ended = self._pick(data, "commune", 2, 3)
        parent = self.above[ended[0]]
        if whole:
            new = transfer_areas(actor=SYSTEM, from_ids=ended[1:], into_id=ended[0], on=self.day).pk
        else:
            details = self._details("commune", parent)
            new = merge_areas(actor=SYSTEM, from_ids=ended, on=self.day, details=details).pk
        self._stands(new, "commune", parent)
        self.land[new] = set().union(*(self.land[area] for area in ended))
        self.size[new] = sum((self.size[area] for area in ended), Fraction(0))
        for area in ended:
            self._ends(area, new)
        self._note()

    @precondition(lambda self: self._count("commune") < 9)
    @rule(data=st.data(), shares=st.sampled_from(SHARES), to_neighbour=st.booleans())
    def a_commune_is_cut(self, data: st.DataObject, shares: list[Decimal | None], to_neighbour: bool) -> None:
        self._next_day()
        (old,) = self._pick(data, "commune")
        parent = self.above[old]
        others = sorted(self._communes() - {old})
        into = data.draw(st.sampled_from(others)) if to_neighbour and others else None
        parts = [AreaPart(self._details("commune", parent), share) for share in shares]
        if into is not None:
            parts[-1] = AreaPart(None, shares[-1], into)
        opened = split_area(actor=SYSTEM, area_id=old, on=self.day, parts=parts)
        known = [share for share in shares if share is not None]
        for place, (area, share) in enumerate(zip(opened, shares, strict=True)):
            joined = into if place == len(parts) - 1 else None
            self._stands(area.pk, "commune", parent if joined is None else self.above[joined])
            self.land[area.pk] = {(*plot, place) for plot in self.land[old]} | (self.land[joined] if joined else set())
            part = (1 - sum(known) if share is None else share) if known else Decimal(0)
            self.size[area.pk] = self.size[old] * Fraction(part) + (self.size[joined] if joined else 0)
            if not known:
                self.size[area.pk] = Fraction(-(10**9))  # nobody knows
        for area_id in (old, *([into] if into is not None else [])):
            self._ends(area_id, None)
        self._note()

    @rule(data=st.data())
    def one_is_renamed_or_moved(self, data: st.DataObject) -> None:
        self._next_day()
        (area,) = self._pick(data, "commune")
        parents = [self.province, *(one for one in self.above if self.level[one] == "district")]
        parent = data.draw(st.sampled_from(parents))
        change_area(actor=SYSTEM, area_id=area, on=self.day, details=self._details("commune", parent))
        self.above[area] = parent
        self._note()

    @precondition(lambda self: self._count("district") > 1)
    @rule(data=st.data())
    def districts_are_merged(self, data: st.DataObject) -> None:
        self._next_day()
        ended = self._pick(data, "district", 2, 2)
        details = self._details("district", self.province)
        new = merge_areas(actor=SYSTEM, from_ids=ended, on=self.day, details=details).pk
        self._stands(new, "district", self.province)
        for area in ended:
            self._ends(area, new)
        self._note()

    @precondition(lambda self: self._count("district") > 0)
    @rule(data=st.data())
    def a_district_is_cut_or_abolished(self, data: st.DataObject) -> None:
        self._next_day()
        (old,) = self._pick(data, "district")
        below = sorted(area for area, parent in self.above.items() if parent == old)
        if data.draw(st.booleans()):
            abolish_area(actor=SYSTEM, area_id=old, on=self.day)
            self._ends(old, None)
        else:
            first = frozenset(data.draw(st.lists(st.sampled_from(below), unique=True)) if below else ())
            halves = [first, frozenset(below) - first]
            parts = [AreaPart(self._details("district", self.province), None, None, half) for half in halves]
            opened = split_area(actor=SYSTEM, area_id=old, on=self.day, parts=parts)
            for area, half in zip(opened, halves, strict=True):
                self._stands(area.pk, "district", self.province)
                self.above |= dict.fromkeys(half, area.pk)
            self._ends(old, None)
        self._note()

    @invariant()
    def every_day_is_whole(self) -> None:
        atlas = queries.atlas()
        leaves = _leaves(self.land.values())
        assert [*map(sorted, _lists(self.days))] == [
            sorted(unit.area for unit in atlas.on(day, "commune")) for day, _, _ in self.days
        ]
        for day, communes, above in self.days:
            assert {unit.area: unit.parent for unit in atlas.on(day) if unit.parent is not None} == above
            assert len({unit.code for unit in atlas.on(day)}) == len(atlas.on(day))
            covered = [leaf for area in communes for leaf in _inside(self.land[area], leaves)]
            assert sorted(covered) == sorted(leaves)  # no hole, nothing twice
            for area in self.land:
                self._placed_rightly(atlas, area, day, leaves, communes, above)
        for (day, communes, _), (later, there, _) in pairwise(self.days):
            self._spreads_rightly(atlas, communes, day, there, later)
        self._spreads_rightly(atlas, self.days[0][1], self.days[0][0], self.days[-1][1], self.days[-1][0])

    def _placed_rightly(
        self, atlas: Atlas, area: int, day: dt.date, leaves: set[Plot], communes: set[int], above: dict[int, int]
    ) -> None:
        """The lowest unit that surely contains it: a commune if one does, else something all of whose communes do."""
        placed = atlas.place(area, day)
        assert placed is not None
        mine = _inside(self.land[area], leaves)
        holders = [one for one in communes if mine <= _inside(self.land[one], leaves)]
        if placed in communes:
            assert holders == [placed]
            return
        inside = [one for one in communes if placed in _chain(one, above)]
        assert mine <= {leaf for one in inside for leaf in _inside(self.land[one], leaves)}

    def _spreads_rightly(self, atlas: Atlas, communes: set[int], day: dt.date, there: set[int], later: dt.date) -> None:
        amounts = {area: self.size[area] for area in communes}
        if min(amounts.values()) < 0 or min(self.size[area] for area in there) < 0:
            amounts = dict.fromkeys(communes, Fraction(1))
            found = atlas.spread(amounts, later)
        else:
            found = atlas.spread(amounts, later)
            certain = all(part.share is not None for area in communes for part in atlas.parts(area, later))
            assert not certain or found == {area: self.size[area] for area in there}
        assert sum(found.values()) == sum(amounts.values())
        assert sum(atlas.spread(amounts, day).values()) == sum(amounts.values())


def _lists(days: Iterable[tuple[dt.date, set[int], dict[int, int]]]) -> list[set[int]]:
    return [communes for _, communes, _ in days]


def _leaves(lands: Iterable[set[Plot]]) -> set[Plot]:
    plots = set().union(*lands)
    return {plot for plot in plots if not any(len(other) > len(plot) and other[: len(plot)] == plot for other in plots)}


def _inside(land: set[Plot], leaves: set[Plot]) -> set[Plot]:
    return {leaf for leaf in leaves if any(leaf[: len(plot)] == plot for plot in land)}


def _chain(area: int, above: dict[int, int]) -> list[int]:
    found = [area]
    while found[-1] in above:
        found.append(above[found[-1]])
    return found


@pytest.mark.django_db
def test_any_sequence_of_acts_keeps_every_days_map_whole() -> None:
    assert today() > START

    class InOneTransaction(Map):
        def __init__(self) -> None:
            super().__init__()
            self.atomic = transaction.atomic()
            self.atomic.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            assert not Area.objects.exists()

    run_state_machine_as_test(
        InOneTransaction,
        settings=settings(
            max_examples=40, stateful_step_count=8, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
