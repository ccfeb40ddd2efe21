"""A page image read: cleaned, recognised, its words led back to the page as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from lienthu.repository.images.pdf import Line, Word, around
from lienthu.repository.ocr import clean, tesseract

#: Raised when pages should be read anew because they would be read better.
RECIPE: Final = 1


@dataclass(frozen=True, slots=True)
class Recognised:
    """`lines` as in `PageText`. `confidence`: the mean over letters, None where nothing was read."""

    text: str
    lines: list[Line]
    confidence: float | None


def read_image(image: Any, size: tuple[int, int] | None = None) -> Recognised:
    """`image`: a pyvips image in sRGB or grey. `size`: width and height in which boxes are wanted (the image's own)."""
    ready = clean.ready(image, size)
    lines: list[Line] = []
    for _, together in groupby(tesseract.words(ready.image), key=lambda word: word.line):
        words: list[Word] = [[word.text, *ready.on_page(word.box), word.confidence] for word in together]
        lines.append([*around([word[1:5] for word in words]), words])
    return Recognised("\n".join(said(line) for line in lines), lines, sureness(lines))


def said(line: Line) -> str:
    return " ".join(word[0] for word in line[4])


def sureness(lines: list[Line]) -> float | None:
    weights = [(len(word[0]), word[5]) for line in lines for word in line[4]]
    letters = sum(letters for letters, _ in weights)
    return round(sum(letters * sure for letters, sure in weights) / letters, 1) if letters else None
