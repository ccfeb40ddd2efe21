"""What a workbook of Excel 97–2003 says before it is opened: how far its cells reach, and numbers shown with zeros.

Records and their numbers: [MS-XLS], "Office File Formats: Excel Binary File Format", sections 2.3 and 2.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import olefile

from lienthu.catalogue.importers.number_formats import Cells, Zeros, zeros_of
from lienthu.catalogue.importers.wrong_cells import OF_CODE
from lienthu.kernel.errors import Invalid

_BOF, _BOUNDSHEET, _FORMAT, _XF, _FILEPASS = 0x0809, 0x0085, 0x041E, 0x00E0, 0x002F
_MULRK = 0x00BD
_FORMULA, _BOOLERR = 0x0006, 0x0205
#: Records of one cell with content: formula, number, label, boolean or error, rich text, RK number, shared string.
_ONE_CELL = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x00D6, 0x027E, 0x00FD})
_BOF_OF_BOOK = 0x0005
#: The reader makes room for every cell between the outermost ones.
_ROOMY = 1_000_000
_MOST_SPARSE = 50


@dataclass(slots=True)
class _Sheet:
    cells: int = 0
    top: int = 1 << 16
    bottom: int = -1
    left: int = 1 << 14
    right: int = -1
    zeros: Cells = field(default_factory=dict)

    def note(self, row: int, first: int, last: int) -> None:
        self.cells += last - first + 1
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, first), max(self.right, last)

    @property
    def room(self) -> int:
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)


def check(path: Path) -> None:
    """Refuses what is locked, and two cells in far corners: there would be room for all between them."""
    sheets = _sheets(path)
    room, cells = sum(one.room for one in sheets), sum(one.cells for one in sheets)
    if room > _ROOMY and room > _MOST_SPARSE * cells:
        raise Invalid("catalogue.zip_bomb")


def zeros(path: Path) -> list[Cells]:
    """For each sheet in its order, the cells whose numbers are shown with zeros before them."""
    return [one.zeros for one in _sheets(path)]


def _sheets(path: Path) -> list[_Sheet]:
    try:
        with olefile.OleFileIO(str(path)) as container:
            name = next((name for name in ("Workbook", "Book") if container.exists(name)), None)
            if name is None:
                raise Invalid("catalogue.not_a_catalogue", type="OLE")
            with container.openstream(name) as stream:
                return _read(stream.read())
    except (OSError, ValueError, IndexError, struct.error, MemoryError, RecursionError, TypeError) as error:
        raise Invalid("catalogue.workbook_unreadable") from error


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, start, length) of each record's content."""
    position, end = 0, len(data) - 3
    while position < end:
        kind, length = struct.unpack_from("<HH", data, position)
        position += 4
        if position + length > len(data):
            return
        yield kind, position, length
        position += length


def _read(data: bytes) -> list[_Sheet]:
    """Sheets stand behind one another in the order of the book's own list, but a chart is no sheet of cells."""
    formats: dict[int, Zeros] = {}
    styles: list[int] = []
    named: list[int] = []
    found: dict[int, _Sheet] = {}
    sheet = _Sheet()
    for kind, at, length in _records(data):
        if kind == _BOF and length >= 4:
            if struct.unpack_from("<H", data, at + 2)[0] != _BOF_OF_BOOK:
                sheet = found.setdefault(at - 4, _Sheet())
        elif kind == _FILEPASS:
            raise Invalid("catalogue.workbook_locked")
        elif kind == _BOUNDSHEET and length >= 4:
            named.append(struct.unpack_from("<I", data, at)[0])
        elif kind == _FORMAT and length > 5:
            if shown := zeros_of(_text(data, at + 2, at + length)):
                formats[struct.unpack_from("<H", data, at)[0]] = shown
        elif kind == _XF and length >= 4:
            styles.append(struct.unpack_from("<H", data, at + 2)[0])
        elif kind in _ONE_CELL and length >= 6:
            row, column, style = struct.unpack_from("<HHH", data, at)
            sheet.note(row, column, column)
            _note_zeros(sheet, row, column, style, formats, styles)
            sheet.zeros |= _errors(data, kind, at, length)
        elif kind == _MULRK and length >= 12:
            row, first = struct.unpack_from("<HH", data, at)
            last = first + (length - 6) // 6 - 1
            sheet.note(row, first, last)
            for column in range(first, last + 1) if formats else ():
                style = struct.unpack_from("<H", data, at + 4 + 6 * (column - first))[0]
                _note_zeros(sheet, row, column, style, formats, styles)
    return [found.get(start, _Sheet()) for start in named]


def _errors(data: bytes, kind: int, at: int, length: int) -> Cells:
    """The error of a cell: BoolErr (2.4.24), and the cached value of a formula (2.5.133)."""
    code = None
    if kind == _BOOLERR and length >= 8 and data[at + 7]:
        code = data[at + 6]
    elif kind == _FORMULA and length >= 14 and data[at + 12 : at + 14] == b"\xff\xff" and data[at + 6] == 2:
        code = data[at + 8]
    row, column = struct.unpack_from("<HH", data, at)
    return {} if code is None else {(row, column): OF_CODE.get(code, "#N/A")}


def _note_zeros(sheet: _Sheet, row: int, column: int, style: int, formats: dict[int, Zeros], styles: list[int]) -> None:
    if formats and style < len(styles) and (shown := formats.get(styles[style])):
        sheet.zeros[row, column] = shown


def _text(data: bytes, at: int, end: int) -> str:
    """A string of two-byte length: compressed Latin-1, or UTF-16."""
    length, flags = struct.unpack_from("<HB", data, at)
    wide = flags & 1
    raw = data[at + 3 : min(end, at + 3 + length * (2 if wide else 1))]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")
