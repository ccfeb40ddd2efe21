"""Vietnamese alphabetical order as a plain string.

Letters: a ă â b c d đ e ê … o ô ơ … u ư …; tones: ngang huyền hỏi ngã sắc nặng, as in Unicode CLDR
`vi` (&◌̀<<◌̉<<◌̃<<◌́<<◌̣ &a<ă<â &d<đ &e<ê &o<ô<ơ &u<ư). CLDR weighs tones after the whole string;
Vietnamese dictionaries and card catalogues weigh them syllable by syllable (ba, bà, bác …), as here.

The key uses 0-9 and a-z only, so code points, SQLite and every PostgreSQL collation order it alike:
a syllable is its letters, 0, its tone; marked letters are the bare one and z (ă = az, â = azz), and z is yz;
a number is 1, its length, its digits, so that Tập 2 stands before Tập 10; other scripts come last.
"""

import re
import unicodedata
from typing import Final

from lienthu.text.keys import fold
from lienthu.text.letters import TONE, TONELESS

_CODES: Final = {"ă": "az", "â": "azz", "đ": "dz", "ê": "ez", "ô": "oz", "ơ": "ozz", "ư": "uz", "z": "yz"}
_TABLE: Final = {ord(letter): code for letter, code in _CODES.items()}
_UNIT: Final = re.compile(r"[0-9]+|(?:[^\W\d_][\u0300-\u036f'’ʼʻ]*)+|[^\W_]")
_APOSTROPHES: Final = str.maketrans("", "", "'’ʼʻ")
_BASE36: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_CACHE_LIMIT = 50_000
_known: dict[str, str] = {}


def _number(digits: str) -> str:
    digits = digits.lstrip("0") or "0"
    return f"1{_BASE36[min(len(digits), 35)]}{digits}00"


def _foreign(letter: str) -> str:
    code, out = ord(letter), ""
    for _ in range(4):
        code, digit = divmod(code, 36)
        out = _BASE36[digit] + out
    return "z" + out


def _letter(letter: str) -> str:
    if letter in _CODES:
        return _CODES[letter]
    bare = fold(letter)
    if bare.isascii():
        return bare.replace("z", "yz")
    return "".join(_foreign(c) for c in bare)


def _word(word: str) -> str:
    tone = next((TONE[c] for c in word if c in TONE), 0)
    bare = "".join([TONELESS.get(c, c) for c in word.translate(_APOSTROPHES)])
    if bare.isascii():
        return f"{bare.replace('z', 'yz')}0{tone}"
    return f"{''.join([_letter(c) for c in bare])}0{tone}"


def sort_key(s: str) -> str:
    """A key whose plain string order is Vietnamese alphabetical order."""
    if not s.isascii():
        s = unicodedata.normalize("NFC", s)
    parts = []
    for unit in _UNIT.findall(s.lower()):
        key = _known.get(unit)
        if key is None:
            if len(_known) >= _CACHE_LIMIT:
                _known.clear()
            key = _known[unit] = _number(unit) if unit.isascii() and unit.isdigit() else _word(unit)
        parts.append(key)
    return "".join(parts)
