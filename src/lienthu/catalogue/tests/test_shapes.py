"""What a column's contents look like, long and hostile contents among them."""

from __future__ import annotations

import pytest

from lienthu.catalogue.importers import shapes
from lienthu.catalogue.importers.targets import Target

_PROSE = "Lịch sử văn hóa đường rừng núi sông người Việt Nam học. "


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("Hà Nội: Kim Đồng, 2019", True),
        ("2 tập, Giáo dục, 1998).", True),
        ("Nxb. Trẻ\n2004", True),
        ("2019", False),
        (" , 2019", True),
        ("Kim Đồng 19", False),
    ],
)
def test_an_imprint_ends_with_its_year(value: str, fits: bool) -> None:
    assert shapes.share(Target.IMPRINT, [value]) == float(fits)


@pytest.mark.parametrize("value", [_PROSE * 20_000, "1" * 1_000_000, " " * 1_000_000, "1.1" * 300_000, "(" * 1_000_000])
def test_a_megabyte_in_a_cell_has_no_short_meaning_and_is_seen_at_once(value: str) -> None:
    # Shapes that cost the square of a megabyte would not end today.
    assert shapes.by_content([value] * 5) is None
    assert shapes.share(Target.IMPRINT, [value] * 5) == 0.0
