"""Tiled TIFF pyramids of JPEG: made once with libvips, then read without decoding. A tile is copied out of the file and
gets the tables that all tiles share; that costs microseconds where decoding and encoding again cost milliseconds.

TIFF 6.0 and its supplement 2 (JPEG in TIFF); BigTIFF where libvips needs it.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lienthu.repository.images import disk, edges, render

TILE: Final = 512
#: Pixels; libvips reads no plain grey picture below 20,000 of them again from tiles of 512.
_TINY: Final = 256 * 256
_TINY_TILE: Final = 64
_WIDTH, _HEIGHT, _TILE_W, _TILE_H, _OFFSETS, _COUNTS, _TABLES = 256, 257, 322, 323, 324, 325, 347
_SIZES: Final = {1: "B", 2: "s", 3: "H", 4: "I", 7: "B", 13: "I", 16: "Q"}


def make(image: Any, target: Path) -> None:
    """`image`: a pyvips image in sRGB or grey. Raises `OSError` when the disk is full."""
    # A picture far smaller than a tile is written by libvips but not read again.
    side = TILE if image.width * image.height > _TINY else _TINY_TILE
    with disk.saying_when_full():
        image.tiffsave(
            str(target),
            tile=True,
            tile_width=side,
            tile_height=side,
            pyramid=True,
            compression="jpeg",
            Q=render.QUALITY,
            bigtiff=True,
            keep="none",
        )
    made = Pyramid(target)
    edges.append(target, *made.size, side, len(made.levels))


@dataclass(frozen=True, slots=True)
class Level:
    """One size of the picture. `tables`: the JPEG stream that holds the tables shared by its tiles."""

    width: int
    height: int
    tile: int
    offsets: tuple[int, ...]
    counts: tuple[int, ...]
    tables: bytes

    @property
    def across(self) -> int:
        return -(-self.width // self.tile)


class Pyramid:
    """A pyramid opened for copying. Threads may share it; closing is left to the garbage collector."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as stream:
            self._bytes = mmap.mmap(stream.fileno(), 0, prot=mmap.PROT_READ)
        self.levels = tuple(_levels(self._bytes))
        self._edges = edges.read(self._bytes)

    @property
    def size(self) -> tuple[int, int]:
        return self.levels[0].width, self.levels[0].height

    def tile(self, x: int, y: int, width: int, height: int, out_width: int, out_height: int) -> bytes | None:
        """The JPEG of exactly this region at exactly this size, when that is one stored tile; else None."""
        for number, level in enumerate(self.levels):
            side = level.tile << number
            if x % side or y % side:
                return None
            column, row = x // side, y // side
            is_whole = (width, height) == (side, side) and x + side <= self.size[0] and y + side <= self.size[1]
            if is_whole and (out_width, out_height) == (level.tile, level.tile):
                return self._copy(level, row * level.across + column)
            is_edge = (width, height) == (min(side, self.size[0] - x), min(side, self.size[1] - y))
            if is_edge and not is_whole and (out_width, out_height) == (-(-width >> number), -(-height >> number)):
                return self._edge(number, column, row)
        return None

    def _edge(self, level: int, column: int, row: int) -> bytes | None:
        start, length = self._edges.get((level, column, row), (0, 0))
        return self._bytes[start : start + length] or None

    def _copy(self, level: Level, index: int) -> bytes:
        start = level.offsets[index]
        stored = self._bytes[start : start + level.counts[index]]
        # SOI, the tables without their own SOI and EOI, then the tile without its SOI.
        return level.tables[:-2] + stored[2:]


def _levels(data: mmap.mmap) -> list[Level]:
    order = "<" if data[:2] == b"II" else ">"
    big = struct.unpack(order + "H", data[2:4])[0] == 43
    at = struct.unpack(order + "Q", data[8:16])[0] if big else struct.unpack(order + "I", data[4:8])[0]
    found = []
    while at:
        tags, at = _directory(data, at, order, big)
        if _TILE_W in tags:
            found.append(
                Level(
                    tags[_WIDTH][0],
                    tags[_HEIGHT][0],
                    tags[_TILE_W][0],
                    tags[_OFFSETS],
                    tags[_COUNTS],
                    bytes(tags.get(_TABLES, b"\xff\xd8\xff\xd9")),
                )
            )
    return found


def _directory(data: mmap.mmap, at: int, order: str, big: bool) -> tuple[dict[int, Any], int]:
    count_form, entry, inline, offset_form = ("Q", 20, 8, "Q") if big else ("H", 12, 4, "I")
    head = struct.calcsize("=" + count_form)
    (count,) = struct.unpack(order + count_form, data[at : at + head])
    tags: dict[int, Any] = {}
    for number in range(count):
        start = at + head + number * entry
        tag, kind = struct.unpack(order + "HH", data[start : start + 4])
        if kind not in _SIZES:
            continue
        (values,) = struct.unpack(order + offset_form, data[start + 4 : start + 4 + inline])
        form = f"{order}{values}{_SIZES[kind]}"
        size = struct.calcsize(form)
        where = start + 4 + inline
        if size > inline:
            (where,) = struct.unpack(order + offset_form, data[where : where + inline])
        tags[tag] = struct.unpack(form, data[where : where + size]) if kind != 2 else data[where : where + size]
    end = at + head + count * entry
    (following,) = struct.unpack(order + offset_form, data[end : end + inline])
    return tags, following
