"""Text to index terms, the same way for documents and queries: words as `text.terms` has them, identifiers, names of
publishers."""

from __future__ import annotations

import re
from typing import Final

from lienthu.text.terms import exact_term, folded_term, join_apostrophes, joined, terms, tokens

__all__ = [
    "exact_term",
    "folded_term",
    "identifier",
    "is_isbn",
    "isbn13",
    "join_apostrophes",
    "joined",
    "publisher_name",
    "terms",
    "tokens",
]

_NOT_IDENTIFYING: Final = re.compile("[^0-9A-Z]")
_HOUSE: Final = re.compile(r"^(?:nhà xuất bản|nha xuat ban|n\.?x\.?b(?![^\W\d_]))[\s.:]*", re.IGNORECASE)


def publisher_name(value: str) -> str:
    """`Nxb. Văn học`, `Nhà xuất bản Văn học` → `Văn học`: that it is a publisher is seen from its place."""
    name = _HOUSE.sub("", value).strip()
    return name[:1].upper() + name[1:] if name else value


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
