"""Text to search terms, the same way for what is stored, what is asked and what is shown: exact (lower case, one tone
placement) and folded (no marks, and i and y as one where Vietnamese spelling wavers: kĩ thuật, kỹ thuật)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from lienthu.text.keys import exact_key, fold, loose_key, words

# R'Lấp, R’Lấp, M'Nông are one word; French elision (l'histoire, d'Annam) is two.
_APOSTROPHE: Final = re.compile(r"(?<=\w)['’‘ʼʻ`´](?=\w)")
_APOSTROPHES: Final = re.compile("['’‘ʼʻ`´]")
_ELISION: Final = re.compile(r"\b(?:[ldnscjt]|qu)['’‘ʼʻ`´](?=[aeiouyhàâæéèêëîïôœùûü])", re.IGNORECASE)
_CACHE_LIMIT: Final = 200_000


class _Terms(dict[str, tuple[str, str]]):
    """word → (exact, folded); Vietnamese is written in a few thousand syllables, so nearly all are remembered."""

    def __missing__(self, word: str) -> tuple[str, str]:
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        pair = (exact_key(word), fold(loose_key(word)))
        self[word] = pair
        return pair


_terms: Final = _Terms()


def join_apostrophes(value: str) -> str:
    return _APOSTROPHE.sub("", _ELISION.sub(lambda match: match.group()[:-1] + " ", value))


def tokens(value: str) -> list[str]:
    """The words of a text as written, apostrophes joined."""
    return words(join_apostrophes(value) if _APOSTROPHES.search(value) else value)


def pairs(value: str) -> list[tuple[str, str]]:
    """(exact, folded) of each word."""
    return [_terms[word] for word in tokens(value)]


def terms(value: str) -> tuple[str, str]:
    """(exact terms, folded terms), each separated by single spaces."""
    return joined(pairs(value))


def joined(found: Collection[tuple[str, str]]) -> tuple[str, str]:
    return " ".join([exact for exact, _ in found if exact]), " ".join([folded for _, folded in found if folded])


def exact_term(word: str) -> str:
    return _terms[word][0]


def folded_term(word: str) -> str:
    return _terms[word][1]
