"""Tracks of MP4 films that tell second by second where and with what they were made, beside sound and picture: GoPro's
`gpmd`, Apple's `mebx`, Android's `camm`, DJI's data and its subtitles, the `gps ` list of cameras in cars.

Sources: ISO/IEC 14496-12, 8.4.3 (handlers), 8.7 (samples and chunks). Films in fragments keep theirs: no camera that is
known writes such tracks in fragments.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, Final

from lienthu.files.boxes import boxes

#: Pieces of one film; a piece a second makes a day.
MOST_PIECES: Final = 100_000
_LARGEST_TABLE: Final = 16 * 1024**2
_WRITTEN: Final = {b"text", b"sbtl", b"subt"}
_SHOWN: Final = {b"vide", b"soun", b"auxv", b"pict", b"subp", b"clcp", b"tmcd", b"hint", b"odsm", b"sdsm", *_WRITTEN}
_TABLES: Final = {b"stsz", b"stsc", b"stco", b"co64"}
_PLACES: Final = re.compile(rb"GPS ?\(|latitude ?:", re.IGNORECASE)

Piece = tuple[int, int]


@dataclass(slots=True)
class _Track:
    handler: bytes = b""
    tables: dict[bytes, bytes] = field(default_factory=dict)


def telling(stream: BinaryIO, size: int) -> list[Piece]:
    """Start and end of what such tracks say; in order, none over another."""
    found: list[Piece] = []
    track = _Track()
    for kind, _, start, end in boxes(stream, 0, size):
        if kind == b"trak":
            found += _of(stream, track, size)
            track = _Track()
        elif kind == b"hdlr" and (said := _read(stream, start, end))[4:8] != b"dhlr":  # that one is of its bytes
            track.handler = track.handler or said[8:12]
        elif kind in _TABLES:
            track.tables[kind] = _read(stream, start, end)
        elif kind == b"gps ":
            pairs = struct.iter_unpack(">II", _whole(_read(stream, start, end)[8:], 8))
            found += [(place, min(size, place + length)) for place, length in islice(pairs, MOST_PIECES)]
    return _joined([*found, *_of(stream, track, size)])


def _read(stream: BinaryIO, start: int, end: int) -> bytes:
    stream.seek(start)
    return stream.read(min(end - start, _LARGEST_TABLE))


def _whole(data: bytes, width: int) -> bytes:
    return data[: len(data) - len(data) % width]


def _of(stream: BinaryIO, track: _Track, size: int) -> list[Piece]:
    if track.handler in _SHOWN - _WRITTEN or not track.tables:
        return []
    pieces = list(islice(_pieces(track.tables, size), MOST_PIECES))
    if track.handler in _WRITTEN and not any(_PLACES.search(_read(stream, *piece)) for piece in pieces[:3]):
        return []
    return pieces


def _pieces(tables: dict[bytes, bytes], size: int) -> Iterator[Piece]:
    """Its chunks. Nothing where its tables say nothing."""
    wide, width = (b"co64", 8) if b"co64" in tables else (b"stco", 4)
    places = _whole(tables.get(wide, b"")[8:], width)
    runs = list(struct.iter_unpack(">III", _whole(tables.get(b"stsc", b"")[8:], 12)))
    lengths = tables.get(b"stsz", b"")
    same, each = int.from_bytes(lengths[4:8]), memoryview(_whole(lengths[12:], 4))
    run = sample = 0
    for number, at in enumerate(range(0, len(places) if runs else 0, width), 1):
        while run + 1 < len(runs) and runs[run + 1][0] <= number:
            run += 1
        samples = runs[run][1]
        of_these = each[4 * sample : 4 * (sample + samples)]
        length = same * samples if same else sum(one for (one,) in struct.iter_unpack(">I", of_these))
        sample += samples
        place = int.from_bytes(places[at : at + width])
        yield place, min(size, place + length)


def _joined(pieces: list[Piece]) -> list[Piece]:
    made: list[Piece] = []
    for start, end in sorted(pieces):
        if made and start <= made[-1][1]:
            made[-1] = made[-1][0], max(end, made[-1][1])
        elif start < end:
            made.append((start, end))
    return made
