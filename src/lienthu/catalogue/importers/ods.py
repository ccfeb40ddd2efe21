"""OpenDocument spreadsheets as a stream: what is only announced (repeated rows, wide empty columns) is not built."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, cast

from lxml import etree

from lienthu.catalogue.importers.cells import CELL_LIMIT, MOST_COLUMNS, cell_text
from lienthu.kernel.errors import Invalid
from lienthu.marc.zips import UNREADABLE

#: A row that the file says to repeat is read so many times: a set of textbooks, not a column dragged to the bottom.
MOST_REPEATS = 1_000
#: A gap of more empty rows is jumped over; what follows it keeps its number.
_MOST_EMPTY = 1_000
_MOST_ROWS = 1_048_576  # the programs' own limit for one sheet
_MOST_SPANNED = 5_000  # rows under one merged cell
_CHUNK = 256 * 1024
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_SHEET, _ROW, _P, _S = f"{_TABLE}table", f"{_TABLE}table-row", f"{_TEXT}p", f"{_TEXT}s"
_BREAKS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_REPEATED, _TYPE, _VALUE = f"{_TABLE}number-columns-repeated", f"{_OFFICE}value-type", f"{_OFFICE}value"
#: What a person does not see in the sheet: notes, deleted rows, drawings, copies of other files' sheets.
_UNSEEN = frozenset(
    {f"{_OFFICE}annotation", f"{_TABLE}tracked-changes", f"{_TABLE}shapes", f"{_TABLE}dde-links", f"{_TEXT}ruby-text"}
)
_SHEET_TAG = re.compile(rb"<(?:\w+:)?table[\s>]")
_NUMBERED = re.compile(r"([^\W\d][\w./\- ]{0,18}?|)(\d{1,20})")


class Row(NamedTuple):
    """`passed`: this row stands for so many more of the same that were not read."""

    place: int
    cells: list[str]
    passed: int = 0


class _Span(NamedTuple):
    until: int
    columns: range
    text: str


class _Run(NamedTuple):
    """`times` rows with these cells, from row `place` on; `gap` empty ones before it."""

    place: int
    cells: list[str]
    times: int
    gap: int


def read(path: Path) -> Iterator[str | Row]:
    """The name of each sheet, then its rows."""
    given = 0
    for one in _runs(path):
        if isinstance(one, str):
            yield one
            continue
        for row in _expanded(one):
            given += 1
            if given > _MOST_ROWS:
                raise Invalid("catalogue.zip_bomb")
            yield row


def has_one_sheet(path: Path) -> bool:
    found, rest = 0, b""
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
        while (chunk := stream.read(_CHUNK)) and found < 2:
            head, mark, tail = (rest + chunk).rpartition(b"<")
            found += len(_SHEET_TAG.findall(head))
            rest = (mark + tail)[:_CHUNK]
    return found < 2


def _expanded(run: _Run) -> Iterator[Row]:
    if run.gap <= _MOST_EMPTY:
        yield from (Row(place, []) for place in range(run.place - run.gap, run.place))
    read = min(run.times, MOST_REPEATS)
    yield from (Row(place, run.cells) for place in range(run.place, run.place + read))
    if run.times > read:
        yield Row(run.place + read, run.cells, run.times - read)


def _runs(path: Path) -> Iterator[str | _Run]:
    sheets = _Sheets()
    parser = etree.XMLParser(target=cast(Any, sheets), resolve_entities=False, no_network=True, load_dtd=False)
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
            while chunk := stream.read(_CHUNK):
                parser.feed(chunk)
                yield from sheets.taken()
            parser.close()
    except (*UNREADABLE, etree.XMLSyntaxError, OSError) as error:
        raise Invalid("catalogue.workbook_unreadable") from error
    yield from sheets.taken()


def _count(attributes: Mapping[str, str], name: str) -> int:
    text = attributes.get(f"{_TABLE}{name}", "1")
    return int(text) if text.isdigit() and 0 < len(text) < 8 else 1


def shown(kind: str, value: str, text: str) -> str:
    """Numbers are taken as stored, but for zeros and letters before them that the sheet shows (`HK000123`)."""
    if kind == "date":
        try:
            return cell_text(datetime.fromisoformat(value))
        except ValueError:
            return text
    if kind == "boolean":
        return cell_text(value == "true")
    if kind in ("float", "currency", "percentage"):
        try:
            number = float(value)
        except ValueError:
            return text
        match = _NUMBERED.fullmatch(text) if kind == "float" else None
        if match and (match[1] or match[2].startswith("0")) and float(match[2]) == number:
            return text
        return cell_text(number)
    return text


class _Sheets:
    """Takes the parser's events; holds one row, and what is merged over the rows to come."""

    def __init__(self) -> None:
        self._ready: list[str | _Run] = []
        self._unseen = self._tables = 0
        self._new_table()
        self._cells: list[str] = []
        self._row: Mapping[str, str] | None = None
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._length = 0
        self._paragraphs = 0

    def taken(self) -> list[str | _Run]:
        taken, self._ready = self._ready, []
        return taken

    def _new_table(self) -> None:
        self._place = self._gap = 0
        self._spans: list[_Span] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._unseen or tag in _UNSEEN:
            self._unseen += 1
        elif tag in _CELLS:
            self._cell, self._text, self._length, self._paragraphs = dict(attributes), [], 0, 0
        elif self._cell is not None and tag != _SHEET:
            self._start_text(tag, attributes)
        elif tag == _ROW:
            self._row, self._cells = dict(attributes), []
        elif tag == _SHEET:
            self._start_table(attributes.get(f"{_TABLE}name", ""))

    def _start_table(self, name: str) -> None:
        # A table in a cell, and what a link to another file keeps of it, are no sheets.
        if self._tables or name.startswith("'file:"):
            self._unseen += 1
            return
        self._tables += 1
        self._new_table()
        self._ready.append(name)

    def _start_text(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == _P:
            self._paragraphs += 1
            if self._paragraphs > 1:
                self.data("\n")
        elif tag == _S:
            count = attributes.get(f"{_TEXT}c", "1")
            self.data(" " * (int(count) if count.isdigit() and len(count) < 4 else 1))
        elif tag in _BREAKS:
            self.data(_BREAKS[tag])

    def data(self, data: str) -> None:
        if self._cell is not None and self._paragraphs and not self._unseen and self._length < CELL_LIMIT:
            self._text.append(data)
            self._length += len(data)

    def end(self, tag: str) -> None:
        if self._unseen:
            self._unseen -= 1
        elif tag in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif tag == _ROW and self._row is not None:
            self._end_row(_count(self._row, "number-rows-repeated"))
            self._row = None
        elif tag == _SHEET:
            self._tables -= 1

    def _end_cell(self, cell: dict[str, str]) -> None:
        first = len(self._cells)
        if first >= MOST_COLUMNS:
            return
        text = cell_text("".join(self._text))
        kind = cell.get(_TYPE, "string")
        if kind != "string":
            text = shown(kind, cell.get(_VALUE) or cell.get(f"{_OFFICE}{kind}-value", ""), text)
        if text and (f"{_TABLE}number-rows-spanned" in cell or f"{_TABLE}number-columns-spanned" in cell):
            self._span(cell, first, text)
        times = min(_count(cell, "number-columns-repeated"), MOST_COLUMNS - first) if _REPEATED in cell else 1
        self._cells += [text] * times

    def _span(self, cell: dict[str, str], first: int, text: str) -> None:
        rows, columns = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if rows <= _MOST_SPANNED and columns < MOST_COLUMNS and len(self._spans) < MOST_COLUMNS:
            self._spans.append(_Span(self._place + rows, range(first, min(first + columns, MOST_COLUMNS)), text))

    def _end_row(self, times: int) -> None:
        while self._cells and not self._cells[-1]:
            self._cells.pop()
        while times:
            # The rows under a merged cell are alike as long as no other one ends.
            alike = min([times, *(span.until - self._place for span in self._spans)])
            self._give(self._merged() if self._spans else self._cells, alike)
            self._spans = [span for span in self._spans if span.until > self._place]
            times -= alike

    def _merged(self) -> list[str]:
        cells = list(self._cells)
        for span in self._spans:
            cells += [""] * (span.columns.stop - len(cells))
            for column in span.columns:
                cells[column] = cells[column] or span.text
        return cells

    def _give(self, cells: list[str], times: int) -> None:
        if cells:
            self._ready.append(_Run(self._place + 1, cells, times, self._gap))
            self._gap = 0
        else:
            self._gap += times
        self._place += times

    def close(self) -> None:
        """The parser wants it."""
