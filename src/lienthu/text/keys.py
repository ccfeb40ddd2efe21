"""Keys that make equal texts equal. They run on every record: fast paths first, tables instead of loops."""

import re
import unicodedata
from typing import Final

from lienthu.text.letters import ALPHABET, TONELESS
from lienthu.text.syllables import is_syllable, loose_i, modern_tone


class _Table(dict[int, str | int | None]):
    """A translation table that remembers characters it leaves alone (a miss costs an exception)."""

    def __missing__(self, code: int) -> int:
        self[code] = code
        return code


# Latin letters whose bare form Unicode does not give by decomposition.
_STROKED: Final = {
    "đ": "d", "ð": "d", "ɖ": "d", "ɗ": "d", "ƌ": "d", "ƀ": "b", "ɓ": "b", "ƃ": "b", "ø": "o", "ɵ": "o",
    "ł": "l", "ħ": "h", "ŧ": "t", "ŋ": "ng", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ı": "i",
    "ɨ": "i", "ĸ": "k", "ƙ": "k", "ʉ": "u", "ɔ": "o", "ɛ": "e", "ə": "e", "ɩ": "i", "ŉ": "n", "ƴ": "y",
    "ƶ": "z", "ĳ": "ij", "ſ": "s", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl",
    "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʹ": "'", "ʺ": '"', "“": '"', "”": '"', "„": '"',
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "…": "...", "\u00a0": " ", "\u00ad": None,
}  # fmt: skip
_LATIN: Final = (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00))
# Combining marks that ride on Latin letters; vowel signs of other scripts are letters there and stay.
_LOOSE_MARKS: Final = (*range(0x0300, 0x0370), *range(0x1AB0, 0x1B00), *range(0x1DC0, 0x1E00),
                       *range(0x20D0, 0x2100), *range(0xFE20, 0xFE30))  # fmt: skip


def _fold_table() -> _Table:
    table = _Table({code: code for code in range(128)})
    for code in _LATIN:
        bare = unicodedata.normalize("NFD", chr(code).lower())
        if bare[0].isascii():
            table[code] = "".join(c for c in bare if not unicodedata.combining(c))
    for code in range(0xFF01, 0xFF5F):
        table[code] = chr(code - 0xFEE0).lower()
    for letter, bare_letters in _STROKED.items():
        table[ord(letter)] = bare_letters
        if letter.upper() != letter and len(letter.upper()) == 1:
            table[ord(letter.upper())] = bare_letters
    for code in (0x01FF, 0x01FE):
        table[code] = "o"
    for code in (0x01FD, 0x01FC, 0x01E3, 0x01E2):
        table[code] = "ae"
    table.update(dict.fromkeys(_LOOSE_MARKS))
    return table


_FOLD: Final = _fold_table()
_TONES_OFF: Final = _Table({ord(c): bare for c, bare in TONELESS.items()})
_TONES_OFF.update({code: code for code in range(128)})
_TONES_OFF.update(dict.fromkeys((0x0300, 0x0301, 0x0303, 0x0309, 0x0323)))

# What no catalogue text means: controls, byte order and zero-width marks, soft hyphens, lone surrogates.
_JUNK: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ud800-\udfff\ufffe\uffff]")
_MARKED_LETTER: Final = re.compile(f"[{ALPHABET}]")
_BEYOND_LATIN1: Final = re.compile(f"[{''.join(c for c in ALPHABET if c > 'Đ')}]")
# Eth and the African D look like Đ; Vietnamese never has the former, so its words tell.
_ETH_WORD: Final = re.compile(r"[^\W\d_]*[ÐƉð][^\W\d_]*")
_ICELANDIC: Final = re.compile("[þÞæÆöÖ]")
_SPACES: Final = re.compile(r"[^\S ]|  |^ | $")
_MARKS: Final = "".join(chr(c) for c in range(0x0300, 0x1100) if unicodedata.category(chr(c))[0] == "M")
_TOKEN: Final = re.compile(rf"(?:[^\W_][{_MARKS}]*)+")
_MARK: Final = re.compile(f"[{_MARKS}]")
_PLAIN_TOKEN: Final = re.compile(r"[^\W_]+")
_ASCII_TOKEN: Final = re.compile(r"[A-Za-z0-9]+")


def nfc(s: str) -> str:
    return s if s.isascii() else unicodedata.normalize("NFC", s)


def _d_bar(match: re.Match[str]) -> str:
    word = match.group()
    fixed = word.replace("Ð", "Đ").replace("Ɖ", "Đ").replace("ð", "đ")
    if _BEYOND_LATIN1.search(word) or (fixed[0] == "Đ" and (is_syllable(fixed) or len(fixed) == 1)):
        return fixed
    if word[0] in "ð" and is_syllable(fixed) and _MARKED_LETTER.search(fixed[1:]):
        return fixed
    # Abbreviations are all consonants: QÐ, NÐ-CP, ÐHQG.
    if word.isupper() and not any(c in "AEIOUYÁÍÓÚÝ" for c in word) and len(word) <= 6:
        return fixed
    return word


def vietnamese_d(s: str) -> str:
    """Ð (eth) → Đ in Vietnamese words; Icelandic and Old English keep theirs. Expects NFC."""
    if s.isascii() or not ("Ð" in s or "Ɖ" in s or "ð" in s) or _ICELANDIC.search(s):
        return s
    return _ETH_WORD.sub(_d_bar, s)


def clean(s: str) -> str:
    """NFC, no control characters, single spaces, Đ where a Vietnamese word has its look-alike."""
    if _SPACES.search(s):
        s = " ".join(s.split())
    if _JUNK.search(s):
        s = " ".join(_JUNK.sub("", s).split())
    return s if s.isascii() else vietnamese_d(unicodedata.normalize("NFC", s))


def fold(s: str) -> str:
    """Lowercase with every mark off: for finding what was typed without accents."""
    if s.isascii():
        return s.lower()
    return unicodedata.normalize("NFC", s).lower().translate(_FOLD)


def strip_tones(s: str) -> str:
    """Lowercase without tones; ă â đ ê ô ơ ư stay."""
    if s.isascii():
        return s.lower()
    return unicodedata.normalize("NFC", s).lower().translate(_TONES_OFF)


def exact_key(s: str) -> str:
    """Lowercase NFC with one tone placement: hoà and hòa meet, ma and má do not."""
    if s.isascii():
        return s.lower()
    return modern_tone(unicodedata.normalize("NFC", s).lower())


def loose_key(s: str) -> str:
    """exact_key with i and y as one where Vietnamese spelling wavers: lý/lí, Mỹ/Mĩ, quý/quí."""
    return loose_i(exact_key(s))


def words(s: str) -> list[str]:
    """Letters and digits with their marks; case kept."""
    if s.isascii():
        return _ASCII_TOKEN.findall(s)
    s = unicodedata.normalize("NFC", s)
    return (_TOKEN if _MARK.search(s) else _PLAIN_TOKEN).findall(s)


def has_marks(s: str) -> bool:
    """Whether the text carries Vietnamese diacritics or đ."""
    return not s.isascii() and _MARKED_LETTER.search(unicodedata.normalize("NFC", s)) is not None
