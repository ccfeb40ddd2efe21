"""Why a hit matched: the words of a text that the query asked for, marked. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from lienthu.discovery import analysis

_APOSTROPHES: Final = "'’‘ʼʻ`´"
_WORD: Final = re.compile(rf"\w[\w\u0300-\u036f]*(?:[{_APOSTROPHES}]\w[\w\u0300-\u036f]*)*")
AROUND: Final = 60


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_hit: bool = False


def as_html(pieces: Collection[Piece]) -> SafeString:
    """The pieces escaped, hits marked. Sixty of these are on a result page: a template for each took a third of it."""
    parts = (f"<mark>{escape(each.text)}</mark>" if each.is_hit else escape(each.text) for each in pieces)
    return mark_safe("".join(parts))  # noqa: S308 - every text is escaped above


def mark(value: str, folded: AbstractSet[str]) -> list[Piece]:
    """The text in pieces; words whose folded form is wanted are hits. Joined, the pieces are the text again."""
    if not folded:
        return [Piece(value)] if value else []
    pieces: list[Piece] = []
    place = 0
    for match in _WORD.finditer(value):
        if _is_wanted(match.group(), folded):
            if match.start() > place:
                pieces.append(Piece(value[place : match.start()]))
            pieces.append(Piece(match.group(), True))
            place = match.end()
    if place < len(value):
        pieces.append(Piece(value[place:]))
    return pieces


def snippet(value: str, folded: AbstractSet[str], missing: AbstractSet[str]) -> list[Piece]:
    """A short stretch of a longer text round the first word that is still unexplained; empty when there is none."""
    for match in _WORD.finditer(value):
        if _is_wanted(match.group(), missing):
            start = max(0, value.rfind(" ", 0, max(0, match.start() - AROUND)) + 1)
            end = value.find(" ", match.end() + AROUND)
            end = len(value) if end < 0 else end
            return mark(("… " if start else "") + value[start:end] + (" …" if end < len(value) else ""), folded)
    return []


def found_in(values: Collection[str], folded: AbstractSet[str]) -> set[str]:
    """Which wanted words stand in these texts."""
    return {term for value in values for term in analysis.terms(value)[1].split() if term in folded}


def _is_wanted(word: str, folded: AbstractSet[str]) -> bool:
    return not folded.isdisjoint(_forms(word))


@lru_cache(maxsize=20_000)
def _forms(word: str) -> tuple[str, ...]:
    return tuple(analysis.folded_term(part) for part in analysis.tokens(word))
