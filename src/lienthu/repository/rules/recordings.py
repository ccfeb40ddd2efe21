"""How long a recording is and how large its picture, as its own head says. Reads some kilobytes, whatever it holds."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final

from lienthu.files.boxes import boxes

_HEAD: Final = 256 * 1024
_MOST_PARTS: Final = 1000
_LONGEST: Final = 10 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Extent:
    """`width`, `height`: 0 where there is no picture, or where it does not say."""

    seconds: float
    width: int = 0
    height: int = 0


def measured(stream: BinaryIO, size: int, mime: str) -> Extent | None:
    """None for what does not say, or says nonsense."""
    read = _READERS.get(mime)
    if read is None:
        return None
    try:
        found = read(stream, size)
    except (struct.error, ZeroDivisionError, OverflowError, IndexError, ValueError):
        return None
    if found is None or not 0.001 <= found.seconds <= _LONGEST:
        return None
    return Extent(round(found.seconds, 3), found.width, found.height)


def _wav(stream: BinaryIO, size: int) -> Extent | None:
    head = stream.read(_HEAD)
    at, rate = 12, 0
    while at + 8 <= len(head):
        name, length = head[at : at + 4], struct.unpack_from("<I", head, at + 4)[0]
        if name == b"fmt ":
            rate = struct.unpack_from("<I", head, at + 16)[0]
        elif name == b"data":
            return Extent(min(length, size - at - 8) / rate)
        at += 8 + length + length % 2
    return None


def _flac(stream: BinaryIO, _size: int) -> Extent | None:
    head = stream.read(42)
    packed = int.from_bytes(head[18:26], "big")
    return Extent((packed & (1 << 36) - 1) / (packed >> 44)) if head[:4] == b"fLaC" else None


def _ogg(stream: BinaryIO, size: int) -> Extent | None:
    head = stream.read(4096)
    if (at := head.find(b"\x01vorbis")) >= 0:
        rate = struct.unpack_from("<I", head, at + 12)[0]
    elif b"OpusHead" in head:
        rate = 48_000
    else:
        return None
    stream.seek(max(0, size - 128 * 1024))
    tail = stream.read()
    last = tail.rfind(b"OggS")
    return Extent(struct.unpack_from("<q", tail, last + 6)[0] / rate) if last >= 0 else None


_BITRATES: Final = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_SYNC: Final = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")


def _mp3(stream: BinaryIO, size: int) -> Extent | None:
    """By the number of frames where it says so, else as if all frames were like the first."""
    head = stream.read(10)
    start = 0
    if head[:3] == b"ID3":
        start = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    stream.seek(start)
    data = stream.read(_HEAD)
    found = _SYNC.search(data)
    if not found:
        return None
    at = found.start()
    version, packed = data[at + 1] >> 3 & 3, data[at + 2]
    rate = _RATES[version][packed >> 2 & 3]
    samples, bits = (1152, 1) if version == 3 else (576, 2)
    bitrate = _BITRATES[bits][packed >> 4] * 1000
    for mark in (b"Xing", b"Info"):
        place = data.find(mark, at, at + 64)
        if place >= 0 and data[place + 7] & 1:
            return Extent(struct.unpack_from(">I", data, place + 8)[0] * samples / rate)
    return Extent((size - start - at) * 8 / bitrate)


def _mp4(stream: BinaryIO, size: int) -> Extent | None:
    seconds, width, height = 0.0, 0, 0
    for name, _, start, end in islice(boxes(stream, 0, size), _MOST_PARTS):
        if name == b"mvhd":
            stream.seek(start)
            data = stream.read(32)
            form = ">IQ" if data[0] else ">II"
            scale, length = struct.unpack_from(form, data, 20 if data[0] else 12)
            seconds = length / scale
        elif name == b"tkhd":
            stream.seek(end - 8)
            sides = struct.unpack(">II", stream.read(8))
            width, height = max(width, sides[0] >> 16), max(height, sides[1] >> 16)
    return Extent(seconds, width, height)


def _webm(stream: BinaryIO, _size: int) -> Extent | None:
    data = stream.read(_HEAD)
    scale = 1_000_000
    length, width, height = 0.0, 0, 0
    for name, value in _elements(data, 0, len(data)):
        if name == 0x2AD7B1:
            scale = int.from_bytes(value, "big")
        elif name == 0x4489:
            length = struct.unpack(">f" if len(value) == 4 else ">d", value)[0]
        elif name == 0xB0:
            width = int.from_bytes(value, "big")
        elif name == 0xBA:
            height = int.from_bytes(value, "big")
    return Extent(length * scale / 1e9, width, height)


#: Segment, Info, Tracks, TrackEntry, Video.
_HOLDERS: Final = frozenset({0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0})


def _elements(data: bytes, at: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Elements of EBML (RFC 8794), flat; what reaches beyond the data is read as far as it goes."""
    for _ in range(_MOST_PARTS):
        if at >= end:
            return
        name, at = _number(data, at, keep=True)
        length, at = _number(data, at, keep=False)
        stop = min(end, at + length)
        if name in _HOLDERS:
            yield from _elements(data, at, stop)
        else:
            yield name, data[at:stop]
        at = stop


def _number(data: bytes, at: int, *, keep: bool) -> tuple[int, int]:
    first = data[at]
    width = 9 - first.bit_length()
    if width > 8:
        raise ValueError("no EBML")
    value = int.from_bytes(data[at : at + width], "big")
    return value if keep else value & (1 << 7 * width) - 1, at + width


_READERS: Final[dict[str, Callable[[BinaryIO, int], Extent | None]]] = {
    "audio/wav": _wav,
    "audio/flac": _flac,
    "audio/ogg": _ogg,
    "audio/mpeg": _mp3,
    "audio/mp4": _mp4,
    "video/mp4": _mp4,
    "video/webm": _webm,
}
