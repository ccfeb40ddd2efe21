"""Lines of a page joined to paragraphs, so that a narrow screen does not break them a second time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Any, Final

Line = Sequence[Any]  # x, y, width, height, words; a word begins with its text

#: A line that ends so far before the right edge of its column is the last of its paragraph.
_FULL: Final = 0.82
#: A gap so many times the usual one parts paragraphs, when it is at least this part of a line's height.
_WIDE, _SEEN = 1.5, 0.3
_INDENT: Final = 0.03
_TALLER: Final = 1.6
_SOFT_HYPHEN: Final = "\u00ad"


def paragraphs(lines: Sequence[Line]) -> list[str]:
    usual = _usual_gap(lines)
    made: list[str] = []
    before: Line | None = None
    for line in lines:
        text = " ".join(word[0] for word in line[4])
        if not text:
            continue
        if before is None or _begins(before, line, _column(lines, line), usual):
            made.append(text)
        else:
            made[-1] = _joined(made[-1], text)
        before = line
    return made


def _usual_gap(lines: Sequence[Line]) -> float:
    gaps = [gap for one, other in pairwise(lines) if (gap := _gap(one, other)) > 0]
    return median(gaps) if gaps else 0.0


def _gap(before: Line, line: Line) -> float:
    return float(line[1] - (before[1] + before[3]))


def _column(lines: Sequence[Line], line: Line) -> tuple[int, int]:
    """Left and right edge of what stands above and below the middle of it."""
    middle = line[0] + line[2] / 2
    over = [one for one in lines if one[0] <= middle <= one[0] + one[2]] or [line]
    return min(one[0] for one in over), max(one[0] + one[2] for one in over)


def _begins(before: Line, line: Line, column: tuple[int, int], usual: float) -> bool:
    left, right = column
    width = max(1, right - left)
    if line[1] + line[3] < before[1] or before[0] + before[2] < left or before[0] > right:
        return True  # another column
    low, high = sorted((before[3], line[3]))
    return bool(
        before[0] + before[2] < left + _FULL * width
        or _gap(before, line) > max(_WIDE * usual, _SEEN * low)
        or line[0] - max(before[0], left) > _INDENT * width
        or high > _TALLER * low
    )


def _joined(text: str, more: str) -> str:
    """Old Vietnamese spelling has hyphens inside words (cách-mạng), which stay where a line ends with one."""
    if text.endswith(_SOFT_HYPHEN):
        return text[:-1] + more
    if text.endswith("-") and text[-2:-1].isalpha():
        return text + more
    return f"{text} {more}"
