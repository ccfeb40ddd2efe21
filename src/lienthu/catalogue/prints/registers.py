"""The accession register (sổ đăng ký cá biệt) and the general register (sổ đăng ký tổng quát) on A4, lying."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lienthu.ui.printing.pdf import LEADING, POINT, Align, Paper
from lienthu.ui.printing.sheets import Box

WIDTH, HEIGHT, MARGIN = 297.0, 210.0, 12.0
_SIZE: Final = 8.0
_LINE: Final = _SIZE * POINT * LEADING


@dataclass(frozen=True, slots=True)
class Column:
    """A register's column: its head, width in millimetres, and how its cells stand."""

    head: str
    width: float
    align: Align = "L"


@dataclass(frozen=True, slots=True)
class Front:
    """What stands on the top of each page."""

    title: str
    library: str
    scope: str
    printed: str


def register(front: Front, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> Paper:
    """Rows of at most three lines; heads and column numbers repeat on each page, pages are numbered."""
    paper = Paper(front.title, WIDTH, HEIGHT)
    y = _open_page(paper, front, columns)
    for row in rows:
        heights = [
            paper.height_of(cell, column.width - 2, _SIZE) for cell, column in zip(row, columns, strict=True) if cell
        ]
        height = min(max([_LINE, *heights]), 3 * _LINE) + 1.6
        if y + height > HEIGHT - MARGIN - 6:
            y = _open_page(paper, front, columns)
        _row(paper, y, height, columns, row)
        y += height
    return paper


def _open_page(paper: Paper, front: Front, columns: Sequence[Column]) -> float:
    paper.page()
    inner = WIDTH - 2 * MARGIN
    paper.text(Box(MARGIN, 9, inner / 2, 5), front.library, size=9, bold=True)
    paper.text(Box(MARGIN + inner / 2, 9, inner / 2, 5), front.scope, size=8, align="R")
    paper.text(Box(MARGIN, 14, inner, 8), front.title, size=14, bold=True, align="C")
    foot = Box(MARGIN, HEIGHT - MARGIN + 1, inner, 4)
    paper.text(foot, front.printed, size=7)
    paper.text(foot, str(paper.pages), size=7, align="R")
    y = 24.0
    height = max(paper.height_of(column.head, column.width - 2, _SIZE, bold=True) for column in columns) + 1.6
    _row(paper, y, height, columns, [column.head for column in columns], bold=True)
    y += height
    _row(paper, y, 4.4, columns, [str(number) for number in range(1, len(columns) + 1)], centre=True, size=6.5)
    return y + 4.4


def _row(
    paper: Paper, y: float, height: float, columns: Sequence[Column], cells: Sequence[str],
    *, bold: bool = False, centre: bool = False, size: float = _SIZE,
) -> None:  # fmt: skip
    x = MARGIN
    for column, cell in zip(columns, cells, strict=True):
        box = Box(x, y, column.width, height)
        paper.frame(box, 0.25 if bold else 0.1)
        inner = Box(x + 1, y + 0.6, column.width - 2, height - 1.2)
        align: Align = "C" if bold or centre else column.align
        paper.text(inner, cell, size=size, bold=bold, align=align, lines=3, smallest=6, middle=bold)
        x += column.width
