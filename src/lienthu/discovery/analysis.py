"""Text to index terms, the same way for documents and queries: exact (one tone placement) and folded (no marks, and
i and y as one where Vietnamese spelling wavers: kĩ thuật, kỹ thuật)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from lienthu import text

# R'Lấp, R’Lấp, M'Nông are one word; French elision (l'histoire, d'Annam) is two.
_APOSTROPHE: Final = re.compile(r"(?<=\w)['’‘ʼʻ`´](?=\w)")
_APOSTROPHES: Final = re.compile("['’‘ʼʻ`´]")
_ELISION: Final = re.compile(r"\b(?:[ldnscjt]|qu)['’‘ʼʻ`´](?=[aeiouyhàâæéèêëîïôœùûü])", re.IGNORECASE)
_NOT_IDENTIFYING: Final = re.compile("[^0-9A-Z]")
_CACHE_LIMIT: Final = 200_000
_HOUSE: Final = re.compile(r"^(?:nhà xuất bản|nha xuat ban|n\.?x\.?b(?![^\W\d_]))[\s.:]*", re.IGNORECASE)


class _Terms(dict[str, tuple[str, str]]):
    """word → (exact, folded); Vietnamese is written in a few thousand syllables, so nearly all are remembered."""

    def __missing__(self, word: str) -> tuple[str, str]:
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        pair = (text.exact_key(word), text.fold(text.loose_key(word)))
        self[word] = pair
        return pair


_terms: Final = _Terms()


def join_apostrophes(value: str) -> str:
    return _APOSTROPHE.sub("", _ELISION.sub(lambda match: match.group()[:-1] + " ", value))


def tokens(value: str) -> list[str]:
    """The words of a text as written, apostrophes joined."""
    return text.words(join_apostrophes(value) if _APOSTROPHES.search(value) else value)


def terms(value: str) -> tuple[str, str]:
    """(exact terms, folded terms), each separated by single spaces."""
    return joined([_terms[word] for word in tokens(value)])


def joined(pairs: Collection[tuple[str, str]]) -> tuple[str, str]:
    return " ".join([exact for exact, _ in pairs if exact]), " ".join([folded for _, folded in pairs if folded])


def publisher_name(value: str) -> str:
    """`Nxb. Văn học`, `Nhà xuất bản Văn học` → `Văn học`: that it is a publisher is seen from its place."""
    name = _HOUSE.sub("", value).strip()
    return name[:1].upper() + name[1:] if name else value


def exact_term(word: str) -> str:
    return _terms[word][0]


def folded_term(word: str) -> str:
    return _terms[word][1]


def identifier(value: str) -> str:
    """ISBN and the like as one comparable term: letters and digits only."""
    return _NOT_IDENTIFYING.sub("", value.upper())


def is_isbn(value: str) -> bool:
    """Whether ten or thirteen characters carry a right check digit (any 978… of thirteen is taken for one)."""
    if len(value) == 13:
        return value.isdigit() and value[:3] in ("978", "979")
    if len(value) != 10 or not value[:9].isdigit() or not (value[9].isdigit() or value[9] == "X"):
        return False
    digits = [int(char) if char != "X" else 10 for char in value]
    return sum(digit * weight for digit, weight in zip(digits, range(10, 0, -1), strict=True)) % 11 == 0


def isbn13(value: str) -> str:
    """An ISBN-10 as its ISBN-13; anything else unchanged."""
    if len(value) != 10 or not value[:9].isdigit():
        return value
    body = "978" + value[:9]
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)
