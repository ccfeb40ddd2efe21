# ruff: noqa: E501
"""Small declared vocabularies that normalise what cataloguers type: languages, roles, places, kinds of material."""

from __future__ import annotations

import re
from enum import StrEnum


class Format(StrEnum):
    BOOK = "book"
    TEXTBOOK = "textbook"
    THESIS = "thesis"
    SERIAL = "serial"
    MAP = "map"
    MUSIC = "music"
    SOUND = "sound"
    VIDEO = "video"
    PICTURE = "picture"
    ELECTRONIC = "electronic"
    MANUSCRIPT = "manuscript"
    OBJECT = "object"
    MIXED = "mixed"


class Carrier(StrEnum):
    PRINT = "print"
    ONLINE = "online"
    ELECTRONIC = "electronic"
    MICROFORM = "microform"
    BRAILLE = "braille"


# 008/23 or 29 (form of item).
FORM_CARRIERS = {
    "a": Carrier.MICROFORM, "b": Carrier.MICROFORM, "c": Carrier.MICROFORM, "f": Carrier.BRAILLE,
}  # fmt: skip

# Leader/06 (type of record).
LEADER_FORMATS = {
    "a": Format.BOOK, "c": Format.MUSIC, "d": Format.MUSIC, "e": Format.MAP, "f": Format.MAP, "g": Format.VIDEO,
    "i": Format.SOUND, "j": Format.SOUND, "k": Format.PICTURE, "m": Format.ELECTRONIC, "o": Format.MIXED,
    "p": Format.MIXED, "r": Format.OBJECT, "t": Format.MANUSCRIPT,
}  # fmt: skip

# Local 927 "dạng tài liệu" of Vietnamese systems (Libol, eMicLib).
LOCAL_FORMATS = {
    "SH": Format.BOOK, "SB": Format.BOOK, "TT": Format.SERIAL, "TC": Format.SERIAL, "BB": Format.SERIAL,
    "LA": Format.THESIS, "LV": Format.THESIS, "KL": Format.THESIS, "GT": Format.TEXTBOOK, "SGK": Format.TEXTBOOK,
    "BD": Format.MAP, "BĐ": Format.MAP, "AN": Format.MUSIC, "PM": Format.ELECTRONIC,
}  # fmt: skip

# Names and habits → MARC language codes (ISO 639-2/B); 639-3 where MARC has only a group (rad, cmo, cma).
_LANGUAGES = {
    "vi": "vie", "vn": "vie", "viet": "vie", "việt": "vie", "tiếng việt": "vie", "việt nam": "vie",
    "en": "eng", "anh": "eng", "tiếng anh": "eng", "english": "eng", "fr": "fre", "fra": "fre", "pháp": "fre",
    "tiếng pháp": "fre", "nga": "rus", "tiếng nga": "rus", "ru": "rus", "đức": "ger", "tiếng đức": "ger", "deu": "ger",
    "de": "ger", "trung": "chi", "trung quốc": "chi", "hoa": "chi", "hán": "chi", "tiếng trung": "chi", "zho": "chi",
    "zh": "chi", "chn": "chi", "nhật": "jpn", "tiếng nhật": "jpn", "ja": "jpn", "jap": "jpn", "hàn": "kor",
    "hàn quốc": "kor", "tiếng hàn": "kor", "ko": "kor", "lào": "lao", "khmer": "khm", "campuchia": "khm",
    "thái": "tha", "tây ban nha": "spa", "es": "spa", "ê đê": "rad", "êđê": "rad", "m'nông": "cmo", "mnông": "cmo",
    "mạ": "cma", "song ngữ": "mul", "đa ngữ": "mul", "nhiều ngôn ngữ": "mul", "nng": "mul", "nld": "dut", "ces": "cze",
    "ell": "gre", "fas": "per", "hye": "arm", "isl": "ice", "kat": "geo", "mkd": "mac", "mya": "bur", "msa": "may",
    "ron": "rum", "slk": "slo", "sqi": "alb", "bod": "tib", "cym": "wel", "eus": "baq", "mri": "mao",
}  # fmt: skip
_NOT_LETTER = re.compile(r"[^\w' ]+")


def language(text: str) -> str:
    """A MARC language code for one code or name, or an empty string."""
    value = _NOT_LETTER.sub("", text).strip().lower()
    known = _LANGUAGES.get(value)
    if known is not None:
        return known
    return value if len(value) == 3 and value.isascii() and value.isalpha() else ""


def languages(text: str) -> list[str]:
    """The codes of one 041 subfield: one code or name, or old run-together codes (`engfre`)."""
    found = language(text)
    if found:
        return [found]
    value = text.strip().lower()
    if len(value) % 3 == 0 and 6 <= len(value) <= 30 and value.isascii() and value.isalpha():
        return [language(value[at : at + 3]) for at in range(0, len(value), 3)]
    parts = re.split(r"[,;/&]|\s-\s|\s+và\s+", text)
    return [code for code in map(language, parts) if code] if len(parts) > 1 else []


# $e texts (lower case, without final punctuation) → MARC relator codes.
ROLES = {
    "tác giả": "aut", "tg": "aut", "author": "aut", "viết": "aut", "biên soạn": "com", "sưu tầm": "com", "b.s": "com",
    "soạn": "com", "tuyển chọn": "com", "người biên soạn": "com", "compiler": "com", "chủ biên": "edt", "cb": "edt",
    "ch.b": "edt", "biên tập": "edt", "editor": "edt", "hiệu đính": "edt", "h.đ": "edt", "tổng chủ biên": "edt",
    "dịch": "trl", "người dịch": "trl", "dịch giả": "trl", "biên dịch": "trl", "translator": "trl", "d": "trl",
    "minh hoạ": "ill", "minh họa": "ill", "vẽ": "ill", "tranh": "ill", "illustrator": "ill", "giới thiệu": "aui",
    "lời giới thiệu": "aui", "nhạc": "cmp", "composer": "cmp", "hướng dẫn": "ths", "hướng dẫn khoa học": "ths",
    "người hướng dẫn": "ths", "ảnh": "pht", "photographer": "pht", "kể": "nrt", "đạo diễn": "drt", "director": "drt",
    "phóng tác": "adp", "publisher": "pbl", "issuing body": "isb", "joint author": "aut", "ed": "edt", "tr": "trl",
}  # fmt: skip


def role(text: str) -> str:
    """The relator code of a $e text or a $4 code; an empty string if unknown."""
    value = text.strip(" .,;:()[]").lower()
    found = ROLES.get(value)
    if found is None and len(value) == 3 and value.isascii() and value.isalpha():
        return value
    return found or ""


_PLACES = {
    "h": "Hà Nội", "hn": "Hà Nội", "hà nội": "Hà Nội", "ha noi": "Hà Nội", "hanoi": "Hà Nội", "tp hn": "Hà Nội",
    "tphcm": "TP. Hồ Chí Minh", "tp hcm": "TP. Hồ Chí Minh", "hcm": "TP. Hồ Chí Minh", "tp hồ chí minh": "TP. Hồ Chí Minh",
    "tphồ chí minh": "TP. Hồ Chí Minh", "hồ chí minh": "TP. Hồ Chí Minh", "thành phố hồ chí minh": "TP. Hồ Chí Minh",
    "ho chi minh": "TP. Hồ Chí Minh", "ho chi minh city": "TP. Hồ Chí Minh", "s": "Sài Gòn", "sg": "Sài Gòn",
    "sài gòn": "Sài Gòn", "saigon": "Sài Gòn", "đn": "Đà Nẵng", "đà nẵng": "Đà Nẵng", "huế": "Huế",
}  # fmt: skip
_PLACE_MARKS = re.compile(r"[.,:;\[\]()?]+")


def place(text: str) -> str:
    """`H.:`, `Tp.HCM.:` … → the city's name; anything else without its punctuation."""
    bare = text.strip(" :;,[]").strip()
    key = " ".join(_PLACE_MARKS.sub(" ", bare).lower().split())
    return _PLACES.get(key) or _PLACES.get(key.replace(" ", "")) or bare
