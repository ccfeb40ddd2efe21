"""ISO 2709 in and out. Reading never raises on content and never loses the record after a bad one."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from struct import Struct
from typing import BinaryIO
from unicodedata import is_normalized

from lienthu.marc import salvage
from lienthu.marc.charset import UTF8, Decode
from lienthu.marc.faults import RawRecord
from lienthu.marc.record import Field, Record
from lienthu.marc.splitter import LIMIT, Splitter

MARC21 = "marc21"
MAX_FIELD = 9_999
MAX_RECORD = 99_999
_TAGS = {f"{number:03d}".encode(): f"{number:03d}" for number in range(1000)}
_ENTRIES: dict[int, Struct] = {}
_DEFAULT_LEADER = "00000nam a2200000 a 4500"


class TooLong(ValueError):
    """ISO 2709 has four digits for a field's length and five for a record's; MARCXML has no such limit."""

    def __init__(self, tag: str | None, length: int) -> None:
        self.tag = tag
        self.length = length
        super().__init__(
            f"field {tag} has {length} bytes, ISO 2709 allows {MAX_FIELD}"
            if tag
            else f"the record has {length} bytes, ISO 2709 allows {MAX_RECORD}"
        )


def read(stream: BinaryIO, decode: Decode | None = None, limit: int = LIMIT) -> Iterator[RawRecord]:
    """`decode` gets the bytes of a text that is neither UTF-8 nor MARC-8 (default: CP1252, nothing lost)."""
    for index, (offset, raw, found) in enumerate(Splitter(stream, limit)):
        if not found:
            record = _clean(raw)
            if record is not None:
                flag = record.leader[9] == "a" or raw.isascii()
                item = RawRecord(index, offset, raw, MARC21, UTF8, record)
                if not flag:
                    item.note("charset_flag", encoding=UTF8)
                yield item
                continue
        yield salvage.parse(raw, index, offset, found, decode)


def parse(raw: bytes, decode: Decode | None = None) -> RawRecord:
    """One record's stored bytes."""
    for item in read(BytesIO(raw), decode, limit=max(LIMIT, len(raw) + 1)):
        return item
    return salvage.parse(raw, 0, 0, (), decode)


def _clean(raw: bytes) -> Record | None:
    """A record without any fault, or None. The common case: everything here is shaped by measurement."""
    try:
        text = raw.decode()
        base = int(raw[12:17])
        count, rest = divmod(base - 25, 12)
        if rest or count < 1 or int(raw[:5]) != len(raw) or raw[base - 1] != 0x1E or b"\x1b" in raw:
            return None
        entries = (_ENTRIES.get(count) or _entries(count)).unpack_from(raw, 24)
        if text.isascii():
            parts = text[base:].split("\x1e")
            sizes = map(len, parts)
        elif is_normalized("NFC", text) and raw[:base].isascii():
            parts = text[base:].split("\x1e")
            sizes = map(len, raw[base:].split(b"\x1e"))
        else:
            return None
        if len(parts) != count + 1 or parts[count] != "\x1d":
            return None
        fields = _build(entries, parts, sizes)
    except (ValueError, KeyError, IndexError):
        return None
    return None if fields is None else Record(text[:24], fields)


def _build(entries: tuple[bytes, ...], parts: list[str], sizes: Iterator[int]) -> list[Field] | None:
    fields: list[Field] = []
    add, new, tags, position = fields.append, Field.__new__, _TAGS, 0
    for tag, entry, part, size in zip(entries[::2], map(int, entries[1::2]), parts, sizes, strict=False):
        size += 1
        if entry != size * 100_000 + position:
            return None
        position += size
        # Filling the slots directly costs two thirds of calling the constructor.
        field = new(Field)
        field.tag = tags[tag]
        if tag < b"010":
            field.value, field.indicators, field.subfields = part, "  ", None
            if "\x1f" in part:
                return None
        else:
            pieces = part.split("\x1f")
            indicators = pieces[0]
            if len(indicators) != 2 or len(pieces) == 1:
                return None
            field.value, field.indicators = "", indicators
            if len(pieces) == 2:
                piece = pieces[1]
                field.subfields = [(piece[0], piece[1:])]
            else:
                field.subfields = subfields = []
                for piece in pieces[1:]:
                    subfields.append((piece[0], piece[1:]))
        add(field)
    return fields


def _entries(count: int) -> Struct:
    return _ENTRIES.setdefault(count, Struct("3s9s" * count))


_SIZES = [f"{size:04d}" for size in range(MAX_FIELD + 1)]


def write(record: Record) -> bytes:
    """UTF-8 with a right leader and directory; raises `TooLong` rather than write a broken one."""
    directory: list[str] = []
    data: list[bytes] = []
    position = 0
    for field in record.fields:
        if field.subfields is None:
            text = field.value
        else:
            text = field.indicators
            for code, value in field.subfields:
                text += "\x1f" + code + value
        body = text.encode("utf-8", "replace")
        if b"\x1e" in body or b"\x1d" in body:
            body = body.translate(None, b"\x1d\x1e")
        size = len(body) + 1
        if size > MAX_FIELD:
            raise TooLong(field.tag, size)
        directory.append(f"{field.tag:3.3}{_SIZES[size]}{position:05d}")
        data.append(body)
        position += size
    base = 25 + 12 * len(directory)
    length = base + position + 1
    if length > MAX_RECORD:
        raise TooLong(None, length)
    leader = record.leader
    if len(leader) != 24 or not leader.isascii():
        leader = _DEFAULT_LEADER
    head = f"{length:05d}{leader[5:9]}a22{base:05d}{leader[17:20]}4500{''.join(directory)}"
    data.append(b"\x1d")
    return head.encode("ascii", "replace") + b"\x1e" + b"\x1e".join(data)
