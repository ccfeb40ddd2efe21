"""Excel and CSV as schools keep them."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from lienthu.catalogue.importers.columns import recognise
from lienthu.catalogue.models import ImportRow, Item, SourceRecord
from lienthu.catalogue.tests.helpers import hand_in, outcome, sizes, workbook
from lienthu.kernel.errors import Invalid
from lienthu.marc.fields import Bib
from lienthu.marc.record import Record, from_compact

pytestmark = pytest.mark.django_db

HEAD = ("STT", "Tên sách", "Tác giả", "Nhà XB", "Năm XB", "Giá tiền", "Số ĐKCB")
ROWS = [
    (1, "Dế mèn phiêu lưu ký", "Tô Hoài", "Kim Đồng", 2019, "54.500đ", "TK000012-15"),
    (2, "Đất rừng phương Nam", "Đoàn Giỏi", "Kim Đồng", "2018", 60000, "TK000016"),
    (3, "Toán 6", "Hà Huy Khoái, Cung Thế Anh; Nguyễn Huy Đoan", "Giáo dục", 2021.0, "22,000", "TK000017, 18"),
]


def records(batch_rows: bytes, **options: object) -> list[Record]:
    hand_in(batch_rows, name="sach.xlsx", **options)
    return [from_compact(record.marc) for record in SourceRecord.objects.order_by("id")]


def targets(*rows: tuple[object, ...]) -> dict[str, str]:
    layout = recognise([["" if cell is None else str(cell) for cell in row] for row in rows])
    assert layout is not None
    return {column.header: column.target.value for column in layout.columns}


def test_a_plain_list() -> None:
    first, second, third = records(workbook(HEAD, *ROWS))
    assert (first.first("245", "a"), first.first("100", "a")) == ("Dế mèn phiêu lưu ký", "Tô Hoài")
    assert (first.first("260", "b"), first.first("260", "c"), first.first("020", "c")) == (
        "Kim Đồng",
        "2019",
        "54.500đ",
    )
    assert second.first("260", "c") == "2018"
    assert [field.first("a") for field in third.all("100", "700")] == [
        "Hà Huy Khoái",
        "Cung Thế Anh",
        "Nguyễn Huy Đoan",
    ]
    assert list(Item.objects.order_by("id").values_list("accession_no", "price"))[:5] == [
        ("TK000012", 54500),
        ("TK000013", 54500),
        ("TK000014", 54500),
        ("TK000015", 54500),
        ("TK000016", 60000),
    ]


def test_titles_above_repeated_heads_totals_and_signatures_are_no_books() -> None:
    data = workbook(
        ("TRƯỜNG THCS NÂM NUNG",),
        ("DANH MỤC SÁCH THƯ VIỆN",),
        (),
        HEAD,
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"),
        ("I. Sách thiếu nhi",),
        ROWS[0],
        (),
        HEAD,
        ROWS[1],
        (None, "Tổng cộng:", None, None, None, 114500, None),
        (None, None, None, None, "Đắk Nông, ngày 5 tháng 9 năm 2023"),
        (None, None, None, None, "Người lập biểu"),
    )
    batch = hand_in(data, name="a.xlsx")
    assert outcome(batch) == (2, 2, 0, 0, 0)
    assert batch.skipped == {"above": 2, "empty": 2, "header": 3, "section": 1, "total": 1, "footer": 2}


@pytest.mark.parametrize("again", ["Ghi chú", "Ghi chú máy tính", "Ghi chu"])
def test_a_head_repeated_in_other_words_costs_no_book(again: str) -> None:
    head = (*HEAD, "Ghi chú máy tính")
    data = workbook(("DANH MỤC",), head, ROWS[0], ROWS[1], (*HEAD, again), ROWS[2], (*HEAD[:6], "Đăng ký cá biệt"))
    batch = hand_in(data, name="a.xlsx")
    assert outcome(batch) == (3, 3, 0, 0, 0)
    assert batch.skipped == {"above": 1, "header": 3}


def test_the_rows_of_a_second_table_are_refused_by_name_until_the_first_head_returns() -> None:
    other = ("Nhan đề", "Tác giả", "Nhà xuất bản", "Năm xuất bản")
    data = workbook(
        HEAD, ROWS[0], other, ("Lá cờ", "Y Phôn", "Trẻ", 2011), ("Bến quê", "H Linh", "Trẻ", 2012), HEAD, ROWS[2]
    )
    batch = hand_in(data, name="a.xlsx")
    assert outcome(batch) == (4, 2, 0, 2, 0)
    assert batch.skipped == {"header": 3}
    refused = list(
        ImportRow.objects.filter(batch=batch, outcome=ImportRow.Outcome.REJECTED)
        .order_by("number")
        .values_list("number", "reasons")
    )
    assert [(number, json.loads(reasons)) for number, reasons in refused] == [
        (number, [["catalogue.other_table", {"head": 3}]]) for number in (4, 5)
    ]


def test_books_above_the_head_are_refused_not_forgotten() -> None:
    data = workbook(("TRƯỜNG THCS", "Năm học:", 2023), ROWS[0], HEAD, ROWS[1])
    batch = hand_in(data, name="a.xlsx")
    assert outcome(batch) == (2, 1, 0, 1, 0)
    assert batch.skipped == {"above": 1, "header": 1}
    row = ImportRow.objects.get(batch=batch, outcome=ImportRow.Outcome.REJECTED)
    assert (row.number, json.loads(row.reasons)) == (2, [["catalogue.above_head", {"head": 3}]])


def test_several_sheets_and_a_cover_sheet() -> None:
    data = workbook(
        ("Báo cáo thư viện",), more={"Lớp 6": [HEAD, ROWS[0]], "Lớp 7": [("Nhan đề", "Người viết"), ("Hai", "Y Phôn")]}
    )
    batch = hand_in(data, name="a.xlsx")
    assert batch.rows == 2
    assert sorted(from_compact(r.marc).first("245", "a") for r in SourceRecord.objects.all()) == [
        "Dế mèn phiêu lưu ký",
        "Hai",
    ]


def test_merged_cells_and_ditto_marks_stand_for_the_row_above() -> None:
    book = Workbook()
    for row in [HEAD, ROWS[0], (2, None, None, None, None, None, "TK9"), (3, '"', "nt", "Trẻ", 2001, 5000, "TK10")]:
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    out = BytesIO()
    book.save(out)
    found = records(out.getvalue())
    assert [r.first("245", "a") for r in found] == ["Dế mèn phiêu lưu ký"] * 3
    assert found[2].first("100", "a") == ""  # the cell above was empty


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("TÊN SÁCH", "title"),
        ("Ten sach", "title"),
        ("Nhan đề (tên tài liệu)", "title"),
        ("T¸c gi¶", "author"),
        ("Số đăng ký cá biệt", "accession"),
        ("Nh\u00c0 xu\u1ea5t b\u1ea3n", "publisher"),
        ("Năm\nXB", "year"),
        ("Đơn giá (đồng)", "price"),
        ("Ký hiệu phân loại", "class"),
    ],
)
def test_headers_in_many_spellings(header: str, meaning: str) -> None:
    found = targets(("x1", header, "Số lượng", "Ghi chú"), ("q", "w", "1", "r"))
    assert found[header] == meaning


def test_contents_tell_what_headers_do_not() -> None:
    found = targets(
        ("Cột A", "Tên sách", "Cột C", "Cột D", "Cột E", "Giá", "Kho"),
        ("978-604-2-08765-4", "Dế mèn", "Tô Hoài", "2019", "895.922", "Kệ 3", "24cm"),
        ("978-604-2-08766-1", "Đất rừng", "Đoàn Giỏi", "2018", "895.92", "Kệ 4", "20cm"),
    )
    assert found == {
        "Cột A": "isbn",
        "Tên sách": "title",
        "Cột C": "author",
        "Cột D": "year",
        "Cột E": "class",
        "Giá": "location",
        "Kho": "size",
    }


def test_no_header_at_all() -> None:
    batch = hand_in(workbook(*[row[:6] for row in ROWS * 2]), name="a.xlsx")
    assert batch.rows == 6
    assert from_compact(SourceRecord.objects.first().marc).first("245", "a") == "Dế mèn phiêu lưu ký"  # type: ignore[union-attr]


def test_two_line_headers() -> None:
    data = workbook(
        ("STT", "Tên sách", "Xuất bản", None, None, "Số lượng"),
        (None, None, "Nơi", "Nhà", "Năm", None),
        (1, "Một", "H.", "Giáo dục", 2010, 3),
    )
    record = records(data)[0]
    assert (record.first("260", "a"), record.first("260", "b"), record.first("260", "c")) == ("H.", "Giáo dục", "2010")
    assert Item.objects.count() == 3


def test_one_cell_for_place_publisher_and_year() -> None:
    record = records(workbook(("Tên sách", "Nhà xuất bản"), ("Một", "H. : Giáo dục, 2010"), ("Hai", "NXB Trẻ, 2012")))[
        0
    ]
    assert (record.first("260", "a"), record.first("260", "b"), record.first("260", "c")) == ("H.", "Giáo dục", "2010")


def test_legacy_fonts() -> None:
    batch = hand_in(workbook(("Tªn s¸ch", "T¸c gi¶"), ("§Êt rõng ph­¬ng Nam", "§oµn Giái")), name="a.xlsx")
    record = from_compact(SourceRecord.objects.get().marc)
    assert outcome(batch) == (1, 0, 1, 0, 0)
    assert (record.first("245", "a"), record.first("100", "a")) == ("Đất rừng phương Nam", "Đoàn Giỏi")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimited_text(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in [("Tên sách", "Tác giả"), ("Một", "Y Phôn"), ("Hai", "H'Linh")])
    batch = hand_in(text.encode(encoding), name="a.csv")
    assert outcome(batch) == (2, 2, 0, 0, 0)
    assert from_compact(SourceRecord.objects.get(versions__row=2).marc).first("100", "a") == "Y Phôn"


def test_dates_and_numbers_as_excel_keeps_them() -> None:
    head = ("Tên sách", "Ngày vào sổ", "ISBN", "Năm xuất bản", "Giá")
    data = workbook(
        head, ("Một", dt.date(2023, 9, 5), 9786042087654.0, "2019.0", "54500.0"), ("Hai", 45174, None, 1999, 1)
    )
    one, two = records(data)
    assert (one.first("541", "d"), two.first("541", "d")) == ("2023-09-05", "2023-09-05")
    assert (one.first("020", "a"), one.first("260", "c")) == ("9786042087654", "2019")


def test_a_row_without_number_is_known_again() -> None:
    hand_in(workbook(("Tên sách", "Tác giả", "Số lượng"), ("Một", "A B", 3), ("Hai", "C D", 1)), name="a.xlsx")
    before = sizes()
    again = hand_in(workbook(("Tên sách", "Tác giả", "Số lượng"), ("Hai", "C D", 1), ("Một", "A B", 3)), name="b.xlsx")
    assert (outcome(again), sizes()) == ((2, 0, 0, 0, 2), before)
    more = hand_in(workbook(("Tên sách", "Tác giả", "Số lượng"), ("Một", "A B", 5)), name="c.xlsx")
    assert outcome(more) == (1, 1, 0, 0, 0)
    assert SourceRecord.objects.filter(version=2).count() == 1


def test_formulas_are_only_values() -> None:
    data = workbook(("Tên sách", "Ghi chú"), ("Một", '=HYPERLINK("http://x","y")'), ("=cmd|' /C calc'!A0", "b"))
    batch = hand_in(data, name="a.xlsx")
    assert batch.rows == 2  # a formula without a stored value is an empty cell


def test_a_sheet_without_titles_is_refused_with_one_sentence() -> None:
    with pytest.raises(Invalid) as refusal:
        hand_in(workbook(("Ngày", "Số lượng"), ("1/2/2020", 4), ("1/3/2020", 5)), name="a.xlsx")
    assert refusal.value.code == "catalogue.no_title_column"
    assert sizes() == (0, 0, 0)


def test_numbers_keep_the_zeros_that_excel_shows() -> None:
    made = Workbook()
    page = made.active
    page.append(["Danh mục"])
    page.append([None, "Tên sách", "Mã ĐKCB", "Giá"])
    for number in (7, 12, 1234567):
        page.append([None, f"Cuốn {number}", number, 5000])
        page.cell(page.max_row, 3).number_format = "000000"
    page.append([None, "Có chữ", 42, 5000])
    page.cell(page.max_row, 3).number_format = '"HK"0000'
    page.append([None, "Không định dạng", 42, 5000])
    page.append([None, "Là chữ", "00043", 5000])
    page.cell(page.max_row, 3).number_format = "000000"
    out = BytesIO()
    made.save(out)
    hand_in(out.getvalue(), name="a.xlsx")
    numbers = Item.objects.order_by("id").values_list("accession_no", flat=True)
    assert list(numbers) == ["000007", "000012", "1234567", "HK0042", "42", "00043"]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_with_and_without_its_mark(codec: str) -> None:
    batch = hand_in("Tên sách\tTác giả\r\nĐất rừng\tĐoàn Giỏi\r\nSố đỏ\tVũ\r\n".encode(codec), name="a.csv")
    assert (batch.format, outcome(batch)) == ("csv", (2, 2, 0, 0, 0))
    assert "Đất rừng".encode() in bytes(SourceRecord.objects.earliest("id").marc)


def ods(rows: str, manifest: str = "<manifest/>") -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f"<table:table table:name='S'>{rows}</table:table>"
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


def ods_row(*cells: str) -> str:
    made = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f'<table:table-row>{made}<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'


def test_what_a_workbook_repeats_to_its_far_corner_is_not_read() -> None:
    rest = (
        '<table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    batch = hand_in(ods(ods_row("Tên sách", "Tác giả") + ods_row("Một", "A") + rest), name="a.ods")
    assert (batch.format, outcome(batch)) == ("ods", (1, 1, 0, 0, 0))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ods("", "<manifest><encryption-data/></manifest>"), "catalogue.workbook_locked"),
        (b"<html><table><tr><td>T\xc3\xaan s\xc3\xa1ch</td></tr></table></html>", "catalogue.saved_as_web_page"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "catalogue.saved_as_xml"),
    ],
)
def test_workbooks_that_are_none_say_what_to_do(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        hand_in(data, name="a.xls")
    assert (refusal.value.code, sizes()) == (code, (0, 0, 0))


def test_a_quotation_mark_that_never_closes_swallows_no_rows() -> None:
    data = 'Tên sách,Tác giả\r\nMột,A\r\n"Hai,B\r\n"Ba, tập 1",C\r\nBốn,D\r\n'.encode()
    batch = hand_in(data, name="a.csv")
    assert outcome(batch) == (4, 4, 0, 0, 0)
    titles = [Bib(from_compact(bytes(one.marc))).full_title for one in SourceRecord.objects.order_by("id")]
    assert titles == ["Một", "Hai", "Ba, tập 1", "Bốn"]
