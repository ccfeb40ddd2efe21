"""The result of an import as the file that came in, with what became of each row in a column beside it.

A workbook of Excel comes back as it is (`marked_workbook`), other sheets as xlsx, CSV as CSV, MARC as a list. A formula
of the sender is never written again, and a text that a spreadsheet program would run is written so that it stays text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypeVar

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from lienthu.catalogue import marked_workbook
from lienthu.catalogue.files import stored_path
from lienthu.catalogue.importers import layout, sheet
from lienthu.catalogue.importers.cells import CELL_LIMIT
from lienthu.catalogue.importers.layout import RowKind
from lienthu.catalogue.importers.source import SHEETS, layout_from_json
from lienthu.catalogue.models import ImportBatch, ImportRow, SourceRecord
from lienthu.kernel.sentences import sentence
from lienthu.marc.fields import Bib
from lienthu.marc.record import from_compact

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
#: More records of a MARC file are listed as CSV: a workbook ends at 1,048,576 rows and takes long to write.
MOST_LISTED = 200_000
FILLS: dict[int, PatternFill] = {
    ImportRow.Outcome.REPAIRED: PatternFill("solid", fgColor="FFF3CD"),
    ImportRow.Outcome.REJECTED: PatternFill("solid", fgColor="F8D7DA"),
}
#: Why a line of a sheet was not taken for a book.
NOT_READ = {
    RowKind.ABOVE: gettext_lazy("It stands above the column heads."),
    RowKind.HEADER: gettext_lazy("The column heads again."),
    RowKind.TOTAL: gettext_lazy("A sum."),
    RowKind.SECTION: gettext_lazy("The heading of a part of the list."),
    RowKind.FOOTER: gettext_lazy("Date or signature under the list."),
    RowKind.OTHER_SHEET: gettext_lazy("This sheet has no column of titles and was not read."),
}
Outcomes = Iterator[tuple[int, int, str]]
Row = TypeVar("Row")
_TELL_EVERY = 500  # rows
#: Hears how many rows are done.
Tell = Callable[[int], None]


def reason_text(reasons: str) -> str:
    """The sentences of a row's reasons in the active language."""
    return " ".join(sentence(code, params) for code, params in orjson.loads(reasons)) if reasons else ""


def place_of(batch: ImportBatch, number: int) -> str:
    """Where a row stands for the person who has the file open: `Lớp 6: 12`, or the number alone."""
    found = [one for one in (batch.same_as or batch).layouts or [] if one and one["offset"] < number]
    if not found or len([one for one in batch.layouts or [] if one]) < 2:
        return str(number)
    return f"{found[-1]['sheet']}: {number - found[-1]['offset']}"


def safe_cell(text: str) -> str:
    """For CSV: what a spreadsheet program would take for a formula is quoted; a plain number is not one."""
    if text.startswith(_RISKY) and not text.lstrip("+-").replace(".", "", 1).replace(",", "").isdigit():
        return "'" + text
    return text


def filename(batch: ImportBatch) -> str:
    stem = Path(batch.filename).stem or "file"
    return f"{stem}-{_('result')}.{'csv' if _is_text(batch) else 'xlsx'}"


def _is_text(batch: ImportBatch) -> bool:
    return batch.format == "csv" or (batch.format not in SHEETS and batch.rows > MOST_LISTED)


def _to_nobody(_rows: int) -> None:
    pass


def write(batch: ImportBatch, out: BinaryIO, *, sees_restricted: bool = True, tell: Tell = _to_nobody) -> None:
    """Rows of restricted records are empty for who is not to see them."""
    source = batch.same_as or batch
    hidden = frozenset() if sees_restricted else restricted_rows(source)
    if batch.format == "csv":
        _write_csv(source, out, hidden, tell)
    elif batch.format in SHEETS:
        if hidden or not (batch.format == "xlsx" and marked_workbook.write(source, marks(source, tell), out)):
            _write_workbook(source, out, hidden, tell)
    elif _is_text(batch):
        _write_text_list(source, out, tell)
    else:
        _write_list(source, out, tell)


def outcomes(batch: ImportBatch, tell: Tell = _to_nobody) -> Outcomes:
    rows = ImportRow.objects.filter(batch=batch).order_by("number").values_list("number", "outcome", "reasons")
    return _told(rows.iterator(chunk_size=2000), tell)


def _told(rows: Iterator[Row], tell: Tell) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number % _TELL_EVERY == 0:
            tell(number)
        yield row


def restricted_rows(batch: ImportBatch) -> frozenset[int]:
    rows = ImportRow.objects.filter(batch=batch, record__state=SourceRecord.State.RESTRICTED)
    return frozenset(rows.values_list("number", flat=True))


def marks(batch: ImportBatch, tell: Tell = _to_nobody) -> Iterator[marked_workbook.Mark]:
    for row, outcome, label, reason in _joined(batch, frozenset(), tell):
        if label:
            yield marked_workbook.Mark(row.number, label, reason, FILLS.get(outcome))


def outcome_text(outcome: int) -> str:
    return str(ImportRow.Outcome(outcome).label)


def _joined(batch: ImportBatch, hidden: frozenset[int], tell: Tell) -> Iterator[tuple[sheet.SheetRow, int, str, str]]:
    """Every row of the file with its outcome (0 where it is no book), the outcome's name and the reason."""
    results = outcomes(batch, tell)
    reader = layout.Reader([layout_from_json(one) for one in batch.layouts or []])
    upcoming = next(results, None)
    for row in sheet.rows(stored_path(batch.sha256), batch.format, batch.encoding):
        while upcoming is not None and upcoming[0] < row.number:
            upcoming = next(results, None)
        kind = reader.kind(row)
        if row.wrong and row.given:
            row = replace(row, cells=row.given)
        if row.number in hidden:
            row = replace(row, cells=[""] * len(row.cells))
        if upcoming is not None and upcoming[0] == row.number:
            yield row, upcoming[1], outcome_text(upcoming[1]), reason_text(upcoming[2])
        else:
            why = _why_not_read(reader, row, kind)
            yield row, 0, _("no book") if why else "", why


def _why_not_read(reader: layout.Reader, row: sheet.SheetRow, kind: RowKind) -> str:
    """Nothing for the list's own head, which names the two columns."""
    if kind is RowKind.HEADER:
        own = reader.layouts[row.sheet]
        return str(NOT_READ[kind]) if own is not None and row.place > own.header_end else ""
    return str(NOT_READ.get(kind, ""))


def sheet_title(name: str) -> str:
    """What Excel takes as the name of a sheet; other programs allow more."""
    return ILLEGAL_CHARACTERS_RE.sub("", INVALID_TITLE_REGEX.sub("-", name))[:31] or "Sheet"


def _heads(batch: ImportBatch) -> list[int]:
    """The header's row number in each sheet, counted from 1."""
    layouts = [layout_from_json(one) for one in batch.layouts or []]
    return [one.header_end if one and one.header_end > one.header_start else 0 for one in layouts]


def _heads_of(batch: ImportBatch) -> list[sheet.Head]:
    return sheet.heads(stored_path(batch.sha256), batch.format, batch.encoding, whole=True)


def _padded(cells: list[str], width: int) -> list[str]:
    """The result stands in one column, however short the row."""
    return cells + [""] * (width - len(cells))


def _extra(row: sheet.SheetRow, heads: list[int], label: str, reason: str) -> list[str]:
    if row.sheet < len(heads) and row.place == heads[row.sheet]:
        return [_("Result"), _("Reason")]
    return [label, reason]


def _write_csv(batch: ImportBatch, out: BinaryIO, hidden: frozenset[int], tell: Tell) -> None:
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    dialect = sheet.sniff(stored_path(batch.sha256), batch.encoding)
    writer = csv.writer(text, delimiter=dialect.delimiter or ",")
    heads = _heads(batch)
    width = _heads_of(batch)[0].width
    for row, _outcome, label, reason in _joined(batch, hidden, tell):
        cells = _padded(row.cells, width)
        writer.writerow([safe_cell(cell) for cell in [*cells, *_extra(row, heads, label, reason)]])
    text.detach()


def _write_workbook(batch: ImportBatch, out: BinaryIO, hidden: frozenset[int], tell: Tell) -> None:
    """A new workbook of the same texts, row by row: memory does not grow with the file."""
    book = Workbook(write_only=True)
    tables = _heads_of(batch)
    sheets = [book.create_sheet(title=sheet_title(one.name)) for one in tables]
    heads = _heads(batch)
    for row, outcome, label, reason in _joined(batch, hidden, tell):
        bold = row.sheet < len(heads) and row.place == heads[row.sheet]
        cells = [*_padded(row.cells, tables[row.sheet].width), *_extra(row, heads, label, reason)]
        _append(sheets[row.sheet], cells, FILLS.get(outcome), bold=bold)
    book.save(out)


def _append(target: WriteOnlyWorksheet, texts: list[str], fill: PatternFill | None = None, *, bold: bool) -> None:
    cells = []
    for text in texts:
        cell = WriteOnlyCell(target, value=ILLEGAL_CHARACTERS_RE.sub("", text)[:CELL_LIMIT])
        cell.data_type = "s"  # openpyxl takes a text that starts with = for a formula
        if fill is not None:
            cell.fill = fill
        if bold:
            cell.font = Font(bold=True)
        cells.append(cell)
    target.append(cells)


def _list_head() -> list[str]:
    return [_("Row"), _("Control number"), _("Title"), _("Result"), _("Reason")]


def _listed(batch: ImportBatch, tell: Tell) -> Iterator[tuple[int, list[str]]]:
    """Of a MARC file: every record with its outcome. A restricted one is not named."""
    rows = ImportRow.objects.filter(batch=batch).order_by("number")
    found = rows.values_list("number", "outcome", "reasons", "record__control_no", "record__state", "record__marc")
    for number, outcome, reasons, key, state, marc in _told(found.iterator(chunk_size=2000), tell):
        title = "" if marc is None or state == SourceRecord.State.RESTRICTED else Bib(from_compact(marc)).full_title
        yield outcome, [str(number), key or "", title, outcome_text(outcome), reason_text(reasons)]


def _write_list(batch: ImportBatch, out: BinaryIO, tell: Tell) -> None:
    book = Workbook(write_only=True)
    target = book.create_sheet(title=_("Result"))
    target.freeze_panes = "A2"
    for letter, width in zip("ABCDE", (8, 18, 60, 14, 80), strict=True):
        target.column_dimensions[letter].width = width
    _append(target, _list_head(), bold=True)
    for outcome, texts in _listed(batch, tell):
        _append(target, texts, FILLS.get(outcome), bold=False)
    book.save(out)


def _write_text_list(batch: ImportBatch, out: BinaryIO, tell: Tell) -> None:
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(_list_head())
    for _outcome, texts in _listed(batch, tell):
        writer.writerow([safe_cell(cell) for cell in texts])
    text.detach()
