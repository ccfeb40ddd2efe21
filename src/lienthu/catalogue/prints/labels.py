"""Spine labels and barcode labels on label sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lienthu.ui.printing.pdf import Paper
from lienthu.ui.printing.sheets import Box, LabelSheet


@dataclass(frozen=True, slots=True)
class Label:
    """One copy: its number, the lines of its spine label, and what helps to put the label on the right book."""

    number: str
    lines: tuple[str, ...]
    library: str
    title: str


def spine(title: str, labels: Iterable[Label], sheet: LabelSheet, skip: int = 0) -> Paper:
    return _on_sheet(title, labels, sheet, skip, _spine)


def barcodes(title: str, labels: Iterable[Label], sheet: LabelSheet, skip: int = 0) -> Paper:
    return _on_sheet(title, labels, sheet, skip, _barcode)


def _on_sheet(
    title: str, labels: Iterable[Label], sheet: LabelSheet, skip: int, draw: Callable[[Paper, Box, Label], None]
) -> Paper:
    paper = Paper(title, sheet.page_width, sheet.page_height)
    paper.page()
    for (page, box), label in zip(sheet.places(skip % sheet.capacity), labels, strict=False):
        while paper.pages <= page:
            paper.page()
        draw(paper, box, label)
    return paper


def _spine(paper: Paper, box: Box, label: Label) -> None:
    """The library small on top, the call number's lines as large as the label allows, centred; the number below."""
    inner = box.inside(1.2)
    head = 2.6
    paper.text(Box(inner.x, inner.y, inner.width, head), label.library, size=6, align="C", smallest=4.5)
    space = inner.height - 2 * head
    lines = label.lines or (label.number,)
    size = min(13.0, space / len(lines) / 0.466)
    step = space / len(lines)
    for number, line in enumerate(lines):
        row = Box(inner.x, inner.y + head + number * step, inner.width, step)
        paper.text(row, line, size=size, bold=True, align="C", middle=True)
    foot = Box(inner.x, inner.y + inner.height - head, inner.width, head)
    paper.text(foot, label.number, size=5.5, align="C", smallest=4.5)


def _barcode(paper: Paper, box: Box, label: Label) -> None:
    inner = box.inside(1.5)
    line = 2.8
    paper.text(Box(inner.x, inner.y, inner.width, line), label.library, size=6.5, align="C", smallest=4.5)
    bars = Box(inner.x, inner.y + line + 0.4, inner.width, inner.height - 3 * line - 0.8)
    paper.code(bars, label.number)
    number = Box(inner.x, bars.y + bars.height + 0.2, inner.width, line)
    paper.text(number, label.number, size=8, bold=True, align="C")
    title = Box(inner.x, inner.y + inner.height - line, inner.width, line)
    paper.text(title, label.title, size=5.5, align="C", smallest=5)
