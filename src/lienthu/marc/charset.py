"""Which characters a record's bytes mean: UTF-8, MARC-8, or legacy bytes handed to the text repairer.

The leader's flag (position 09) is wrong too often to be believed; valid UTF-8 is UTF-8 whatever it says.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import cache, lru_cache
from unicodedata import is_normalized, normalize

Decode = Callable[[bytes], str]

UTF8, MARC8, LEGACY, MIXED = "utf-8", "marc-8", "legacy", "mixed"

# CP1252 leaves five bytes undefined; passing them as Latin-1 keeps every byte recoverable.
_CP1252 = "".join(bytes([b]).decode("cp1252", "replace").replace("�", chr(b)) for b in range(256))

_ESCAPE = re.compile(rb"\x1b(?:[gbps]|[(,)\-][\x20-\x7e]|\$[,)\-]?[\x20-\x7e])")
_ASCII_ANSEL = re.compile(rb"[\xe0-\xfe]+[^\xe0-\xff\x00-\x1f]?|[\x80-\xdf\xff]")
_MARKED = re.compile(rb"([\xe0-\xfe]{1,3})(.?)|([\x80-\xdf\xff])", re.DOTALL)
_EACC = 0x31
_ANSEL = 0x45
_BASIC_LATIN = 0x42
# ANSEL characters that stand alone (MARC-8 specification, code table "Extended Latin").
_ANSEL_ALONE = frozenset(range(0xA1, 0xC9)) - {0xAF, 0xBB, 0xBE, 0xBF} | {0x88, 0x89, 0x8D, 0x8E}


def legacy(data: bytes) -> str:
    """Bytes as CP1252 with its holes as Latin-1: nothing is lost, a repairer can go back to the bytes."""
    return codecs.charmap_decode(data, "strict", _CP1252)[0]


def nfc(text: str) -> str:
    return text if is_normalized("NFC", text) else normalize("NFC", text)


@cache
def _sets() -> tuple[dict[int, dict[int, tuple[int, int]]], dict[int, int]]:
    from pymarc import marc8_mapping  # noqa: PLC0415  (16,000 EACC entries, wanted only for MARC-8 files)

    return marc8_mapping.CODESETS, marc8_mapping.ODD_MAP


def _character(code: int, charset: int) -> tuple[str, bool]:
    codesets, odd = _sets()
    found = codesets.get(charset, {}).get(code)
    if found is None:
        return chr(odd[code]) if code in odd else "�", False
    return chr(found[0]), bool(found[1])


@lru_cache(maxsize=4096)
def _cluster(data: bytes) -> str:
    """Marks stand before their letter in MARC-8, after it in Unicode."""
    marks, letters = "", ""
    for byte in data:
        char, combining = _character(byte, _ANSEL if byte > 0x7F else _BASIC_LATIN)
        if combining:
            marks += char
        else:
            letters += char
    composed = normalize("NFC", letters + marks)
    if len(marks) > 1 and len(composed) > 1:
        # Vietnamese with the tone keyed before the vowel's own mark (acute, circumflex, e).
        swapped = normalize("NFC", letters + marks[::-1])
        return swapped if len(swapped) == 1 else composed
    return composed


def _cluster_text(match: re.Match[bytes]) -> bytes:
    return _cluster(match.group()).encode()


def marc8(data: bytes) -> str:
    """MARC-8 to Unicode NFC; what the tables do not know becomes U+FFFD."""
    if b"\x1b" not in data:
        return data.decode("ascii") if data.isascii() else _ASCII_ANSEL.sub(_cluster_text, data).decode()
    out: list[str] = []
    marks: list[str] = []
    g0, g1, position = _BASIC_LATIN, _ANSEL, 0
    for match in _ESCAPE.finditer(data):
        _run(data[position : match.start()], g0, g1, out, marks)
        position = match.end()
        g0, g1 = _designate(match.group(), g0, g1)
    _run(data[position:], g0, g1, out, marks)
    return normalize("NFC", "".join(out + marks))


def _designate(escape: bytes, g0: int, g1: int) -> tuple[int, int]:
    final = escape[-1]
    if len(escape) == 2 and escape[1:] in b"gbps":
        return (_BASIC_LATIN if escape == b"\x1bs" else final), g1
    return (g0, final) if escape[1:2] in b")-" or escape[2:3] in b")-" else (final, g1)


def _run(data: bytes, g0: int, g1: int, out: list[str], marks: list[str]) -> None:
    position, size = 0, len(data)
    while position < size:
        byte = data[position]
        charset, step = (g1 if byte > 0x7F else g0), 1
        if charset == _EACC and byte > 0x20:
            code, step = int.from_bytes(data[position : position + 3], "big"), 3
        else:
            code = byte
        position += step
        if byte < 0x20 or byte == 0x1B:
            continue
        char, combining = (" ", False) if code == 0x20 else _character(code, charset)
        if combining:
            marks.append(char)
            continue
        out.append(char)
        out.extend(marks)
        marks.clear()


@lru_cache(maxsize=4096)
def _plausible(marks: bytes, base: bytes) -> bool:
    """A mark before a letter with which it makes one composed character, or a double-width ligature half."""
    if not base or not base.isalpha():
        return marks in (b"\xeb", b"\xec") or base in (b"\xbc", b"\xac", b"\xbd", b"\xad")
    return len(_cluster(marks + base)) == 1 or marks in (b"\xeb", b"\xec")


def looks_marc8(data: bytes) -> bool:
    """True if escapes or nearly all of the bytes above 7F follow MARC-8's rules (mark, then its letter)."""
    if b"\x1b" in data and _ESCAPE.search(data):
        return True
    good = bad = 0
    for marks, base, alone in _MARKED.findall(data):
        if alone:
            good, bad = (good + 1, bad) if alone[0] in _ANSEL_ALONE else (good, bad + 3)
        elif _plausible(marks, base):
            good += 2
        else:
            bad += 2
    return good > 0 and good >= 9 * bad


class FieldDecoder:
    """Decodes the pieces of one record and remembers what they turned out to be."""

    __slots__ = ("_base", "_hook", "changed", "legacy_seen", "unknown", "utf8_seen")

    def __init__(self, raw: bytes, hook: Decode | None = None) -> None:
        self._hook = hook or legacy
        self._base: Decode | None = None
        self.legacy_seen = self.utf8_seen = self.changed = False
        self.unknown = 0
        if b"\x1b" in raw or not raw.isascii():
            try:
                raw.decode()
                if b"\x1b" in raw and raw.isascii() and looks_marc8(raw):
                    self._base = marc8
            except UnicodeDecodeError:
                if not _some_utf8(raw) and looks_marc8(raw):
                    self._base = marc8

    @property
    def encoding(self) -> str:
        if self._base is marc8:
            return MARC8
        if self.legacy_seen:
            return MIXED if self.utf8_seen else LEGACY
        return UTF8

    def __call__(self, data: bytes) -> str:
        if self._base is not None:
            text = self._base(data)
            self.unknown += text.count("�")
            return text
        if data.isascii():
            return data.decode("ascii")
        try:
            text = data.decode()
            self.utf8_seen = True
        except UnicodeDecodeError:
            self.legacy_seen = True
            text = self._hook(data)
        if not is_normalized("NFC", text):
            self.changed = True
            text = normalize("NFC", text)
        return text


_UTF8_SEQUENCE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}")


def _some_utf8(raw: bytes) -> bool:
    """Mostly UTF-8 with a damaged place is not MARC-8: most bytes above 7F stand in whole sequences."""
    high = sum(map(len, re.findall(rb"[\x80-\xff]+", raw)))
    return sum(map(len, _UTF8_SEQUENCE.findall(raw))) * 2 > high
