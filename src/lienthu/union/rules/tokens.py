"""Words as the matcher compares them: one spelling for one word, and what is a Vietnamese syllable.

Texts repeat their words, so every per-word step is cached; a whole title costs one regular expression and
a few dictionary look-ups.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lienthu import text
from lienthu.text.syllables import SPELLINGS

# Combining marks stay inside a word (M'Nông ơ̆ has no composed form); `C++` and `C#` are words of their own.
WORD = re.compile(r"[^\W_][\w\u0300-\u036f]*(?:['’ʼ`´][^\W_][\w\u0300-\u036f]*)*(?:\+\+|#)?")
_APOSTROPHES = re.compile(r"['’ʼ`´]")
# The province's own name is spelt four ways even in official lists.
_SPELLINGS = {"đăk": "đắk", "đắc": "đắk", "lăk": "lắk", "đăc": "đắk"}
_ROMAN_WORDS = {
    # Only numerals that are no Vietnamese word: `vi`, `xi`, `li`, `mi` and single letters are left alone.
    "ii": "2", "iii": "3", "iv": "4", "vii": "7", "viii": "8", "ix": "9", "xii": "12", "xiii": "13",
    "xiv": "14", "xv": "15", "xvi": "16", "xvii": "17", "xviii": "18", "xix": "19", "xx": "20", "xxi": "21",
}  # fmt: skip


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def phrase_set(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


@lru_cache(maxsize=100_000)
def canon(word: str) -> str:
    """One spelling of a word: lower case, modern tone place, i for y, no apostrophe, Roman numerals as digits."""
    # Ð and ð (Icelandic eth) stand for Đ and đ in many old files.
    key = _APOSTROPHES.sub("", text.loose_key(word.replace("Ð", "Đ").replace("ð", "đ")))
    if key.isdecimal():
        return key.lstrip("0") or "0"
    key = _SPELLINGS.get(key, key)
    return _ROMAN_WORDS.get(key, key)


@lru_cache(maxsize=100_000)
def bare(token: str) -> str:
    return text.fold(token)


@lru_cache(maxsize=100_000)
def marked(token: str) -> bool:
    return text.has_marks(token)


def tokens(value: str) -> list[str]:
    return [canon(word) for word in WORD.findall(value)]


def bare_tokens(words: Iterable[str]) -> list[str]:
    return [bare(word) for word in words]


def any_marked(words: Iterable[str]) -> bool:
    return any(map(marked, words))


@lru_cache(maxsize=50_000)
def is_syllable(token: str) -> bool:
    return text.is_syllable(token)


_BARE_SYLLABLES = frozenset(text.fold(spelling) for spelling in SPELLINGS)


def is_native(token: str) -> bool:
    """A Vietnamese word, also where its marks were lost."""
    return token in _BARE_SYLLABLES or is_syllable(token)


def is_bare_syllable(token: str) -> bool:
    """`hoc` and `quoc`, which are no syllables without their tone, in a text that has no marks."""
    return token in _BARE_SYLLABLES


NUMBER_WORDS = {
    "một": "1", "mốt": "1", "hai": "2", "ba": "3", "bốn": "4", "tư": "4", "năm": "5", "lăm": "5", "sáu": "6",
    "bảy": "7", "bẩy": "7", "tám": "8", "chín": "9", "mười": "10", "nhất": "1", "nhì": "2", "đầu": "1",
    "mot": "1", "bon": "4", "tu": "4", "nam": "5", "sau": "6", "bay": "7", "tam": "8", "chin": "9",
    "muoi": "10", "nhat": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "first": "1",
    "second": "2", "third": "3", "fourth": "4", "thượng": "a", "hạ": "z",
}  # fmt: skip
_ROMAN = re.compile(r"(?=[ivxl])(xl|l?x{0,3})(ix|iv|v?i{0,3})$")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}


@lru_cache(maxsize=10_000)
def number(token: str) -> str:
    """The number a volume or grade token says (`1`, `một`, `iv`, `2nd`), or an empty string."""
    if token.isdecimal():
        return token
    if token in NUMBER_WORDS:
        return NUMBER_WORDS[token]
    if _ROMAN.match(token):
        values = [_ROMAN_VALUES[ch] for ch in token]
        return str(sum(-v if v < max(values[i:]) else v for i, v in enumerate(values)))
    ordinal = re.fullmatch(r"(\d+)(?:st|nd|rd|th|e|re)", token)
    return ordinal.group(1) if ordinal else ""


_UNITS = {word: int(value) for word, value in NUMBER_WORDS.items() if value.isdecimal()}


def _is_years(word: str) -> bool:
    return word in ("năm", "nam")


_TIMES = {
    "trăm": 100, "nghìn": 1_000, "ngàn": 1_000, "vạn": 10_000, "triệu": 1_000_000,
    "tram": 100, "nghin": 1_000, "ngan": 1_000, "van": 10_000, "trieu": 1_000_000,
}  # fmt: skip
_LINKS = frozenset(["lẻ", "linh", "le"])


def spoken_numbers_as_digits(words: list[str]) -> list[str]:
    """`hai mươi lăm` → `25`, `một trăm lẻ tám` → `108`: for comparing a title in words with a title in digits."""
    out: list[str] = []
    index = 0
    while index < len(words):
        value, used = _spoken(words, index)
        out.append(str(value) if used else words[index])
        index += used or 1
    return out


def _spoken(words: list[str], index: int) -> tuple[int, int]:
    """(number, words used); (0, 0) when no number begins here."""
    value, used = _below_hundred(words, index)
    following = words[index + 1] if index + 1 < len(words) else ""
    if not used:
        if words[index].isdecimal() and following in _TIMES:
            value, used = int(words[index]), 1  # `10 vạn`
        elif words[index] in _TIMES and following in _LINKS:
            value = 1  # `nghìn lẻ một`
        else:
            return 0, 0
    while index + used < len(words) and words[index + used] in _TIMES:
        scale = _TIMES[words[index + used]]
        value, used = value * scale, used + 1
        linked = index + used < len(words) and words[index + used] in _LINKS
        at = index + used + linked
        if at < len(words) and (linked or not _is_years(words[at]) or words[at + 1 : at + 2] in (["mươi"], ["muoi"])):
            more, taken = _below_hundred(words, at)
            if taken and more < scale and (linked or words[at + taken : at + taken + 1] != ["trăm"]):
                value, used = value + more, used + linked + taken
    return value, used


def _below_hundred(words: list[str], index: int) -> tuple[int, int]:
    unit = _UNITS.get(words[index], 0)
    following = words[index + 1] if index + 1 < len(words) else ""
    if words[index] in ("băm", "bam") and 0 < _UNITS.get(following, 0) < 10:
        return 30 + _UNITS[following], 2
    if not unit:
        return 0, 0
    used = 1
    if unit < 10 and following in ("mươi", "muoi"):
        unit, used = unit * 10, 2
    last = words[index + used] if index + used < len(words) else ""
    # 25 is `hai mươi lăm`; in `hai mươi năm` the last word is "years".
    if unit >= 10 and 0 < _UNITS.get(last, 0) < 10 and not _is_years(last):
        unit, used = unit + _UNITS[last], used + 1
    return unit, used
