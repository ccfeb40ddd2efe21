"""Which rows of a sheet are data, and what `như trên` in a cell stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from lienthu.catalogue.importers.columns import (
    TITLES,
    Layout,
    has_same_names,
    header_key,
    is_column_numbers,
    match_header,
)
from lienthu.catalogue.importers.shapes import share
from lienthu.catalogue.importers.sheet import SheetRow
from lienthu.catalogue.importers.targets import Target
from lienthu.text import fold


class RowKind(StrEnum):
    DATA = "data"
    REFUSED = "refused"  # like a book, but not where one can be read
    EMPTY = "empty"
    ABOVE = "above"
    HEADER = "header"
    TOTAL = "total"
    SECTION = "section"
    FOOTER = "footer"
    OTHER_SHEET = "other_sheet"


_TOTAL = re.compile(
    r"(?:tong|tong cong|tong so|cong|cong don|cong trang|total|grand total|subtotal|luy ke|mang sang|chuyen trang)"
    r"(?: (?:so|cuon|ban|tien|dau sach|sach|quyen|trang|la|gia tri|thanh tien|theo|muc|phan|[ivx]+|\d+))*[\s:=.,\d]*"
)
_SUM = re.compile(r"0|[1-9]\d{0,2}(?:[.,]\d{3})*|[1-9]\d{0,3}")
_SECTION = re.compile(
    r"^(?:[ivx]{1,5}|[a-h]|\d{1,2}|phan [ivx\d]+)\s*[./)\-:]\s*\S|^(?:lop|khoi|mon|ke|tu|kho)\s+\S{1,20}$"
)
_FOOTER = re.compile(
    r"nguoi lap|ke toan|hieu truong|ky ten|ky, ghi ro|ghi ro ho ten|can bo thu vien|nhan vien thu vien|thu thu$|"
    r"\bngay\b.*\bthang\b.*\bnam\b|xac nhan cua|ban giam hieu|giam doc$|nguoi nhan|ban giao"
)
_DITTO = frozenset({'"', "''", "”", "“", "〃", "nt", "n.t", "-nt-", "- nt -", "như trên", "nhu tren", "``", '""', "´´"})


@dataclass(slots=True)
class Reader:
    """Turns the rows of one workbook into data rows; `skipped` counts the others by kind."""

    layouts: list[Layout | None]
    skipped: dict[str, int] = field(default_factory=dict)
    _above: dict[int, list[str]] = field(default_factory=dict)
    #: Sheet → the row of the other head below which its rows stand.
    _other: dict[int, int] = field(default_factory=dict)
    _keys: dict[int, list[str]] = field(default_factory=dict)

    def data(self, rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
        for row in rows:
            kind = self.kind(row)
            if kind is RowKind.DATA:
                cells = self._resolved(row)
                if cells != row.cells:
                    row.given, row.cells = row.given or row.cells, cells
                yield row
            elif kind is RowKind.REFUSED:
                yield row
            else:
                self.skipped[kind.value] = self.skipped.get(kind.value, 0) + 1

    def kind(self, row: SheetRow) -> RowKind:
        layout = self.layouts[row.sheet] if row.sheet < len(self.layouts) else None
        filled = [(index, cell) for index, cell in enumerate(row.cells) if cell]
        if not filled:
            return RowKind.EMPTY
        if layout is None or not layout.has_title:
            return RowKind.OTHER_SHEET
        if row.fault is not None:
            return RowKind.REFUSED
        # `place` counts from 1 and may start below row 1; the layout counts the rows as they were given.
        if row.place - 1 < layout.header_start:
            return _above_head(layout, row, filled)
        if row.place - 1 < layout.header_end:
            return RowKind.HEADER
        if has_same_names(self._keys_of(row.sheet, layout), row.cells) or _is_head(filled):
            if _is_other_head(layout, filled):
                self._other[row.sheet] = row.place
            elif _names_title(filled):
                self._other.pop(row.sheet, None)
            return RowKind.HEADER
        kind = _kind_of(layout, row, filled)
        if row.sheet not in self._other or (kind is not RowKind.DATA and not _is_book(layout, filled)):
            return kind
        row.fault = ("catalogue.other_table", {"head": self._other[row.sheet]})
        return RowKind.REFUSED

    def _keys_of(self, sheet: int, layout: Layout) -> list[str]:
        if sheet not in self._keys:
            found = {column.index: header_key(column.header) for column in layout.columns}
            self._keys[sheet] = [found.get(index, "") for index in range(max(found) + 1)]
        return self._keys[sheet]

    def _resolved(self, row: SheetRow) -> list[str]:
        above = self._above.get(row.sheet, [])
        cells = [
            above[index] if cell.casefold() in _DITTO and index < len(above) else cell
            for index, cell in enumerate(row.cells)
        ]
        self._above[row.sheet] = cells
        return cells


def _kind_of(layout: Layout, row: SheetRow, filled: list[tuple[int, str]]) -> RowKind:
    if len(filled) >= 3 and is_column_numbers([cell for _i, cell in filled]):
        return RowKind.HEADER
    targets = {column.index: column.target for column in layout.columns}
    texts = list(dict.fromkeys(cell for _index, cell in filled))
    names = [cell for cell in texts if any(map(str.isalpha, cell))]
    titled = any(targets.get(index) in TITLES for index, _cell in filled)
    if names and _TOTAL.fullmatch(" ".join(fold(names[0]).split())) and len(names) <= 2:
        # A bare number beside `Tổng cộng` is a sum, wherever it stands.
        described = {targets.get(index) for index, cell in filled if cell != names[0] and not _SUM.fullmatch(cell)}
        if not described & {Target.AUTHOR, Target.PUBLISHER, Target.ISBN, Target.YEAR, Target.ACCESSION}:
            return RowKind.TOTAL
    if len(texts) == 1 and _is_copy(targets, filled):
        return RowKind.DATA
    if len(texts) == 1 and len(layout.columns) >= 3:
        alone = fold(texts[0])
        spread = len(filled) >= 3
        if _FOOTER.search(alone) and (not titled or spread):
            return RowKind.FOOTER
        if (not titled or spread) or re.match(r"^[ivx]{1,5}\s*[./)]\s*\S", alone):
            return RowKind.SECTION if names else RowKind.TOTAL
    if not titled and len(texts) <= 3 and any(_FOOTER.search(fold(cell)) for cell in texts):
        return RowKind.FOOTER
    if not titled and not names and not _identifies(targets, filled):
        return RowKind.TOTAL
    return RowKind.DATA


def _is_copy(targets: dict[int, Target], filled: list[tuple[int, str]]) -> bool:
    """Nothing but an accession number: one more copy of the book above. A sum stands alone too, but is no `00016`."""
    index, cell = filled[0]
    return targets.get(index) is Target.ACCESSION and share(Target.ACCESSION, [cell]) == 1 and not _SUM.fullmatch(cell)


def _identifies(targets: dict[int, Target], filled: list[tuple[int, str]]) -> bool:
    return any(targets.get(index) in (Target.ACCESSION, Target.ISBN, Target.CONTROL_NO) for index, _cell in filled)


def _above_head(layout: Layout, row: SheetRow, filled: list[tuple[int, str]]) -> RowKind:
    """Letterheads and titles have few cells and no numbers of books; anything else must not vanish."""
    if _is_head(filled) or not _is_book(layout, filled):
        return RowKind.ABOVE
    if layout.header_start == layout.header_end:
        return _kind_of(layout, row, filled)
    row.fault = ("catalogue.above_head", {"head": layout.header_start + 1})
    return RowKind.REFUSED


def _is_book(layout: Layout, filled: list[tuple[int, str]]) -> bool:
    """Three different cells, one of them a number or in the place of the title, and none a label (`Năm học:`)."""
    texts = {cell for _index, cell in filled}
    if len(texts) < 3 or any(text.endswith(":") for text in texts):
        return False
    if len(texts) == 3 and any(_FOOTER.search(fold(text)) for text in texts):
        return False
    titles = {column.index for column in layout.columns if column.target in TITLES}
    return any(index in titles or any(map(str.isdigit, cell)) for index, cell in filled)


def _is_head(filled: list[tuple[int, str]]) -> bool:
    if len(filled) < 3 or any(any(map(str.isdigit, cell)) for _index, cell in filled):
        return False
    return sum(1 for _index, cell in filled if (hit := match_header(cell)) and hit[1] >= 0.9) >= 0.8 * len(filled)


def _is_other_head(layout: Layout, filled: list[tuple[int, str]]) -> bool:
    """It names a title, but not where this list has it, or most other columns differ."""
    if not _names_title(filled):
        return False
    columns = {column.index: column for column in layout.columns}
    same = 0
    for index, cell in filled:
        column, hit = columns.get(index), match_header(cell)
        named = match_header(column.header) if column else None
        known = column is not None and (
            header_key(cell) == header_key(column.header)
            or (hit is not None and (hit[0] is column.target or (named is not None and named[0] is hit[0])))
        )
        if not known and hit is not None and hit[0] in TITLES and hit[1] >= 0.9:
            return True
        same += known
    return same < 0.6 * len(filled)


def _names_title(filled: list[tuple[int, str]]) -> bool:
    return any((hit := match_header(cell)) and hit[0] in TITLES and hit[1] >= 0.9 for _index, cell in filled)
