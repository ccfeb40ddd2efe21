"""Pictures of the demo's exhibition, drawn by this house: a map, a volcano, a lake, gongs, stone chimes, cloth.

Plain SVG of our own, made into pictures by libvips, so that a fresh clone needs nothing else. They may be used by
anybody for anything (CC0).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from math import cos, pi, sin

import pyvips

WIDTH, HEIGHT = 1600, 1100
_SOIL, _BASALT, _SUN, _PAPER, _FOREST, _LAKE = "#8a3b22", "#35190f", "#e8a317", "#f3e6cc", "#1f6b4a", "#1d4e6b"
_FACE = f'font-family="Be Vietnam Pro, Noto Sans, DejaVu Sans, sans-serif" fill="{_BASALT}"'
#: Former district towns and landmarks: latitude, longitude.
_PLACES = {
    "Gia Nghĩa": (12.00, 107.69),
    "Đắk Mil": (12.45, 107.62),
    "Cư Jút": (12.58, 107.84),
    "Krông Nô": (12.36, 107.88),
    "Tuy Đức": (12.18, 107.42),
    "Đắk R'lấp": (11.90, 107.52),
    "Tà Đùng": (11.86, 107.98),
    "Nâm Nung": (12.20, 107.80),
}


def picture(name: str) -> bytes:
    """One of `NAMES` as a JPEG; always the same."""
    body = "".join(_DRAWINGS[name](random.Random(name)))  # noqa: S311 - ornament, not secrets
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
    drawn = pyvips.Image.svgload_buffer(f"{svg}{body}</svg>".encode())
    return bytes(drawn.flatten(background=[255, 255, 255]).jpegsave_buffer(Q=90))


def _disc(x: float, y: float, radius: float, fill: str) -> str:
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}" fill="{fill}"/>'


def _stroke(path: str, colour: str, width: int) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round"/>'


def _diamond(x: float, y: float, wide: float, tall: float, fill: str) -> str:
    corners = f"{x - wide:.0f},{y:.0f} {x:.0f},{y - tall:.0f} {x + wide:.0f},{y:.0f} {x:.0f},{y + tall:.0f}"
    return f'<polygon points="{corners}" fill="{fill}"/>'


def _sky(top: str, low: str) -> str:
    stops = f'<stop offset="0" stop-color="{top}"/><stop offset="1" stop-color="{low}"/>'
    return (
        f'<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">{stops}</linearGradient></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#sky)"/>'
    )


def _ridge(chance: random.Random, base: float, rough: float, fill: str, step: int = 40) -> str:
    """Hills from one edge to the other."""
    points, height = [], base
    for x in range(-step, WIDTH + 2 * step, step):
        height += chance.uniform(-rough, rough) + (base - height) * 0.15
        points.append(f"{x} {height:.0f}")
    return f'<path d="M-60 {HEIGHT} L{" L".join(points)} L{WIDTH + 60} {HEIGHT}Z" fill="{fill}"/>'


def _volcano(chance: random.Random) -> Iterator[str]:
    yield _sky("#2b0f0a", "#e07b39")
    yield '<circle cx="1180" cy="330" r="120" fill="#f6c56a" opacity=".85"/>'
    yield _ridge(chance, 660, 18, "#7a3420")
    yield '<path d="M380 900 L700 430 Q735 400 770 432 Q800 445 830 432 Q865 400 900 430 L1230 900Z" fill="#4c2719"/>'
    for start, bend, end in ((745, 700, 640), (795, 815, 790), (845, 910, 990)):
        yield (
            f'<path d="M{start} 436 Q{bend} 640 {end} 890" fill="none" stroke="{_SUN}" stroke-width="16"'
            ' stroke-linecap="round" opacity=".9"/>'
        )
    for number in range(26):
        x, y = 800 + chance.gauss(0, 70 + number * 5), 400 - number * 13 - chance.random() * 30
        yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{40 + number * 3}" fill="#3b1a12" opacity=".16"/>'
    for _spark in range(40):
        x, y = 800 + chance.gauss(0, 90), 410 - abs(chance.gauss(0, 110))
        yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{chance.uniform(2, 6):.1f}" fill="#ffd27a"/>'
    yield _ridge(chance, 880, 16, "#35190f")
    yield _ridge(chance, 985, 14, "#1f0d08")
    yield from _strata(chance)


def _strata(chance: random.Random) -> Iterator[str]:
    for row in range(3):
        y = 1010 + row * 28
        waves = " ".join(f"T{x} {y + chance.uniform(-6, 6):.0f}" for x in range(160, WIDTH + 160, 160))
        yield f'<path d="M0 {y} Q80 {y - 10} {waves}" fill="none" stroke="{_SOIL}" stroke-width="3" opacity=".7"/>'


def _lake(chance: random.Random) -> Iterator[str]:
    yield _sky("#f3c98b", "#f9ead0")
    yield '<circle cx="420" cy="300" r="90" fill="#f08a3c"/>'
    for base, fill in ((430, "#b9a98e"), (480, "#8f9c7c"), (520, "#5e7c62")):
        yield _ridge(chance, base, 15, fill)
    yield f'<rect y="545" width="{WIDTH}" height="{HEIGHT - 545}" fill="#3f7891"/>'
    for number in range(120):
        y = 560 + (number / 120) ** 1.6 * 540
        x, long = chance.uniform(-50, WIDTH), chance.uniform(40, 220)
        yield f'<path d="M{x:.0f} {y:.0f}h{long:.0f}" stroke="#d9e6e2" stroke-width="2" opacity=".35"/>'
    for number in range(22):
        y = 580 + (number / 22) ** 1.5 * 430
        size = 30 + (y - 560) * 0.32
        x = chance.uniform(40, WIDTH - 40)
        top, green = y - size * 0.62, chance.choice(("#1f6b4a", "#2c7a55", "#175a3d"))
        yield f'<ellipse cx="{x:.0f}" cy="{y + 4:.0f}" rx="{size * 1.06:.0f}" ry="{size * 0.13:.0f}" fill="#b9692f"/>'
        yield (
            f'<path d="M{x - size:.0f} {y:.0f} Q{x - size * 0.7:.0f} {top:.0f} {x:.0f} {top:.0f}'
            f' Q{x + size * 0.75:.0f} {top + 4:.0f} {x + size:.0f} {y:.0f}Z" fill="{green}"/>'
        )
    yield (
        '<path d="M980 1010 q70 34 190 0 q-20 46 -95 46 t-95 -46Z" fill="#35190f"/>'
        '<path d="M1075 1008v-70" stroke="#35190f" stroke-width="6"/><circle cx="1075" cy="925" r="16" fill="#35190f"/>'
    )


def _gongs(chance: random.Random) -> Iterator[str]:
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_BASALT}"/>'
    yield from _band(40, "#4c2719")
    yield from _band(HEIGHT - 100, "#4c2719")
    yield f'<rect x="90" y="196" width="{WIDTH - 180}" height="26" rx="8" fill="#6d4a2b"/>'
    sizes = (96, 108, 122, 136, 122, 108)
    x = 60.0
    for number, radius in enumerate(sizes):
        x += radius
        y = 430 + radius + (18 if number % 2 else 0)
        rope = radius * 0.4
        yield _stroke(f"M{x - rope:.0f} 215 L{x:.0f} {y - radius:.0f} L{x + rope:.0f} 215", "#c9a26a", 5)
        yield from _gong(x, y, radius)
        x += radius + 20
    for _spark in range(60):
        yield _disc(chance.uniform(0, WIDTH), chance.uniform(860, 1000), chance.uniform(1, 3), "#8a6420")


def _gong(x: float, y: float, radius: float) -> Iterator[str]:
    rings = (
        (1.0, "#7a5420"),
        (0.95, "#b8842f"),
        (0.74, "#a3712a"),
        (0.7, "#c99a44"),
        (0.3, "#8a5f24"),
        (0.26, "#e2bb67"),
    )
    for share, fill in rings:
        yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius * share:.0f}" fill="{fill}"/>'
    yield f'<circle cx="{x - radius * 0.06:.0f}" cy="{y - radius * 0.08:.0f}" r="{radius * 0.1:.0f}" fill="#f6e0a5"/>'
    for number in range(24):
        turn = 2 * pi * number / 24
        px, py = x + cos(turn) * radius * 0.845, y + sin(turn) * radius * 0.845
        yield f'<circle cx="{px:.0f}" cy="{py:.0f}" r="{radius * 0.03:.1f}" fill="#6b4719"/>'


def _chimes(chance: random.Random) -> Iterator[str]:
    yield _sky("#d9cbb0", "#f3e6cc")
    yield f'<rect y="820" width="{WIDTH}" height="280" fill="#b98d5c"/>'
    yield '<path d="M0 820h1600" stroke="#8a6238" stroke-width="6"/>'
    for rope in (300, 640):
        yield f'<path d="M40 {rope} Q800 {rope + 46} 1560 {rope}" fill="none" stroke="#6d4a2b" stroke-width="9"/>'
    for number in range(11):
        x, long = 110 + number * 132, 620 - number * 30
        top = 470 - long / 2 + 20 * sin(number)
        edge = [chance.uniform(-9, 9) for _ in range(6)]
        grey = chance.choice(("#5b5a55", "#6a675f", "#4d4c49"))
        yield (
            f'<path d="M{x + edge[0]:.0f} {top:.0f} L{x + 84 + edge[1]:.0f} {top + 14:.0f} L{x + 92 + edge[2]:.0f}'
            f" {top + long * 0.55:.0f} L{x + 78 + edge[3]:.0f} {top + long:.0f} L{x + 8 + edge[4]:.0f}"
            f' {top + long - 12:.0f} L{x - 6 + edge[5]:.0f} {top + long * 0.4:.0f}Z" fill="{grey}"/>'
        )
        for _flake in range(16):
            fx, fy = x + chance.uniform(10, 70), top + chance.uniform(24, long - 30)
            bend = f"{chance.uniform(6, 16):.0f} {chance.uniform(-10, 10):.0f}"
            end = f"{chance.uniform(10, 24):.0f} {chance.uniform(6, 18):.0f}"
            yield _stroke(f"M{fx:.0f} {fy:.0f}q{bend} {end}", "#8b887f", 3)
    yield _stroke("M1180 930 l260 -90", _BASALT, 22)
    yield _disc(1172, 934, 34, _SOIL)


def _cloth(chance: random.Random) -> Iterator[str]:
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#1d1413"/>'
    y = 0
    colours = ("#8a3b22", "#e8a317", "#f3ede2", "#1f6b4a", "#b3261e")
    while y < HEIGHT:
        tall = chance.choice((14, 22, 90, 120, 150))
        first, second = chance.sample(colours, 2)
        if tall < 30:
            yield f'<rect y="{y}" width="{WIDTH}" height="{tall}" fill="{first}"/>'
        else:
            yield from _woven(y, tall, first, second, chance.choice((80, 100, 160)), hollow=chance.random() < 0.6)
        y += tall + 10
    for x in range(0, WIDTH, 4):
        yield f'<path d="M{x} 0v{HEIGHT}" stroke="#000" stroke-width="1" opacity=".13"/>'
    for row in range(0, HEIGHT, 5):
        yield f'<path d="M0 {row}h{WIDTH}" stroke="#fff" stroke-width="1" opacity=".05"/>'


def _woven(y: int, tall: int, first: str, second: str, step: int, *, hollow: bool) -> Iterator[str]:
    middle, half = y + tall / 2, tall / 2
    for number in range(WIDTH // step + 2):
        x = number * step
        wide = step * 0.46
        yield _diamond(x, middle, wide, half, first)
        if hollow:
            yield _diamond(x, middle, wide / 2, half / 2, second)
        for edge in (y + 8, y + tall - 8):
            yield f'<path d="M{x + step / 2 - 9:.0f} {edge}l9 -8 9 8 -9 8Z" fill="{second}"/>'


def _band(y: int, fill: str) -> Iterator[str]:
    for x in range(0, WIDTH + 60, 60):
        yield f'<path d="M{x - 26} {y + 30}l26 -26 26 26 -26 26Z" fill="{fill}"/>'


def _map(chance: random.Random) -> Iterator[str]:
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>'
    for edge, width in ((34, 5), (48, 2)):
        yield _stroke(f"M{edge} {edge}H{WIDTH - edge}V{HEIGHT - edge}H{edge}Z", _SOIL, width)
    land = (
        "330 220 470 130 690 120 900 90 1120 150 1230 280 1200 430 1290 560 1330 720 1230 860 1040 900 860 990"
        " 620 960 440 900 330 760 250 560 280 380"
    )
    yield f'<polygon points="{land}" fill="#e9d5ab" stroke="{_SOIL}" stroke-width="4" stroke-dasharray="16 9"/>'
    for river in (
        "M1120 150 Q1010 300 1080 420 T1000 700 T1120 900",
        "M470 130 Q620 280 820 240 T1230 280",
        "M250 560 Q440 640 560 820 T620 960",
    ):
        yield f'<path d="{river}" fill="none" stroke="{_LAKE}" stroke-width="7" opacity=".65"/>'
    for _hill in range(46):
        x, y = chance.uniform(340, 1200), chance.uniform(220, 880)
        yield _stroke(f"M{x - 26:.0f} {y + 18:.0f}q26 -50 52 0", "#a4784c", 4)
        yield _stroke(f"M{x:.0f} {y - 6:.0f}l14 22", "#a4784c", 2)
    for name, (latitude, longitude) in _PLACES.items():
        x, y = _spot(latitude, longitude)
        yield _disc(x, y, 11, _SOIL)
        yield _disc(x, y, 4, _PAPER)
        halo = f'stroke="{_PAPER}" stroke-width="7" paint-order="stroke"'
        yield f'<text x="{x + 20:.0f}" y="{y + 10:.0f}" {_FACE} font-size="34" font-weight="600" {halo}>{name}</text>'
    yield f'<circle cx="1430" cy="250" r="78" fill="none" stroke="{_SOIL}" stroke-width="4"/>'
    yield _diamond(1430, 250, 18, 100, _SOIL)
    yield _diamond(1430, 250, 100, 14, _SUN)
    yield _stroke(f"M1290 {HEIGHT - 120}h200", _BASALT, 6)
    yield f'<text x="1390" y="{HEIGHT - 138}" text-anchor="middle" {_FACE} font-size="28">20 km</text>'


def _spot(latitude: float, longitude: float) -> tuple[float, float]:
    return 300 + (longitude - 107.35) * 1380, 140 + (12.66 - latitude) * 900


def _cave(chance: random.Random) -> Iterator[str]:
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#120a07"/>'
    for number in range(16):
        share = 1 - number / 16
        rx, ry = 780 * share + 60, 560 * share + 40
        light = 1 - share
        fill = f"rgb({24 + 190 * light**1.7:.0f},{12 + 110 * light**1.9:.0f},{8 + 60 * light**2.2:.0f})"
        points = []
        for step in range(48):
            turn = 2 * pi * step / 48
            wobble = 1 + chance.uniform(-0.05, 0.05)
            points.append(f"{800 + cos(turn) * rx * wobble:.0f},{570 + sin(turn) * ry * wobble:.0f}")
        yield f'<polygon points="{" ".join(points)}" fill="{fill}"/>'
    yield '<path d="M0 1100 V930 Q400 850 800 900 T1600 900 V1100Z" fill="#1d0f0a"/>'
    yield '<path d="M760 900 q40 -150 20 -190 q70 60 60 120 q30 -20 24 -60 q50 90 -4 130Z" fill="#f0a03c"/>'
    yield '<path d="M790 900 q24 -80 12 -110 q44 50 36 110Z" fill="#ffe2a0"/>'
    for x, lean in ((640, 1), (960, -1)):
        yield f'<path d="M{x} 930 q{30 * lean} -130 {70 * lean} -120 q{36 * lean} 10 {30 * lean} 120Z" fill="#0c0604"/>'
        yield _disc(x + 66 * lean, 790, 30, "#0c0604")


_DRAWINGS: dict[str, Callable[[random.Random], Iterator[str]]] = {
    "map": _map,
    "volcano": _volcano,
    "cave": _cave,
    "chimes": _chimes,
    "gongs": _gongs,
    "cloth": _cloth,
    "lake": _lake,
}
NAMES = tuple(_DRAWINGS)
