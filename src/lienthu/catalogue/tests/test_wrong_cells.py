"""`#N/A` and its like: told beside the row, never read as a text nor passed over in silence."""

from __future__ import annotations

import csv
import io
import struct

import pytest
from django.utils import translation
from openpyxl import load_workbook

from lienthu.catalogue import report
from lienthu.catalogue.importers.biff import _errors
from lienthu.catalogue.importers.wrong_cells import blanked, is_wrong
from lienthu.catalogue.models import ImportBatch, ImportRow, SourceRecord
from lienthu.catalogue.tests.helpers import hand_in, outcome, workbook
from lienthu.marc.record import from_compact

pytestmark = pytest.mark.django_db
HEAD = ("Tên sách", "Tác giả", "Năm xuất bản")


def reasons(batch: ImportBatch) -> list[str]:
    return [report.reason_text(row.reasons) for row in ImportRow.objects.filter(batch=batch).order_by("number")]


def test_an_error_in_a_workbook_is_told_and_left_empty() -> None:
    batch = hand_in(workbook(HEAD, ("Quê nội", "#N/A", 2007), ("#REF!", "Tô Hoài", 2010)), name="a.xlsx")
    assert outcome(batch) == (2, 0, 1, 1, 0)
    with translation.override("vi"):
        first, second = reasons(batch)
    assert "Cột B chứa lỗi của bảng tính (#N/A)" in first
    assert "Cột A chứa lỗi của bảng tính (#REF!)" in second
    assert from_compact(SourceRecord.objects.get().marc).first("100", "a") == ""


def test_a_row_of_nothing_but_errors_is_rejected_and_named() -> None:
    batch = hand_in(workbook(HEAD, ("Quê nội", "Võ Quảng", 2007), ("#N/A", "#N/A", "#DIV/0!")), name="a.xlsx")
    assert outcome(batch) == (2, 1, 0, 1, 0)
    assert "(#N/A, #DIV/0!)" in reasons(batch)[1]


def test_a_text_file_says_it_too_and_the_result_shows_the_cell_as_it_was() -> None:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, ("Quê nội", "#NAME?", "2007"), ("Đất rừng phương Nam", "Đoàn Giỏi", "Err:502")])
    batch = hand_in(out.getvalue().encode(), name="a.csv")
    assert outcome(batch) == (2, 0, 2, 0, 0)
    written = io.BytesIO()
    report.write(batch, written)
    rows = list(csv.reader(io.StringIO(written.getvalue().decode("utf-8-sig"))))
    assert (rows[1][1], rows[2][2]) == ("#NAME?", "Err:502") and "#NAME?" in rows[1][4]


def test_the_workbook_comes_back_with_the_reason() -> None:
    batch = hand_in(workbook(HEAD, ("Quê nội", "#N/A", 2007)), name="a.xlsx")
    out = io.BytesIO()
    report.write(batch, out)
    assert "#N/A" in str(load_workbook(out).active.cell(2, 5).value)


@pytest.mark.parametrize(("text", "wrong"), [
    ("#N/A", True), ("#n/a", True), ("Err:508", True), ("#1 bán chạy", False), ("Error", False), ("", False),
    ("#", False), ("Err:602", False),
])  # fmt: skip
def test_what_is_an_error(text: str, wrong: bool) -> None:
    assert is_wrong(text) is wrong
    assert blanked(["a", text]) == ((["a", ""], {1: text}) if wrong else (["a", text], {}))


@pytest.mark.parametrize(("kind", "content", "error"), [
    (0x0205, struct.pack("<HHHBB", 4, 2, 0, 0x2A, 1), "#N/A"),
    (0x0205, struct.pack("<HHHBB", 4, 2, 0, 1, 0), None),
    (0x0006, struct.pack("<HHHBBBBBBH", 4, 2, 0, 2, 0, 0x17, 0, 0, 0, 0xFFFF), "#REF!"),
    (0x0006, struct.pack("<HHHd", 4, 2, 0, 2.0), None),
])  # fmt: skip
def test_an_error_of_an_old_workbook(kind: int, content: bytes, error: str | None) -> None:
    assert _errors(content, kind, 0, len(content)) == ({(4, 2): error} if error else {})
