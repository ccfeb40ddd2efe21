"""Codes in the fields of an entry to words: kinds of document, carriers, languages, classification schemes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from babel import Locale
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

FORMATS = {
    "book": _("Book"),
    "textbook": _("Textbook"),
    "thesis": _("Thesis"),
    "serial": _("Newspaper or journal"),
    "map": _("Map"),
    "music": _("Printed music"),
    "sound": _("Sound recording"),
    "video": _("Film and video"),
    "picture": _("Picture"),
    "electronic": _("Electronic resource"),
    "manuscript": _("Manuscript"),
    "object": _("Object"),
    "mixed": _("Mixed material"),
}
CARRIERS = {
    "print": _("Printed"),
    "online": _("Online"),
    "electronic": _("Disc or other electronic carrier"),
    "microform": _("Microform"),
    "braille": _("Braille"),
}
# MARC language codes (ISO 639-2/B, 639-3 for what MARC only groups) that the common locale data names by two letters.
_TWO_LETTERS = {
    "vie": "vi", "eng": "en", "fre": "fr", "rus": "ru", "ger": "de", "chi": "zh", "jpn": "ja", "kor": "ko",
    "lao": "lo", "khm": "km", "tha": "th", "spa": "es", "ita": "it", "por": "pt", "dut": "nl", "pol": "pl",
    "cze": "cs", "hun": "hu", "lat": "la", "gre": "el", "ara": "ar", "hin": "hi", "ind": "id", "may": "ms",
    "swe": "sv", "dan": "da", "nor": "no", "fin": "fi", "ukr": "uk", "rum": "ro", "bul": "bg", "tur": "tr",
    "per": "fa", "heb": "he", "bur": "my", "san": "sa", "cat": "ca", "slo": "sk", "hrv": "hr", "srp": "sr",
}  # fmt: skip
_OWN_NAMES = {
    "rad": "Ê Đê",
    "cmo": "M'Nông",
    "mnn": "M'Nông",
    "cma": "Mạ",
    "jra": "Gia Rai",
    "bdq": "Ba Na",
    "kpm": "Cơ Ho",
    "mul": _("Several languages"),
    "und": _("Not known"),
    "zxx": _("No words"),
}


def format_name(code: str) -> str:
    return str(FORMATS.get(code, code))


def language_name(code: str) -> str:
    own = _OWN_NAMES.get(code)
    if own is not None:
        return str(own)
    return _common_name(code, get_language() or "vi")


@lru_cache(maxsize=1000)
def _common_name(code: str, language: str) -> str:
    name = Locale(language).languages.get(_TWO_LETTERS.get(code, code))
    return name[:1].upper() + name[1:] if name else code


def class_text(value: str) -> str:
    """`ddc 895.922` → `DDC 895.922`; a number without a known scheme is its library's own."""
    scheme, _sign, number = value.partition(" ")
    if not number:
        return scheme
    return (
        gettext("%(number)s (the library's own scheme)") % {"number": number}
        if scheme == "local"
        else (f"{scheme.upper()} {number}")
    )


_WORDS: Final = {
    "format": format_name,
    "carrier": lambda code: str(CARRIERS.get(code, code)),
    "languages": language_name,
    "original_languages": language_name,
    "classes": class_text,
}


def shown(name: str, value: Any) -> str:
    """The value of a field as a reader reads it; several are separated by semicolons."""
    word = _WORDS.get(name, str)
    return "; ".join(word(one) for one in (value if isinstance(value, list | tuple) else (value,)))
