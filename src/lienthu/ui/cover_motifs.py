"""Ornaments of the generated covers: simple diamonds in rows, staves, contours, rules; own drawings."""

from __future__ import annotations

from typing import Protocol


class Area(Protocol):
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...


def motif(kind: str, area: Area, glow: str, ground: str, chance: int) -> list[str]:
    if kind in ("serial", "newspaper"):
        return _lines(area, glow, 3, 2.5)
    if kind == "music":
        return _lines(area, glow, 5, 1)
    if kind == "map":
        return _contours(area, glow, chance)
    return _diamonds(area, glow, ground, chance)


def _lines(area: Area, glow: str, count: int, weight: float) -> list[str]:
    step = area.height / (count + 1)
    rows = (area.y + step * (index + 1) for index in range(count))
    path = "".join(f"M{area.x:g} {y:g}h{area.width:g}" for y in rows)
    return [f'<path d="{path}" stroke="{glow}" stroke-width="{weight:g}" fill="none"/>']


def _contours(area: Area, glow: str, chance: int) -> list[str]:
    middle = area.x + area.width * (0.3 + chance % 5 / 10)
    height = area.height
    rings = [
        f'<ellipse cx="{middle:g}" cy="{area.y + height / 2:g}" rx="{height * (0.35 + 0.3 * ring):g}"'
        f' ry="{height * (0.14 + 0.11 * ring):g}"/>'
        for ring in range(4)
    ]
    return [f'<g fill="none" stroke="{glow}" stroke-width="1.2">{"".join(rings)}</g>']


def _diamonds(area: Area, glow: str, ground: str, chance: int) -> list[str]:
    """A woven row: big and small diamonds by turns, every other big one hollow."""
    half = area.height / 2
    wide = half * (1.0 + chance % 3 * 0.25)
    count = max(2, round(area.width / (wide * 2)))
    step = area.width / count
    middle = area.y + half
    solid, holes, small = [], [], []
    for index in range(count):
        x = area.x + step * (index + 0.5)
        solid.append(_diamond(x, middle, step * 0.46, half * 0.92))
        if (index + chance) % 2 == 0:
            holes.append(_diamond(x, middle, step * 0.24, half * 0.48))
        if index:
            for y in (area.y + half * 0.18, area.y + half * 1.82):
                small.append(_diamond(x - step / 2, y, step * 0.12, half * 0.18))
    return [
        f'<path fill="{glow}" d="{"".join(solid + small)}"/>',
        f'<path fill="{ground}" d="{"".join(holes)}"/>' if holes else "",
    ]


def _diamond(x: float, y: float, dx: float, dy: float) -> str:
    return f"M{x:.5g} {y - dy:.5g}l{dx:.4g} {dy:.4g} {-dx:.4g} {dy:.4g} {-dx:.4g} {-dy:.4g}z"
