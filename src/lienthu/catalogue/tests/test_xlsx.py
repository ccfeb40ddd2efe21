"""Excel workbooks read as a stream: the texts that another reader gives, and what real and hostile programs write."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from lienthu.catalogue.importers import biff, copies, limits, sheet, xlsx
from lienthu.catalogue.importers.cells import cell_text
from lienthu.catalogue.importers.sheet import SheetRow
from lienthu.catalogue.importers.targets import Target
from lienthu.catalogue.tests.helpers import hand_in, outcome, workbook
from lienthu.kernel.errors import Invalid

SPACES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
CELLS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=("C",)), max_size=12),
    st.integers(-(10**9), 10**13),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda one: round(one, 3)),
    st.booleans(),
    st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2050, 1, 1)).map(lambda one: one.replace(microsecond=0)),
    st.dates(dt.date(1950, 1, 1), dt.date(2050, 1, 1)),
    st.times().map(lambda one: one.replace(microsecond=0)),
)


def made(folder: Path, rows: str, *, behind: str = "", strings: str = "", styles: str = "", book: str = "") -> Path:
    path = folder / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {SPACES}>{book}<sheets><sheet name="Kho" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="rId1" Target="worksheets/Sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", f"<worksheet {SPACES}><sheetData>{rows}</sheetData>{behind}</worksheet>"
        )
        if strings:
            archive.writestr("xl/sharedStrings.xml", f"<sst {SPACES}>{strings}</sst>")
        if styles:
            archive.writestr("xl/styles.xml", f"<styleSheet {SPACES}>{styles}</styleSheet>")
    return path


def texts(path: Path) -> list[tuple[int, list[str]]]:
    with xlsx.opened(path) as book:
        return [row for one in book.sheets for row in book.rows(one)]


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, max_size=6), min_size=1, max_size=8))
def test_another_reader_gives_the_same(tmp_path_factory: pytest.TempPathFactory, rows: list[list[Any]]) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append([str(one) if isinstance(one, str) and one.startswith("=") else one for one in row])
    for line in page.iter_rows():
        for cell in line:
            if cell.data_type == "f":
                cell.data_type = "s"
    path = tmp_path_factory.mktemp("book") / "a.xlsx"
    book.save(path)
    with CalamineWorkbook.from_path(str(path)) as other:
        first = other.get_sheet_by_index(0)
        left = [""] * (first.start[1] if first.start else 0)
        expected = [trimmed(left + [cell_text(value) for value in line]) for line in first.iter_rows()]
    while expected and not expected[-1]:
        expected.pop()
    assert [trimmed(cells) for _place, cells in texts(path)] == expected


def trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def test_texts_of_all_kinds(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="A2" t="s"><v>0</v></c>'
        '<c r="c2" t="inlineStr"><is><r><t>Rừng </t></r><r><t>khộp</t></r></is></c></row>'
        '<row><c t="str"><f>A1</f><v>Suối_x000D_\nđá</v></c>'
        '<c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c t="s"><v>9</v></c></row>'
        '<row r="5"><c r="A5" t="d"><v>2019-05-06</v></c><c r="B5" s="1"><v>45000</v></c><c r="C5" s="2"><v>7</v></c>'
        '<c r="D5" s="3"><v>1.5</v></c><c r="E5"><v>9786042087650</v></c><c r="F5" s="99"><v>x</v></c></row>'
    )
    strings = "<si><t>Đất</t><rPh><t>không đọc</t></rPh></si>"
    styles = (
        '<numFmts><numFmt numFmtId="200" formatCode="&quot;HK&quot;0000"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="200"/><xf numFmtId="46"/></cellXfs>'
    )
    assert texts(made(tmp_path, rows, strings=strings, styles=styles)) == [
        (1, []),
        (2, ["Đất", "", "Rừng khộp"]),
        (3, ["Suối\r\nđá", "1", "#REF!"]),
        (4, []),
        (5, ["06/05/2019", "15/03/2023", "HK0007", "1 day, 12:00:00", "9786042087650", "x"]),
    ]


def test_a_book_that_counts_its_days_from_1904(tmp_path: Path) -> None:
    path = made(tmp_path, '<row><c s="0"><v>1</v></c></row>', styles='<cellXfs><xf numFmtId="14"/></cellXfs>',
                book='<workbookPr date1904="1"/>')  # fmt: skip
    assert texts(path) == [(1, ["02/01/1904"])]


def test_merged_cells_reach_rows_that_are_not_written_and_no_farther_than_the_texts(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>Lớp 6</v></c><c r="B1" t="str"><v>Toán</v></c></row>'
        '<row r="4"><c r="B4" t="str"><v>Văn</v></c></row>'
    )
    behind = '<mergeCells><mergeCell ref="A1:A3"/><mergeCell ref="B4:F4"/><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert texts(made(tmp_path, rows, behind=behind)) == [
        (1, ["Lớp 6", "Toán"]),
        (2, ["Lớp 6"]),
        (3, ["Lớp 6"]),
        (4, ["", "Văn"]),
    ]


def test_rows_that_go_backwards_lose_nothing(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{at}"><c t="str"><v>{at}</v></c></row>' for at in (3, 1, 2))
    assert [(place, cells[0]) for place, cells in texts(made(tmp_path, rows)) if cells] == [
        (3, "3"),
        (4, "1"),
        (5, "2"),
    ]


def test_a_long_gap_is_jumped_over(tmp_path: Path) -> None:
    path = made(tmp_path, '<row r="1000000"><c t="str"><v>a</v></c></row>')
    assert texts(path) == [(1_000_000, ["a"])]


@pytest.mark.parametrize("rows", ['<row r="1048577"><c><v>1</v></c></row>', '<row><c r="XFE1"><v>1</v></c></row>'])
def test_nothing_stands_beyond_the_last_cell(tmp_path: Path, rows: str) -> None:
    with pytest.raises(Invalid, match="workbook_unreadable"):
        texts(made(tmp_path, rows))


def test_a_sheet_that_breaks_off_is_refused_before_a_row_is_taken_in(tmp_path: Path) -> None:
    path = made(tmp_path, '<row><c t="str"><v>a</v></c></row>' * 1000 + "<row><c>")
    with pytest.raises(Invalid, match="workbook_unreadable"):
        limits.workbook_kind(path)


def test_many_shared_strings_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_IN_MEMORY", 20)
    strings = "".join(f"<si><t>Sách số {number}</t></si>" for number in range(50))
    rows = "".join(f'<row><c t="s"><v>{(number * 7) % 50}</v></c></row>' for number in range(50))
    found = texts(made(tmp_path, rows, strings=strings))
    assert [cells[0] for _place, cells in found] == [f"Sách số {(number * 7) % 50}" for number in range(50)]


def test_heads_tell_where_each_sheet_begins(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(("Tên sách",), ("A",), more={"Hai": [("Tên sách",), ("B",)] * 40, "Ba": [("C", "D")]}))
    assert [(one.offset, one.width) for one in sheet.heads(path, "xlsx", whole=True)] == [(0, 1), (2, 1), (82, 2)]
    assert [row.number for row in sheet.rows(path, "xlsx")] == list(range(1, 84))


@pytest.mark.django_db
def test_rows_of_one_book_far_apart_are_copies() -> None:
    rows = [("Quê nội", "K1"), ("Suối đá", "K2"), ("", "K3"), ("Quê  nội", "K4"), ("Quê nội", "K1"), ("Rừng", "K5")]
    assert outcome(hand_in(workbook(("Tên sách", "Số ĐKCB"), *rows), name="a.xlsx"))[0] == 6
    meanings = [[Target.TITLE, Target.ACCESSION]]
    found = copies.gather(lambda: [SheetRow(at, 0, at, list(row)) for at, row in enumerate(rows, 1)], meanings)
    assert {at: found.later(at) for at in range(1, 7) if found.later(at)} == {
        3: (2, 2, 2), 4: (1, 1, 2), 5: (1, 1, 0),
    }  # fmt: skip
    assert (found.more(1), found.more(2), found.more(6)) == ([["Quê  nội", "K4"]], [["", "K3"]], [])


def test_an_old_workbook_that_fits_no_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_OLD", 1000)
    monkeypatch.setattr(biff, "check", lambda path: None)
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    with pytest.raises(Invalid, match="old_workbook_large"):
        limits.workbook_kind(path)
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20))
    assert limits.workbook_kind(path) == "xls"
