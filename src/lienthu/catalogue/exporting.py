"""Source records out, one after another: ISO 2709, MARCXML, JSON lines, CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from lienthu.catalogue.report import safe_cell
from lienthu.marc import iso2709, marcjson, marcxml
from lienthu.marc.fields import Bib
from lienthu.marc.record import Record

Pair = tuple[str, Record]
FORMATS = ("marc21", "marcxml", "jsonl", "csv")


@dataclass(slots=True)
class Exported:
    """`too_long` names the records that ISO 2709 cannot hold; MARCXML can."""

    records: int = 0
    too_long: list[str] = field(default_factory=list)


def write(records: Iterable[Pair], format: str, out: BinaryIO) -> Exported:
    """`records` are (name to report, record)."""
    result = Exported()
    _WRITERS[format](_counted(records, result), out, result)
    return result


def _counted(records: Iterable[Pair], result: Exported) -> Iterator[Pair]:
    for pair in records:
        result.records += 1
        yield pair


def _marc21(records: Iterator[Pair], out: BinaryIO, result: Exported) -> None:
    for name, record in records:
        try:
            out.write(iso2709.write(record))
        except iso2709.TooLong:
            result.records -= 1
            result.too_long.append(name)


def _marcxml(records: Iterator[Pair], out: BinaryIO, result: Exported) -> None:
    for piece in marcxml.write_collection(record for _name, record in records):
        out.write(piece)


def _jsonl(records: Iterator[Pair], out: BinaryIO, result: Exported) -> None:
    for line in marcjson.write_lines(record for _name, record in records):
        out.write(line)


def _csv(records: Iterator[Pair], out: BinaryIO, result: Exported) -> None:
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(["control_no", "title", "creators", "publisher", "year", "isbn"])
    for name, record in records:
        bib = Bib(record)
        creators = "; ".join(creator.name for creator in bib.creators)
        isbns = "; ".join(isbn.value for isbn in bib.isbns)
        row = [name, bib.full_title, creators, bib.publisher, str(bib.year or ""), isbns]
        writer.writerow([safe_cell(cell) for cell in row])
    text.detach()


_WRITERS: dict[str, Callable[[Iterator[Pair], BinaryIO, Exported], None]] = {
    "marc21": _marc21,
    "marcxml": _marcxml,
    "jsonl": _jsonl,
    "csv": _csv,
}
