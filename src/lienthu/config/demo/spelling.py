"""How a cataloguer of another school or another decade writes the same words."""

from __future__ import annotations

import re
import unicodedata

# Tone placement: modern hòa, thúy → older hoà, thuý; only where the vowel pair ends the syllable.
_PAIRS = {
    modern + "": older
    for modern, older in zip(
        [
            "òa",
            "óa",
            "ỏa",
            "õa",
            "ọa",
            "òe",
            "óe",
            "ỏe",
            "õe",
            "ọe",
            "ùy",
            "úy",
            "ủy",
            "ũy",
            "ụy",
            "Òa",
            "Óa",
            "Ỏa",
            "Õa",
            "Ọa",
            "ÒA",
            "ÓA",
            "ỎA",
            "ÕA",
            "ỌA",
            "ÙY",
            "ÚY",
            "ỦY",
            "ŨY",
            "ỤY",
        ],
        [
            "oà",
            "oá",
            "oả",
            "oã",
            "oạ",
            "oè",
            "oé",
            "oẻ",
            "oẽ",
            "oẹ",
            "uỳ",
            "uý",
            "uỷ",
            "uỹ",
            "uỵ",
            "Oà",
            "Oá",
            "Oả",
            "Oã",
            "Oạ",
            "OÀ",
            "OÁ",
            "OẢ",
            "OÃ",
            "OẠ",
            "UỲ",
            "UÝ",
            "UỶ",
            "UỸ",
            "UỴ",
        ],
        strict=True,
    )
}
_TONE = re.compile("(" + "|".join(_PAIRS) + r")(?!\w)")
# i for y after h, k, l, m, t in open syllables; `quý` and names keep y.
_I = {
    "kỹ": "kĩ",
    "ký": "kí",
    "kỳ": "kì",
    "kỷ": "kỉ",
    "lý": "lí",
    "mỹ": "mĩ",
    "sỹ": "sĩ",
    "tỷ": "tỉ",
    "hy": "hi",
    "vỹ": "vĩ",
    "Kỹ": "Kĩ",
    "Ký": "Kí",
    "Kỳ": "Kì",
    "Kỷ": "Kỉ",
    "Mỹ": "Mĩ",
    "Tỷ": "Tỉ",
    "Hy": "Hi",
}
_Y = re.compile(r"\b(" + "|".join(_I) + r")\b")
_TONES_AND_SHAPES = dict.fromkeys(range(0x300, 0x370))


def old_tone(text: str) -> str:
    return _TONE.sub(lambda match: _PAIRS[match[0]], text)


def short_i(text: str) -> str:
    return _Y.sub(lambda match: _I[match[0]], text)


def unaccented(text: str) -> str:
    plain = unicodedata.normalize("NFD", text).translate(_TONES_AND_SHAPES)
    return plain.replace("đ", "d").replace("Đ", "D")


def eth(text: str) -> str:
    """Đ (U+0110) typed as Icelandic Ð (U+00D0), which looks the same."""
    return text.replace("Đ", "Ð")
