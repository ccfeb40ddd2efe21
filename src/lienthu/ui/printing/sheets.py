"""Label sheets: where each label lies on the paper. All measures are millimetres."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lienthu.kernel.errors import Invalid

SMALLEST: Final = 8.0
MOST: Final = 400


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    def inside(self, margin: float) -> Box:
        return Box(self.x + margin, self.y + margin, self.width - 2 * margin, self.height - 2 * margin)


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """`columns` × `rows` labels of one size; `step_x`, `step_y` lead from one label's corner to the next one's."""

    page_width: float
    page_height: float
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    step_x: float
    step_y: float

    @property
    def capacity(self) -> int:
        return self.columns * self.rows

    def places(self, skip: int = 0) -> Iterator[tuple[int, Box]]:
        """(page, box) of each label, row by row, for ever; the first `skip` labels of the first page are used up."""
        number = skip
        while True:
            page, place = divmod(number, self.capacity)
            row, column = divmod(place, self.columns)
            yield page, Box(self.left + column * self.step_x, self.top + row * self.step_y, self.width, self.height)
            number += 1


def centred(columns: int, rows: int, width: float, height: float, gap_x: float = 0.0, gap_y: float = 0.0) -> LabelSheet:
    """Labels in the middle of an A4 page."""
    step_x, step_y = width + gap_x, height + gap_y
    left = (210 - (columns * step_x - gap_x)) / 2
    top = (297 - (rows * step_y - gap_y)) / 2
    return LabelSheet(210, 297, columns, rows, width, height, left, top, step_x, step_y)


#: Common A4 sheets by count; makers' names differ, the measures are the same.
SHEETS: Final[dict[str, LabelSheet]] = {
    "65": centred(5, 13, 38.1, 21.2, 2.5),
    "40": centred(4, 10, 48.5, 25.4),
    "24": centred(3, 8, 70.0, 36.0),
    "21": centred(3, 7, 63.5, 38.1, 2.5),
    "14": centred(2, 7, 99.1, 38.1, 2.5),
}
_OWN = re.compile(
    r"(\d{1,2})x(\d{1,2}):(\d{1,3}(?:\.\d)?)x(\d{1,3}(?:\.\d)?)(?:\+(\d{1,2}(?:\.\d)?)x(\d{1,2}(?:\.\d)?))?"
)


def sheet(name: str) -> LabelSheet:
    """A known sheet, or own measures `columns x rows : width x height [+ gap x gap]`, e.g. `5x13:38.1x21.2+2.5x0`.

    Raises `Invalid` when the labels do not fit the page.
    """
    if name in SHEETS:
        return SHEETS[name]
    match = _OWN.fullmatch(name.replace(" ", "").replace(",", "."))
    if match is None:
        raise Invalid("ui.label_sheet_unknown", name=name[:40])
    columns, rows = int(match[1]), int(match[2])
    width, height, gap_x, gap_y = (float(part or 0) for part in match.groups()[2:])
    made = centred(columns, rows, width, height, gap_x, gap_y)
    fits = made.left >= 0 and made.top >= 0 and min(width, height) >= SMALLEST and 0 < made.capacity <= MOST
    if not fits:
        raise Invalid("ui.label_sheet_does_not_fit", name=name[:40])
    return made
