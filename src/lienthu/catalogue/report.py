"""The result of an import as the file that came in, with what became of each row in a column beside it.

Workbooks come back as xlsx with values only: a formula of the sender is never written again, and a text that
a spreadsheet program would run is written so that it stays text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import orjson
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Font, PatternFill

from lienthu.catalogue.files import stored_path
from lienthu.catalogue.importers import sheet
from lienthu.catalogue.importers.source import SHEETS, layout_from_json
from lienthu.catalogue.models import ImportBatch, ImportRow
from lienthu.kernel.sentences import sentence

_RISKY = ("=", "+", "-", "@", "\t", "\r")
_FILL = {
    ImportRow.Outcome.REPAIRED: PatternFill("solid", fgColor="FFF3CD"),
    ImportRow.Outcome.REJECTED: PatternFill("solid", fgColor="F8D7DA"),
}
Outcomes = Iterator[tuple[int, int, str]]


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
    return f"{stem}-{_('result')}.{'xlsx' if batch.format in SHEETS and batch.format != 'csv' else 'csv'}"


def write(batch: ImportBatch, out: BinaryIO) -> None:
    """Streams both the file and the outcomes; memory does not grow with the rows."""
    source = batch.same_as or batch
    if batch.format not in SHEETS:
        _write_list(batch, source, out)
    elif batch.format == "csv":
        _write_csv(source, out)
    else:
        _write_workbook(source, out)


def outcomes(batch: ImportBatch) -> Outcomes:
    rows = ImportRow.objects.filter(batch=batch).order_by("number").values_list("number", "outcome", "reasons")
    return rows.iterator(chunk_size=2000)


def _label(batch: ImportBatch, outcome: int) -> str:
    return str(ImportRow.Outcome(outcome).label)


def _joined(batch: ImportBatch) -> Iterator[tuple[sheet.SheetRow, int, str, str]]:
    """Every row of the file with its outcome (0 where it is no data), the outcome's name and the reason."""
    results = outcomes(batch)
    upcoming = next(results, None)
    for row in sheet.rows(stored_path(batch.sha256), batch.format, batch.encoding):
        while upcoming is not None and upcoming[0] < row.number:
            upcoming = next(results, None)
        if upcoming is not None and upcoming[0] == row.number:
            yield row, upcoming[1], _label(batch, upcoming[1]), reason_text(upcoming[2])
        else:
            yield row, 0, "", ""


def _heads(batch: ImportBatch) -> list[int]:
    """The header's row number in each sheet, counted from 1."""
    layouts = [layout_from_json(one) for one in batch.layouts or []]
    return [one.header_end if one and one.header_end > one.header_start else 0 for one in layouts]


def _extra(row: sheet.SheetRow, heads: list[int], label: str, reason: str) -> list[str]:
    if row.sheet < len(heads) and row.place == heads[row.sheet]:
        return [_("Result"), _("Reason")]
    return [label, reason]


def _write_csv(batch: ImportBatch, out: BinaryIO) -> None:
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    dialect = sheet.sniff(stored_path(batch.sha256), batch.encoding)
    writer = csv.writer(text, delimiter=dialect.delimiter)
    heads = _heads(batch)
    for row, _outcome, label, reason in _joined(batch):
        writer.writerow([safe_cell(cell) for cell in [*row.cells, *_extra(row, heads, label, reason)]])
    text.detach()


def _write_workbook(batch: ImportBatch, out: BinaryIO) -> None:
    book = Workbook(write_only=True)
    names = [head.name for head in sheet.heads(stored_path(batch.sha256), batch.format)]
    sheets = [book.create_sheet(title=(name or "Sheet")[:31]) for name in names]
    heads = _heads(batch)
    for row, outcome, label, reason in _joined(batch):
        target = sheets[row.sheet]
        fill = _FILL.get(ImportRow.Outcome(outcome)) if outcome else None
        bold = row.sheet < len(heads) and row.place == heads[row.sheet]
        cells = []
        for text in [*row.cells, *_extra(row, heads, label, reason)]:
            cell = WriteOnlyCell(target, value=ILLEGAL_CHARACTERS_RE.sub("", text))
            cell.data_type = "s"  # openpyxl takes a text that starts with = for a formula
            if fill is not None:
                cell.fill = fill
            if bold:
                cell.font = Font(bold=True)
            cells.append(cell)
        target.append(cells)
    book.save(out)


def _write_list(batch: ImportBatch, source: ImportBatch, out: BinaryIO) -> None:
    """Of a MARC file: a row for every record."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([_("Row"), _("Control number"), _("Result"), _("Reason")])
    rows = ImportRow.objects.filter(batch=source).order_by("number")
    for number, outcome, reasons, key in rows.values_list(
        "number", "outcome", "reasons", "record__control_no"
    ).iterator(chunk_size=2000):
        writer.writerow([number, safe_cell(key or ""), _label(batch, outcome), safe_cell(reason_text(reasons))])
    text.detach()
