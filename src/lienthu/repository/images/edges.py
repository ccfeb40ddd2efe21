"""Tiles at the right and lower edge of a pyramid. Stored tiles are whole squares there, padded beyond the picture, so
they cannot be copied; a fifth of a page's tiles are such. They are made once and lie behind the TIFF's last byte,
where no TIFF reader looks: the pictures, then a table of them, then `_TAIL`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path
from typing import Final

from lienthu.repository.images import render
from lienthu.repository.rules.iiif_image import Wanted

#: Level, column, row, where it begins, how long it is.
_ROW: Final = struct.Struct("<BIIQI")
#: Where the table begins, how many rows it has, and what says that this is one.
_TAIL: Final = struct.Struct("<QI8s")
_MAGIC: Final = b"LTedges1"
Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A tile's region of the whole picture, and the size it has on its level."""

    place: Place
    x: int
    y: int
    width: int
    height: int
    out_width: int
    out_height: int


def boxes(width: int, height: int, tile: int, levels: int) -> Iterator[Box]:
    """All tiles that are no whole square, as IIIF viewers ask for them: sizes are rounded up."""
    for level in range(levels):
        side = tile << level
        across, down = -(-width // side), -(-height // side)
        for row in range(down):
            for column in range(across):
                x, y = column * side, row * side
                wide, high = min(side, width - x), min(side, height - y)
                if (wide, high) != (side, side):
                    yield Box((level, column, row), x, y, wide, high, -(-wide >> level), -(-high >> level))


def append(target: Path, width: int, height: int, tile: int, levels: int) -> None:
    made = []
    for box in boxes(width, height, tile, levels):
        wanted = Wanted(box.x, box.y, box.width, box.height, box.out_width, box.out_height, False, 0, "default", "jpg")
        made.append((box.place, render.picture(target, wanted)))
    with target.open("ab") as out:
        at = out.tell()
        table = bytearray()
        for place, picture in made:
            table += _ROW.pack(*place, at, len(picture))
            at += out.write(picture)
        out.write(table)
        out.write(_TAIL.pack(at, len(made), _MAGIC))


def read(data: mmap | bytes) -> dict[Place, tuple[int, int]]:
    """Place → start and length. `data`: the file, mapped. Empty for a pyramid without edges."""
    if len(data) < _TAIL.size:
        return {}
    at, count, magic = _TAIL.unpack(data[-_TAIL.size :])
    if magic != _MAGIC or at + count * _ROW.size + _TAIL.size != len(data):
        return {}
    rows = _ROW.iter_unpack(data[at : at + count * _ROW.size])
    return {(level, column, row): (start, length) for level, column, row, start, length in rows}
