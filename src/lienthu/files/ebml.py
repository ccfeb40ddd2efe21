"""Elements of WebM films that tell of people, places and devices, turned into empty ones (RFC 8794; RFC 9559)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

_SEGMENT, _INFO, _TRACKS, _TRACK = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE
_INSIDE: Final = {_SEGMENT, _INFO, _TRACKS, _TRACK}
_TAGS, _ATTACHMENTS, _CHAPTERS = 0x1254C367, 0x1941A469, 0x1043A770
_TITLE, _DATE, _FILE, _FAMILY, _TRACK_NAME = 0x7BA9, 0x4461, 0x7384, 0x4444, 0x536E
_TELLING: Final = {_TAGS, _ATTACHMENTS, _CHAPTERS, _TITLE, _DATE, _FILE, _FAMILY, _TRACK_NAME}
_VOID: Final = b"\xec"
_DEEPEST: Final = 8


def without_tags(stream: BinaryIO, size: int) -> Iterator[tuple[int, int, bytes]]:
    """Start, end and the first bytes of what stands there instead; zeros follow. Raises `ValueError` where the film is
    cut off."""
    yield from _within(stream, 0, size)


def _within(stream: BinaryIO, place: int, end: int, depth: int = 0) -> Iterator[tuple[int, int, bytes]]:
    while place < end:
        name, start, length = _element(stream, place)
        ends = end if length is None else start + length
        if ends > end or depth > _DEEPEST:
            raise ValueError
        if name in _TELLING:
            yield place, ends, _void(ends - place)
        elif name in _INSIDE:
            yield from _within(stream, start, ends, depth + 1)
        elif length is None:  # a cluster of a stream that was kept as it came; what follows is sound and picture
            return
        place = ends


def _element(stream: BinaryIO, place: int) -> tuple[int, int, int | None]:
    """Its name, where its content begins and how long that is; None: not known."""
    stream.seek(place)
    head = stream.read(12)
    if len(head) < 2 or not head[0] or head[0] < 0x10:
        raise ValueError
    width = 9 - head[0].bit_length()
    name, rest = int.from_bytes(head[:width]), head[width:]
    if not rest or not rest[0]:
        raise ValueError
    long = 9 - rest[0].bit_length()
    length = int.from_bytes(rest[:long]) - (1 << 7 * long)
    return name, place + width + long, None if length == (1 << 7 * long) - 1 else length


def _void(length: int) -> bytes:
    """An element that means nothing, of that length in all."""
    if length < 9:
        return _VOID + bytes([0x80 | length - 2])
    return _VOID + ((1 << 56) + length - 9).to_bytes(8)
