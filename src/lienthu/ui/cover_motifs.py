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
    count = min(6, max(2, round(area.width / (wide * 2))))
    step = area.width / count
    first, middle = area.x + step / 2, area.y + half
    gaps = [area.x + step * index for index in range(1, count)]
    solid = _row([first + step * index for index in range(count)], middle, step * 0.46, half * 0.92)
    small = [_row(gaps, area.y + half * share, step * 0.12, half * 0.18) for share in (0.18, 1.82)]
    holes = [first + step * index for index in range(chance % 2, count, 2)]
    return [
        f'<path fill="{glow}" d="{solid}{"".join(small)}"/>',
        f'<path fill="{ground}" d="{_row(holes, middle, step * 0.24, half * 0.48)}"/>',
    ]


def _row(centres: list[float], y: float, dx: float, dy: float) -> str:
    """Equal diamonds side by side; a closed part of a path ends where it began, so the next is a step away."""
    across, down = _short(dx), _short(dy)
    shape = f"l{across} {down}-{across} {down}-{across}-{down}z"
    onward = f"m{_short(centres[1] - centres[0])} 0{shape}" if len(centres) > 1 else ""
    return f"M{_short(centres[0])} {_short(y - dy)}{shape}{onward * (len(centres) - 1)}"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
