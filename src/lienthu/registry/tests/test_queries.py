"""What the rooms above read: cards, counts on both maps, heirs; and the command."""

import argparse
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import NotFound
from lienthu.registry import queries
from lienthu.registry.actions.close_library import close_library
from lienthu.registry.actions.rename_library import rename_library
from lienthu.registry.commands import LoadAreas
from lienthu.registry.kinds import Boundaries
from lienthu.registry.models import AreaVersion, Library
from lienthu.registry.queries import Filter, Question

D = dt.date
Make = Callable[..., Library]


def test_cards_answer_for_a_day_and_a_map(make: Make, system: Actor) -> None:
    library = make("NX", name="Phòng đọc", latitude=12.5, longitude=107.7)
    rename_library(actor=system, library_id=library.pk, on=D(2018, 1, 1), name="Thư viện")

    def card(as_of: D, boundaries: str = Boundaries.AS_OF) -> tuple[str, str, str, bool]:
        found = queries.cards([library.pk], as_of, boundaries)[library.pk]
        return found.name, found.area_code, found.area_name, found.is_open

    assert card(D(2017, 1, 1)) == ("Phòng đọc", "24692", "Xã Nam Xuân", True)
    assert card(D(2024, 1, 1)) == ("Thư viện", "24692", "Xã Nam Xuân", True)
    assert card(D(2024, 1, 1), Boundaries.NEW) == ("Thư viện", "24678", "Xã Đắk Sắk", True)
    assert card(D(2026, 1, 1)) == ("Thư viện", "24678", "Xã Đắk Sắk", True)
    assert card(D(2026, 1, 1), Boundaries.OLD) == ("Thư viện", "24692", "Xã Nam Xuân", True)
    assert card(D(2000, 1, 1)) == ("Phòng đọc", "24692", "Xã Nam Xuân", False)
    close_library(actor=system, library_id=library.pk, on=D(2026, 1, 1))
    assert card(D(2026, 1, 1))[3] is False
    assert queries.cards(None, D(2026, 1, 1)) == {}
    assert list(queries.cards(None, D(2025, 1, 1))) == [library.pk]


def test_cards_take_three_queries(make: Make, django_assert_num_queries: Any) -> None:
    for number in range(3):
        make(f"L{number}")
    with django_assert_num_queries(3):
        assert len(queries.cards()) == 3
    two = list(Library.objects.values_list("pk", flat=True)[:2])
    with django_assert_num_queries(3):
        assert sorted(queries.cards(two)) == sorted(two)


def test_trap_1_counts_of_2024_on_both_maps(make: Make, areas: dict[str, int]) -> None:
    for number, area in enumerate(("Xã Nam Xuân", "Xã Long Sơn", "Xã Đắk Ha", "Phường Nghĩa Đức", "Xã Quảng Sơn")):
        make(f"L{number}", area)
    atlas = queries.atlas()

    def counts(boundaries: str) -> dict[str, int]:
        question = Question(D(2024, 12, 31), boundaries)
        found = queries.counts_by_area(question, Filter(), atlas)
        return {atlas.nearest(area, question.map_date).label: count for area, count in found.items()}

    assert counts(Boundaries.OLD) == {
        "Tỉnh Đắk Nông": 5,
        "Huyện Krông Nô": 1,
        "Xã Nam Xuân": 1,
        "Huyện Đắk Mil": 1,
        "Xã Long Sơn": 1,
        "Huyện Đăk Glong": 2,
        "Xã Đắk Ha": 1,
        "Xã Quảng Sơn": 1,
        "Thành phố Gia Nghĩa": 1,
        "Phường Nghĩa Đức": 1,
    }
    assert counts(Boundaries.NEW) == {
        "Tỉnh Lâm Đồng": 5,
        "Xã Đắk Sắk": 2,
        "Phường Bắc Gia Nghĩa": 2,
        "Xã Quảng Sơn": 1,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "nope", "\x00", "x" * 500])
def test_unknown_codes(code: str) -> None:
    with pytest.raises(NotFound) as caught:
        queries.library_by_code(code)
    assert caught.value.code == "registry.no_such_library"


@pytest.mark.django_db
def test_the_command_loads_once(capsys: pytest.CaptureFixture[str]) -> None:
    for expected in ('{"loaded":108}\n', '{"loaded":0}\n'):
        assert LoadAreas().run(argparse.Namespace(json=True)) == 0
        assert capsys.readouterr().out == expected
    assert AreaVersion.objects.filter(level="commune").count() == 71 + 28
