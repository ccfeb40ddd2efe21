"""A sheet to fill in: the names of what was handed over, and a column for all that may be said of it."""

from __future__ import annotations

import io
from pathlib import PurePosixPath
from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from lienthu.repository.models import Deposit

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST: Final = 20_000


def response(found: Deposit) -> HttpResponse:
    made = HttpResponse(workbook(found), content_type=_XLSX)
    made["Content-Disposition"] = content_disposition_header(True, f"metadata-{found.public_id}.xlsx") or "attachment"
    made["Cache-Control"] = "private, no-store"
    return made


def workbook(found: Deposit) -> bytes:
    """Each head is one that the reader of sheets knows, in the reader's language."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _("Description")
    heads = [
        (_("Folder"), 24),
        (_("File"), 28),
        (_("Title"), 44),
        (_("Kind"), 16),
        (_("Creators"), 28),
        (_("Date"), 14),
        (_("Language"), 14),
        (_("Subjects"), 32),
        (_("Description"), 44),
        (_("Source"), 28),
        (_("Rights"), 14),
        (_("Sharing level"), 18),
    ]
    for column, (head, width) in enumerate(heads, 1):
        cell = sheet.cell(1, column, head)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="F1E7DA")
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.column_dimensions[cell.column_letter].width = width
    for row, (folder, name) in enumerate(_named(found), 2):
        for column, text in enumerate((folder, name), 1):
            sheet.cell(row, column, text).data_type = "s"  # no formula for a spreadsheet program to run
    _offer(sheet, "D", ("book", "newspaper", "manuscript", "map", "photograph", "document", "audio", "video"))
    _offer(sheet, "K", ("PDM", "InC", "CNE", "UND", "NKC", "CC0", "CC-BY", "CC-BY-SA", "CC-BY-NC"))
    _offer(sheet, "L", ("record", "read", "download", "paid"))
    sheet.freeze_panes = "C2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _offer(sheet: object, column: str, values: tuple[str, ...]) -> None:
    choice = DataValidation(
        type="list", formula1='"' + ",".join(values) + '"', allow_blank=True, showErrorMessage=False
    )
    sheet.add_data_validation(choice)  # type: ignore[attr-defined]
    choice.add(f"{column}2:{column}{_MOST}")


def _named(found: Deposit) -> list[tuple[str, str]]:
    """A row for each document as the arrangement makes them."""
    files = list(found.files.order_by("folder", "id").values_list("folder", "name")[:_MOST])
    files += found.uploads.exclude(state="settled").order_by("folder", "id").values_list("folder", "name")[:_MOST]
    if found.arrangement == Deposit.Arrangement.FOLDERS:
        return [(folder, "") for folder in dict.fromkeys(folder for folder, _name in files if folder)]
    if found.arrangement == Deposit.Arrangement.PAGES and files:
        return [(str(PurePosixPath(files[0][0])) if files[0][0] else "", "*")]
    return list(dict.fromkeys(files))
