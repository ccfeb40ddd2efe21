"""Tracks of MP4 films that tell second by second where and with what they were made, beside sound and picture: GoPro's
`gpmd`, Apple's `mebx`, Android's `camm`, DJI's data and its subtitles, the `gps ` list of cameras in cars.

Sources: ISO/IEC 14496-12, 8.4.3 (handlers), 8.7 (samples and chunks), 8.8 (fragments).
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
_MOST_BOXES: Final = 2_000_000
_LARGEST_TABLE: Final = 16 * 1024**2
_WRITTEN: Final = {b"text", b"sbtl", b"subt"}
_SHOWN: Final = {b"vide", b"soun", b"auxv", b"pict", b"subp", b"clcp", b"tmcd", b"hint", b"odsm", b"sdsm", *_WRITTEN}
_TABLES: Final = {b"stsz", b"stsc", b"stco", b"co64"}
_PLACES: Final = re.compile(rb"GPS ?\(|latitude ?:", re.IGNORECASE)

Piece = tuple[int, int]


@dataclass(slots=True)
class _Track:
    number: int = 0
    handler: bytes = b""
    tables: dict[bytes, bytes] = field(default_factory=dict)

    @property
    def is_shown(self) -> bool:
        return self.handler in _SHOWN - _WRITTEN


@dataclass(slots=True)
class _Fragments:
    """`usual`: length of a sample by track. `base`: from where runs are counted, of this fragment and of its track;
    `after`: where the last run ended."""

    usual: dict[int, int] = field(default_factory=dict)
    fragment: int = 0
    track: int = 0
    base: int = 0
    each: int = 0
    after: int = 0

    def head(self, data: bytes) -> None:
        """`tfhd`: which track, and what its runs do not say themselves."""
        flags, self.track = int.from_bytes(data[1:4]), int.from_bytes(data[4:8])
        self.base = self.after = int.from_bytes(data[8:16]) if flags & 1 else self.fragment
        at = 8 + (8 if flags & 1 else 0) + (4 if flags & 2 else 0) + (4 if flags & 8 else 0)
        self.each = int.from_bytes(data[at : at + 4]) if flags & 0x10 else self.usual.get(self.track, 0)

    def run(self, data: bytes) -> Piece:
        """`trun`: samples side by side."""
        flags, count = int.from_bytes(data[1:4]), int.from_bytes(data[4:8])
        start = self.base + int.from_bytes(data[8:12], signed=True) if flags & 1 else self.after
        at = 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
        width = 4 * (flags >> 8 & 0xF).bit_count()
        if flags & 0x200:
            at += 4 if flags & 0x100 else 0
            rows = range(at, min(len(data), at + count * width), width)
            length = sum(int.from_bytes(data[row : row + 4]) for row in rows)
        else:
            length = count * self.each
        self.after = start + length
        return start, self.after


def telling(stream: BinaryIO, size: int) -> list[Piece]:
    """Start and end of what such tracks say; in order, none over another."""
    found: list[Piece] = []
    tracks, fragments = [_Track()], _Fragments()
    runs: dict[int, list[Piece]] = {}
    for kind, place, start, end in islice(boxes(stream, 0, size), _MOST_BOXES):
        track = tracks[-1]
        if kind == b"trak":
            tracks.append(_Track())
        elif kind == b"tkhd":
            said = _read(stream, start, end)
            track.number = int.from_bytes(said[20:24] if said[:1] == b"\x01" else said[12:16])
        elif kind == b"hdlr" and (said := _read(stream, start, end))[4:8] != b"dhlr":  # that one is of its bytes
            track.handler = track.handler or said[8:12]
        elif kind in _TABLES:
            track.tables[kind] = _read(stream, start, end)
        elif kind == b"trex":
            said = _read(stream, start, end)
            fragments.usual[int.from_bytes(said[4:8])] = int.from_bytes(said[16:20])
        elif kind == b"moof":
            fragments.fragment = place
        elif kind == b"tfhd":
            fragments.head(_read(stream, start, end))
        elif kind == b"trun":
            runs.setdefault(fragments.track, []).append(fragments.run(_read(stream, start, end)))
        elif kind == b"gps ":
            pairs = struct.iter_unpack(">II", _whole(_read(stream, start, end)[8:], 8))
            found += [(place, place + length) for place, length in islice(pairs, MOST_PIECES)]
    for track in tracks:
        found += _of(stream, track, runs.get(track.number, []))
    return _joined(found, size)


def _read(stream: BinaryIO, start: int, end: int) -> bytes:
    stream.seek(max(0, start))
    return stream.read(max(0, min(end - start, _LARGEST_TABLE)))


def _whole(data: bytes, width: int) -> bytes:
    return data[: len(data) - len(data) % width]


def _of(stream: BinaryIO, track: _Track, runs: list[Piece]) -> list[Piece]:
    if track.is_shown:
        return []
    pieces = [*islice(_pieces(track.tables), MOST_PIECES), *runs[:MOST_PIECES]]
    if track.handler in _WRITTEN and not any(_PLACES.search(_read(stream, *piece)) for piece in pieces[:3]):
        return []
    return pieces


def _pieces(tables: dict[bytes, bytes]) -> Iterator[Piece]:
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
        yield place, place + length


def _joined(pieces: list[Piece], size: int) -> list[Piece]:
    made: list[Piece] = []
    for start, end in sorted((max(0, start), min(size, end)) for start, end in pieces):
        if made and start <= made[-1][1]:
            made[-1] = made[-1][0], max(end, made[-1][1])
        elif start < end:
            made.append((start, end))
    return made
