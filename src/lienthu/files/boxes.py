"""The boxes that MP4 and M4A files are made of (ISO/IEC 14496-12, 4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

#: Boxes that are looked into.
_INSIDE: Final = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"moof", b"traf"}
_DEEPEST: Final = 8

Box = tuple[bytes, int, int, int]


def boxes(stream: BinaryIO, place: int, end: int, depth: int = 0) -> Iterator[Box]:
    """Kind, place, start of what is in it and its end, those inside others too; as far as they follow one another."""
    while place + 8 <= end:
        stream.seek(place)
        header = stream.read(16)
        length, kind, start = int.from_bytes(header[:4]), header[4:8], place + 8
        if length == 1:
            length, start = int.from_bytes(header[8:]), place + 16
        ends = place + length if length else end
        if not start <= ends <= end or depth > _DEEPEST:
            return
        yield kind, place, start, ends
        if kind in _INSIDE:
            yield from boxes(stream, start, ends, depth + 1)
        place = ends
