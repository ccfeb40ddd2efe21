"""What the repair of a record changed, text by text: told from the bytes that were kept, by the code that read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import normalize

import orjson

from lienthu.catalogue.importers.columns import Column, Layout, column_letter
from lienthu.catalogue.importers.decoding import Decoder
from lienthu.catalogue.importers.learning import Learnt
from lienthu.catalogue.importers.lost_zeros import restored
from lienthu.catalogue.importers.targets import Target
from lienthu.catalogue.rules.intake import encoding_name, on_one_line, spelled
from lienthu.marc.charset import UTF8, legacy
from lienthu.marc.detect import Format
from lienthu.marc.fields import PRIVATE_TAGS
from lienthu.marc.reading import read_one
from lienthu.marc.record import Record
from lienthu.text import repair, repair_bytes
from lienthu.text.repair import CLEAN

#: Of a long text the part around the first difference is shown.
_SHOWN, _BEFORE = 240, 40


#: What stands for the encoding where a number got back its leading zeros.
ZEROS = "0…"


@dataclass(frozen=True, slots=True)
class Change:
    """`place` is the field (`245$a`) or the column (`B Tên sách`); `before` as a program shows it that takes the bytes
    for Windows-1252."""

    place: str
    before: str
    after: str
    encoding: str


def of_record(raw: bytes, format: str, learnt: Learnt) -> list[Change]:
    """`raw` is one record of a file of this MARC or CDS/ISIS format."""
    decoder = Decoder(learnt.bytes_hint)
    read = read_one(raw, Format(format), decoder)
    seen = read_one(raw, Format(format), legacy) if decoder.used else read
    if read is None or seen is None or read.record is None or seen.record is None:
        return []
    hint = learnt.text_hint if read.encoding == UTF8 else None
    converted = " + ".join(sorted(map(spelled, decoder.used)))
    changes = []
    for (place, before), (_place, decoded) in zip(_texts(seen.record), _texts(read.record), strict=False):
        given = on_one_line(decoded)
        mended = repair(given, hint)
        encodings = [converted] * (before != decoded)
        encodings += [encoding_name(given, mended.encoding)] * mended.changed
        changes += _change(place, on_one_line(before), mended.text, " + ".join(encodings))
    return changes


def of_row(raw: bytes, layout: Layout) -> list[Change]:
    """`raw` holds the cells of one row of a sheet, or of several that are copies of one book."""
    cells = orjson.loads(raw)
    cells = cells[0] if cells and isinstance(cells[0], list) else cells
    cells = layout.cells_of(cells)
    columns = {column.index: column for column in layout.columns if column.target is not Target.IGNORE}
    changes = []
    for index, cell in enumerate(cells):
        digits = columns[index].digits if index in columns else 0
        if digits and restored(cell, digits) != cell:
            changes += _change(_column(columns[index]), cell, restored(cell, digits), ZEROS)
        elif index in columns and not cell.isascii():
            after, encoding = _mended(cell, layout)
            changes += _change(_column(columns[index]), cell, after, encoding)
    return changes


def _mended(cell: str, layout: Layout) -> tuple[str, str]:
    if layout.are_bytes:
        read = repair_bytes(_bytes(cell), layout.hint or None)
        return read.text, "" if read.encoding == CLEAN else spelled(read.encoding)
    mended = repair(cell, layout.hint or None)
    return mended.text, encoding_name(cell, mended.encoding) if mended.changed else ""


def _bytes(text: str) -> bytes:
    """What `charset.legacy` made the text of."""
    return b"".join(_BYTE.get(character) or character.encode() for character in text)


_BYTE = {legacy(bytes([byte])): bytes([byte]) for byte in range(256)}


def _texts(record: Record) -> Iterator[tuple[str, str]]:
    for one in record.fields:
        if one.tag in PRIVATE_TAGS:
            continue
        if one.subfields is not None:
            yield from ((f"{one.tag}${code}", text) for code, text in one.subfields)
        elif one.tag >= "009":
            yield one.tag, one.value


def _column(column: Column) -> str:
    return f"{column_letter(column.index)} {column.header}".strip()


def _change(place: str, before: str, after: str, encoding: str) -> list[Change]:
    """Nothing where a person sees no difference: letters that were composed."""
    if not encoding or normalize("NFC", before) == after:
        return []
    start = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
    start = start - _BEFORE if start > _BEFORE + _SHOWN // 4 else 0
    return [Change(place, _part(before, start), _part(after, start), encoding)]


def _part(text: str, start: int) -> str:
    part = text[start : start + _SHOWN]
    return "…" * bool(start) + part + "…" * (len(text) > start + _SHOWN)
