"""What recordings and films tell beside what is heard and seen: names, places, devices, dates, covers.

A reader is sent the same bytes with these blanked out, place by place and none moved, so that ranges stay what they are
and the master is not touched.

Sources: ISO/IEC 14496-12 (boxes), ID3v2.4 and v1, APEv2, RIFF, RFC 9639 (FLAC), RFC 3533 with Vorbis I 5 and RFC 7845
(comments in Ogg), RFC 8794 and RFC 9559 (EBML, Matroska).
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import BinaryIO, Final

from lienthu.files import ebml, ogg, tracks
from lienthu.files.boxes import boxes

#: Parts that are looked at in one file; one with more is no recording that a house makes.
MOST_PARTS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Blank:
    """Bytes `start` to `end` (exclusive) are `head` and then zeros."""

    start: int
    end: int
    head: bytes = b""

    def over(self, first: int, chunk: bytearray) -> None:
        """Blanks its part of a chunk that begins at `first`."""
        low, high = max(self.start, first), min(self.end, first + len(chunk))
        if low >= high:
            return
        said = self.head[low - self.start : high - self.start]
        chunk[low - first : high - first] = said + bytes(high - low - len(said))


def blanked(chunk: bytes, first: int, blanks: Sequence[Blank]) -> bytes:
    """`chunk`: of the master, from byte `first` on. `blanks`: in order, none over another."""
    at = max(0, bisect_right(blanks, first, key=attrgetter("start")) - 1)
    made = bytearray(chunk)
    for blank in blanks[at:]:
        if blank.start >= first + len(chunk):
            break
        blank.over(first, made)
    return bytes(made)


def personal(stream: BinaryIO, mime: str) -> tuple[Blank, ...]:
    """What to blank in a file of this kind; as far as it can be read where it is broken."""
    size = stream.seek(0, os.SEEK_END)
    found: list[Blank] = []
    try:
        for blank in _READERS[mime](stream, size) if mime in _READERS else ():
            found.append(blank)
            if len(found) > MOST_PARTS:
                break
    except (ValueError, IndexError):  # cut off in the middle of a part
        pass
    if mime in _FILMS:
        found += (Blank(*piece) for piece in tracks.telling(stream, size))
    return tuple(sorted((one for one in found if one.end > one.start), key=attrgetter("start")))


def _at(stream: BinaryIO, place: int, length: int) -> bytes:
    """Raises `ValueError` where there is not so much."""
    stream.seek(place)
    data = stream.read(length)
    if len(data) < length:
        raise ValueError
    return data


# MP4 and M4A

_TELLING: Final = {b"udta", b"meta", b"uuid", b"free", b"skip", b"gps "}
_FILMS: Final = {"video/mp4", "audio/mp4"}
_DATED: Final = {b"mvhd", b"tkhd", b"mdhd"}


def _mp4(stream: BinaryIO, size: int) -> Iterator[Blank]:
    for kind, place, start, end in boxes(stream, 0, size):
        if kind in _TELLING:
            yield Blank(place + 4, place + 8, b"free")
            yield Blank(start, end)
        elif kind in _DATED:  # version, flags, when it was made and changed
            yield Blank(start + 4, start + (20 if _at(stream, start, 1) == b"\x01" else 12))


# MP3


def _mp3(stream: BinaryIO, size: int) -> Iterator[Blank]:
    yield from _id3(stream)[0]
    last = size
    if size >= 128 and _at(stream, size - 128, 3) == b"TAG":
        last = size - 128
        yield Blank(last + 3, size - 1)
        yield Blank(size - 1, size, b"\xff")  # of no genre
    if last >= 32 and (footer := _at(stream, last - 32, 32))[:8] == b"APETAGEX":
        length = int.from_bytes(footer[12:16], "little") + (32 if footer[23] & 0x80 else 0)
        yield Blank(max(0, last - length), last)


def _id3(stream: BinaryIO) -> tuple[list[Blank], int]:
    """The tags that a file begins with, and where they end. Zeros in a tag are its padding."""
    found, place = [], 0
    stream.seek(0)
    while len(header := stream.read(10)) == 10 and header[:3] == b"ID3":
        length = sum((byte & 0x7F) << 7 * n for n, byte in enumerate(reversed(header[6:])))
        ends = place + 10 + length + (10 if header[5] & 0x10 else 0)
        found += [Blank(place + 5, place + 6), Blank(place + 10, ends)]
        place = ends
        stream.seek(place)
    return found, place


# WAV

_HEARD: Final = {b"fmt ", b"data", b"fact", b"cue ", b"smpl", b"ds64", b"JUNK"}


def _wav(stream: BinaryIO, size: int) -> Iterator[Blank]:
    place = 12
    while place + 8 <= size:
        header = _at(stream, place, 8)
        ends = min(size, place + 8 + int.from_bytes(header[4:], "little"))
        if header[:4] not in _HEARD:
            yield Blank(place, place + 4, b"JUNK")
            yield Blank(place + 8, ends)
        place = ends + (ends & 1)


# FLAC

_APPLICATION, _COMMENT, _PICTURE = 2, 4, 6
_PADDING: Final = 1


def _flac(stream: BinaryIO, size: int) -> Iterator[Blank]:
    before, place = _id3(stream)
    yield from before
    place += 4
    is_last = False
    while not is_last:
        header = _at(stream, place, 4)
        is_last, ends = bool(header[0] & 0x80), place + 4 + int.from_bytes(header[1:])
        if header[0] & 0x7F in (_APPLICATION, _COMMENT, _PICTURE):
            yield Blank(place, place + 1, bytes([header[0] & 0x80 | _PADDING]))
            yield Blank(place + 4, min(size, ends))
        place = ends


def _ogg(stream: BinaryIO, size: int) -> Iterator[Blank]:
    for place, page in ogg.without_comments(stream):
        yield Blank(place, place + len(page), page)


def _webm(stream: BinaryIO, size: int) -> Iterator[Blank]:
    for start, end, head in ebml.without_tags(stream, size):
        yield Blank(start, end, head)


_READERS: Final[Mapping[str, Callable[[BinaryIO, int], Iterator[Blank]]]] = {
    "video/mp4": _mp4,
    "audio/mp4": _mp4,
    "audio/mpeg": _mp3,
    "audio/wav": _wav,
    "audio/flac": _flac,
    "audio/ogg": _ogg,
    "video/webm": _webm,
}
