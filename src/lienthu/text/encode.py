"""Writes Vietnamese in the legacy codes, as old software and fonts did: for exports, demo files and tests.

All return text whose characters are the bytes (Latin-1 view), except `viqr`, which is ASCII.
"""

import unicodedata
from typing import Final

from lienthu.text import legacy
from lienthu.text.letters import ALPHABET, TONE, TONELESS, VOWEL_ROWS, WITH_TONE

_CODES: Final = {
    "viscii": {ord(letter): chr(code) for code, letter in legacy.VISCII.items()},
    "vps": {ord(letter): chr(code) for code, letter in legacy.VPS.items()},
}
_TCVN3_LETTERS: Final = {
    letter: chr(code) for code, letter in legacy.TCVN3.items() if letter in ALPHABET and code >= 0xA1
}


def _tcvn3_table(pairs: bool) -> dict[int, str]:
    """ABC fonts have no toned capitals: the small letter stands for it, or the bare capital goes before (Aµ)."""
    table: dict[int, str] = {}
    for letter in ALPHABET:
        lower = letter.lower()
        if letter not in TONE:
            table[ord(letter)] = _TCVN3_LETTERS[letter]
            continue
        bare = TONELESS[letter]
        before = _TCVN3_LETTERS.get(bare, bare) if pairs and letter != lower else ""
        table[ord(letter)] = before + _TCVN3_LETTERS[lower]
    return table


_CODES["tcvn3"] = _tcvn3_table(pairs=False)
_CODES["tcvn3-pairs"] = _tcvn3_table(pairs=True)


def _vni_table() -> dict[int, str]:
    marks = {value: mark for mark, value in legacy.VNI_MARKS.items()}
    alone = {letter: code for code, letter in legacy.VNI_ALONE.items()}
    hats = {letter: pair for pair, letter in legacy.HATS.items()}
    table: dict[int, str] = {}
    for row in VOWEL_ROWS:
        base, hat = hats.get(row[0], (alone.get(row[0], row[0]), ""))
        for tone, letter in enumerate(row):
            code = alone.get(letter) or base + (marks[(hat, tone)] if hat or tone else "")
            table[ord(letter)], table[ord(letter.upper())] = code, code.upper()
    table[ord("đ")], table[ord("Đ")] = "ñ", "Ñ"
    return table


_CODES["vni"] = _vni_table()


def _viqr_table() -> dict[int, str]:
    hats = {"ă": "a(", "â": "a^", "ê": "e^", "ô": "o^", "ơ": "o+", "ư": "u+"}
    table = {ord("đ"): "dd", ord("Đ"): "DD"}
    for row in VOWEL_ROWS:
        for tone, letter in enumerate(row):
            code = hats.get(row[0], row[0]) + ["", "`", "?", "~", "'", "."][tone]
            table[ord(letter)], table[ord(letter.upper())] = code, code.upper()
    return table


_CODES["viqr"] = _viqr_table()


def _cp1258(text: str) -> str:
    out = []
    for letter in text:
        tone = TONE.get(letter)
        try:
            out.append(letter.encode("cp1258").decode("latin-1"))
        except UnicodeEncodeError:
            if tone is None:
                out.append(letter)
            else:
                mark = unicodedata.normalize("NFD", WITH_TONE[("a", tone)])[1]
                out.append((TONELESS[letter] + mark).encode("cp1258").decode("latin-1"))
    return "".join(out)


def encode(text: str, code: str) -> str:
    """NFC text in `tcvn3`, `tcvn3-pairs`, `vni`, `viscii`, `vps`, `cp1258`, `viqr` or `utf-8` (mojibake)."""
    if code == "utf-8":
        return text.encode("utf-8").decode("latin-1")
    if code == "cp1258":
        return _cp1258(text)
    return text.translate(_CODES[code])
