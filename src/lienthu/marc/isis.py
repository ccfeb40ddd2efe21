"""CDS/ISIS: the ISO 2709 export of WinISIS (80-character lines, `#`, `^a`) and the native master file.

Master file layout (CDS/ISIS reference manual): 512-byte blocks; a 64-byte control record first; each record a
leader of 18 bytes (20 where fields are aligned), a directory of tag, position, length, then the texts. `.xrf`
holds blocks of 127 pointers: sign = logically deleted, block number * 2048 + offset and two state bits.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from io import BytesIO
from itertools import islice, zip_longest
from typing import BinaryIO, NamedTuple

from lienthu.marc import salvage
from lienthu.marc.charset import UTF8, Decode, FieldDecoder
from lienthu.marc.faults import RawRecord
from lienthu.marc.record import Field, Record
from lienthu.marc.splitter import LEADER, LIMIT

ISO, MASTER = "isis-iso", "isis-mst"
BLOCK = 512
_CONTROL = struct.Struct("<iiiHHii")
_XRF_POINTERS = 127
_PLACE_BITS = 33  # eight gigabytes; an MFN has 31
_DELETED = Record().leader[:5] + "d" + Record().leader[6:]


def _caret(body: bytes) -> tuple[bytes, list[bytes]]:
    """ISIS fields have no indicators; text before the first `^` is the main subfield."""
    head, *parts = body.split(b"^")
    return b"  ", ([b"a" + head, *parts] if head.strip() else parts)


def read_iso(stream: BinaryIO, decode: Decode | None = None) -> Iterator[RawRecord]:
    """Records of an ISO export, its lines joined again. Tags stay the base's own."""
    for index, (offset, raw) in enumerate(_iso_pieces(stream)):
        joined = raw.replace(b"\r", b"").replace(b"\n", b"")
        mark = joined[24:].lstrip(b"0123456789")[:1] or b"#"
        shape = salvage.Shape(ISO, mark if mark in b"#\x1e" else b"#", _caret, printable=mark == b"#")
        item = salvage.parse(joined, index, offset, (), decode, shape)
        item.raw = raw
        yield item


def _iso_pieces(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """A record ends with a line whose last bytes are two terminators; the fold may part them. Two `#` at the end of
    a full line may also be an empty field: there the announced length or the following line decides."""
    offset = start = size = 0
    lines: list[bytes] = []
    tail = b""
    following = stream.readline(LIMIT)
    while line := following:
        following = stream.readline(LIMIT)
        offset += len(line)
        text = line.rstrip(b"\r\n")
        if not lines and not text.strip(b"\0\x1a "):
            continue
        if not lines:
            start = offset - len(line)
        lines.append(line)
        size += len(text)
        tail = (tail + text)[-2:]
        closed = tail[-1:] == b"\x1d" or (tail == b"##" and _is_end(lines, size, text, following))
        if closed or size > LIMIT:
            yield start, b"".join(lines)
            lines, size, tail = [], 0, b""
    if lines:
        yield start, b"".join(lines).rstrip(b"\r\n\0\x1a ")


def _is_end(lines: list[bytes], size: int, text: bytes, following: bytes) -> bool:
    full = len(text) >= len(lines[0].rstrip(b"\r\n"))
    announced = lines[0][:5]
    return (
        (not full and len(lines) > 1)
        or (announced.isdigit() and int(announced) == size)
        or not following.strip(b"\r\n\0\x1a ")
        or LEADER.match(following) is not None
    )


def read_master(
    mst: BinaryIO,
    xrf: BinaryIO | None = None,
    decode: Decode | None = None,
) -> Iterator[RawRecord]:
    """Records by ascending MFN; deleted ones say so in leader/05. Without the cross-reference the master file is
    walked, and its last copy of a record is taken for the valid one. So are the records beyond a cross-reference that
    is cut off."""
    for index, (mfn, offset, deleted) in enumerate(_places(mst, xrf)):
        if mfn < 0:
            mst.seek(offset)
            lost = RawRecord(index, offset, mst.read(-mfn), MASTER, UTF8, None)
            lost.note("not_a_record")
            yield lost
            continue
        item = _master_record(mst, index, mfn, offset, decode)
        if item.record is not None and (deleted or item.record.leader[5] == "d"):
            item.note("deleted")
            item.record.leader = _DELETED
        yield item


def _places(mst: BinaryIO, xrf: BinaryIO | None) -> Iterator[tuple[int, int, bool]]:
    if xrf is None:
        yield from _walk(mst)
        return
    covered = 0
    for covered, offset, deleted in _xrf_places(xrf):
        if offset >= 0:
            yield covered, offset, deleted
    mst.seek(0)
    _own, following = _CONTROL.unpack(mst.read(_CONTROL.size).ljust(_CONTROL.size, b"\0"))[:2]
    if covered < following - 1:
        yield from (place for place in _walk(mst) if place[0] > covered)


def belongs(mst: BinaryIO, xrf: BinaryIO) -> bool:
    """Where the cross-reference points stand the records that it names: nearly all of the first thousand."""
    looked = right = 0
    for mfn, offset, _deleted in islice(_xrf_places(xrf), 1000):
        if offset >= 0:
            mst.seek(offset)
            looked += 1
            right += mst.read(4) == struct.pack("<i", mfn)
    xrf.seek(0)
    return looked > 0 and right >= 0.5 * looked


def read_stored(raw: bytes, decode: Decode | None = None) -> RawRecord:
    """The record of a master file whose bytes are these."""
    (mfn,) = struct.unpack_from("<i", raw.ljust(4, b"\0"))
    return _master_record(BytesIO(raw), 0, mfn, 0, decode)


def _xrf_places(xrf: BinaryIO) -> Iterator[tuple[int, int, bool]]:
    """(MFN, offset or -1 where there is no such record, logically deleted)."""
    mfn = 0
    while block := xrf.read(BLOCK):
        for (pointer,) in struct.iter_unpack("<i", block[4 : 4 + (len(block) - 4) // 4 * 4][: 4 * _XRF_POINTERS]):
            mfn += 1
            where = abs(pointer)
            block_number, offset = where // 2048, where % 512
            yield mfn, (block_number - 1) * BLOCK + offset if block_number else -1, pointer < 0


def _walk(mst: BinaryIO) -> Iterator[tuple[int, int, bool]]:
    """(MFN, offset) of the last copy of every record, found by walking the file. Where no leader follows a record, its
    length lies: its directory says better where it ends, and from there on the next leader is looked for. What is
    between records and belongs to none comes last, with the number of its bytes, negative, for an MFN."""
    # MFN and place of each in one number: a base of two gigabytes has millions.
    found = array("Q")
    gaps: list[tuple[int, int, bool]] = []
    mst.seek(0, 2)
    size = mst.tell()
    position = 64
    while position + 18 <= size:
        leader = _leader_at(mst, position)
        if leader is None:
            start, position = position, _next_leader(mst, position + 2, size)
            mst.seek(start)
            if mst.read(position - start).strip(b"\0"):
                gaps.append((start - position, start, False))
            continue
        found.append(leader.mfn << _PLACE_BITS | position)
        after = _on(position + leader.length)
        close = _on(position + leader.used)
        if close < after and _leader_at(mst, close, least=1) is not None:
            position = close  # too long a length would jump over whole records
        elif after < size and (_leader_at(mst, after) is not None or _is_rest(mst, after)):
            position = after
        elif after == size:
            break
        else:
            position = min(close, size)
    ordered = array("Q", sorted(found))
    for one, following in zip_longest(ordered, islice(ordered, 1, None), fillvalue=0):
        if one >> _PLACE_BITS != following >> _PLACE_BITS:
            yield one >> _PLACE_BITS, one & (1 << _PLACE_BITS) - 1, False
    yield from gaps


class _Leader(NamedTuple):
    """`length` as announced, `used` as the directory has it; both in bytes."""

    mfn: int
    length: int
    used: int


def _leader_at(mst: BinaryIO, position: int, least: int = 0) -> _Leader | None:
    """`least`: so many fields at least; four numbers that fit are found in texts too."""
    mst.seek(position)
    head = mst.read(20)
    if len(head) < 18:
        return None
    mfn, length = struct.unpack_from("<ih", head)
    for size in (18, 20):
        base, count = struct.unpack_from("<hh", head, size - 6) if len(head) >= size else (-1, 0)
        if mfn > 0 and count >= least and base == size + 6 * count:
            mst.seek(position + size)
            directory = mst.read(6 * count)
            entries = struct.iter_unpack("<HHH", directory[: len(directory) // 6 * 6])
            used = base + max((start + width for _tag, start, width in entries), default=0)
            return _Leader(mfn, max(abs(length), 18), used)
    return None


def _on(position: int) -> int:
    """Records begin at even places, and a leader is never split between blocks."""
    position += position % 2
    return (position // BLOCK + 1) * BLOCK if position % BLOCK > BLOCK - 14 else position


def _is_rest(mst: BinaryIO, position: int) -> bool:
    """Nothing but NULs up to the end of the block."""
    mst.seek(position)
    return not mst.read(BLOCK - position % BLOCK).strip(b"\0")


def _next_leader(mst: BinaryIO, position: int, size: int) -> int:
    """The first place at or after `position` that looks like a record; `size` without one."""
    position += position % 2
    while position + 18 <= size:
        mst.seek(position)
        block = mst.read(64 * 1024)
        for at in range(0, len(block) - 17, 2):
            # Cheap first: an MFN has small upper bytes, and a leader is mostly zeros.
            if block[at : at + 4] != b"\0\0\0\0" and block[at + 3] == 0 and _leader_at(mst, position + at, least=1):
                return position + at
        if len(block) < 64 * 1024:
            break
        position += len(block) - 18
    return size


def _master_record(mst: BinaryIO, index: int, mfn: int, offset: int, decode: Decode | None) -> RawRecord:
    mst.seek(offset)
    head = mst.read(20)
    item = RawRecord(index, offset, head, MASTER, UTF8, None)
    if len(head) < 18:
        item.note("master_cut_off", at=offset + len(head))
        return item
    found, length = struct.unpack_from("<ih", head)
    length = abs(length)
    mst.seek(offset)
    raw = item.raw = mst.read(max(length, 18))
    for leader in (18, 20):
        base, count = struct.unpack_from("<hh", raw, leader - 6) if len(raw) >= leader else (-1, 0)
        if base == leader + 6 * count and found == mfn:
            break
    else:
        item.note("block_wrong", at=offset, text=f"MFN {mfn}")
        return item
    directory = raw[leader:base]
    entries = list(struct.iter_unpack("<HHH", directory[: len(directory) // 6 * 6]))
    used = base + max((start + size for _tag, start, size in entries), default=0)
    if len(raw) < length and used <= len(raw):
        item.note("length_wrong", expected=str(length), length=used)
        raw = item.raw = raw[: used + used % 2]
    elif len(raw) < length:
        item.note("truncated", length=len(raw), expected=length)
    decoder = FieldDecoder(raw[base:], decode)
    reader = salvage.FieldReader(item, decoder, salvage.Shape(MASTER, b"", _caret))
    fields = [Field("001", str(mfn))]
    for tag, start, size in entries:
        body = raw[base + start : base + start + size]
        if len(body) < size:
            item.note("field_lost", tag=tag)
        field = reader.field("500", body)  # every ISIS field may have subfields, whatever its tag
        field.tag = f"{tag:03d}"[-3:]
        fields.append(field)
    (status,) = struct.unpack_from("<h", raw, leader - 2)
    item.record = Record(_DELETED if status == 1 else Record().leader, fields)
    salvage.note_encoding(item, decoder)
    item.faults = [fault for fault in item.faults if fault.code != "charset_flag"]
    return item
