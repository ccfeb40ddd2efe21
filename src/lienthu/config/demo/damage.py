"""Encoders of the ways Vietnamese text was stored or spoilt before Unicode: the reverse of what `text` repairs.

Tables: TCVN 5712:1993 (VN3, "ABC" fonts), VNI-Windows, RFC 1456 (VIQR), Windows-1258.
"""

from __future__ import annotations

import unicodedata

_LOWER = "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_TCVN3 = """B5 B8 A9 B7 CC D0 AA D7 DD DF E3 AB E2 EF F3 FD A8 AE DC F2 AC AD B9 B6 CA C7 C8 C9 CB BE BB BC BD
C6 D1 CE CF D5 D2 D3 D4 D6 D8 DE E4 E1 E8 E5 E6 E7 E9 ED EA EB EC EE F4 F1 F8 F5 F6 F7 F9 FA FE FB
FC"""
_TCVN3_CAPITALS = dict(zip("ĂÂÊÔƠƯĐ", range(0xA1, 0xA8), strict=True))
_VNI = """aø aù aâ aõ eø eù eâ ì í oø où oâ oõ uø uù yù aê ñ ó uõ ô ö aï aû aá aà aå aã aä aé aè aú aü aë eï
eû eõ eá eà eå eã eä æ ò oï oû oá oà oå oã oä ôù ôø ôû ôõ ôï uï uû öù öø öû öõ öï yø î yû yõ"""
_VNI_CAPITALS = """AØ AÙ AÂ AÕ EØ EÙ EÂ Ì Í OØ OÙ OÂ OÕ UØ UÙ YÙ AÊ Ñ Ó UÕ Ô Ö AÏ AÛ AÁ AÀ AÅ AÃ AÄ AÉ AÈ AÚ AÜ AË EÏ
EÛ EÕ EÁ EÀ EÅ EÃ EÄ Æ Ò OÏ OÛ OÁ OÀ OÅ OÃ OÄ ÔÙ ÔØ ÔÛ ÔÕ ÔÏ UÏ UÛ ÖÙ ÖØ ÖÛ ÖÕ ÖÏ YØ Î YÛ YÕ"""
_VIQR_MARKS = {"̀": "`", "́": "'", "̉": "?", "̃": "~", "̣": ".", "̂": "^", "̆": "(", "̛": "+"}

TCVN3 = {ord(letter): chr(int(code, 16)) for letter, code in zip(_LOWER, _TCVN3.split(), strict=True)}
# The fonts had no toned capitals: they were typed small and shown in a capital font.
TCVN3.update({ord(letter.upper()): mapped for letter, mapped in zip(_LOWER, list(TCVN3.values()), strict=True)})
TCVN3.update({ord(letter): chr(code) for letter, code in _TCVN3_CAPITALS.items()})
TCVN3.update({ord("–"): "-", ord("’"): "'"})
VNI = {ord(letter): code for letter, code in zip(_LOWER, _VNI.split(), strict=True)}
VNI.update({ord(letter.upper()): code for letter, code in zip(_LOWER, _VNI_CAPITALS.split(), strict=True)})
# Letters the old tables lack (ñ of Ê Đê names, ë of Brontë) were typed bare; their codes meant other letters.
_BARE = {
    code: unicodedata.normalize("NFD", chr(code))[0]
    for code in (*range(0xC0, 0x180), *range(0x1CD, 0x1DD))
    if len(unicodedata.normalize("NFD", chr(code))) > 1
}
TCVN3 = {**_BARE, **TCVN3, 0x1B0: "\xad"}
VNI = {**_BARE, **VNI}


def tcvn3(text: str, lost_u: str = "\xad") -> str:
    """TCVN3 as its bytes look in Latin-1 (what a spreadsheet shows). `lost_u` stands for ư: kept as the soft hyphen
    U+00AD, or what copying made of it: "-", "", "•"."""
    return unicodedata.normalize("NFC", text).translate(TCVN3).replace("\xad", lost_u)


def vni(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(VNI)


def viqr(text: str) -> str:
    parts = []
    for letter in unicodedata.normalize("NFC", text.replace("đ", "dd").replace("Đ", "DD")):
        parts_of_letter = unicodedata.normalize("NFD", letter)
        base, marks = parts_of_letter[0], parts_of_letter[1:]
        # The shape of the letter comes before its tone.
        parts.append(base + "".join(sorted((_VIQR_MARKS.get(mark, mark) for mark in marks), key="^(+`'?~.".find)))
    return "".join(parts)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def double_encoded(text: str) -> str:
    """UTF-8 read as Windows-1252 and saved again; the five bytes it leaves undefined pass as Latin-1 controls."""
    return "".join(
        bytes([byte]).decode("latin-1" if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else "cp1252")
        for byte in text.encode()
    )


def cp1258(text: str) -> bytes:
    """Windows-1258: letters with their shape, the tone behind them as a combining byte."""
    parts = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            parts.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", letter)
            tone = next((mark for mark in marks if mark in "̣̀́̉̃"), "")
            base = unicodedata.normalize("NFC", marks.replace(tone, "", 1))
            parts.append((base + tone).encode("cp1258", "replace"))
    return b"".join(parts)
