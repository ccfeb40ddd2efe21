"""Trap 1 of the domain notes, on the table that ships, and what must hold for every unit."""

import datetime as dt
from collections import Counter
from fractions import Fraction

import pytest

from lienthu.kernel.actor import ANONYMOUS, Actor, ActorKind, Grant
from lienthu.kernel.errors import Refused
from lienthu.kernel.permissions import Permission
from lienthu.registry import queries
from lienthu.registry.actions.load_areas import load_areas
from lienthu.registry.kinds import Boundaries
from lienthu.registry.models import AreaVersion, SuccessorEvent
from lienthu.registry.rules.boundaries import Atlas, Step, Unit, map_date

D = dt.date
OLD, NEW = D(2024, 12, 31), D(2026, 9, 1)


@pytest.fixture
def atlas(db: None) -> Atlas:
    load_areas(actor=Actor.system("test"))
    return queries.atlas()


def names(atlas: Atlas, code: str, as_of: D, on: D) -> list[str]:
    unit = atlas.by_code(code, as_of)
    assert unit is not None
    placed = atlas.place(unit.area, on)
    assert placed is not None
    return [one.label for one in atlas.chain(placed, on)]


def test_counts_of_the_table(atlas: Atlas) -> None:
    assert Counter(unit.level for unit in atlas.on(OLD)) == {"province": 3, "district": 8, "commune": 71}
    assert Counter(unit.level for unit in atlas.on(NEW)) == {"province": 1, "commune": 28}
    assert [unit.label for unit in atlas.on(NEW, "province")] == ["Tỉnh Lâm Đồng"]


def test_loading_twice_changes_nothing(atlas: Atlas) -> None:
    before = (AreaVersion.objects.count(), SuccessorEvent.objects.count())
    assert load_areas(actor=Actor.system("test")) == 0
    assert (AreaVersion.objects.count(), SuccessorEvent.objects.count()) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "actor", [ANONYMOUS, Actor(ActorKind.PERSON, grants=frozenset({Grant(Permission.REGISTRY_EDIT, 1)}))]
)
def test_areas_are_the_networks(actor: Actor) -> None:
    with pytest.raises(Refused):
        load_areas(actor=actor)
    assert AreaVersion.objects.count() == 0


def test_nam_xuan_before_and_after(atlas: Atlas) -> None:
    assert names(atlas, "24692", OLD, OLD) == ["Xã Nam Xuân", "Huyện Krông Nô", "Tỉnh Đắk Nông"]
    assert names(atlas, "24692", OLD, NEW) == ["Xã Đắk Sắk", "Tỉnh Lâm Đồng"]
    assert names(atlas, "24692", D(2025, 6, 30), D(2025, 6, 30))[0] == "Xã Nam Xuân"
    assert names(atlas, "24692", D(2025, 6, 30), D(2025, 7, 1))[0] == "Xã Đắk Sắk"


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("24611", "Phường Nghĩa Đức", "Phường Bắc Gia Nghĩa"),
        ("24678", "Xã Long Sơn", "Xã Đắk Sắk"),
        ("24646", "Xã Ea Pô", "Xã Đắk Wil"),
        ("24670", "Xã Đắk R'La", "Xã Đắk Mil"),
        ("24664", "Thị trấn Đắk Mil", "Xã Đức Lập"),
        ("24718", "Xã Đắk Môl", "Xã Đắk Song"),
        ("24722", "Xã Thuận Hà", "Xã Thuận Hạnh"),
        ("24760", "Xã Đắk Sin", "Xã Quảng Tín"),
    ],
)
def test_reused_codes_mean_another_area(atlas: Atlas, code: str, before: str, after: str) -> None:
    old, new = atlas.by_code(code, OLD), atlas.by_code(code, NEW)
    assert old is not None and new is not None
    assert (old.label, new.label) == (before, after)
    assert old.area != new.area


@pytest.mark.parametrize("code", ["24616", "24620", "24736"])
def test_unchanged_communes_stay_the_same_area(atlas: Atlas, code: str) -> None:
    old, new = atlas.by_code(code, OLD), atlas.by_code(code, NEW)
    assert old is not None and new is not None
    assert old.area == new.area
    assert names(atlas, code, OLD, NEW)[-1] == "Tỉnh Lâm Đồng"
    assert names(atlas, code, NEW, OLD)[-1] == "Tỉnh Đắk Nông"


def test_same_province_total_on_both_maps_with_different_lists(atlas: Atlas) -> None:
    counts = {unit.area: place + 1 for place, unit in enumerate(atlas.on(OLD, "commune"))}
    old, new = atlas.totals(counts, OLD), atlas.totals(counts, NEW)
    province = {on: atlas.by_code(code, on) for on, code in ((OLD, "67"), (NEW, "68"))}
    assert old[province[OLD].area] == new[province[NEW].area] == sum(counts.values())  # type: ignore[union-attr]
    communes = {unit.area for unit in atlas.on(NEW, "commune")}
    assert sum(count for area, count in new.items() if area in communes) == sum(counts.values())
    assert communes != set(counts)


def test_going_back_from_a_straddling_commune_is_sure_only_of_the_province(atlas: Atlas) -> None:
    assert names(atlas, "24678", NEW, OLD) == ["Tỉnh Đắk Nông"]  # two of Đắk Mil, one of Krông Nô
    assert names(atlas, "24682", NEW, OLD) == ["Huyện Đắk Mil", "Tỉnh Đắk Nông"]  # Đắk Lao and Thuận An
    assert names(atlas, "67", OLD, NEW) == ["Tỉnh Lâm Đồng"]
    assert names(atlas, "664", OLD, NEW) == ["Tỉnh Lâm Đồng"]


def test_days_before_the_first_known_version_use_the_first(atlas: Atlas) -> None:
    assert names(atlas, "24692", OLD, D(1999, 1, 1)) == ["Xã Nam Xuân", "Huyện Krông Nô", "Tỉnh Đắk Nông"]


def test_the_map_of_a_question() -> None:
    assert map_date(OLD, Boundaries.AS_OF) == OLD
    assert map_date(NEW, Boundaries.OLD) == D(2025, 6, 30)
    assert map_date(OLD, Boundaries.OLD) == OLD
    assert map_date(OLD, Boundaries.NEW) == D(2025, 7, 1)
    assert map_date(NEW, Boundaries.NEW) == NEW


def _unit(area: int, level: str, parent: int | None, start: D, end: D | None) -> Unit:
    return Unit(area, str(area), f"U{area}", level, "xa", parent, start, end)


def test_a_commune_cut_in_two_keeps_shares_and_totals() -> None:
    start, day = D(2000, 1, 1), D(2010, 1, 1)
    atlas = Atlas(
        (
            _unit(1, "province", None, start, None),
            _unit(2, "commune", 1, start, day),
            _unit(3, "commune", 1, day, None),
            _unit(4, "commune", 1, day, None),
        ),
        (Step(day, 2, 3, Fraction(2, 3)), Step(day, 2, 4, Fraction(1, 3))),
    )
    assert atlas.spread({2: Fraction(300)}, D(2020, 1, 1)) == {3: Fraction(200), 4: Fraction(100)}
    assert atlas.place(2, D(2020, 1, 1)) == 1
    assert atlas.place(3, D(2005, 1, 1)) == 2
    assert atlas.spread({3: Fraction(7), 4: Fraction(5)}, D(2005, 1, 1)) == {2: Fraction(12)}
    assert atlas.within(1, D(2020, 1, 1)) == {1, 2, 3, 4}
    assert atlas.within(3, D(2020, 1, 1)) == {3}
