"""A calm static map: points and outlines scaled to their bounds, in SVG numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from lienthu.ui.shapes import Outline, Point

PADDING = 28.0
FLATTEST, TALLEST = 0.5, 1.35


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    label_x: float
    anchor: str
    point: Point


@dataclass(frozen=True, slots=True)
class Map:
    width: int
    height: int
    areas: list[tuple[str, Any]]
    dots: list[Dot]


def draw(points: Sequence[Point], areas: Sequence[Outline], width: int = 640) -> Map:
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
    return Map(width, height, rings, [_dot(point, place(point.latitude, point.longitude), width) for point in ordered])


def _dot(point: Point, at: tuple[float, float], width: int) -> Dot:
    x, y = at
    at_right_edge = x > width * 0.66
    return Dot(x, y, round(x + (-13 if at_right_edge else 13), 1), "end" if at_right_edge else "start", point)
