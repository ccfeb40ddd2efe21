"""The legacy codes of Vietnamese, decoding text that was read as Latin-1 or CP1252. Sources: data/PROVENANCE.md."""

import re
import unicodedata
from typing import Final

from lienthu.text.letters import ALPHABET, WITH_TONE

_VISCII = (
    "c0c1c2c3c8c9cacccdd2d3d4a0d9dadde0e1e2e3e8e9eaecedf2f3f4f5f9fafdc5e5d0f0ceee9dfbb4bdbfdf80d5c4e484a485a586a606e7"
    "87a781a182a202c605c783a389a9cbeb88a88aaa8bab8cac8dad8eae9bef98b89af799f68faf90b091b192b293b595be96b697b7b3de94fe"
    "9ef89cfcbad1bbd7bcd8ffe6b9f19fcf1edc14d619db"
)
_VPS = (
    "80c1c282d7c9cab5b4bcb9d4bea8dadde0e1e2e3e8e9eaecedf2f3f4f5f9fa9a88e6f1c7b8efacdbf7d6d0dc02e581e483c384c085c41cc5"
    "03c68da18ea28fa3f0a404a505cbdec8feeb9089938a948b95cd068cb7cc10ce1186bdd596d397d298b0998712b69da79ea99faaa6ab13ae"
    "14f8d1fbadd9afd8b1ba1dbb15bfb2ff199cfd9bb3cf"
)
_TCVN = (
    "8083a282878aa38d909295a4949d0116b5b8a9b7ccd0aad7dddfe3abe2eff3fda1a8a7ae8fdc9ff2a5aca6ad84b981b6c4cac1c7c2c8c3c9"
    "86cbc0beafbbbabcbfbd85c68bd188ce89cfdad5c5d2cdd3d9d48cd68ed891de96e493e1ffe8dbe5e0e6f0e797e99bed98ea99eb9aec9cee"
    "02f49ef111f804f505f606f712f913fa17fe14fb15fc"
)
# The letters of ALPHABET, in code point order, stand for these bytes.
_CP1252_HIGH: Final = {
    bytes([b]).decode("cp1252"): chr(b) for b in range(0x80, 0xA0) if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_TO_BYTE: Final = str.maketrans(_CP1252_HIGH)
_TO_SIGN: Final = {ord(code): sign for sign, code in _CP1252_HIGH.items()}


def _table(codes: str) -> dict[int, str]:
    return dict(zip(bytes.fromhex(codes), ALPHABET, strict=True))


VISCII: Final = _table(_VISCII)
VPS: Final = _table(_VPS)
TCVN3: Final = {**_table(_TCVN), 0xB0: "\u0300", 0xB1: "\u0309", 0xB2: "\u0303", 0xB3: "\u0301", 0xB4: "\u0323"}
# Typographic signs of Windows stay signs in TCVN3 text, where VN1's capitals at their codes are hardly used.
_SIGNS: Final = "…‘’“”„–—•"
# What PDF extraction and Unicode clean-up make of ã and à.
_TCVN3_ALIASES: Final = {0x2219: "ã", 0x3BC: "à"}


def _cp1252_view(table: dict[int, str], without: str = "") -> dict[int, str]:
    """The same table for text whose C1 bytes were read as CP1252 signs."""
    seen = {ord(sign): code for sign, code in _CP1252_HIGH.items() if sign not in without}
    return {**table, **{sign: table[ord(code)] for sign, code in seen.items() if ord(code) in table}}


#: What a byte of a single-byte code may look like beyond Latin-1; − ‐ ‑ are lost ư.
SEEN_SIGNS: Final = "".join(_CP1252_HIGH) + "∙μ−‐‑"
_TCVN3_VIEW: Final = {**_cp1252_view(TCVN3, _SIGNS), **_TCVN3_ALIASES}
_CAPITAL_PAIR: Final = re.compile(
    "|".join(f"{bare.upper()}[{''.join(WITH_TONE[(bare, t)] for t in range(1, 6))}]" for bare in "aăâeêioôơuưy")
)


def tcvn3(text: str) -> str:
    out = text.translate(_TCVN3_VIEW)
    if _CAPITAL_PAIR.search(out):
        out = _CAPITAL_PAIR.sub(lambda m: m.group()[1].upper(), out)
    return unicodedata.normalize("NFC", out)


_VISCII_VIEW: Final = _cp1252_view(VISCII)
_VPS_VIEW: Final = _cp1252_view(VPS)
_CP1258: Final = {
    b: bytes([b]).decode("cp1258") for b in range(0xA0, 0x100) if bytes([b]).decode("cp1258", "replace") != "\ufffd"
}


def viscii(text: str) -> str:
    return text.translate(_VISCII_VIEW)


def vps(text: str) -> str:
    return text.translate(_VPS_VIEW)


def cp1258(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_CP1258))


# VNI: a mark letter after the vowel: (hat, tone).
VNI_MARKS: Final = {
    "ø": ("", 1), "û": ("", 2), "õ": ("", 3), "ù": ("", 4), "ï": ("", 5),
    "â": ("^", 0), "à": ("^", 1), "å": ("^", 2), "ã": ("^", 3), "á": ("^", 4), "ä": ("^", 5),
    "ê": ("(", 0), "è": ("(", 1), "ú": ("(", 2), "ü": ("(", 3), "é": ("(", 4), "ë": ("(", 5),
}  # fmt: skip
VNI_ALONE: Final = {"ñ": "đ", "ö": "ư", "ô": "ơ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
HATS: Final = {("a", "^"): "â", ("e", "^"): "ê", ("o", "^"): "ô", ("a", "("): "ă"}
_VNI: Final = re.compile("([aeouyôöAEOUYÔÖ])([øûõùïâàåãáäêèúüéëØÛÕÙÏÂÀÅÃÁÄÊÈÚÜÉË]{1,2})|([ñöôæóòîÑÖÔÆÓÒÎ])")


def _vni_unit(match: re.Match[str]) -> str:
    base, marks, alone = match.groups()
    if alone:
        out = VNI_ALONE[alone.lower()]
        return out.upper() if alone.isupper() else out
    letter = VNI_ALONE.get(base.lower(), base.lower())
    tone = 0
    for mark in marks:
        hat, mark_tone = VNI_MARKS[mark.lower()]
        if hat:
            if (letter, hat) not in HATS:
                return match.group()
            letter = HATS[(letter, hat)]
        if mark_tone:
            if tone:
                return match.group()
            tone = mark_tone
    out = WITH_TONE[(letter, tone)]
    return out.upper() if base.isupper() else out


def vni(text: str) -> str:
    return _VNI.sub(_vni_unit, text)


# VIQR (RFC 1456): a^ a( o+ and ` ' ? ~ . for the tones; dd; a backslash keeps the sign.
_VIQR_HATS: Final = {**HATS, **{(bare, sign): horn for sign in "+*" for bare, horn in (("o", "ơ"), ("u", "ư"))}}
_VIQR_TONES: Final = {"`": 1, "?": 2, "~": 3, "'": 4, "’": 4, ".": 5}
_VIQR: Final = re.compile(r"(\\)([\\`'?~.^(+*])|([aeiouyAEIOUY])([\^(+*]?)([`'’?~.]?)|([dD])[dD]")
#: Something VIQR may have written; a sign hardly anything else writes; a mark inside a word.
VIQR_ANY: Final = re.compile(r"[aeiouyAEIOUY][\^(+*`~?'’.]|\b[dD][dD]")
VIQR_STRONG: Final = re.compile(r"[aeoAEO]\^(?!\^)|[aA]\([`'’?~.]?[a-zA-Z]|[ouOU]\+(?![0-9])|[aeiouyAEIOUY][`~]")
VIQR_INSIDE: Final = re.compile(r"[a-zA-Z][aeiouyAEIOUY]['?.][a-zA-Z]")


def _viqr_unit(match: re.Match[str]) -> str:
    escape, kept, vowel, hat, tone, d = match.groups()
    if escape:
        return str(kept)
    if d:
        return "Đ" if d == "D" else "đ"
    letter = vowel.lower()
    if hat:
        if (letter, hat) not in _VIQR_HATS:
            return match.group()
        letter = _VIQR_HATS[(letter, hat)]
    out = WITH_TONE[(letter, _VIQR_TONES.get(tone, 0))]
    return out.upper() if vowel.isupper() else out


def viqr(text: str) -> str:
    return _VIQR.sub(_viqr_unit, text)


# UTF-8 read as Latin-1 or CP1252 (CP1258's Ă for Ã too). A lead byte without its second: one of the five bytes that
# CP1252 does not define, a no-break space or a soft hyphen was lost on the way.
_SEQUENCE: Final = re.compile("[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LOST: Final = re.compile("(\xe1\xbb|\xe2\x80|[\xc3\xc4\xc6])[?\ufffd]?(?![\x80-\xbf])")
_LOST_LETTERS: Final = {"\xe1\xbb": "ềọỏờỐ", "\xc3": "àíÁÍÝ", "\xc4": "Đ", "\xc6": "Ơ", "\xe2\x80": "”"}
LOST_VOWEL: Final = re.compile("á»(?![\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ])")
MOJIBAKE: Final = re.compile("[\xc2-\xdfĂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|á[º»¼]|â€|[ÃÄÆ](?!\\w)|[ÃÄ][a-zA-Z]")
_BREVE_A: Final = re.compile("Ă(?=[\x80-\xbf])")


def utf8(text: str) -> str:
    """Undoes one reading of UTF-8 as single bytes, leaving what is no such sequence."""
    codes = _BREVE_A.sub("\xc3", text.translate(_TO_BYTE))
    return _SEQUENCE.sub(lambda m: m.group().encode("latin-1").decode("utf-8", "replace"), codes).translate(_TO_SIGN)


def utf8_lost(text: str) -> list[str]:
    """Readings of what `utf8` left when a second byte is gone, one for each letter it may have been."""
    codes = text.translate(_TO_BYTE)
    if _SEQUENCE.search(codes):
        return []
    found = _LOST.search(codes)
    if found is None:
        return []
    return [text[: found.start()] + letter + text[found.end() :] for letter in _LOST_LETTERS[found.group(1)]]


def as_cp1252(text: str) -> str:
    """Latin-1 text as CP1252 shows it."""
    return text.translate(_TO_SIGN)
