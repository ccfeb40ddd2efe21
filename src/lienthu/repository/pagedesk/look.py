"""Looks at a page's picture: a fingerprint to know it again by, whether it is blank, and what could be done to it."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyvips

from lienthu.repository.images import recipe as recipes
from lienthu.repository.ocr import clean
from lienthu.repository.rules.page_recipe import Recipe, crop, straighten

_SIDE: Final = 1600
#: Less lean is not worth the loss; more is a guess.
_LEAST_LEAN, _MOST_LEAN = 0.3, 5.9
#: How much more the rows must gather when straightened.
_GAIN: Final = 1.04
_BLANK: Final = 0.0015
_DARK_GROUND: Final = 120
_BOX_LEAST, _BOX_MOST = 0.35, 0.96
_MARGIN: Final = 0.004
_SPREAD: Final = (1.15, 2.2)
_MIDDLE: Final = (0.4, 0.6)
HASH_BITS: Final = 256


@dataclass(frozen=True, slots=True)
class Look:
    """`steps`: what would straighten and crop it. `split`: where a double page would be cut, 0 for none."""

    hash: str
    is_blank: bool
    steps: Recipe
    split: float


def look(path: Path, *, is_text: bool = True) -> Look:
    """`path`: a pyramid. `is_text`: not a map or photograph, which is no double page because it is wide."""
    image = pyvips.Image.thumbnail(str(path), _SIDE, height=_SIDE, size="down").copy_memory()
    grey = image.colourspace("b-w")[0].cast("uchar").copy_memory()
    flat = clean.on_white(grey).copy_memory() if min(grey.width, grey.height) >= 64 else grey
    blank = float((flat < 140).avg()) / 255 < _BLANK
    steps = [] if blank else _steps(grey, flat)
    return Look(_fingerprint(grey), blank, steps, _gutter(grey, flat) if is_text and not blank else 0.0)


def _fingerprint(grey: Any) -> str:
    """Which of two neighbours is darker, on 17 by 16 places: the same for the same page scanned twice."""
    small = grey.thumbnail_image(17, height=16, size="force").cast("uchar")
    rows = bytes(small.write_to_memory())
    bits = 0
    for y in range(16):
        for x in range(16):
            bits = bits << 1 | (rows[y * 17 + x] > rows[y * 17 + x + 1])
    return f"{bits:064x}"


def distance(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _steps(grey: Any, flat: Any) -> Recipe:
    """The dark ground first: its edges would hide how the lines lean."""
    found: Recipe = []
    left, top, width, height = _paper_box(grey)
    if width and _BOX_LEAST <= width * height <= _BOX_MOST:
        found.append(crop(left, top, width, height))
        flat = recipes.drawn(flat, found)
    if (angle := _lean(flat)) != 0:
        found.append(straighten(-angle))
    return found


def _lean(flat: Any) -> float:
    if min(flat.width, flat.height) < 200:
        return 0.0
    angle = clean.lean(flat)
    if not _LEAST_LEAN <= abs(angle) <= _MOST_LEAN:
        return 0.0
    gained = _rows(clean.level(flat, angle)) / max(1e-9, _rows(flat))
    return round(angle, 2) if gained >= _GAIN else 0.0


def _rows(flat: Any) -> float:
    """How much ink gathers in rows."""
    _, rows = (flat < 160).project()
    return float((rows * rows).avg())


def _paper_box(grey: Any) -> tuple[float, float, float, float]:
    """The sheet on a dark ground, in parts of the picture; no width where the ground is as light as paper."""
    side = max(4, min(grey.width, grey.height) // 60)
    right, bottom = grey.width - side, grey.height - side
    corners = [grey.crop(x, y, side, side).avg() for x in (0, right) for y in (0, bottom)]
    ground = sorted(corners)[1]
    if ground > _DARK_GROUND or grey.percent(75) - ground < 50:
        return 0, 0, 0, 0
    left, top, width, height = grey.median(5).find_trim(threshold=45, background=[ground])
    edge_x, edge_y = _MARGIN * grey.width, _MARGIN * grey.height
    left, top, width, height = left + edge_x, top + edge_y, width - 2 * edge_x, height - 2 * edge_y
    return left / grey.width, top / grey.height, width / grey.width, height / grey.height


def _gutter(grey: Any, flat: Any) -> float:
    """The middle of the emptiest strip near the middle of a wide picture with text on both sides."""
    if not _SPREAD[0] <= grey.width / grey.height <= _SPREAD[1]:
        return 0.0
    columns, _ = (flat.crop(0, flat.height // 10, flat.width, flat.height * 8 // 10) < 140).project()
    ink = list(array("I", bytes(columns.cast("uint").write_to_memory())))
    width = len(ink)
    left, right = (int(part * width) for part in _MIDDLE)
    total = sum(ink)
    if not total or min(sum(ink[:left]), sum(ink[right:])) < 0.15 * total:
        return 0.0
    reach = max(2, width // 100)
    sums = {at: sum(ink[at - reach : at + reach]) for at in range(left, right)}
    least = min(sums.values())
    if least > 0.25 * total * 2 * reach / width:
        return 0.5
    best = [at for at, found in sums.items() if found <= least]
    return round(best[len(best) // 2] / width, 4)
