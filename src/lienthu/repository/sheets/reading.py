"""Reads a sheet of descriptions out of a workbook or delimited text, in whatever code its texts are."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from lienthu.catalogue.importers import limits, sheet
from lienthu.catalogue.importers.cells import MOST_COLUMNS
from lienthu.catalogue.importers.columns import column_letter
from lienthu.catalogue.importers.learning import learn_cells, likely_code
from lienthu.kernel.errors import Invalid
from lienthu.repository.sheets.fields import Column, Head, find_head, repeats
from lienthu.repository.sheets.values import Note, Said, said_by
from lienthu.text import repair

MOST_ROWS: Final = 50_000
_LOOK_AT: Final = 300
_DITTO: Final = frozenset({'"', "''", "”", "“", "〃", "nt", "n.t", "như trên", "nhu tren", "-nt-"})


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `number`: as its sheet counts. `fault`: the code of why nothing of it can be used."""

    number: int
    said: Said
    fault: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Described:
    """`name`: of the sheet inside the workbook. `skipped`: other sheets of it. `notes`: of the sheet as a whole."""

    name: str
    columns: list[Column]
    lines: list[Line]
    notes: list[Note] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def read(path: Path, names: Collection[str] = ()) -> Described:
    """`names`: of the files and folders that it should describe. Raises `Invalid` for what is no table, and for one
    without a column that names them."""
    kind = limits.workbook_kind(path) or "csv"
    if kind not in ("xlsx", "xls", "ods", "csv"):
        raise Invalid("repository.not_a_sheet")
    tables = _tables(path, kind)
    heads = [(find_head([cells for _place, cells, _wrong in rows], names), title, rows) for title, rows in tables]
    usable = [(head, title, rows) for head, title, rows in heads if head is not None and head.names_files]
    if not usable:
        seen = next((head for head, _title, _rows in heads if head is not None), None)
        raise Invalid("repository.sheet_without_files", heads=_heads_of(seen) or "—")
    head, title, rows = usable[0]
    found = Described(title, head.columns, list(_lines(head, rows)))
    found.skipped = [other for _head, other, more in heads if more is not rows and more]
    found.notes = [
        ("repository.column_twice", {"column": column.letter, "header": column.header[:60]})
        for column in head.columns
        if column.twice
    ]
    if not found.lines:
        raise Invalid("repository.sheet_without_rows")
    return found


def _heads_of(head: Head | None) -> str:
    return ", ".join(column.header for column in head.columns)[:200] if head else ""


_Row = tuple[int, list[str], dict[int, str]]


def _tables(path: Path, kind: str) -> list[tuple[str, list[_Row]]]:
    """The rows of each sheet, repaired; they stand at their places, with empty ones between."""
    titles = [head.name for head in sheet.heads(path, kind)]
    found: list[tuple[str, list[_Row]]] = [(title, []) for title in titles]
    for index, rows in groupby(_rows(path, kind), key=lambda row: row.sheet):
        table = found[index][1]
        for row in rows:
            table.extend((place, [], {}) for place in range(len(table) + 1, min(row.place, MOST_ROWS)))
            table.append((row.place, row.cells[:MOST_COLUMNS], row.wrong))
        _repair(table, is_csv=kind == "csv")
    return found


def _rows(path: Path, kind: str) -> Iterator[sheet.SheetRow]:
    for row in sheet.rows(path, kind):
        if row.place > MOST_ROWS:
            raise Invalid("repository.sheet_too_long", limit=MOST_ROWS)
        if row.fault is not None and row.fault[0] == "catalogue.cell_too_long":
            raise Invalid(row.fault[0], **row.fault[1])
        yield row


def _repair(table: list[_Row], *, is_csv: bool) -> None:
    """Texts of a font before Unicode, told by the whole sheet; a CSV that is no UTF-8 was repaired while read."""
    some = [cells for _place, cells, _wrong in table[:_LOOK_AT]]
    hint = None if is_csv else learn_cells(some) or likely_code(some)
    for _place, cells, _wrong in table:
        for index, cell in enumerate(cells):
            if not cell.isascii():
                cells[index] = repair(cell, hint).text


def _lines(head: Head, rows: list[_Row]) -> Iterator[Line]:
    above: dict[int, str] = {}
    for place, cells, wrong in rows[head.end :]:
        if not any(cells) and not wrong:
            continue
        if repeats(head, cells):
            continue
        filled = {index: cell for index, cell in enumerate(cells) if cell}
        filled = {
            index: above.get(index, cell) if cell.casefold() in _DITTO else cell for index, cell in filled.items()
        }
        above = filled
        said = said_by(filled, head.columns)
        said.notes += [
            ("repository.cell_error", {"column": column_letter(index), "value": text}) for index, text in wrong.items()
        ]
        if said.is_secret:
            yield Line(place, said, "repository.row_says_secret")
        elif not said.file and not said.folder:
            yield Line(place, Said(notes=said.notes), "repository.row_names_nothing")
        else:
            yield Line(place, said)
