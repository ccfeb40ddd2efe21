"""Reads workbooks (xlsx, xls, ods) and delimited text as rows of texts; nothing is evaluated."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, TypeGuard

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from lienthu.catalogue.importers import biff, number_formats, ods, xlsx
from lienthu.catalogue.importers.cells import MOST_COLUMNS, cell_text
from lienthu.catalogue.importers.columns import LOOK_AT, is_list_of_titles, recognise
from lienthu.catalogue.importers.learning import learn_cells
from lienthu.catalogue.importers.wrong_cells import blanked
from lienthu.kernel.errors import Invalid
from lienthu.marc.charset import legacy
from lienthu.text import repair_bytes
from lienthu.text.repair import CLEAN

#: Codes that `text.repair` reads; Python has codecs for the rest.
LEGACY = frozenset({"tcvn3", "vni", "viscii", "vps", "viqr", "cp1258"})
_DELIMITERS = ",;\t|"
_PARTED = 0.4  # of the lines at least; fewer are sentences with commas in a list of one column
_NOWHERE = "\x1f"
_LONGEST_CELL = 1_000_000
_MOST_FILLED = 1_000_000  # cells under merged ones


@dataclass(slots=True)
class SheetRow:
    """`number` counts the rows of all sheets from 1; `place` is the row's number in its own sheet. `fault`: why a row
    that looks like a book cannot be read as one. `given`: the cells as they stand in the file, where `cells` say more;
    `codes`: what each cell's bytes were in, where they were no UTF-8; `filled`: columns whose numbers got zeros."""

    number: int
    sheet: int
    place: int
    cells: list[str]
    fault: tuple[str, dict[str, object]] | None = None
    given: list[str] | None = None
    codes: list[str] | None = None
    filled: list[int] = field(default_factory=list)
    #: Column → the error that stands in its cell (`#N/A`); the cell itself is empty.
    wrong: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of one sheet; `offset` is what its row numbers are ahead of their place in the sheet, `width` its
    number of columns."""

    name: str
    offset: int
    rows: list[list[str]]
    width: int = 0


@dataclass(frozen=True, slots=True)
class Dialect:
    """`delimiter` is empty where each line is one cell."""

    encoding: str
    delimiter: str

    @property
    def are_bytes(self) -> bool:
        """Its texts are in a code that `text.repair` reads."""
        return self.encoding == "legacy"


def heads(path: Path, kind: str, encoding: str = "", *, whole: bool = False) -> list[Head]:
    """The first rows of every sheet, for recognising columns and for the preview. `whole`: the width is that of all
    rows; else of a workbook that is read as a stream it may be that of the first ones."""
    if kind == "csv":
        first = [row.cells for row in islice(_csv_rows(path, encoding), LOOK_AT)]
        return [Head("", 0, first, max(map(len, first), default=0))]
    if kind == "ods":
        return _ods_heads(path)
    if kind == "xlsx":
        return _xlsx_heads(path, whole=whole)
    found = []
    offset = 0
    zeros = biff.zeros(path)
    with _opened(path) as workbook:
        for index, name in enumerate(workbook.sheet_names):
            one = workbook.get_sheet_by_name(name)
            height, width = (
                (one.end[0] + 1, one.end[1] + 1) if one.start is not None and one.end is not None else (0, 0)
            )
            found.append(
                Head(name, offset, [row for _place, row in islice(_sheet_rows(one, _of(zeros, index)), LOOK_AT)], width)
            )
            offset += height
    return found


def rows(path: Path, kind: str, encoding: str = "") -> Iterator[SheetRow]:
    """All rows of all sheets in order."""
    for row in _rows_of(path, kind, encoding):
        cells, row.wrong = blanked(row.cells)
        if row.wrong:
            row.given, row.cells = row.given or row.cells, cells
        yield row


def _rows_of(path: Path, kind: str, encoding: str) -> Iterator[SheetRow]:
    if kind == "csv":
        yield from _csv_rows(path, encoding)
        return
    if kind == "ods":
        yield from _ods_rows(path)
        return
    number = 0
    if kind == "xlsx":
        with xlsx.opened(path) as book:
            for index, one in enumerate(book.sheets):
                start = number
                for place, row in book.rows(one):
                    number = start + place
                    yield SheetRow(number, index, place, row)
        return
    zeros = biff.zeros(path)
    with _opened(path) as workbook:
        for index, name in enumerate(workbook.sheet_names):
            start = number
            for place, row in _sheet_rows(workbook.get_sheet_by_name(name), _of(zeros, index)):
                number = start + place
                yield SheetRow(number, index, place, row)


def _xlsx_heads(path: Path, *, whole: bool) -> list[Head]:
    found: list[Head] = []
    offset = 0
    with xlsx.opened(path) as book:
        for one in book.sheets:
            place = width = 0
            first: list[list[str]] = []
            for place, row in book.rows(one):
                width = max(width, len(row))
                if place <= LOOK_AT:
                    first.append(row)
                # Only sheets after this one need to know how long it is.
                elif one is book.sheets[-1] and not whole:
                    break
            found.append(Head(one.name, offset, first, width))
            offset += place
    return found


def _ods_heads(path: Path) -> list[Head]:
    found: list[Head] = []
    offset = height = 0
    # Only sheets after the first need to know how long the ones before them are.
    short = ods.has_one_sheet(path)
    for one in ods.read(path):
        if isinstance(one, str):
            offset, height = offset + height, 0
            found.append(Head(one, offset, []))
            continue
        if short and one.place > LOOK_AT:
            break
        height = one.place
        head = found[-1]
        if one.place <= LOOK_AT:
            head.rows.extend([] for _gap in range(one.place - 1 - len(head.rows)))
            head.rows.append(one.cells)
        if len(one.cells) > head.width:
            found[-1] = replace(head, width=len(one.cells))
    return found


def _ods_rows(path: Path) -> Iterator[SheetRow]:
    number = start = 0
    index = -1
    for one in ods.read(path):
        if isinstance(one, str):
            start, index = number, index + 1
            continue
        number = start + one.place
        row = SheetRow(number, index, one.place, list(one.cells))
        if one.passed:
            row.fault = ("catalogue.row_repeated", {"count": one.passed})
        yield row


@contextmanager
def _opened(path: Path) -> Iterator[CalamineWorkbook]:
    workbook = None
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        yield workbook
    except (CalamineError, OSError, ValueError) as error:
        raise Invalid("catalogue.workbook_unreadable") from error
    except BaseException as error:
        # A damaged .xls can make the library panic, which is no Exception and has no name to import.
        if type(error).__name__ != "PanicException":
            raise
        raise Invalid("catalogue.workbook_unreadable") from error
    finally:
        if workbook is not None:
            workbook.close()


def _of(zeros: list[number_formats.Cells], index: int) -> number_formats.Cells:
    return zeros[index] if index < len(zeros) else {}


def _sheet_rows(sheet: CalamineSheet, zeros: number_formats.Cells) -> Iterator[tuple[int, list[str]]]:
    """Rows with their Excel numbers; a merged cell's text stands in every row and column that it covers."""
    if sheet.start is None or sheet.end is None:
        return
    # iter_rows gives the empty rows above the first used one, but not the empty columns left of it.
    left = [""] * sheet.start[1]
    fills = _fills(sheet)
    width = min(sheet.end[1] + 1, MOST_COLUMNS)
    held: dict[tuple[int, int], str] = {}
    for row_number, values in enumerate(sheet.iter_rows()):
        row = (left + [cell_text(value) for value in values])[:width]
        if zeros:
            for index, value in enumerate(values[: width - len(left)], len(left)):
                shown = zeros.get((row_number, index))
                if isinstance(shown, str):
                    row[index] = row[index] or shown
                elif shown and _is_count(value):
                    row[index] = shown.shown(value)
        row += [""] * (width - len(row))
        for source, column in fills.get(row_number, ()):
            if source == (row_number, column):
                held[source] = row[column] if column < width else ""
            elif column < width and not row[column]:
                row[column] = held.get(source, "")
        yield row_number + 1, row


def _is_count(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0 and value == int(value)


def _fills(sheet: CalamineSheet) -> dict[int, list[tuple[tuple[int, int], int]]]:
    """Row → (top left cell, column) of every merged cell that reaches into it."""
    fills: dict[int, list[tuple[tuple[int, int], int]]] = {}
    room = _MOST_FILLED
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        size = (right - left + 1) * (bottom - top + 1)
        if right - left >= MOST_COLUMNS or bottom - top > 5000 or size > room:
            continue
        room -= size
        for row in range(top, bottom + 1):
            fills.setdefault(row, []).extend(((top, left), column) for column in range(left, right + 1))
    return fills


def sniff(path: Path, encoding: str = "") -> Dialect:
    """The encoding (UTF-8 wherever it decodes, UTF-16 by its mark, else a legacy one) and the delimiter."""
    with path.open("rb") as stream:
        head = stream.read(262_144)
    if not encoding:
        encoding = _encoding_of(head)
    elif encoding in LEGACY:
        encoding = "legacy"
    text = head.decode("latin-1" if encoding == "legacy" else encoding, "replace")
    lines = [line for line in text.splitlines() if line.strip()][:50]
    best = max(_DELIMITERS, key=lambda mark: _evenness(lines, mark))
    return Dialect(encoding, best if sum(best in line for line in lines) >= _PARTED * len(lines) else "")


def is_table(path: Path) -> bool:
    """Delimited text: most lines have the same number of cells, and more than one; or each line is one title."""
    rows = [row.cells for row in islice(_csv_rows(path, ""), LOOK_AT) if any(row.cells)]
    found = recognise(rows)
    if found is not None and found.has_title and (found.joined or found.header_start < found.header_end):
        return True
    widths = sorted(len(row) for row in rows)
    if not widths or widths[len(widths) // 2] < 2:
        return is_list_of_titles([", ".join(filter(None, row)) for row in rows])
    return widths.count(widths[len(widths) // 2]) >= 0.6 * len(widths)


def _encoding_of(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if codec := unmarked_utf16(head):
        return codec
    try:
        head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return "legacy"
    return "utf-8-sig"


def unmarked_utf16(head: bytes) -> str:
    """UTF-16 without its mark: commas, digits and Latin letters have a NUL beside them, always on the same side."""
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    least = len(head[:4096]) // 2 * 0.3
    if odd >= least and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even >= least and odd == 0 and head else ""


def _evenness(lines: list[str], mark: str) -> float:
    """A delimiter stands equally often in most lines."""
    counts = sorted(line.count(mark) for line in lines)
    if not counts:
        return 0.0
    typical = counts[len(counts) // 2]
    return typical * sum(1 for count in counts if count == typical) / len(counts) + 0.001 * sum(counts) / len(counts)


def _has_open_quote(path: Path, delimiter: str) -> bool:
    """A quotation mark that never closes would make one cell of all that follows it."""
    with path.open("rb") as stream:
        marks = sum(chunk.count(b'"') for chunk in iter(lambda: stream.read(1024 * 1024), b""))
    if marks % 2 or not marks:
        return marks > 0
    with path.open(encoding="latin-1", newline="") as text:
        reader = csv.reader((line.replace("\x00", "") for line in text), delimiter=delimiter, strict=True)
        while True:
            try:
                next(reader)
            except StopIteration:
                return False
            except csv.Error as error:
                if "unexpected end" in str(error):
                    return True


def _line_by_line(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    for line in lines:
        if line.count('"') % 2 == 0:
            yield from csv.reader([line], delimiter=delimiter)
        else:
            yield [cell.strip('"') for cell in line.rstrip("\r\n").split(delimiter)]


def code_of_bytes(path: Path, dialect: Dialect, encoding: str = "") -> str | None:
    """The legacy code of a text file whose bytes are no UTF-8: the one named, or the one most of its cells are in."""
    return encoding if encoding in LEGACY else learn_cells(filter(None, _raw_rows(path, dialect)), are_bytes=True)


def _csv_rows(path: Path, encoding: str) -> Iterator[SheetRow]:
    dialect = sniff(path, "" if encoding in ("", "auto") else encoding)
    hint = code_of_bytes(path, dialect, encoding) if dialect.are_bytes else None
    for place, row in enumerate(_raw_rows(path, dialect), 1):
        if row is None:
            yield SheetRow(place, 0, place, ["…"], fault=("catalogue.cell_too_long", {"limit": _LONGEST_CELL}))
            continue
        if not dialect.are_bytes or all(map(str.isascii, row)):
            yield SheetRow(place, 0, place, [cell_text(cell) for cell in row[:MOST_COLUMNS]])
            continue
        read = [repair_bytes(cell.encode("latin-1"), hint) for cell in row[:MOST_COLUMNS]]
        yield SheetRow(
            place,
            0,
            place,
            [cell_text(one.text) for one in read],
            given=[cell_text(legacy(cell.encode("latin-1"))) for cell in row[:MOST_COLUMNS]],
            codes=["" if one.encoding == CLEAN else one.encoding for one in read],
        )


def _raw_rows(path: Path, dialect: Dialect) -> Iterator[list[str] | None]:
    """None for a line that cannot be read."""
    csv.field_size_limit(_LONGEST_CELL)
    codec = "latin-1" if dialect.encoding == "legacy" else dialect.encoding
    with path.open(encoding=codec, errors="replace", newline="") as stream:
        lines = (line.replace("\x00", "") for line in stream)
        delimiter = dialect.delimiter or _NOWHERE
        if not dialect.encoding.startswith("utf-16") and _has_open_quote(path, delimiter):
            yield from _line_by_line(lines, delimiter)
            return
        reader = csv.reader(lines, delimiter=delimiter)
        while True:
            try:
                yield next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield None
