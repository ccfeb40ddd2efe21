"""Who stands in an area hears of its changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lienthu.kernel import outbox
from lienthu.registry.actions.change_area import change_area
from lienthu.registry.actions.merge_areas import merge_areas
from lienthu.registry.models import Library
from lienthu.registry.rules.details import AreaDetails
from lienthu.registry.tests.conftest import SYSTEM
from lienthu.registry.tests.test_agencies import D


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """What is published; nobody above need listen."""
    found: list[list[int]] = []

    def publish(kind: str, payload: dict[str, list[int]]) -> None:
        assert kind == "registry.library_changed"
        found.append(payload["libraries"])

    monkeypatch.setattr(outbox, "publish", publish)
    return found


def test_the_libraries_of_a_renamed_or_merged_area_are_announced(
    make: Callable[..., Library], areas: dict[str, int], told: list[list[int]]
) -> None:
    inside, other = make("A", "*Xã Đắk Sắk", D(2025, 8, 1)), make("B", "*Xã Cư Jút", D(2025, 8, 1))
    told.clear()
    commune, province = areas["*Xã Đắk Sắk"], areas["*Tỉnh Lâm Đồng"]
    details = AreaDetails("24678", "Đắk Sắk Mới", "commune", "xa", province)
    change_area(actor=SYSTEM, area_id=commune, on=D(2026, 1, 1), details=details)
    assert told == [[inside.pk]]
    merged = AreaDetails("99999", "Liên Xã", "commune", "xa", province)
    both = [commune, areas["*Xã Cư Jút"]]
    merge_areas(actor=SYSTEM, from_ids=both, on=D(2026, 6, 1), details=merged)
    assert told[1:] == [sorted([inside.pk, other.pk])]
