"""The words by which a document is found at the desk, with accents or without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lienthu.text import fold

#: What it is taken from.
SAID: Final = ("title", "creators", "subjects", "date_text", "description")
_MOST: Final = 4000
_MOST_WORDS: Final = 6


def searchable(said: Mapping[str, Any]) -> str:
    """Of its title, people, subjects, date and the beginning of its description."""
    lists = (" ".join(said.get(name) or []) for name in ("creators", "subjects"))
    plain = (said.get(name) or "" for name in ("title", "date_text", "description"))
    return fold(" ".join((*plain, *lists)))[:_MOST]


def looked_for(words: str) -> list[str]:
    """What each must be somewhere in such a text."""
    return fold(words.replace("\x00", "")).split()[:_MOST_WORDS]
