"""Workbooks of Excel since 2007 as a stream: a row is held at a time, whatever the size of its sheet.

Parts and their elements: ECMA-376-1, 18.3 (worksheets), 18.4 (shared strings), 18.8 (styles).
"""

from __future__ import annotations

import errno
import os
import posixpath
import re
import tempfile
import zipfile
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from lienthu.catalogue.importers.cells import MOST_COLUMNS, cell_text
from lienthu.catalogue.importers.number_formats import Zeros, zeros_of
from lienthu.kernel.errors import Invalid
from lienthu.marc.zips import UNREADABLE as BAD_ZIP

#: What a damaged or encrypted ZIP and damaged XML raise.
UNREADABLE = (*BAD_ZIP, etree.XMLSyntaxError, OSError)
_OPTIONS: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": True}
_RELATION = re.compile(r"\{[^}]*/relationships\}id")
_CHUNK = 1024 * 1024
_LONGEST_TAG = 400
#: A gap of more empty rows is jumped over; what follows it keeps its number.
_MOST_EMPTY = 1_000
#: So many characters of shared strings stay in memory.
_IN_MEMORY = 8 * 1024 * 1024
_MOST_FILLED = 1_000_000  # cells under merged ones
_MOST_MERGED_ROWS = 5_000
_AREA = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
#: A cell that is more than a place.
_FILLED = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*\s)?r\s*=\s*["']([A-Z]{1,3})\d{1,7}["'][^>]*(?<!/)>""")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})", re.IGNORECASE)
_ERROR = re.compile(r"#[A-Z0-9/_?!]{1,20}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384

#: How a cell's number is shown: with zeros, as a date, as a span of time, or (None) as a number.
_Style = Zeros | str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    part: str


class _Area(NamedTuple):
    """Rows from 1, columns from 0, to the last of each."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def cells(self) -> int:
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    @property
    def is_usual(self) -> bool:
        """None as large as a page."""
        is_area = self.bottom >= self.top > 0 and self.right >= self.left
        return is_area and self.right - self.left < MOST_COLUMNS and self.bottom - self.top <= _MOST_MERGED_ROWS


class _Merged:
    """Puts the text of merged cells wherever they reach; is asked for one row after another."""

    def __init__(self, areas: list[_Area], width: int) -> None:
        self._coming, self._width = areas[::-1], width
        self._open: list[tuple[_Area, str]] = []

    def over(self, row: int, cells: list[str]) -> list[str]:
        while self._coming and self._coming[-1].top <= row:
            area = self._coming.pop()
            text = cells[area.left] if area.left < len(cells) else ""
            if text and area.top == row:
                self._open.append((area, text))
        if not self._open:
            return cells
        for area, text in self._open:
            stop = min(area.right + 1, self._width)
            cells += [""] * (stop - len(cells))
            for column in range(area.left, stop):
                cells[column] = cells[column] or text
        self._open = [one for one in self._open if one[0].bottom > row]
        return cells


class Workbook:
    """`sheets` in their order; `rows` of one of them as (number from 1, texts)."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        # Some programs write their parts in other letters than they call them by.
        self._parts = {name.replace("\\", "/").casefold(): name for name in archive.namelist()}
        self._book = self._tree("xl/workbook.xml")
        self.sheets = list(self._sheets())
        self._styles = self._read_styles()
        self._strings: _Strings | None = None

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
        """From row 1 to the last one with a text; a merged cell's text stands wherever it covers one of these rows."""
        if sheet.part not in self._parts:
            return
        merged = self._merged(sheet.part)
        place = 0
        for number, found in self._filled(sheet.part):
            if number - place <= _MOST_EMPTY:
                for gap in range(place + 1, number):
                    yield gap, merged.over(gap, [])
            place = number
            cells = [""] * (max(found) + 1)
            for column, text in found.items():
                cells[column] = text
            yield number, merged.over(number, cells)

    def check(self, sheet: Sheet) -> None:
        """Raises where the sheet is no XML to its end; builds nothing."""
        if sheet.part not in self._parts:
            return
        parser = etree.XMLParser(target=cast(Any, _Nothing()), **_OPTIONS)
        with self._open(sheet.part) as stream:
            while chunk := stream.read(_CHUNK):
                parser.feed(chunk)
        parser.close()

    def close(self) -> None:
        if self._strings is not None:
            self._strings.close()

    def _open(self, part: str) -> IO[bytes]:
        return self._archive.open(self._parts[part.casefold()])

    def _tree(self, part: str) -> etree._Element:
        with self._open(part) as stream:
            return etree.parse(stream, etree.XMLParser(**_OPTIONS)).getroot()

    def _sheets(self) -> Iterator[Sheet]:
        targets = {one.get("Id", ""): one.get("Target", "") for one in self._tree("xl/_rels/workbook.xml.rels")}
        for one in self._book.iterfind("{*}sheets/{*}sheet"):
            relation = next((value for name, value in one.attrib.items() if _RELATION.fullmatch(str(name))), "")
            part = posixpath.normpath(posixpath.join("/xl", targets.get(str(relation), "").replace("\\", "/")))[1:]
            yield Sheet(one.get("name", ""), part.casefold())

    def _read_styles(self) -> list[_Style]:
        """Where it has none that can be read, all numbers are numbers."""
        try:
            root = self._tree("xl/styles.xml")
        except UNREADABLE:
            return []
        codes = dict(BUILTIN_FORMATS)
        for one in root.iterfind("{*}numFmts/{*}numFmt"):
            if (number := one.get("numFmtId", "")).isdecimal():
                codes[int(number)] = one.get("formatCode", "")
        found = []
        for one in root.iterfind("{*}cellXfs/{*}xf"):
            number = one.get("numFmtId", "")
            found.append(_style(codes.get(int(number), "") if number.isdecimal() else ""))
        return found

    @property
    def _epoch(self) -> datetime:
        properties = self._book.find("{*}workbookPr")
        is_mac = properties is not None and properties.get("date1904", "") in ("1", "true")
        return MAC_EPOCH if is_mac else WINDOWS_EPOCH

    def _merged(self, part: str) -> _Merged:
        """Merged cells are named behind the rows, and reach no farther than the texts."""
        areas: list[_Area] = []
        room, rest = _MOST_FILLED, b""
        for chunk in self._pieces(part):
            data = rest + chunk
            if b"mergeCell" not in data:
                rest = data[-_LONGEST_TAG:]
                continue
            for found in _AREA.finditer(data):
                area = _Area(int(found[2]), int(found[4]), _column(found[1]), _column(found[3]))
                if area.is_usual and area.cells <= room:
                    room -= area.cells
                    areas.append(area)
            rest = data[data.rfind(b"<") :][-_LONGEST_TAG:]
        return _Merged(sorted(areas), self._width(part) if areas else 0)

    def _width(self, part: str) -> int:
        width, rest = 0, b""
        for chunk in self._pieces(part):
            data = rest + chunk
            width = max(width, *(_column(letters) + 1 for letters in set(_FILLED.findall(data))), 0)
            rest = data[data.rfind(b"<") :][-_LONGEST_TAG:]
        return min(width or MOST_COLUMNS, MOST_COLUMNS)

    def _pieces(self, part: str) -> Iterator[bytes]:
        with self._open(part) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk

    def _filled(self, part: str) -> Iterator[tuple[int, dict[int, str]]]:
        """Rows that have a text: number from 1, column from 0 → text."""
        number = last = column = 0
        cells: dict[int, str] = {}
        with self._open(part) as stream:
            for event, one in etree.iterparse(stream, ("start", "end"), tag=("{*}row", "{*}c"), **_OPTIONS):
                if event == "start":
                    if one.tag.endswith("row"):
                        said = one.get("r", "")
                        # Rows that go backwards are taken in the order of the file.
                        number = max(int(said), last + 1) if said.isdecimal() else last + 1
                        column, cells = -1, {}
                        if number > _LAST_ROW:
                            raise Invalid("catalogue.workbook_unreadable")
                    continue
                if one.tag.endswith("row"):
                    last = number
                    if cells:
                        yield number, cells
                else:
                    place = _PLACE.fullmatch(one.get("r", ""))
                    column = _column(place[1].upper().encode()) if place else column + 1
                    if column >= _LAST_COLUMN:
                        raise Invalid("catalogue.workbook_unreadable")
                    if column < MOST_COLUMNS and len(one) and (text := self._text(one)):
                        cells[column] = text
                parent = one.getparent()
                if parent is not None:
                    parent.remove(one)

    def _text(self, cell: etree._Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return cell_text("".join(_unescaped(_rich(one)) for one in cell.iterfind("{*}is")))
        value = cell.findtext("{*}v")
        if value is None:
            return ""
        if kind == "s":
            return self._shared(value)
        if kind == "str":
            return cell_text(_unescaped(value))
        if kind == "b":
            return cell_text(value.strip() in ("1", "true"))
        if kind == "e":
            return value if _ERROR.fullmatch(value) else "#N/A"
        if kind == "d":
            return _iso(value)
        return self._number(value, cell.get("s", ""))

    def _shared(self, index: str) -> str:
        if self._strings is None:
            stream = self._open("xl/sharedStrings.xml") if "xl/sharedstrings.xml" in self._parts else None
            self._strings = _Strings(stream)
        try:
            return self._strings[int(index)]
        except (IndexError, ValueError):
            return ""

    def _number(self, value: str, style: str) -> str:
        try:
            number = float(value)
        except ValueError:
            return cell_text(value)
        shown = self._styles[int(style)] if style.isdecimal() and int(style) < len(self._styles) else None
        if shown is None or number != number:
            return cell_text(number)
        if isinstance(shown, Zeros):
            return shown.shown(number) if number >= 0 and number.is_integer() else cell_text(number)
        try:
            return cell_text(from_excel(number, self._epoch, timedelta=shown == "span"))
        except (OverflowError, ValueError):
            return cell_text(number)


class _Nothing:
    """Takes no event of a parser."""

    def close(self) -> None:
        """The parser wants it."""


def _style(code: str) -> _Style:
    if zeros := zeros_of(code):
        return zeros
    if is_timedelta_format(code):
        return "span"
    return "date" if is_date_format(code) else None


class _Strings:
    """The shared strings, read as far as they are asked for: in memory while they are few, else in a file."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self._stream = stream
        self._coming = self._read(stream) if stream is not None else iter(())
        self._kept: list[str] = []
        self._size = 0
        self._ends = array("Q", [0])
        self._file: IO[bytes] | None = None

    def __getitem__(self, index: int) -> str:
        if index < 0:
            raise IndexError(index)
        while index >= self._count:
            try:
                self._add(next(self._coming))
            except StopIteration:
                raise IndexError(index) from None
        if self._file is None:
            return self._kept[index]
        self._file.flush()
        start = self._ends[index]
        return os.pread(self._file.fileno(), self._ends[index + 1] - start, start).decode()

    @property
    def _count(self) -> int:
        return len(self._kept) if self._file is None else len(self._ends) - 1

    def _add(self, text: str) -> None:
        if self._file is None:
            self._kept.append(text)
            self._size += len(text)
            if self._size > _IN_MEMORY:
                self._spill()
            return
        self._file.write(data := text.encode())
        self._ends.append(self._ends[-1] + len(data))

    def _spill(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the workbook
        kept, self._kept = self._kept, []
        for text in kept:
            self._add(text)

    @staticmethod
    def _read(stream: IO[bytes]) -> Iterator[str]:
        for _event, one in etree.iterparse(stream, ("end",), tag="{*}si", **_OPTIONS):
            yield cell_text(_unescaped(_rich(one)))
            parent = one.getparent()
            if parent is not None:
                parent.remove(one)

    def close(self) -> None:
        for one in (self._file, self._stream):
            if one is not None:
                one.close()


def _rich(element: etree._Element) -> str:
    """The text without how it is read aloud."""
    parts = []
    for one in element:
        name = one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
        if name == "t":
            parts.append(one.text or "")
        elif name == "r":
            parts += [text.text or "" for text in one.iterfind("{*}t")]
    return "".join(parts)


def _unescaped(text: str) -> str:
    """`_x000D_`: characters that XML cannot hold (22.9.2.19)."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _iso(value: str) -> str:
    try:
        return cell_text(datetime.fromisoformat(value))
    except ValueError:
        return cell_text(value)


def _column(letters: bytes) -> int:
    """From 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


@contextmanager
def opened(path: Path) -> Iterator[Workbook]:
    book = None
    try:
        with zipfile.ZipFile(path) as archive:
            book = Workbook(archive)
            yield book
    except UNREADABLE as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise
        raise Invalid("catalogue.workbook_unreadable") from error
    finally:
        if book is not None:
            book.close()


def check(path: Path) -> None:
    """Refuses a workbook with a sheet that is no XML to its end, before a row of it is taken in."""
    with opened(path) as book:
        for one in book.sheets:
            book.check(one)
