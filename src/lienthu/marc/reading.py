"""One door for every MARC-like file: detect, then the right reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import BinaryIO

from lienthu.marc import dialects, isis, isisbase, iso2709, marcjson, marcxml, tagged
from lienthu.marc.charset import Decode
from lienthu.marc.detect import Format, detect
from lienthu.marc.faults import RawRecord

Reader = Callable[[BinaryIO, Decode | None], Iterator[RawRecord]]

READERS: dict[Format, Reader] = {
    Format.MARC21: iso2709.read,
    Format.DIALECT_A: iso2709.read,
    Format.DIALECT_B: dialects.read_printable,
    Format.DIALECT_C: tagged.read,
    Format.MNEMONIC: tagged.read,
    Format.MARCXML: marcxml.read,
    Format.MARCJSON: marcjson.read,
    Format.ISIS_ISO: isis.read_iso,
    Format.ISIS_MASTER: isisbase.read,
}


def read(stream: BinaryIO, fmt: Format | None = None, decode: Decode | None = None) -> Iterator[RawRecord]:
    """Records of a seekable stream. Raises `KeyError` for a format that holds no MARC (tables, unknown)."""
    return READERS[fmt or detect(stream)](stream, decode)


def read_one(raw: bytes, fmt: Format, decode: Decode | None = None) -> RawRecord | None:
    """The record in one `RawRecord.raw` of a file of this format."""
    if fmt is Format.ISIS_MASTER:
        return isis.read_stored(raw, decode)
    return next(READERS[fmt](BytesIO(raw), decode), None)
