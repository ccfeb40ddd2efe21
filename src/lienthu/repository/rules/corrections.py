"""A corrected line put in the place of a recognised one: words that stayed keep their boxes, others share the room."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any, Final

Word = list[Any]  # text, x, y, w, h, confidence
Line = list[Any]  # x, y, w, h, words

#: The confidence of what a person read.
SURE: Final = 100


def text_of(line: Line) -> str:
    return " ".join(word[0] for word in line[4])


def replaced(line: Line, text: str) -> Line:
    """`line` with the words of `text`; its own box stays. Without text there is a line without words."""
    old: list[Word] = line[4]
    new = text.split()
    made: list[Word] = []
    matcher = SequenceMatcher(None, [word[0] for word in old], new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            made += [[*word[:5], SURE] for word in old[start:end]]
        elif kind == "replace" and end - start == new_end - new_start:
            made += [
                [said, *word[1:5], SURE] for said, word in zip(new[new_start:new_end], old[start:end], strict=True)
            ]
        elif new_end > new_start:
            made += _shared(new[new_start:new_end], _room(line, old, start, end))
    return [*line[:4], made]


def _room(line: Line, old: list[Word], start: int, end: int) -> tuple[int, int, int, int]:
    """Where words that came anew stand: on those they replace, else in the gap between their neighbours."""
    if end > start:
        left, top = min(word[1] for word in old[start:end]), min(word[2] for word in old[start:end])
        right = max(word[1] + word[3] for word in old[start:end])
        bottom = max(word[2] + word[4] for word in old[start:end])
        return left, top, right - left, bottom - top
    left = old[start - 1][1] + old[start - 1][3] if start else line[0]
    right = old[start][1] if start < len(old) else line[0] + line[2]
    return left, line[1], max(1, right - left), line[3]


def _shared(words: list[str], room: tuple[int, int, int, int]) -> list[Word]:
    """Side by side, each as wide as it has letters."""
    left, top, width, height = room
    letters = sum(len(word) + 1 for word in words) - 1
    made, at = [], 0
    for word in words:
        x, right = left + width * at // letters, left + width * (at + len(word)) // letters
        made.append([word, x, top, max(1, right - x), height, SURE])
        at += len(word) + 1
    return made
