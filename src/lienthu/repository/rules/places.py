"""Where words stand on a page: the recognised words of its lines as terms, runs of them as places with boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lienthu.text.terms import pairs

Box = tuple[int, int, int, int]
AROUND: Final = 12
_PRINTED: Final = re.compile(r"\S+")
_pairs: Final = lru_cache(maxsize=50_000)(pairs)


@dataclass(frozen=True, slots=True)
class Place:
    """Words `start` to `end` (not included) of a page. `boxes`: x, y, width, height in pixels, one a line."""

    start: int
    end: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a page in reading order, across line ends. `terms[n]` stands in word `at[n]`: a word as it is
    printed may hold none (a dash) or two (`ngữ-văn`)."""

    words: list[list[Any]]
    terms: list[str]
    at: list[int]

    def places(self, wanted: Sequence[str]) -> Iterator[Place]:
        """Where these terms stand one after the other."""
        run, span, at = list(wanted), len(wanted), -1
        for _ in range(self.terms.count(run[0]) if run else 0):
            at = self.terms.index(run[0], at + 1)
            if self.terms[at : at + span] == run:
                yield self._place(self.at[at], self.at[at + span - 1] + 1)

    def any_of(self, wanted: Iterable[str]) -> Iterator[Place]:
        """Where any of these terms stands."""
        looked_for = frozenset(wanted)
        for number, term in enumerate(self.terms):
            if term in looked_for:
                yield self._place(self.at[number], self.at[number] + 1)

    def written(self, start: int, end: int) -> str:
        return " ".join(word[0] for word in self.words[max(0, start) : end])

    def _place(self, start: int, end: int) -> Place:
        return Place(start, end, tuple(_boxes(self.words[start:end])))


def words_of(lines: Iterable[Sequence[Any]], *, exactly: bool) -> Words:
    """`lines`: as `PageText` keeps them."""
    words = [word for line in lines for word in line[4]]
    found = [_pairs(word[0]) for word in words]
    form = 0 if exactly else 1
    terms = [pair[form] for some in found for pair in some]
    at = [number for number, some in enumerate(found) for _ in some]
    return Words(words, terms, at)


def words_in(text: str, *, exactly: bool) -> Words:
    """Of a text without page images: one line that is measured in characters, so the box of a place says from which
    character it goes on for how many."""
    row = [[match[0], match.start(), 0, len(match[0]), 0] for match in _PRINTED.finditer(text)]
    return words_of([[0, 0, 0, 0, row]], exactly=exactly)


def terms_of(query: str, *, exactly: bool) -> list[str]:
    return [pair[0 if exactly else 1] for pair in pairs(query)]


def _boxes(some: Sequence[Sequence[Any]]) -> Iterator[Box]:
    """A word that stands left of the one before begins another line."""
    line: list[Sequence[Any]] = []
    for word in some:
        if line and word[1] < line[-1][1]:
            yield _around(line)
            line = []
        line.append(word)
    if line:
        yield _around(line)


def _around(words: Sequence[Sequence[Any]]) -> Box:
    x, y = min(word[1] for word in words), min(word[2] for word in words)
    right, bottom = max(word[1] + word[3] for word in words), max(word[2] + word[4] for word in words)
    return round(x), round(y), round(right - x), round(bottom - y)
