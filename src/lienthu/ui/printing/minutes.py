"""Minutes on A4, standing: the state's heading, facts, a table, remarks, signatures."""

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
_SIGNS: Final = 46.0
Columns = Sequence[tuple[float, Align]]
COUNTRY, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True, slots=True)
class Minutes:
    """`columns`: width in millimetres (together at most `INNER`) and alignment of each; `heads` and each row have a
    cell for each, of at most `lines` lines. `signs`: who signs; `below`: the words under each."""

    title: str
    subtitle: str
    library: str
    facts: Sequence[tuple[str, str]]
    columns: Sequence[tuple[float, Align]]
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    signs: Sequence[str]
    below: str
    remarks: Sequence[str] = ()
    lines: int = 3


def minutes(said: Minutes) -> Paper:
    paper = Paper(said.title, WIDTH, HEIGHT)
    y = _head(paper, said)
    for name, value in said.facts:
        paper.text(Box(MARGIN, y, 40, _LINE), name, size=_SIZE)
        y += max(_LINE, paper.text(Box(MARGIN + 40, y, INNER - 40, _LINE), value, size=_SIZE, bold=True, lines=4)) + 0.8
    y = _row(paper, y + 3, said, said.heads, bold=True)
    for cells in said.rows:
        if y + _height(paper, said, cells) > HEIGHT - MARGIN - 8:
            y = _row(paper, _next(paper), said, said.heads, bold=True)
        y = _row(paper, y, said, cells)
    for remark in said.remarks:
        if y + 5 * _LINE > HEIGHT - MARGIN:
            y = _next(paper)
        y += 3 + paper.text(Box(MARGIN, y + 3, INNER, _LINE), remark, size=_SIZE, lines=5)
    if y + _SIGNS > HEIGHT - MARGIN:
        y = _next(paper)
    _signatures(paper, y + 8, said.signs, said.below)
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


def _height(paper: Paper, said: Minutes, cells: Sequence[str], *, bold: bool = False) -> float:
    heights = [
        paper.height_of(cell, width - 2, _SIZE, bold=bold)
        for cell, (width, _align) in zip(cells, said.columns, strict=True)
        if cell
    ]
    return min(max([_LINE, *heights]), said.lines * _LINE) + 1.6


def _row(paper: Paper, y: float, said: Minutes, cells: Sequence[str], *, bold: bool = False) -> float:
    height = _height(paper, said, cells, bold=bold)
    x = MARGIN
    for cell, (width, align) in zip(cells, said.columns, strict=True):
        paper.frame(Box(x, y, width, height), 0.25 if bold else 0.1)
        inner = Box(x + 1, y + 0.6, width - 2, height - 1.2)
        aligned: Align = "C" if bold else align
        paper.text(inner, cell, size=_SIZE, bold=bold, align=aligned, lines=said.lines, smallest=6, middle=bold)
        x += width
    return y + height


def _signatures(paper: Paper, y: float, signs: Sequence[str], words: str) -> None:
    width = INNER / len(signs)
    for number, person in enumerate(signs):
        x = MARGIN + number * width
        paper.text(Box(x, y, width, 5), person, size=9, bold=True, align="C", lines=2)
        paper.text(Box(x, y + 9, width, 5), words, size=8, align="C")
