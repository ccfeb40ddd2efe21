"""Minutes of a handover on A4, standing: the state's heading, giver and receiver, the copies, two signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lienthu.ui.printing.pdf import LEADING, POINT, Align, Paper
from lienthu.ui.printing.sheets import Box

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 18.0
INNER: Final = WIDTH - 2 * MARGIN
_SIZE: Final = 9.0
_LINE: Final = _SIZE * POINT * LEADING
_WIDTHS: Final = (10.0, 26.0, 70.0, 28.0, 18.0, 22.0)
_ALIGNS: Final[tuple[Align, ...]] = ("R", "L", "L", "L", "R", "L")
_SIGNS: Final = 46.0
COUNTRY, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True, slots=True)
class Minutes:
    """`heads` and each row have one cell for each of the six columns; `signs`: who signs, and the words below."""

    title: str
    subtitle: str
    library: str
    facts: Sequence[tuple[str, str]]
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    strays: str
    signs: tuple[str, str, str, str]


def handover(said: Minutes) -> Paper:
    paper = Paper(said.title, WIDTH, HEIGHT)
    y = _head(paper, said)
    for name, value in said.facts:
        paper.text(Box(MARGIN, y, 40, _LINE), name, size=_SIZE)
        y += max(_LINE, paper.text(Box(MARGIN + 40, y, INNER - 40, _LINE), value, size=_SIZE, bold=True, lines=4)) + 0.8
    y = _row(paper, y + 3, said.heads, bold=True)
    for cells in said.rows:
        if y + _height(paper, cells) > HEIGHT - MARGIN - 8:
            y = _row(paper, _next(paper), said.heads, bold=True)
        y = _row(paper, y, cells)
    if said.strays:
        y += 3 + paper.text(Box(MARGIN, y + 3, INNER, _LINE), said.strays, size=_SIZE, lines=5)
    if y + _SIGNS > HEIGHT - MARGIN:
        y = _next(paper)
    _signatures(paper, y + 8, said.signs)
    return paper


def _head(paper: Paper, said: Minutes) -> float:
    paper.page()
    half = INNER / 2
    paper.text(Box(MARGIN, 16, half - 4, 5), said.library.upper(), size=9, align="C", lines=3)
    paper.text(Box(MARGIN + half - 8, 16, half + 8, 5), COUNTRY, size=9, bold=True, align="C")
    paper.text(Box(MARGIN + half - 8, 21, half + 8, 5), MOTTO, size=9.5, bold=True, align="C")
    middle = MARGIN + half - 8 + (half + 8) / 2
    paper.line(middle - 22, 27, middle + 22, 27)
    paper.text(Box(MARGIN, 36, INNER, 8), said.title, size=16, bold=True, align="C")
    paper.text(Box(MARGIN, 44, INNER, 6), said.subtitle, size=10, align="C", lines=2)
    return 54.0


def _next(paper: Paper) -> float:
    """A new page with its number, and where to go on."""
    paper.page()
    paper.text(Box(MARGIN, HEIGHT - MARGIN + 4, INNER, 4), str(paper.pages), size=8, align="C")
    return MARGIN


def _height(paper: Paper, cells: Sequence[str], *, bold: bool = False) -> float:
    heights = [
        paper.height_of(cell, width - 2, _SIZE, bold=bold) for cell, width in zip(cells, _WIDTHS, strict=True) if cell
    ]
    return min(max([_LINE, *heights]), 3 * _LINE) + 1.6


def _row(paper: Paper, y: float, cells: Sequence[str], *, bold: bool = False) -> float:
    height = _height(paper, cells, bold=bold)
    x = MARGIN
    for cell, width, align in zip(cells, _WIDTHS, _ALIGNS, strict=True):
        paper.frame(Box(x, y, width, height), 0.25 if bold else 0.1)
        inner = Box(x + 1, y + 0.6, width - 2, height - 1.2)
        paper.text(inner, cell, size=_SIZE, bold=bold, align="C" if bold else align, lines=3, smallest=6, middle=bold)
        x += width
    return y + height


def _signatures(paper: Paper, y: float, signs: tuple[str, str, str, str]) -> None:
    *people, words = signs
    width = INNER / len(people)
    for number, person in enumerate(people):
        x = MARGIN + number * width
        paper.text(Box(x, y, width, 5), person, size=9, bold=True, align="C", lines=2)
        paper.text(Box(x, y + 9, width, 5), words, size=8, align="C")
