"""Which rows of a sheet are data, and what `như trên` in a cell stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from lienthu.catalogue.importers.columns import (
    TITLES,
    Layout,
    column_letter,
    has_same_names,
    header_key,
    is_column_numbers,
    match_header,
)
from lienthu.catalogue.importers.lost_zeros import MEANINGS, likely_width, restored
from lienthu.catalogue.importers.row_words import FOOTER, is_of_a_signature, names_a_part
from lienthu.catalogue.importers.shapes import share
from lienthu.catalogue.importers.sheet import SheetRow
from lienthu.catalogue.importers.targets import Target
from lienthu.text import fold, repair


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
    r"(?:tong|cong|total|grand total|subtotal|luy ke|mang sang|chuyen(?: sang)? trang|trang truoc)"
    r"(?:[\s:=.,;+&/()\-–]+(?:so|cuon|ban|tien|dau|ten|sach|quyen|trang|la|gia|tri|thanh|theo|muc|phan|va|truoc|sau|chuyen|"
    r"sang|mang|don|luy|ke|nay|toan|bo|cong|tong|nhap|dong|vnd|cac|loai|[ivx]+|\d+))*[\s:=.,()\-–]*"
)
_PAGE = re.compile(r"(?:trang|page|to)(?: so)?[\s:.]*\d+(?:\s*/\s*\d+)?")
#: `Bảng chữ cái` is a book.
_IN_WORDS = re.compile(r"\(?\s*(?:so tien )?(?:viet )?bang chu\b(?! (?:cai|so|viet|dien)\b)")
#: What folds like a sum's `Cộng` and `Tổng` and begins a title: `Cộng đồng`, `Công cộng`, `Cổng trường`.
_NO_TOTAL = re.compile(r"cộng đồng\b|c[ôốồổỗ]ng\b|t[ôốồỗộ]ng\b")
#: What numbers the parts of a list where books are 1, 2, 3.
_ORDINAL = re.compile(r"(?:[IVX]{1,5}|[A-H])\.?")
#: So many rows under a date or a signature may be names alone.
_SIGNED = 8
#: The next number of a register is not far from the last one.
_NEAR = 20
_SUM = re.compile(r"0|[1-9]\d{0,2}(?:[.,]\d{3})*|[1-9]\d{0,3}")
_SECTION = re.compile(
    r"^(?:[ivx]{1,5}|[a-h]|\d{1,2}|phan [ivx\d]+)\s*[./)\-:]\s*\S|^(?:lop|khoi|mon|ke|tu|kho)\s+\S{1,20}$"
)
_DITTO = frozenset({'"', "''", "”", "“", "〃", "nt", "n.t", "-nt-", "- nt -", "như trên", "nhu tren", "``", '""', "´´"})
_DITTO_LENGTH = max(map(len, _DITTO))


def likely_digits(layout: Layout, rows: Sequence[Sequence[str]]) -> dict[int, int]:
    """Columns of one sheet whose numbers seem to have lost leading zeros → how many digits they had. `rows` are the
    first rows of the sheet."""
    body = [layout.cells_of(row) for row in rows[layout.header_end :]]
    found = {}
    for column in layout.columns:
        values = [row[column.index] for row in body if column.index < len(row) and row[column.index]]
        if column.target in MEANINGS and (width := likely_width(values)):
            found[column.index] = width
    return found


@dataclass(slots=True)
class Reader:
    """Turns the rows of one workbook into data rows; `skipped` counts the others by kind."""

    layouts: list[Layout | None]
    skipped: dict[str, int] = field(default_factory=dict)
    _above: dict[int, list[str]] = field(default_factory=dict)
    #: Sheet → the row of the other head below which its rows stand.
    _other: dict[int, int] = field(default_factory=dict)
    _keys: dict[int, list[str]] = field(default_factory=dict)
    #: Sheet → the last row of a signature; the last accession number that was a number alone.
    _signed: dict[int, int] = field(default_factory=dict)
    _number: dict[int, int] = field(default_factory=dict)

    def data(self, rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
        for row in rows:
            kind = self.kind(row)
            if kind is RowKind.DATA:
                self._part(row)
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
        if not any(row.cells) and not row.wrong:
            return RowKind.EMPTY
        cells = layout.cells_of(row.cells) if layout is not None else row.cells
        filled = [(index, cell) for index, cell in enumerate(cells) if cell]
        if layout is None or not layout.has_title:
            return RowKind.OTHER_SHEET
        if not filled and row.place > layout.header_end:
            row.fault = ("catalogue.cells_wrong", told(row.wrong))
        if row.fault is not None:
            return RowKind.REFUSED
        # `place` counts from 1 and may start below row 1; the layout counts the rows as they were given.
        if row.place - 1 < layout.header_start:
            return _above_head(layout, row, filled)
        if row.place - 1 < layout.header_end:
            return RowKind.HEADER
        if has_same_names(self._keys_of(row.sheet, layout), cells) or _is_head(filled):
            if _is_other_head(layout, filled):
                self._other[row.sheet] = row.place
            elif _names_title(filled):
                self._other.pop(row.sheet, None)
            return RowKind.HEADER
        kind = self._kind(layout, row, filled)
        if row.sheet not in self._other or (kind is not RowKind.DATA and not _is_book(layout, filled)):
            return kind
        row.fault = ("catalogue.other_table", {"head": self._other[row.sheet]})
        return RowKind.REFUSED

    def _kind(self, layout: Layout, row: SheetRow, filled: list[tuple[int, str]]) -> RowKind:
        signed = row.place - self._signed.get(row.sheet, -_SIGNED) < _SIGNED
        kind = _kind_of(layout, _read(layout, filled), signed=signed, last=self._number.get(row.sheet, 0))
        if kind is RowKind.FOOTER:
            self._signed[row.sheet] = row.place
        elif kind is RowKind.DATA:
            for column in layout.columns:
                if column.target is Target.ACCESSION:
                    cell = next((text for index, text in filled if index == column.index), "")
                    self._number[row.sheet] = int(cell) if cell.isdecimal() and len(cell) < 16 else 0
        return kind

    def _part(self, row: SheetRow) -> None:
        """One cell that holds all of a book becomes a cell for each part."""
        layout = self.layouts[row.sheet]
        if layout is not None and layout.joined is not None:
            row.given = row.given or row.cells
            row.cells = list(layout.cells_of(row.cells))
            row.codes = layout.joined.repeated(row.codes) if row.codes else row.codes

    def _keys_of(self, sheet: int, layout: Layout) -> list[str]:
        if sheet not in self._keys:
            found = {column.index: header_key(column.header) for column in layout.columns}
            self._keys[sheet] = [found.get(index, "") for index in range(max(found) + 1)]
        return self._keys[sheet]

    def _resolved(self, row: SheetRow) -> list[str]:
        above = self._above.get(row.sheet, [])
        cells = [
            above[index] if len(cell) <= _DITTO_LENGTH and cell.casefold() in _DITTO and index < len(above) else cell
            for index, cell in enumerate(row.cells)
        ]
        layout = self.layouts[row.sheet]
        titles = [column.index for column in layout.columns if column.target in TITLES] if layout is not None else []
        # A row with nothing but the number of one more copy leaves standing what `như trên` means.
        if any(cells[index] for index in titles if index < len(cells)) or not above:
            self._above[row.sheet] = list(cells)
        for column in layout.columns if layout is not None else ():
            if column.digits and column.index < len(cells):
                whole = restored(cells[column.index], column.digits)
                if whole != cells[column.index]:
                    cells[column.index] = whole
                    row.filled.append(column.index)
        return cells


def told(wrong: dict[int, str]) -> dict[str, object]:
    """Parameters of `catalogue.cells_wrong`."""
    errors = ", ".join(dict.fromkeys(wrong.values()))
    return {"error": errors, "columns": ", ".join(map(column_letter, wrong))}


def _read(layout: Layout, filled: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Sums, headings and signatures have few cells; they may be in the sheet's legacy code as all others are."""
    if len({cell for _index, cell in filled}) > 4 or all(cell.isascii() for _index, cell in filled):
        return filled
    hint = None if layout.are_bytes else layout.hint or None
    return [(index, cell if cell.isascii() else repair(cell, hint).text) for index, cell in filled]


def _kind_of(layout: Layout, filled: list[tuple[int, str]], *, signed: bool = False, last: int = 0) -> RowKind:
    """`signed`: a signature stands not far above; `last`: the accession number of the row above, where it is one."""
    if len(filled) >= 3 and is_column_numbers([cell for _i, cell in filled]):
        return RowKind.HEADER
    targets = {column.index: column.target for column in layout.columns}
    texts = list(dict.fromkeys(cell for _index, cell in filled))
    names = [cell for cell in texts if any(map(str.isalpha, cell))]
    titled = any(targets.get(index) in TITLES for index, _cell in filled)
    if names and len(names) <= 2 and _is_total(names[0]):
        # A bare number beside `Tổng cộng` is a sum, wherever it stands.
        described = {targets.get(index) for index, cell in filled if cell != names[0] and not _SUM.fullmatch(cell)}
        if not described & {Target.AUTHOR, Target.PUBLISHER, Target.ISBN, Target.YEAR, Target.ACCESSION}:
            return RowKind.TOTAL
    if len(texts) == 1 and _is_copy(targets, filled, last):
        return RowKind.DATA
    if len(texts) <= 3 and (narrow := _narrow(layout, filled, texts, signed=signed)):
        return narrow
    if len(texts) == 1 and len(layout.columns) >= 3:
        alone = fold(texts[0])
        spread = len(filled) >= 3
        if FOOTER.search(alone) and (not titled or spread):
            return RowKind.FOOTER
        if (not titled or spread) or re.match(r"^[ivx]{1,5}\s*[./)]\s*\S", alone):
            return RowKind.SECTION if names else RowKind.TOTAL
    if not titled and len(texts) <= 3 and any(FOOTER.search(fold(cell)) for cell in texts):
        return RowKind.FOOTER
    if not titled and not names and not _identifies(targets, filled):
        return RowKind.TOTAL
    return RowKind.DATA


def _narrow(layout: Layout, filled: list[tuple[int, str]], texts: list[str], *, signed: bool) -> RowKind | None:
    """A row of few texts that is no book for what they say; None where they do not tell."""
    folded = [" ".join(fold(text).split()) for text in texts]
    if _PAGE.fullmatch(" ".join(folded)):
        return RowKind.SECTION
    if _IN_WORDS.match(folded[0]) or _signs(folded):
        return RowKind.FOOTER
    targets = {column.index: column.target for column in layout.columns}
    if signed and all(map(is_of_a_signature, texts)) and not _identifies(targets, filled):
        return RowKind.FOOTER
    return RowKind.SECTION if _is_part(layout, targets, filled) else None


def _is_total(text: str) -> bool:
    said = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return bool(_TOTAL.fullmatch(" ".join(fold(text).split()))) and not _NO_TOTAL.match(said)


def _signs(folded: Sequence[str]) -> bool:
    """Different offices side by side sign; a title and its subject (`Nguyên lý kế toán`, `Kế toán`) name one."""
    offices = [hit.group() for text in folded if (hit := FOOTER.search(text))]
    return len(folded) > 1 and len(set(offices)) == len(folded)


def _is_part(layout: Layout, targets: dict[int, Target], filled: list[tuple[int, str]]) -> bool:
    """In a list whose books are numbered: a text in the titles' column under `II`, or under no number at all."""
    numbers = [column for column in layout.columns if column.target is Target.SERIAL]
    if not any(text.isdigit() for column in numbers for text in column.samples):
        return False
    serial = next((cell for index, cell in filled if targets.get(index) is Target.SERIAL), "")
    rest = [(targets.get(index), cell) for index, cell in filled if targets.get(index) is not Target.SERIAL]
    titles = [target for target, _cell in rest if target in TITLES]
    sums = [cell for target, cell in rest if target not in TITLES]
    if len(titles) != 1 or not all(map(_SUM.fullmatch, sums)):
        return False
    if serial or sums:
        return bool(_ORDINAL.fullmatch(serial))
    # Under no number at all a heading must look like one: a forgotten number makes no book a heading.
    title, column = next((cell, index) for index, cell in filled if targets.get(index) in TITLES)
    return names_a_part(title, next(one.samples for one in layout.columns if one.index == column))


def _is_copy(targets: dict[int, Target], filled: list[tuple[int, str]], last: int) -> bool:
    """Nothing but an accession number: one more copy of the book above. A sum stands alone too, but is no `00016`, and
    does not follow the number above."""
    index, cell = filled[0]
    if targets.get(index) is not Target.ACCESSION or share(Target.ACCESSION, [cell]) < 1:
        return False
    return not _SUM.fullmatch(cell) or (cell.isdecimal() and 0 < last < int(cell) <= last + _NEAR)


def _identifies(targets: dict[int, Target], filled: list[tuple[int, str]]) -> bool:
    return any(targets.get(index) in (Target.ACCESSION, Target.ISBN, Target.CONTROL_NO) for index, _cell in filled)


def _above_head(layout: Layout, row: SheetRow, filled: list[tuple[int, str]]) -> RowKind:
    """Letterheads and titles have few cells and no numbers of books; anything else must not vanish."""
    if _is_head(filled) or not _is_book(layout, filled):
        return RowKind.ABOVE
    if layout.header_start == layout.header_end:
        return _kind_of(layout, filled)
    row.fault = ("catalogue.above_head", {"head": layout.header_start + 1})
    return RowKind.REFUSED


def _is_book(layout: Layout, filled: list[tuple[int, str]]) -> bool:
    """Three different cells, one of them a number or in the place of the title, and none a label (`Năm học:`)."""
    texts = {cell for _index, cell in filled}
    if len(texts) < 3 or any(text.endswith(":") for text in texts):
        return False
    if len(texts) == 3 and any(FOOTER.search(fold(text)) for text in texts):
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
