"""A calm static map: points and outlines scaled to their bounds, in SVG numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from lienthu.ui.shapes import Outline, Point

PADDING = 22.0
LETTER = 7.2  # average width of a letter of the labels, in units of the drawing
FLATTEST, TALLEST = 0.5, 1.35


Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    point: Point
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Map:
    width: int
    height: int
    areas: list[tuple[str, Any]]
    dots: list[Dot]


def draw(points: Sequence[Point], areas: Sequence[Outline], width: int = 420) -> Map:
    """Equirectangular about the middle latitude: true enough for a province."""
    places = [(point.latitude, point.longitude) for point in points]
    places += [place for area in areas for place in area.ring]
    if not places:
        return Map(width, round(width * FLATTEST), [], [])
    south, north = min(place[0] for place in places), max(place[0] for place in places)
    west, east = min(place[1] for place in places), max(place[1] for place in places)
    narrowing = cos(radians((south + north) / 2))
    wide = max((east - west) * narrowing, 1e-6)
    tall = max(north - south, 1e-6)
    height = round(width * min(TALLEST, max(FLATTEST, tall / wide)))
    scale = min((width - 2 * PADDING) / wide, (height - 2 * PADDING) / tall)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2

    def place(latitude: float, longitude: float) -> tuple[float, float]:
        x = width / 2 + (longitude - middle_x) * narrowing * scale
        y = height / 2 - (latitude - middle_y) * scale
        return round(x, 1), round(y, 1)

    rings = [(" ".join(f"{x},{y}" for x, y in (place(*spot) for spot in area.ring)), area.label) for area in areas]
    # North first, so that the order of the keyboard is the order of the eye.
    ordered = sorted(points, key=lambda point: (-point.latitude, point.longitude))
    dots = [Dot(*place(point.latitude, point.longitude), point) for point in ordered]
    return Map(width, height, rings, _with_labels(dots, width))


def _with_labels(dots: list[Dot], width: int) -> list[Dot]:
    """A label goes right, left, above or below its dot; one that would cover something is left to the list."""
    taken = [(dot.x - 8, dot.y - 8, dot.x + 8, dot.y + 8) for dot in dots]
    done = []
    for dot in dots:
        label = None
        if dot.point.show_label:
            for candidate, box in _places(dot, width):
                if not any(_overlap(box, other) for other in taken):
                    label = candidate
                    taken.append(box)
                    break
        done.append(Dot(dot.x, dot.y, dot.point, label))
    return done


def _places(dot: Dot, width: int) -> list[tuple[Label, Rectangle]]:
    long = len(str(dot.point.label)) * LETTER
    options = [
        (Label(dot.x + 11, dot.y + 4.5, "start"), (dot.x + 10, dot.y - 8, dot.x + 11 + long, dot.y + 9)),
        (Label(dot.x - 11, dot.y + 4.5, "end"), (dot.x - 11 - long, dot.y - 8, dot.x - 10, dot.y + 9)),
        (Label(dot.x, dot.y - 13, "middle"), (dot.x - long / 2, dot.y - 26, dot.x + long / 2, dot.y - 9)),
        (Label(dot.x, dot.y + 23, "middle"), (dot.x - long / 2, dot.y + 9, dot.x + long / 2, dot.y + 27)),
    ]
    inside = [(label, box) for label, box in options if box[0] >= 2 and box[2] <= width - 2]
    return [(Label(round(one.x, 1), round(one.y, 1), one.anchor), box) for one, box in inside]


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
