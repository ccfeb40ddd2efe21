"""Typographic covers for works that have none: the title set well on a ground chosen from class and era.

Pure: the same input always gives the same drawing, so an address with the input's hash may be cached for ever.
Widths are estimated for a wide serif (Noto Serif), so that narrower fonts on other machines stay inside as well.
A result page draws twenty that nobody has seen for a while: about 0.1 ms and 1.1 KB each (before compression).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from xml.sax.saxutils import escape, quoteattr

from lienthu.ui.cover_motifs import motif

WIDTH, HEIGHT, MARGIN = 200, 300, 16
FONTS = "'Source Serif 4','Noto Serif',Cambria,'Times New Roman',serif"
LINE = 1.28  # stacked diacritics (Ễ over ụ) must not touch
_SPACE = 0.3
_WIDTHS = ((" ", _SPACE), ("iljtf.,:;'|!()[]-·’", 0.4), ("acekrsvxyz", 0.6), ("mwMW@—…%", 1.05))
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Ground:
    """`deep` carries cream text, `pale` carries ink; `glow` is for ornaments only."""

    deep: str
    pale: str
    glow: str


#: By the hundreds of Dewey; index 10: local history (959.7).
GROUNDS = (
    Ground("#37424b", "#e9ebe8", "#9fb0bb"),  # 0 general works, computing
    Ground("#4d3558", "#efe6ee", "#b894c4"),  # 1 philosophy, psychology
    Ground("#6b4a12", "#f6ebd3", "#dcb25e"),  # 2 religion
    Ground("#1d4e6b", "#e3edf2", "#7fb3d0"),  # 3 society, law, education
    Ground("#145355", "#e0efec", "#74bcb4"),  # 4 language
    Ground("#1f5a3f", "#e3efe4", "#83bd97"),  # 5 science
    Ground("#3c4a26", "#ebeedd", "#a9b97a"),  # 6 technology, farming
    Ground("#8c2f39", "#f7e5e2", "#e2949a"),  # 7 arts
    Ground("#8a3b22", "#f8e8dc", "#e5a077"),  # 8 literature
    Ground("#5b3a1e", "#f3e8d8", "#c99d6b"),  # 9 history, geography
    Ground("#35190f", "#f5e6c9", "#e8a317"),  # local history
)
CREAM, INK, AGED = "#fdf4e7", "#22201c", "#efe4cc"


@dataclass(frozen=True, slots=True)
class Line:
    """A set line: baseline at `y`, `size` in units of the 200 × 300 sheet."""

    text: str
    y: float
    size: float

    @property
    def width(self) -> float:
        return text_width(self.text) * self.size


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand: grounds, the boxes of title and creator, and their colours."""

    name: str
    title: Box
    foot: Box
    title_ink: str
    foot_ink: str
    centred: bool
    largest: float


def cover_svg(title: str, creator: str = "", year: str = "", kind: str = "", class_no: str = "", seed: str = "") -> str:
    """A picture of its own. `kind`: book, serial, thesis, map, music or another word; `class_no`: a Dewey number."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' role="img" aria-label={quoteattr(clean(title) or "—")} font-family={quoteattr(FONTS)}>'
        f"{_drawing(title, creator, year, kind, class_no, seed)}</svg>"
    )


def cover_in_page(title: str, creator: str, year: str, kind: str, class_no: str, seed: str) -> str:
    """The same drawing for a page that says the title beside it and has fonts and size in its style sheet."""
    drawing = _drawing(title, creator, year, kind, class_no, seed)
    return f'<svg class="cover" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{drawing}</svg>'


@lru_cache(maxsize=4096)
def _drawing(title: str, creator: str, year: str, kind: str, class_no: str, seed: str) -> str:
    title, creator, year = clean(title) or "—", clean(creator), clean(year)
    chance = int.from_bytes(blake2b((seed or f"{title}|{creator}|{year}").encode(), digest_size=4).digest(), "big")
    ground = ground_of(class_no, chance)
    layout = layout_of(_year(year), chance)
    parts = _sheet(layout, ground, kind, chance)
    parts += _title_block(title, layout)
    foot = layout.foot
    parts += _text(fit(creator, foot.width, foot.height - 17, 14, 8), foot, layout.foot_ink, layout.centred)
    if year:
        last = Box(foot.x, foot.y + foot.height - 15, foot.width, 15)
        parts += _text(fit(year, last.width, 15, 11, 7), last, layout.foot_ink, layout.centred)
    return "".join(parts)


def clean(text: str) -> str:
    """NFC, without what XML forbids, one space between syllables."""
    return " ".join(_ILLEGAL.sub(" ", unicodedata.normalize("NFC", text)).split())


def ground_of(class_no: str, chance: int) -> Ground:
    digits = re.match(r"\s*(\d{1,3})(?:\.(\d+))?", class_no)
    if digits is None:
        return GROUNDS[chance % 10]
    if digits[1] == "959" and (digits[2] or "").startswith("7"):
        return GROUNDS[10]
    return GROUNDS[int(digits[1].zfill(3)[0])]


def layout_of(year: int | None, chance: int) -> Layout:
    """By era: framed like an old title page, then a band, a block of colour, and a full field today."""
    inner = WIDTH - 2 * MARGIN
    if year is not None and year < 1955:
        return Layout("frame", Box(26, 34, 148, 146), Box(26, 214, 148, 58), INK, INK, True, 28)
    names = {1: "band", 2: "block"}
    era = 1 if year is not None and year < 1990 else 2 if year is not None and year < 2008 else 3
    name = names.get(era, ("field", "window")[chance // 16 % 2])
    if name == "band":
        return Layout(name, Box(MARGIN, 92, inner, 124), Box(MARGIN, 16, inner, 54), INK, INK, False, 29)
    if name == "block":
        return Layout(name, Box(MARGIN, 22, inner, 152), Box(MARGIN, 220, inner, 64), CREAM, INK, False, 31)
    if name == "window":
        return Layout(name, Box(24, 58, 152, 124), Box(24, 212, 152, 70), INK, CREAM, True, 28)
    return Layout("field", Box(MARGIN, 24, inner, 154), Box(MARGIN, 224, inner, 62), CREAM, CREAM, False, 32)


def split_title(title: str) -> tuple[str, str]:
    """Title proper and the rest, at the first ISBD mark (` : `, ` = `, ` / `) that leaves enough on both sides."""
    found = re.search(r"\s*(?: [:=;/] |: )\s*", title)
    if found is None or found.start() < 2 or found.end() > len(title) - 2:
        return title, ""
    return title[: found.start()], title[found.end() :]


def fit(text: str, width: float, height: float, largest: float, smallest: float) -> list[Line]:
    """The largest setting that fits the box; at the smallest size the end is cut with an ellipsis."""
    if not text:
        return []
    size = _largest_fitting(text, width, height, largest, smallest)
    rows = wrap(text, width / size) or _hard_wrap(text, width / size)
    most = max(1, int(height // (size * LINE)))
    if len(rows) > most:
        rows = [*rows[: most - 1], _cut(rows[most - 1] + " …", width / size)]
    return [Line(row, round((index + 0.95) * size * LINE, 2), size) for index, row in enumerate(rows)]


def _largest_fitting(text: str, width: float, height: float, largest: float, smallest: float) -> float:
    """A setting up to a fifth smaller wins when it saves a line: fewer, calmer lines."""
    widths = [text_width(word) for word in text.split()]
    longest = max(widths)
    best = chosen = 0.0
    fewest = 0
    size = largest
    while size >= smallest and (not best or size >= max(best * 0.8, min(best, 16))):
        ems = width / size
        rows = _rows_needed(widths, ems) if longest <= ems else 0
        if rows and rows * size * LINE <= height and (not best or rows < fewest):
            best, fewest = best or size, rows
            chosen = size
        size -= 1 if size > 14 else 0.5
    return chosen if best else smallest


def wrap(text: str, ems: float) -> list[str] | None:
    """Balanced lines broken between syllables; None when a single one is too long."""
    words = text.split()
    widths = [text_width(word) for word in words]
    longest = max(widths)
    if longest > ems:
        return None
    count = _rows_needed(widths, ems)
    low, high = max(longest, sum(widths) / count), ems
    for _ in range(5 if count > 1 else 0):
        middle = (low + high) / 2
        if _rows_needed(widths, middle) == count:
            high = middle
        else:
            low = middle
    return _greedy(words, widths, high)


def _rows_needed(widths: list[float], ems: float) -> int:
    rows, used = 1, -_SPACE
    for width in widths:
        used += _SPACE + width
        if used > ems:
            rows, used = rows + 1, width
    return rows


def _greedy(words: list[str], widths: list[float], ems: float) -> list[str]:
    rows: list[list[str]] = [[]]
    used = -_SPACE
    for word, width in zip(words, widths, strict=True):
        used += _SPACE + width
        if used > ems:
            rows.append([])
            used = width
        rows[-1].append(word)
    return [" ".join(row) for row in rows]


def _hard_wrap(text: str, ems: float) -> list[str]:
    """For texts with a word longer than a line (addresses, chemical names): cut anywhere, never before a mark."""
    rows = [""]
    for letter in text:
        if text_width(rows[-1] + letter) > ems and not unicodedata.combining(letter):
            rows.append("")
        rows[-1] += letter
    return [row.strip() for row in rows if row.strip()]


def _cut(text: str, ems: float) -> str:
    while text_width(text) > ems and len(text) > 2:
        text = text[:-2].rstrip(" …,;:") + "…"
    return text


@lru_cache(maxsize=16_384)
def text_width(text: str) -> float:
    """Estimated width in ems, on the wide side."""
    return sum(_letter_width(letter) for letter in text)


@lru_cache(maxsize=2048)
def _letter_width(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF" or ord(letter) > 0x2FFF:
        return 1.1
    base = unicodedata.normalize("NFD", letter)[0]
    for letters, width in _WIDTHS:
        if base in letters:
            return width
    return 0.8 if base.isupper() else 0.66


def _year(text: str) -> int | None:
    found = re.search(r"\b(1[4-9]\d\d|20\d\d)\b", text)
    return int(found[1]) if found else None


def _title_block(title: str, layout: Layout) -> list[str]:
    """Title proper large, the rest small below it; in the middle of its box where the layout is centred."""
    box = layout.title
    main, rest = split_title(title)
    lines = fit(main, box.width, box.height * (0.74 if rest else 1.0), layout.largest, 9)
    used = lines[-1].y + lines[-1].size * 0.35
    small: list[Line] = []
    if rest:
        gap = lines[-1].size * 0.2
        small = fit(rest, box.width, max(box.height - used - gap, 12), min(14.0, lines[0].size * 0.7), 8)
        small = [Line(line.text, line.y + used + gap, line.size) for line in small]
        used = small[-1].y + small[-1].size * 0.35
    if layout.centred:
        box = Box(box.x, box.y + max(0.0, (box.height - used) / 2), box.width, box.height)
    ink, centred = layout.title_ink, layout.centred
    return _text(lines, box, ink, centred, bold=True) + _text(small, box, ink, centred)


def _text(lines: list[Line], box: Box, ink: str, centred: bool, *, bold: bool = False) -> list[str]:
    if not lines:
        return []
    x = box.x + box.width / 2 if centred else box.x
    look = ' font-weight="600"' * bold + ' text-anchor="middle"' * centred
    rows = "".join(f'<tspan x="{x:g}" y="{box.y + line.y:.4g}">{escape(line.text)}</tspan>' for line in lines)
    return [f'<text font-size="{lines[0].size:g}" fill="{ink}"{look}>{rows}</text>']


def _rect(x: float, y: float, width: float, height: float, rest: str) -> str:
    corner = (f'x="{x:g}" ' if x else "") + (f'y="{y:g}" ' if y else "")
    return f'<rect {corner}width="{width:g}" height="{height:g}" {rest}/>'


def _sheet(layout: Layout, ground: Ground, kind: str, chance: int) -> list[str]:
    """Grounds and ornaments under the text."""
    full = (0, 0, WIDTH, HEIGHT)
    if layout.name == "frame":
        return [
            _rect(*full, f'fill="{AGED}"'),
            _rect(12, 12, 176, 276, f'fill="none" stroke="{ground.deep}" stroke-width="3"'),
            _rect(17, 17, 166, 266, f'fill="none" stroke="{ground.deep}"'),
            *motif(kind, Box(64, 190, 72, 16), ground.deep, ground.deep, chance),
        ]
    if layout.name == "band":
        return [
            _rect(*full, f'fill="{ground.pale}"'),
            _rect(0, 222, WIDTH, 78, f'fill="{ground.deep}"'),
            _rect(MARGIN, 76, 40, 4, f'fill="{ground.deep}"'),
            *motif(kind, Box(0, 236, WIDTH, 50), ground.glow, ground.deep, chance),
        ]
    if layout.name == "block":
        return [
            _rect(*full, f'fill="{ground.pale}"'),
            _rect(0, 0, WIDTH, 200, f'fill="{ground.deep}"'),
            *motif(kind, Box(0, 193, WIDTH, 14), ground.glow, ground.deep, chance),
        ]
    if layout.name == "window":
        return [
            _rect(*full, f'fill="{ground.deep}"'),
            *motif(kind, Box(0, 8, WIDTH, 28), ground.glow, ground.deep, chance),
            _rect(MARGIN, 50, WIDTH - 2 * MARGIN, 140, f'fill="{ground.pale}"'),
        ]
    return [
        _rect(*full, f'fill="{ground.deep}"'),
        *motif(kind, Box(0, 188, WIDTH, 28), ground.glow, ground.deep, chance),
    ]
