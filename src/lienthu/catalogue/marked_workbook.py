"""The sender's own Excel workbook with two columns more: what became of each row, and why.

Fonts, widths, merged cells and all sheets stay. Formulas come back as the values stored with them, macros, links
to other files and names that could run something do not come back at all.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lienthu.catalogue.files import stored_path
from lienthu.catalogue.importers import sheet
from lienthu.catalogue.importers.cells import CELL_LIMIT
from lienthu.catalogue.models import ImportBatch

MOST_ROWS = 50_000
#: openpyxl needs about fifteen times the unpacked sheets in memory.
_MOST_UNPACKED = 24 * 1024**2
_WIDTHS = (14, 60)
_RUNS = frozenset("|[(")  # in the text of a defined name: another program, another file, a function


@dataclass(frozen=True, slots=True)
class Mark:
    number: int
    outcome: str
    reason: str
    fill: PatternFill | None


@dataclass(slots=True)
class _Sheet:
    page: Worksheet
    offset: int
    column: int  # the first of the two that are added
    head: int  # the header's first row, from 1; 0: none


def write(batch: ImportBatch, marks: Iterable[Mark], out: BinaryIO) -> bool:
    """False, with nothing written, where the workbook is too large to be held or is beyond openpyxl."""
    path = stored_path(batch.sha256)
    if batch.rows + sum(batch.skipped.values()) > MOST_ROWS:
        return False
    with zipfile.ZipFile(path) as archive:
        parts = [one for one in archive.infolist() if one.filename.startswith(("xl/worksheets/", "xl/sharedStr"))]
        if sum(one.file_size for one in parts) > _MOST_UNPACKED:
            return False
    try:
        # A stream, for openpyxl refuses a path without the ending it expects.
        with path.open("rb") as stream:
            book = load_workbook(stream, data_only=True, keep_vba=False, keep_links=False)
    except Exception:
        # Files of other programs break openpyxl in many ways; their rows can still be written anew.
        return False
    _drop_names(book)
    sheets = _sheets(batch, book)
    for one in sheets:
        _make_room(one)
    for mark in marks:
        one = next(one for one in reversed(sheets) if one.offset < mark.number)
        _put(one, mark.number - one.offset, mark)
    book.save(out)
    return True


def _sheets(batch: ImportBatch, book: Workbook) -> list[_Sheet]:
    found = []
    layouts = batch.layouts or []
    for number, head in enumerate(sheet.heads(stored_path(batch.sha256), batch.format, whole=True)):
        page = book[head.name] if head.name in book.sheetnames else None
        if not isinstance(page, Worksheet):
            continue
        data = layouts[number] if number < len(layouts) else None
        top = data["header_start"] + 1 if data and data["header_end"] > data["header_start"] else 0
        found.append(_Sheet(page, head.offset, head.width + 1, top))
    return found


def _drop_names(book: Workbook) -> None:
    for names in (book.defined_names, *(page.defined_names for page in book.worksheets)):
        for name, value in list(names.items()):
            if _RUNS & set(value.attr_text or ""):
                del names[name]


def _make_room(one: _Sheet) -> None:
    """The two columns must be free and visible: wide merged cells end before them, hidden columns too."""
    page, last = one.page, one.column - 1
    for area in list(page.merged_cells.ranges):
        if area.max_col > last and area.min_row >= max(one.head, 1):
            bounds = (area.min_row, area.min_col, area.max_row, last)
            page.unmerge_cells(area.coord)
            if area.min_col <= last and (bounds[0], bounds[1]) != (bounds[2], bounds[3]):
                page.merge_cells(None, *bounds)
    for letter, width in list(page.column_dimensions.items()):
        if width.min and width.min > last:
            del page.column_dimensions[letter]
        elif width.max and width.max > last:
            width.max = last
    for step, size in enumerate(_WIDTHS):
        page.column_dimensions[get_column_letter(one.column + step)].width = size
    if one.head:
        _put_head(one)


def _put_head(one: _Sheet) -> None:
    beside: Any = one.page.cell(one.head, max(one.column - 1, 1))
    for step, text in enumerate((_("Result"), _("Reason"))):
        cell = one.page.cell(one.head, one.column + step)
        if isinstance(cell, Cell):
            cell.value = text
            cell.font = copy(beside.font)
            cell.fill = copy(beside.fill)
            cell.border = copy(beside.border)
            cell.alignment = Alignment(vertical="center", wrap_text=True)


def _put(one: _Sheet, row: int, mark: Mark) -> None:
    for step, text in enumerate((mark.outcome, mark.reason)):
        cell = one.page.cell(row, one.column + step)
        if not isinstance(cell, Cell):
            continue  # a letterhead above the list is merged over all columns
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:CELL_LIMIT]
        cell.data_type = "s"  # openpyxl takes a text that starts with = for a formula
        cell.alignment = Alignment(vertical="top", wrap_text=bool(step))
        if mark.fill is not None:
            cell.fill = mark.fill
