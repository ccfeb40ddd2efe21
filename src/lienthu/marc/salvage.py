"""The patient reader of one record: finds every field it can and says what was wrong.

Also reads what only resembles ISO 2709: dialect A (directory closed by 0x1F, local 9XX without subfields),
dialect B (printable `#` and `$`), and the ISO export of CDS/ISIS (`^a`, no indicators).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from lienthu.marc.charset import LEGACY, MARC8, MIXED, UTF8, Decode, FieldDecoder
from lienthu.marc.faults import RawRecord
from lienthu.marc.record import Field, Record
from lienthu.marc.splitter import LEADER

MAX_FIELDS = 20_000
MAX_SUBFIELDS = 200_000
_ENTRY = re.compile(rb"([0-9A-Za-z]{3})([0-9]{4})([0-9]{5})")
_INDICATORS = re.compile(r"[0-9a-z #|\\]{2}")
_SPACE = re.compile(r"[\x1d-\x1f]+")
Entry = tuple[str, int, int]
Subfields = list[tuple[str, str]]


def split_binary(body: bytes) -> tuple[bytes, list[bytes]]:
    head, *subfields = body.split(b"\x1f")
    return head, subfields


# `$` opens a subfield only before a letter, or before a digit that is not part of a price: `$25` is money,
# `$2ddc`, `$6880-01`, `$0(` and `$81.1\` are codes.
_DOLLAR = re.compile(rb"\$(?=[a-z]|[0-9](?![0-9.,\s])|6[0-9]{3}-[0-9]{2}|8[0-9.]+\\)")

#: The edition of a classification at the end of its field, which looks like a price: `$aTR527TH$223`.
_EDITION = re.compile(rb"\$2(?=(?:1[0-9]|2[0-9])$)")


def split_dollar(body: bytes) -> tuple[bytes, list[bytes]]:
    start = body.find(b"$")
    if not 0 <= start <= 3:
        return body, []
    return body[:start], _DOLLAR.split(body[start + 1 :])


@dataclass(frozen=True, slots=True)
class Shape:
    dialect: str
    field_end: bytes
    split: Callable[[bytes], tuple[bytes, list[bytes]]]
    # A printable terminator may stand in the text: then the directory's byte lengths decide first.
    printable: bool = False


BINARY = Shape("marc21", b"\x1e", split_binary)
PRINTABLE = Shape("B", b"#", split_dollar, printable=True)


def parse(
    raw: bytes,
    index: int,
    offset: int,
    found: tuple[str, ...] = (),
    decode: Decode | None = None,
    shape: Shape = BINARY,
) -> RawRecord:
    item = RawRecord(index, offset, raw, shape.dialect, UTF8, None)
    for code in found:
        item.note(code, length=len(raw), expected=raw[:5].decode("latin-1"), limit=len(raw))
    if "too_long_piece" in found:
        return item
    if raw.count(b"\x1f") > MAX_SUBFIELDS:
        item.note("too_long_piece", limit=len(raw))
        return item
    entries, base = _directory(raw, item, shape)
    if base < 0:
        if raw[:5].isdigit() and len(raw) < int(raw[:5]) and LEADER.match(raw) and not raw.endswith(b"\x1d"):
            item.note("truncated", length=len(raw), expected=int(raw[:5]))  # cut off before its fields
        item.note("not_a_record")
        return item
    body = _body(raw, base, item, shape)
    decoder = FieldDecoder(raw, decode)
    reader = FieldReader(item, decoder, shape)
    fields = [reader.field(tag, part) for tag, part in _assign(entries, body, item, shape)]
    if not fields and body.strip(b"\x1e#\r\n \0"):
        item.note("not_a_record")
        return item
    item.record = Record(_leader(raw, item), fields)
    note_encoding(item, decoder)
    return item


#: Names that are the same in every language.
_SPOKEN = {LEGACY: "8-bit", MIXED: "UTF-8 + 8-bit"}


def note_encoding(item: RawRecord, decoder: FieldDecoder) -> None:
    item.encoding = decoder.encoding
    flagged = item.record is not None and item.record.leader[9:10] == "a"
    wrong = decoder.utf8_seen if not flagged else item.encoding in (MARC8, LEGACY, MIXED)
    if wrong:
        item.note("charset_flag", encoding=_SPOKEN.get(item.encoding, item.encoding))
    if decoder.changed:
        item.note("not_nfc")
    if decoder.unknown:
        item.note("unknown_bytes", count=decoder.unknown, encoding=item.encoding)


def _leader(raw: bytes, item: RawRecord) -> str:
    leader = "".join(char if " " <= char <= "~" else " " for char in raw[:24].decode("latin-1"))
    if not LEADER.match(leader.encode()) or leader.encode() != raw[:24]:
        item.note("leader_wrong")
    return leader


def _directory(raw: bytes, item: RawRecord, shape: Shape) -> tuple[list[Entry], int]:
    """The readable entries and where the fields begin; -1 if there is no directory."""
    if len(raw) < 25:
        return [], -1
    announced = int(raw[12:17]) if raw[12:17].isdigit() else -1
    entries, end = _entries(raw)
    if raw[end : end + 1] not in (b"\x1e", b"\x1f", shape.field_end):
        scanned, end = end, _directory_end(raw, end, announced, shape)
        if end > scanned:
            item.note("directory_wrong")
            entries += _broken_entries(raw, scanned, end)
    if end < 0 or end > 24 + 12 * MAX_FIELDS:
        return [], -1
    if raw[end : end + 1] == b"\x1f":
        item.dialect = "A"
        item.note("directory_terminator")
    base = end + 1
    if announced != base:
        item.note("base_address_wrong", expected=raw[12:17].decode("latin-1"), found=base)
    return entries, base


# Widths of length and start: the standard's, then what programs write that do not check for overflow.
_WIDTHS = ((4, 5), (4, 6), (5, 5), (5, 6))


def _entries(raw: bytes) -> tuple[list[Entry], int]:
    """The unbroken entries from the front and where they stop."""
    entries: list[Entry] = []
    position, expected = 24, 0
    while len(entries) <= MAX_FIELDS:
        for length_width, start_width in _WIDTHS:
            stop = position + 3 + length_width + start_width
            digits = raw[position + 3 : stop]
            fits = digits.isdigit() and len(digits) == length_width + start_width
            if fits and int(digits[length_width:]) == expected:
                break
        else:
            length_width, stop = 4, position + 12
            if not _ENTRY.match(raw, position):
                break
            digits = raw[position + 3 : stop]
        tag = raw[position : position + 3]
        if not tag.isalnum():
            break
        entries.append((tag.decode("latin-1"), int(digits[:length_width]), int(digits[length_width:])))
        position, expected = stop, entries[-1][1] + entries[-1][2]
    return entries, position


def _broken_entries(raw: bytes, position: int, end: int) -> list[Entry]:
    """Entries behind a spoilt one: found again where twelve characters make sense."""
    entries: list[Entry] = []
    while position < end:
        match = _ENTRY.match(raw, position, end)
        if match:
            entries.append((match[1].decode(), int(match[2]), int(match[3])))
            position += 12
        elif (end - position) % 12 == 0:
            # Its tag still serves if the fields are taken in order.
            entries.append((raw[position : position + 3].decode("latin-1"), -1, -1))
            position += 12
        else:
            position += 1
    return entries


def _directory_end(raw: bytes, scanned: int, announced: int, shape: Shape) -> int:
    if 24 < announced <= len(raw) and raw[announced - 1] in b"\x1e\x1f" + shape.field_end:
        return announced - 1
    if shape.printable:
        return -1
    end = raw.find(b"\x1e", 24)
    has_entries = scanned > 24 or _ENTRY.search(raw, 24, max(end, 24)) is not None
    return end if has_entries or (end == 24 and LEADER.match(raw)) else -1


def _body(raw: bytes, base: int, item: RawRecord, shape: Shape) -> bytes:
    closed = raw.endswith(b"##") if shape.printable else raw.endswith(b"\x1d")
    length = int(raw[:5]) if raw[:5].isdigit() else -1
    if not closed and not set(item.fault_codes) & {"truncated", "no_terminator"}:
        item.note("truncated" if length > len(raw) + 1 else "no_terminator", length=len(raw), expected=length)
    elif closed and length != len(raw) and "embedded_terminator" not in item.fault_codes:
        item.note("length_wrong", expected=raw[:5].decode("latin-1"), length=len(raw))
    return raw[base:-1] if closed else raw[base:]


def _assign(entries: list[Entry], body: bytes, item: RawRecord, shape: Shape) -> list[tuple[str, bytes]]:
    """Each tag with its bytes, in the order of the directory."""
    mark = shape.field_end
    if _agrees(entries, body, mark):
        return [(tag, body[start : start + length - 1]) for tag, length, start in entries]
    segments = body.split(mark)
    if not segments[-1]:
        segments.pop()
    starts = {0: 0} if segments else {}
    position = 0
    for number, segment in enumerate(segments[:-1], 1):
        position += len(segment) + 1
        starts[position] = number
    item.note("directory_wrong")
    if len(segments) == len(entries):
        if all(start in starts for _, _, start in entries) and len({e[2] for e in entries}) == len(entries):
            return [(tag, segments[starts[start]]) for tag, _, start in entries]
        return [(entry[0], segment) for entry, segment in zip(entries, segments, strict=True)]
    if len(segments) > len(entries) and all(left[2] < right[2] for left, right in pairwise(entries)):
        joined = _join(entries, segments, mark)
        if len(joined) == len(entries):
            return [(entry[0], part) for entry, part in zip(entries, joined, strict=True)]
    return _pick(entries, body, list(starts), item, mark)


def _agrees(entries: list[Entry], body: bytes, mark: bytes) -> bool:
    """Every entry ends on a terminator and together they cover the text once."""
    ranges = sorted((start, start + length) for _, length, start in entries)
    if any(length < 1 or body[start + length - 1 : start + length] != mark for _, length, start in entries):
        return False
    covered = all(left[1] == right[0] for left, right in pairwise(ranges))
    whole = bool(ranges) and ranges[0][0] == 0 and ranges[-1][1] == len(body)
    return (covered and whole) or not (ranges or body)


def _join(entries: list[Entry], segments: list[bytes], mark: bytes) -> list[bytes]:
    """More terminators than fields: some stand in the text. Join pieces up to about the announced lengths."""
    joined: list[bytes] = []
    position, spare = 0, len(segments) - len(entries)
    for _, length, _ in entries:
        part = segments[position]
        position += 1
        while spare and position < len(segments):
            longer = len(part) + 1 + len(segments[position])
            if abs(longer + 1 - length) >= abs(len(part) + 1 - length):
                break
            part += mark + segments[position]
            position += 1
            spare -= 1
        joined.append(part)
    return joined if position == len(segments) else []


def _pick(
    entries: list[Entry], body: bytes, starts: list[int], item: RawRecord, mark: bytes
) -> list[tuple[str, bytes]]:
    """Directory and text disagree in number: believe every entry that points at a field's beginning, the first one
    there, and only as long as together they do not claim the text twice over (a crafted directory would have 20,000
    entries share a megabyte)."""
    known = set(starts)
    parts: list[tuple[str, bytes]] = []
    used: list[tuple[int, int]] = []
    spare = 2 * len(body)
    for tag, length, start in entries:
        if start not in known or length > spare:
            item.note("field_lost", tag=tag)
            continue
        known.discard(start)
        end = start + length
        if body[end - 1 : end] != mark or length < 1:
            stop = body.find(mark, start)
            end = stop + 1 if stop >= 0 else len(body) + 1
        parts.append((tag, body[start : end - 1]))
        used.append((start, end))
        spare -= end - start
    position = missing = 0
    for start, end in sorted(used):
        missing += max(0, start - position)
        position = max(position, end)
    missing += max(0, len(body) - position)
    if missing > 0:
        item.note("text_unlisted", bytes=missing)
    return parts


class FieldReader:
    """Bytes of one field → `Field`, noting faults on the record."""

    __slots__ = ("_decode", "_item", "_shape")

    def __init__(self, item: RawRecord, decode: Decode, shape: Shape) -> None:
        self._item = item
        self._decode = decode
        self._shape = shape

    def field(self, tag: str, body: bytes) -> Field:
        if tag < "010":
            text = _SPACE.sub(" ", self._decode(body))
            if text.encode(errors="replace") != body and b"\x1f" in body:
                self._item.note("indicators_wrong", tag=tag)
            return Field(tag, text)
        head, parts = self._shape.split(body)
        if parts and tag[:2] in ("08", "09") and self._shape.split is split_dollar:
            parts = [*parts[:-1], *(b"2" * at + part for at, part in enumerate(_EDITION.split(parts[-1])))]
        if not parts:
            return self._bare(tag, _SPACE.sub(" ", self._decode(body)))
        indicators = self._decode(head)
        subfields: Subfields = []
        if len(indicators) != 2:
            self._item.note("indicators_wrong", tag=tag)
            rest = indicators[2:].strip()
            if rest:
                subfields.append(("a", rest))
            indicators = f"{indicators[:2]:2}"
        for part in parts:
            if not part:
                self._item.note("empty_subfield_code", tag=tag)
            elif part[0] < 0x80:
                subfields.append((chr(part[0]), self._decode(part[1:]).replace("\x1e", " ")))
            else:
                self._item.note("empty_subfield_code", tag=tag)
                subfields.append(("a", self._decode(part).replace("\x1e", " ")))
        return Field(tag, "", indicators, subfields)

    def _bare(self, tag: str, text: str) -> Field:
        """A data field without subfields: a local 9XX of dialect A, an empty field, or a fault."""
        if tag.startswith("9") and (len(text) > 2 or text.strip()):
            return Field(tag, text)
        if len(text) <= 2:
            self._item.note("empty_subfield_code", tag=tag)
            return Field(tag, "", f"{text:2}", [])
        self._item.note("no_subfields", tag=tag)
        if _INDICATORS.match(text):
            return Field(tag, "", text[:2].replace("#", " "), [("a", text[2:])])
        return Field(tag, "", "  ", [("a", text)])
