"""What a library gets back: its own file with two columns more."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName

from lienthu.catalogue import marked_workbook, report
from lienthu.catalogue.models import ImportBatch
from lienthu.catalogue.tests.helpers import book, hand_in, marc_file, workbook

pytestmark = pytest.mark.django_db


def school_book() -> bytes:
    made = Workbook()
    page = made.active
    page.title = "Lớp 6"
    page.append(["TRƯỜNG THCS NÂM NUNG"])
    page.append([])
    page.append(["STT", "Tên sách", "Tác giả", "Giá"])
    page.append([1, "Dế mèn phiêu lưu ký", "Tô Hoài", "=40*1000"])
    page.append([2, None, "Không tên", 5000])
    page.append([3, "TruyÖn KiÒu", "NguyÔn Du", 5000])
    page.append([None, "Tổng cộng", None, "=SUM(D4:D6)"])
    page.merge_cells("A1:J1")
    page.merge_cells("C5:H5")
    page["A1"].font = Font(bold=True, size=14)
    page["B3"].fill = PatternFill("solid", fgColor="FFDDEEFF")
    page.column_dimensions["B"].width = 47
    page.column_dimensions.group("E", "Z", hidden=True)
    made.create_sheet("Bìa")["A1"] = "Năm học 2023"
    other = made.create_sheet("Lớp 7")
    other.append(["Nhan đề", "Người viết"])
    other.append(["Rừng khộp", "Y Phôn"])
    made.defined_names["x"] = DefinedName("x", attr_text="cmd|'/C calc'!A0")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def returned(batch: ImportBatch) -> bytes:
    out = io.BytesIO()
    report.write(batch, out)
    return out.getvalue()


def opened(batch: ImportBatch) -> Any:
    return load_workbook(io.BytesIO(returned(batch)))


def test_the_workbook_comes_back_as_it_was_with_two_columns_more() -> None:
    batch = hand_in(school_book(), name="sách.xlsx")
    made = opened(batch)
    assert made.sheetnames == ["Lớp 6", "Bìa", "Lớp 7"]
    page = made["Lớp 6"]
    assert (page["A1"].font.size, page["B3"].fill.fgColor.rgb) == (14, "FFDDEEFF")
    assert page.column_dimensions["B"].width == 47
    assert [page.cell(3, column).value for column in range(1, 7)] == [
        "STT", "Tên sách", "Tác giả", "Giá", "Kết quả", "Lý do",
    ]  # fmt: skip
    assert [page.cell(row, 5).value for row in (4, 5, 6, 7)] == [
        "đã nhận", "bị loại", "đã sửa", "không phải sách",
    ]  # fmt: skip
    assert page.cell(7, 6).value == "Dòng cộng."
    assert page.cell(5, 6).value == "Không có nhan đề."
    assert "TCVN3" in page.cell(6, 6).value
    assert page["B6"].value == "TruyÖn KiÒu"  # the sender's cells are the sender's
    assert {str(area) for area in page.merged_cells.ranges} == {"A1:J1", "C5:D5"}
    assert not page.column_dimensions["E"].hidden
    assert [made["Lớp 7"].cell(2, column).value for column in (1, 2, 3)] == ["Rừng khộp", "Y Phôn", "đã nhận"]
    assert made["Bìa"]["A1"].value == "Năm học 2023"
    assert page.cell(4, 4).value is None and "x" not in made.defined_names  # a formula that no program ever computed


def test_nothing_that_runs_comes_back() -> None:
    whole = io.BytesIO(workbook(("Tên sách", "Tác giả"), ("+84 truyện", '=HYPERLINK("http://x","y")')))
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    data = returned(hand_in(whole.getvalue(), name="a.xlsm"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "xl/vbaProject.bin" not in archive.namelist()
        text = b"".join(archive.read(name) for name in archive.namelist())
    assert b"HYPERLINK" not in text and b"<f>" not in text and b"<f " not in text
    assert b"+84 truy" in text


def test_a_large_workbook_is_written_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = hand_in(school_book(), name="sách.xlsx")
    small = opened(batch)
    monkeypatch.setattr(marked_workbook, "MOST_ROWS", 2)
    large = opened(batch)
    assert large.sheetnames == small.sheetnames
    for row in (4, 5, 6):
        assert [large["Lớp 6"].cell(row, column).value for column in (5, 6)] == [
            small["Lớp 6"].cell(row, column).value for column in (5, 6)
        ]


def test_csv_keeps_its_delimiter() -> None:
    batch = hand_in("Tên sách;Tác giả\r\nMột;Y Phôn\r\n;Ai\r\n".encode(), name="a.csv")
    data = returned(batch)
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")) == [
        ["Tên sách", "Tác giả", "Kết quả", "Lý do"],
        ["Một", "Y Phôn", "đã nhận", ""],
        ["", "Ai", "bị loại", "Không có nhan đề."],
    ]
    assert report.filename(batch) == "a-ket-qua.csv"


def test_a_marc_file_comes_back_as_a_list_that_names_nothing_restricted() -> None:
    batch = hand_in(marc_file(book("=A1", "Một"), book("A2", ""), book("A3", "Mật", secrecy="3")))
    rows = [[cell.value for cell in row] for row in opened(batch).active.iter_rows()]
    assert rows[0] == ["Dòng", "Số biểu ghi", "Nhan đề", "Kết quả", "Lý do"]
    assert rows[1] == ["1", "=A1", "Một", "đã nhận", None]
    assert rows[2][2:] == [None, "bị loại", "Không có nhan đề."]
    assert rows[3][1:4] == ["A3", None, "đã nhận"]
    assert opened(batch).active["B2"].data_type == "s"
    assert report.filename(batch) == "a-ket-qua.xlsx"
