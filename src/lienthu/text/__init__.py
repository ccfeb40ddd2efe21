"""Vietnamese text: keys, collation, keystrokes, repair of legacy encodings. Pure; see README.md."""

from lienthu.text.collation import sort_key
from lienthu.text.encode import encode
from lienthu.text.keys import (
    clean,
    exact_key,
    fold,
    has_marks,
    loose_key,
    nfc,
    strip_tones,
    words,
)
from lienthu.text.keystrokes import mixed_keys, telex, vni_keys
from lienthu.text.lines import Guess, guess_encoding, repair_lines, shares_of
from lienthu.text.repair import Hint, Repair, repair, repair_bytes
from lienthu.text.syllables import is_syllable, modern_tone

__all__ = [
    "Guess",
    "Hint",
    "Repair",
    "clean",
    "encode",
    "exact_key",
    "fold",
    "guess_encoding",
    "has_marks",
    "is_syllable",
    "loose_key",
    "mixed_keys",
    "modern_tone",
    "nfc",
    "repair",
    "repair_bytes",
    "repair_lines",
    "shares_of",
    "sort_key",
    "strip_tones",
    "telex",
    "vni_keys",
    "words",
]
