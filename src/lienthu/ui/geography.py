"""A calm static map in SVG numbers: places scaled to their bounds, drawn together where they would cover each other.

Below the places lies the ground: the hull around all of them, so that the eye has a shape to hold on to. It is computed
from the places themselves and is no border.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, hypot, radians
from typing import Any

from django.utils.translation import gettext as _

from lienthu.ui.shapes import Outline, Point

PADDING = 56.0
LETTER = 7.2  # average width of a letter of the labels, in units of the drawing
FLATTEST, TALLEST = 0.5, 1.35
#: Places nearer to each other than this, in units of the drawing, are one mark: 28 is a finger's breadth at 390 px.
REACH = 28.0
#: Degrees: one village alone does not fill the drawing.
LEAST_SPAN = 0.08
KM_OF_DEGREE = 111.2
SCALES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
NAMED = 3


Rectangle = tuple[float, float, float, float]
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    anchor: str
    text: Any = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """One place, or several that lie too close to be told apart."""

    x: float
    y: float
    point: Point
    label: Label | None = None
    count: int = 1
    url: str = ""
    name: Any = ""
    """What a screen reader says."""

    @property
    def radius(self) -> float:
        return 6.0 if self.count == 1 else min(10.0 + self.count**0.5, 18.0)


@dataclass(frozen=True, slots=True)
class Scale:
    width: float
    km: int


@dataclass(frozen=True, slots=True)
class Map:
    width: int
    height: int
    areas: list[tuple[str, Any]]
    dots: list[Dot]
    hull: str = ""
    faint: list[Place] = field(default_factory=list)
    scale: Scale | None = None


@dataclass(frozen=True, slots=True)
class _Projection:
    """Equirectangular about the middle latitude: true enough for a province."""

    width: int
    height: int
    middle: Place
    narrowing: float
    scale: float

    def __call__(self, latitude: float, longitude: float) -> Place:
        x = self.width / 2 + (longitude - self.middle[1]) * self.narrowing * self.scale
        y = self.height / 2 - (latitude - self.middle[0]) * self.scale
        return round(x, 1), round(y, 1)


def draw(
    points: Sequence[Point],
    areas: Sequence[Outline] = (),
    width: int = 420,
    *,
    ground: Sequence[Place] = (),
    close: bool = False,
    zoom: str = "",
) -> Map:
    """`ground`: (latitude, longitude) of all places there are, the faint ones too; `close` frames `points` only;
    `zoom` is an address to which the box of places drawn together is added: south,west,north,east."""
    framed = [(point.latitude, point.longitude) for point in points]
    framed += [place for area in areas for place in area.ring]
    if not close or not framed:
        framed += ground
    if not framed:
        return Map(width, round(width * FLATTEST), [], [])
    project = _projection(framed, width)
    rings = [(" ".join(f"{x},{y}" for x, y in (project(*spot) for spot in area.ring)), area.label) for area in areas]
    shown = {(point.latitude, point.longitude) for point in points}
    return Map(
        width,
        project.height,
        rings,
        _with_labels(_together(points, project, zoom), width, project.height),
        " ".join(f"{x},{y}" for x, y in _hull([project(*place) for place in ground])),
        [project(*place) for place in ground if place not in shown],
        _scale(project),
    )


def _projection(places: Sequence[Place], width: int) -> _Projection:
    south, north = min(place[0] for place in places), max(place[0] for place in places)
    west, east = min(place[1] for place in places), max(place[1] for place in places)
    narrowing = cos(radians((south + north) / 2))
    wide = max((east - west) * narrowing, LEAST_SPAN)
    tall = max(north - south, LEAST_SPAN * FLATTEST)
    height = round(width * min(TALLEST, max(FLATTEST, tall / wide)))
    scale = min((width - 2 * PADDING) / wide, (height - 2 * PADDING) / tall)
    return _Projection(width, height, ((south + north) / 2, (west + east) / 2), narrowing, scale)


def _together(points: Sequence[Point], project: _Projection, zoom: str) -> list[Dot]:
    """North first, so that the order of the keyboard is the order of the eye. A place joins the nearest group that
    reaches it."""
    groups: list[tuple[Place, list[Point]]] = []
    for point in sorted(points, key=lambda point: (-point.latitude, point.longitude, str(point.label))):
        x, y = project(point.latitude, point.longitude)
        away = [hypot(x - centre[0], y - centre[1]) for centre, _ in groups]
        nearest = min(range(len(groups)), key=away.__getitem__, default=None)
        if nearest is None or away[nearest] >= REACH:
            groups.append(((x, y), [point]))
            continue
        centre, members = groups[nearest]
        size = len(members)
        moved = ((centre[0] * size + x) / (size + 1), (centre[1] * size + y) / (size + 1))
        groups[nearest] = (moved, [*members, point])
    return [_dot(centre, members, zoom) for centre, members in groups]


def _dot(centre: Place, members: list[Point], zoom: str) -> Dot:
    x, y, first = round(centre[0], 1), round(centre[1], 1), members[0]
    if len(members) == 1:
        return Dot(x, y, first, url=first.url, name=first.label)
    latitudes, longitudes = [one.latitude for one in members], [one.longitude for one in members]
    # A hair wider than the places, so that rounding leaves none outside.
    box = (min(latitudes) - 1e-4, min(longitudes) - 1e-4, max(latitudes) + 1e-4, max(longitudes) + 1e-4)
    kinds = {one.kind for one in members}
    place, most = Counter(str(one.place) for one in members).most_common(1)[0]
    names = ", ".join(str(one.label) for one in members[:NAMED]) + ("…" if len(members) > NAMED else "")
    merged = Point(
        first.latitude,
        first.longitude,
        first.label,
        kind=kinds.pop() if len(kinds) == 1 else "many",
        place=place if most * 2 > len(members) else "",
    )
    return Dot(
        x,
        y,
        merged,
        count=len(members),
        url=zoom + ",".join(f"{edge:.4f}" for edge in box) if zoom else "",
        name=_("%(count)s here: %(names)s") % {"count": len(members), "names": names},
    )


def _hull(places: Sequence[Place]) -> list[Place]:
    """Convex, by Andrew's monotone chain."""
    ordered = sorted(set(places))
    if len(ordered) < 3:
        return ordered

    def half(sequence: Sequence[Place]) -> list[Place]:
        chain: list[Place] = []
        for place in sequence:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], place) <= 0:
                chain.pop()
            chain.append(place)
        return chain[:-1]

    return half(ordered) + half(ordered[::-1])


def _turn(one: Place, other: Place, third: Place) -> float:
    return (other[0] - one[0]) * (third[1] - one[1]) - (other[1] - one[1]) * (third[0] - one[0])


def _scale(project: _Projection) -> Scale:
    """The longest round number of kilometres that takes at most a quarter of the width."""
    per_km = project.scale / KM_OF_DEGREE
    fitting = [km for km in SCALES if km * per_km <= project.width / 4]
    km = fitting[-1] if fitting else SCALES[0]
    return Scale(round(km * per_km, 1), km)


def _with_labels(dots: list[Dot], width: int, height: int) -> list[Dot]:
    """A label goes right, left, above or below its dot; one that would cover something is left to the list."""
    taken = [(dot.x - 8, dot.y - 8, dot.x + 8, dot.y + 8) for dot in dots]
    taken.append((0, height - 30, width / 3, height))  # the scale
    done, said = [], set()
    for dot in dots:
        label = None
        text = str(dot.point.label if dot.point.show_label and dot.count == 1 else dot.point.place)
        if text and text not in said:
            for candidate, box in _places(dot, text, width):
                if not any(_overlap(box, other) for other in taken):
                    label = candidate
                    taken.append(box)
                    said.add(text)
                    break
        done.append(Dot(dot.x, dot.y, dot.point, label, dot.count, dot.url, dot.name))
    return done


def _places(dot: Dot, text: str, width: int) -> list[tuple[Label, Rectangle]]:
    long, away = len(text) * LETTER, dot.radius + 5
    options = [
        (Label(dot.x + away, dot.y + 4.5, "start"), (dot.x + away - 1, dot.y - 8, dot.x + away + long, dot.y + 9)),
        (Label(dot.x - away, dot.y + 4.5, "end"), (dot.x - away - long, dot.y - 8, dot.x - away + 1, dot.y + 9)),
        (Label(dot.x, dot.y - away - 2, "middle"), (dot.x - long / 2, dot.y - away - 15, dot.x + long / 2, dot.y - 9)),
        (Label(dot.x, dot.y + away + 12, "middle"), (dot.x - long / 2, dot.y + 9, dot.x + long / 2, dot.y + away + 16)),
    ]
    inside = [(label, box) for label, box in options if box[0] >= 2 and box[2] <= width - 2]
    return [(Label(round(one.x, 1), round(one.y, 1), one.anchor, text), box) for one, box in inside]


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
