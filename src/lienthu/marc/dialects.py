"""The Vietnamese shapes of "ISO 2709" as measured in real exports: dialect B in, dialects A, B and C out.

A  binary, the directory closed by 0x1F, local 9XX without indicators and subfields (read by `iso2709.read`)
B  printable: `#` ends fields, `$` opens subfields, `##` ends records; cut by the directory's byte lengths
C  tagged text, one field a line (read by `tagged.read`)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from lienthu.marc import salvage
from lienthu.marc.charset import Decode
from lienthu.marc.faults import RawRecord
from lienthu.marc.iso2709 import MAX_FIELD, MAX_RECORD, TooLong
from lienthu.marc.record import Field, Record
from lienthu.marc.splitter import LIMIT, Piece

_READ = 256 * 1024
_FILLER = re.compile(rb"(?:[\r\n\0 \t\x1a]++|\xef\xbb\xbf)*+")
_END = re.compile(
    rb"##(?=(?:[\r\n\0 \t\x1a]++|\xef\xbb\xbf)*+(?:[0-9]{5}[\x20-\x7e]{5}[0-9# ]{2}[0-9 ]{5}[\x20-\x7e]{3}"
    rb"[0-9# ]{4}[0-9A-Za-z]{3}[0-9]{9}|\Z))"
)
#: More marks than two at the end of a record, before the next leader.
_MORE = re.compile(rb"#{1,3}(?=(?:[\r\n\0 \t\x1a]++|\xef\xbb\xbf)*+(?:[0-9]{5}[\x20-\x7e]{5}|\Z))")
_LOOK_AHEAD = 128


def read_printable(
    stream: BinaryIO,
    decode: Decode | None = None,
    limit: int = LIMIT,
    shape: salvage.Shape = salvage.PRINTABLE,
) -> Iterator[RawRecord]:
    """Dialect B."""
    for index, piece in enumerate(_pieces(stream, limit)):
        yield salvage.parse(piece.raw, index, piece.offset, piece.faults, decode, shape)


def _pieces(stream: BinaryIO, limit: int) -> Iterator[Piece]:
    buffer, base, ended = b"", 0, False
    while True:
        while not ended and len(buffer) < _READ:
            data = stream.read(_READ)
            ended = not data
            buffer += data
        start = _skip(buffer)
        if start == len(buffer):
            if ended:
                return
            base, buffer = base + start, b""
            continue
        cut = _cut(buffer, start, ended)
        while not cut and not ended and len(buffer) - start < limit:
            data = stream.read(max(_READ, len(buffer)))
            ended = not data
            buffer += data
            cut = _cut(buffer, start, ended)
        if cut:
            yield Piece(base + start, buffer[start:cut])
        elif ended and len(buffer) - start <= limit:
            cut = len(buffer)
            yield Piece(base + start, buffer[start:].rstrip(b"\r\n\0 \t\x1a"))
        else:
            cut = start + limit
            yield Piece(base + start, buffer[start:cut], ("too_long_piece",))
        base, buffer = base + cut, buffer[cut:]


def _skip(buffer: bytes) -> int:
    found = _FILLER.match(buffer)
    return found.end() if found else 0


def _cut(buffer: bytes, start: int, ended: bool) -> int:
    """Where the record at `start` ends: after its announced length if that fits, else at the next `##`."""
    length = buffer[start : start + 5]
    stop = start + int(length) if length.isdigit() else 0
    enough = ended or len(buffer) >= stop + _LOOK_AHEAD
    if stop and enough and buffer[stop - 2 : stop] == b"##":
        more = _MORE.match(buffer, stop)
        return more.end() if more else stop
    if stop and not enough and len(buffer) - start < 2 * MAX_RECORD:
        return 0
    for match in _END.finditer(buffer, start):
        if ended or match.end() < len(buffer) - _LOOK_AHEAD:
            return match.end()
    return 0


def write_a(record: Record) -> bytes:
    """Dialect A: 0x1F closes the directory; a 9XX with one text loses indicators and subfield code."""
    return _assemble(record, b"\x1f", b"\x1e", b"\x1f", b"\x1d")


def write_b(record: Record) -> bytes:
    """Dialect B: printable separators; `#` and `$` inside texts stay as they are."""
    return _assemble(record, b"#", b"#", b"$", b"#")


def write_c(record: Record) -> bytes:
    """Dialect C: tagged lines. The leader's length is as meaningless as in the real files."""
    lines = [f"Ldr 00025{record.leader[5:]:19.19}"]
    for field in record.fields:
        if field.subfields is None:
            lines.append(f"#{field.tag}    {_one_line(field.value)}")
        elif bare := _bare(field):
            lines.append(f"#{field.tag}    {_one_line(bare)}")
        else:
            body = "".join(f"${code}{_one_line(text)}" for code, text in field.subfields)
            lines.append(f"#{field.tag} {field.indicators} {body}")
    return "\r\n".join([*lines, "##", ""]).encode()


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def _bare(field: Field) -> str:
    if field.tag.startswith("9") and field.subfields and len(field.subfields) == 1:
        return field.subfields[0][1]
    return ""


def _assemble(record: Record, directory_end: bytes, field_end: bytes, opener: bytes, record_end: bytes) -> bytes:
    entries: list[str] = []
    data: list[bytes] = []
    position = 0
    for field in record.fields:
        if field.subfields is None:
            body = field.value.encode()
        elif bare := _bare(field):
            body = bare.encode()
        else:
            pairs = [opener + (code + text).encode() for code, text in field.subfields]
            body = field.indicators.encode() + b"".join(pairs)
        body += field_end
        if len(body) > MAX_FIELD:
            raise TooLong(field.tag, len(body))
        entries.append(f"{field.tag:3.3}{len(body):04d}{position:05d}")
        data.append(body)
        position += len(body)
    base = 25 + 12 * len(entries)
    length = base + position + 1
    if length > MAX_RECORD:
        raise TooLong(None, length)
    leader = f"{length:05d}{record.leader[5:9]:4}a22{base:05d}{record.leader[17:20]:3}4500"
    return b"".join([leader.encode(), "".join(entries).encode(), directory_end, *data, record_end])
