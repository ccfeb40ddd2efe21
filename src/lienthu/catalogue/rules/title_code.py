"""The Vietnamese title code (*bảng mã hoá tên sách*): onset and numbered rime of the first word, onset of the second.

`Văn hóa…` → V115H, `Giáo trình…` → GI-108TR, `Quản trị…` → QU105TR; a personal name codes every word:
`Nguyễn Văn Hùng` → NG527V115H513. The tone is left out, ă â ê ô ơ ư đ are kept, `qu` and `gi` are onsets, `y` alone is
600. A rime without a known number is a gap that a cataloguer fills; it is never guessed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from lienthu.text import is_syllable, nfc, sort_key, strip_tones

Table = Mapping[str, str]

_ONSET = re.compile(r"ngh|ng|nh|gh|gi(?=[aăâeêoôơuưy])|gi|qu|ch|kh|ph|th|tr|[bcdđghklmnpqrstvx]")
_WORD = re.compile(r"[^\W\d_]+|\d+")
CODE: Final = re.compile(r"[1-9]\d\d")
#: Each first vowel has a series of its own; a rime's number lies between its neighbours' in alphabetical order.
_SERIES: Final = {"a": 100, "ă": 113, "â": 120, "e": 200, "ê": 250, "i": 300, "o": 400, "ô": 450, "ơ": 459,
                  "u": 500, "ư": 550, "y": 600}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """Why there is no code: a `rime` without a number, or (`rime` empty) a word that is not Vietnamese."""

    word: str
    rime: str = ""


@dataclass(frozen=True, slots=True)
class TitleCode:
    """`code` is empty when something is missing; `parts` are the coded words, for showing how it was made."""

    code: str
    parts: tuple[tuple[str, str], ...] = ()
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers that a rime without one can have: `low` < number < `high`."""

    low: int
    high: int


@cache
def confirmed() -> dict[str, str]:
    """rime → number, where real catalogues agree (data/title_codes.csv: how many agree, of how many)."""
    with files("lienthu.catalogue").joinpath("data/title_codes.csv").open(encoding="utf-8") as file:
        return {row["rime"]: row["code"] for row in csv.DictReader(file)}


def title_code(title: str, table: Table) -> TitleCode:
    """The code of a title proper. A first word that is no Vietnamese syllable has no code of this table."""
    words = _words(title)
    if not words:
        return TitleCode("")
    first = _numbered(words[0], table)
    if isinstance(first, Gap):
        return TitleCode("", gap=first)
    second = onset_letters(words[1]).rstrip("-") if len(words) > 1 else ""
    shown = [(words[0], first), *([(words[1], second)] if second else [])]
    return TitleCode(first + second, tuple(shown))


def name_code(name: str, table: Table) -> TitleCode:
    """Every word of a personal name, in the order it is written."""
    shown: list[tuple[str, str]] = []
    for word in _words(name):
        found = _numbered(word, table)
        if isinstance(found, Gap):
            return TitleCode("", tuple(shown), found)
        shown.append((word, found))
    return TitleCode("".join(code for _, code in shown), tuple(shown))


def onset_letters(word: str) -> str:
    """`trình` → TR, `gì` → G, `giáo` → GI-, `ăn` → Ă; the first letter of anything else."""
    onset, rime = parts(word)
    return _letters(onset) if onset else rime[:1].upper()


def parts(word: str) -> tuple[str, str]:
    """Onset and toneless rime of a word: `Những` → (nh, ưng). `gì` and `gin` are g + i, g + in."""
    plain = strip_tones(nfc(word).lower())
    match = _ONSET.match(plain)
    onset = match[0] if match else ""
    rime = plain[len(onset) :]
    if onset == "gi" and (not rime or rime[0] not in _SERIES):
        onset, rime = "g", "i" + rime
    return onset, rime


def bounds(rime: str, table: Table) -> Bounds:
    """Where the number of `rime` must lie, by its neighbours in the alphabet of the table."""
    start = _SERIES[rime[0]]
    above = min((value for value in _SERIES.values() if value > start), default=1000)
    low, high = start - 1, above
    own = sort_key(rime)
    for other, code in table.items():
        if other[0] == rime[0]:
            if sort_key(other) < own:
                low = max(low, int(code))
            elif sort_key(other) > own:
                high = min(high, int(code))
    return Bounds(low, high)


def free_numbers(rime: str, table: Table) -> list[int]:
    span = bounds(rime, table)
    return list(range(span.low + 1, span.high))


def series(table: Table) -> list[tuple[str, list[tuple[str, str]]]]:
    """The table as it is read: each first vowel with its rimes in order and their numbers."""
    ordered = sorted(table.items(), key=lambda pair: int(pair[1]))
    return [(vowel, [pair for pair in ordered if pair[0][0] == vowel]) for vowel in _SERIES]


def is_rime(text: str) -> bool:
    """A toneless Vietnamese rime: some syllable has it."""
    if not text or text[0] not in _SERIES:
        return False
    # A syllable that is stopped (-p, -t, -c, -ch) always has a tone: the acute on one of its vowels.
    toned = [nfc(f"{text[: at + 1]}\u0301{text[at + 1 :]}") for at in range(len(text))]
    return any(is_syllable(onset + rime) for onset in ("", "t", "h", "ng") for rime in (text, *toned))


def missing_rimes(titles: Iterable[str], table: Table) -> dict[str, tuple[int, str]]:
    """Rimes without a number that these titles would need: rime → (how many titles, one of the words)."""
    found: dict[str, tuple[int, str]] = {}
    for title in titles:
        gap = title_code(title, table).gap
        if gap and gap.rime:
            count, word = found.get(gap.rime, (0, gap.word))
            found[gap.rime] = (count + 1, word)
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(nfc(text))


def _numbered(word: str, table: Table) -> str | Gap:
    if not is_syllable(word.lower()):
        return Gap(word)
    onset, rime = parts(word)
    code = table.get(rime)
    return _letters(onset) + code if code else Gap(word, rime)


def _letters(onset: str) -> str:
    return "GI-" if onset == "gi" else onset.upper()
