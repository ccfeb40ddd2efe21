"""Catalogue cards (phích, 125 × 75 mm), four on an A4 page lying: call number, heading, ISBD, tracings, numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lienthu.ui.printing.pdf import Paper
from lienthu.ui.printing.sheets import Box, LabelSheet

SHEET: Final = LabelSheet(297, 210, 2, 2, 125, 75, 23.5, 30, 125, 75)
_SIZE: Final = 8.5


@dataclass(frozen=True, slots=True)
class Card:
    """`heading`: the main entry, empty for an entry under its title; `tracings`: subjects and added names."""

    call_number: tuple[str, ...]
    heading: str
    body: str
    tracings: tuple[str, ...]
    numbers: str
    library: str


def cards(title: str, found: Iterable[Card]) -> Paper:
    paper = Paper(title, SHEET.page_width, SHEET.page_height)
    paper.page()
    for (page, box), card in zip(SHEET.places(), found, strict=False):
        while paper.pages <= page:
            paper.page()
        paper.frame(box, 0.1)
        _card(paper, box.inside(5), card)
    return paper


def _card(paper: Paper, box: Box, card: Card) -> None:
    margin = 24.0
    y = box.y
    for line in card.call_number[:4]:
        y += paper.text(Box(box.x, y, margin - 2, 5), line, size=9, bold=True, smallest=6)
    right = Box(box.x + margin, box.y, box.width - margin, 5)
    used = paper.text(right, card.heading, size=10, bold=True, lines=2) if card.heading else 0.0
    indent = 6.0 if card.heading else 0.0
    body = Box(right.x + indent, right.y + used + 1, right.width - indent, 5)
    y = body.y + paper.text(body, card.body, size=_SIZE, lines=8, smallest=6.5) + 1.5
    traced = "  ".join(f"{number}. {text}" for number, text in enumerate(card.tracings, 1))
    if traced:
        paper.text(Box(right.x, y, right.width, 5), traced, size=7, lines=3, smallest=6)
    foot = Box(box.x, box.y + box.height - 4, box.width, 4)
    paper.text(Box(foot.x, foot.y - 3, foot.width * 0.6, 7), card.numbers, size=7, smallest=5.5, lines=2, middle=True)
    paper.text(Box(foot.x + foot.width * 0.6, foot.y, foot.width * 0.4, 4), card.library, size=7, align="R")
