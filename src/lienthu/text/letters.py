"""Vietnamese letters: twelve vowels × six tones, and đ."""

from typing import Final

NGANG, HUYEN, HOI, NGA, SAC, NANG = range(6)

#: One row per vowel; a column per tone in dictionary order (ngang huyền hỏi ngã sắc nặng).
VOWEL_ROWS: Final = (
    "aàảãáạ",
    "ăằẳẵắặ",
    "âầẩẫấậ",
    "eèẻẽéẹ",
    "êềểễếệ",
    "iìỉĩíị",
    "oòỏõóọ",
    "ôồổỗốộ",
    "ơờởỡớợ",
    "uùủũúụ",
    "ưừửữứự",
    "yỳỷỹýỵ",
)

#: Letter (both cases) → the same letter without its tone, case kept.
TONELESS: Final[dict[str, str]] = {}
#: Toned letter (both cases) → tone number.
TONE: Final[dict[str, int]] = {}
#: (toneless letter, tone) → toned letter, both cases.
WITH_TONE: Final[dict[tuple[str, int], str]] = {}

for _row in VOWEL_ROWS:
    for _cased in (_row, _row.upper()):
        for _tone, _letter in enumerate(_cased):
            TONELESS[_letter] = _cased[0]
            WITH_TONE[(_cased[0], _tone)] = _letter
            if _tone:
                TONE[_letter] = _tone

VOWELS: Final = frozenset("aăâeêioôơuưy")
#: Letters that Vietnamese marks itself, tones aside.
MARKED: Final = "ăâđêôơưĂÂĐÊÔƠƯ"
#: Every non-ASCII letter of Vietnamese, both cases.
ALPHABET: Final = "".join(sorted({c for c in (*TONELESS, "đ", "Đ") if not c.isascii()}))
