"""A passage that was found as a reader sees it: what is said around the hit and when, or the words of a chapter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from lienthu.discovery.highlight import Piece, as_html
from lienthu.discovery.pages.shown import BEFORE, best_start, places_of, snippet_of
from lienthu.discovery.query import Node
from lienthu.repository.passages import Passage, passages_named
from lienthu.repository.rules.access import Decision
from lienthu.repository.rules.places import words_in


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """`character`: of the passage, with which the first word found begins."""

    passage: Passage
    snippet: tuple[Piece, ...]
    character: int

    paged = False
    strip = None

    @property
    def html(self) -> SafeString:
        return as_html(self.snippet)

    @property
    def kind(self) -> str:
        return "recording" if self.passage.said else "chapter"

    @property
    def label(self) -> str:
        """The time, or the chapter's title."""
        cue = self.passage.cue_at(self.character)
        return cue.clock if cue else self.passage.title

    @property
    def second(self) -> int | None:
        cue = self.passage.cue_at(self.character)
        return cue.second if cue else None

    def leading(self, words: str) -> str:
        return self.passage.address_at(self.character, words)

    def as_open(self, decision: Decision) -> ShownPassage:
        return self


def shown_passages(numbers: Sequence[int], root: Node, exactly: bool) -> dict[int, ShownPassage]:
    """Without those that only hold it where the next one begins."""
    shown = {number: _shown(passage, root, exactly) for number, passage in passages_named(numbers).items()}
    return {number: one for number, one in shown.items() if one}


def _shown(passage: Passage, root: Node, exactly: bool) -> ShownPassage | None:
    words = words_in(passage.text, exactly=exactly)
    found = places_of(words, root, exactly)
    if found and passage.said and not any(passage.said.is_own(place.boxes[0][0]) for _, place in found):
        return None
    start = best_start(found)
    first = next((place.boxes[0][0] for _, place in found if place.start >= start), 0)
    return ShownPassage(passage, tuple(snippet_of(words, found, start - BEFORE)), first)
