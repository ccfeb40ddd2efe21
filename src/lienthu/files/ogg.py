"""The comments of Ogg streams: pages with the same lengths that carry none (RFC 3533; Vorbis I, 5; RFC 7845, 5.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

_HEADER: Final = 27
_CONTINUED: Final = 1
#: Comments begin within so many bytes, and a cover among them is not larger.
_MOST: Final = 32 * 1024**2
#: What the second packet of a stream begins with, and what follows its comments.
_COMMENTS: Final = {b"\x03vorbis": b"\x01", b"OpusTags": b"", b"\x81theora": b""}


def _table() -> list[int]:
    table = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
        table.append(value & 0xFFFFFFFF)
    return table


_TABLE: Final = _table()


def checksum(page: bytes | bytearray) -> int:
    """Of a page whose own field is zero (RFC 3533, 6)."""
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ _TABLE[value >> 24 ^ byte]
    return value


@dataclass(slots=True)
class _Part:
    """The bytes of one packet that lie in one page: from `start` to `end` of the page's bytes."""

    place: int
    start: int
    end: int


def without_comments(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Place and new bytes of each page that carries comments."""
    pages: dict[int, bytearray] = {}
    open_parts: dict[int, list[_Part]] = {}
    done: dict[int, int] = {}
    for place, page in _pages(stream):
        stream_id = int.from_bytes(page[14:18], "little")
        if done.setdefault(stream_id, 0) >= 2:
            if all(count >= 2 for count in done.values()):
                break
            continue
        for start, end, ends in _packets(page):
            open_parts.setdefault(stream_id, []).append(_Part(place, start, end))
            pages[place] = page
            if not ends:
                continue
            parts = open_parts.pop(stream_id)
            done[stream_id] += 1
            if done[stream_id] == 2:
                yield from _emptied(pages, parts)
                break
    return


def _pages(stream: BinaryIO) -> Iterator[tuple[int, bytearray]]:
    place = 0
    stream.seek(0)
    while place < _MOST and len(header := stream.read(_HEADER)) == _HEADER and header[:4] == b"OggS":
        sizes = stream.read(header[26])
        body = stream.read(sum(sizes))
        page = bytearray(header + sizes + body)
        yield place, page
        place += len(page)


def _packets(page: bytearray) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each packet's part in this page, and whether the packet ends there."""
    sizes = page[_HEADER : _HEADER + page[26]]
    start = at = _HEADER + len(sizes)
    for size in sizes:
        at += size
        if size < 255:
            yield start, at, True
            start = at
    if start < at:
        yield start, at, False


def _emptied(pages: dict[int, bytearray], parts: list[_Part]) -> Iterator[tuple[int, bytes]]:
    packet = b"".join(bytes(pages[part.place][part.start : part.end]) for part in parts)
    named = next((name for name in _COMMENTS if packet.startswith(name)), None)
    if named is None:
        return
    bare = _bare(len(packet), named, _COMMENTS[named])
    at = 0
    for part in parts:
        page, length = pages[part.place], part.end - part.start
        page[part.start : part.end] = bare[at : at + length]
        at += length
        page[22:26] = bytes(4)
        page[22:26] = checksum(page).to_bytes(4, "little")
        yield part.place, bytes(page)


def _bare(length: int, named: bytes, end: bytes) -> bytes:
    """Comments of that length: a maker's name of spaces, and none. Zeros where they are cut off."""
    vendor = length - len(named) - 8 - len(end)
    if vendor < 0:
        return bytes(length)
    return named + vendor.to_bytes(4, "little") + b" " * vendor + bytes(4) + end
