"""Lists as schools keep them: what is a book, what is not, and what a row says of it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook

from lienthu.catalogue.importers import joined, row_values
from lienthu.catalogue.models import ImportBatch, ImportRow, Item, SourceRecord
from lienthu.catalogue.tests.helpers import hand_in, outcome, workbook
from lienthu.marc.record import Record, from_compact
from lienthu.text.encode import encode

pytestmark = pytest.mark.django_db
BOOKS = (
    ("Stephen Hawking", "Lược sử thời gian", "NXB Trẻ", 2015), ("Đoàn Giỏi", "Đất rừng phương Nam", "Kim Đồng", 2018),
    ("Nguyễn Du", "Truyện Kiều", "Văn học", 2007), ("Phan Đức Chính (chủ biên), Tôn Thân", "Toán 6", "Giáo dục", 2011),
)  # fmt: skip


def records() -> list[Record]:
    return [from_compact(bytes(one.marc)) for one in SourceRecord.objects.order_by("id")]


def titles() -> list[str]:
    return [one.first("245", "a") for one in records()]


@pytest.mark.parametrize("head", [("Tác giả - Nhan đề - NXB - năm",), ()])
@pytest.mark.parametrize("as_text", [True, False])
def test_everything_of_a_book_in_one_cell(head: tuple[str, ...], as_text: bool) -> None:
    lines = [*head, *(" - ".join(map(str, one)) for one in BOOKS)]
    if as_text:
        hand_in("\n".join(lines).encode(), name="a.csv")
    else:
        hand_in(workbook(*([line] for line in lines)), name="a.xlsx")
    assert titles() == [one[1] for one in BOOKS]
    assert [one.first("260", "c") for one in records()] == ["2015", "2018", "2007", "2011"]
    assert [one.first("100", "a") or one.first("700", "a") for one in records()][1:] == [
        "Đoàn Giỏi", "Nguyễn Du", "Phan Đức Chính",
    ]  # fmt: skip


def test_a_list_in_isbd_is_read_by_its_areas() -> None:
    lines = [f"{n}. {title} / {name}. - {house}, {year}" for n, (name, title, house, year) in enumerate(BOOKS, 1)]
    hand_in(workbook(["DANH SÁCH SÁCH MỚI"], *([line] for line in lines)), name="a.xlsx")
    assert titles() == [one[1] for one in BOOKS]
    assert [one.first("260", "b") for one in records()] == [one[2] for one in BOOKS]


def test_titles_with_a_dash_are_no_columns() -> None:
    assert joined.find([["Toán 6 - Tập 1"], ["Ngữ văn 6 - Tập 2"], ["Lịch sử 6"], ["Địa lí 6"]]) is None
    assert joined.find([["1", "a - b - c"], ["2", "d - e - f"], ["3", "g - h - i"]]) == joined.Joined(1, " - ", 3)
    assert joined.Joined(0, " - ", 4).cells(["A - B - C - D - 2001"]) == ["A", "B - C", "D", "2001"]
    assert joined.Joined(0, " - ", 4).cells(["A - B - 2001"]) == ["A", "B", "", "2001"]


def register(*rows: tuple[Any, ...]) -> ImportBatch:
    return hand_in(workbook(("STT", "Tên sách", "Tác giả", "SL", "Đơn giá"), *rows), name="a.xlsx")


@pytest.mark.parametrize(
    "row",
    [
        (None, "Cộng chuyển trang sau", None, 16, 737000), (None, "Cộng trang: 6 cuốn", None, None, 38000),
        (None, "Cộng I+II", None, 44), (None, "(Bằng chữ: Hai triệu đồng)"), ("Trang", 2), ("II", "SÁCH THAM KHẢO"),
        (None, "Lịch sử"), (None, "Hiệu trưởng", None, None, "Cán bộ thư viện"),
    ],
)  # fmt: skip
def test_what_is_no_book(row: tuple[Any, ...]) -> None:
    batch = register((1, "Truyện Kiều", "Nguyễn Du", 3, 45000), row, (2, "Quê nội", "Võ Quảng", 1, 30000))
    assert (batch.rows, titles()) == (2, ["Truyện Kiều", "Quê nội"])
    assert sum(batch.skipped.values()) == 2  # the head and this one


@pytest.mark.parametrize(
    "title", ["Đất rừng phương Nam", "Sách của mẹ", "Truyện Tây Bắc", "Lịch sử Đảng bộ huyện Cư Jút", "Toán học lý thú"]
)
def test_a_title_under_a_forgotten_number_is_a_book(title: str) -> None:
    batch = register((1, "Truyện Kiều", "Nguyễn Du", 3, 45000), (None, title), (2, "Quê nội", "Võ Quảng", 1, 30000))
    assert (outcome(batch)[0], titles()) == (3, ["Truyện Kiều", title, "Quê nội"])


@pytest.mark.parametrize("title", ["SÁCH THAM KHẢO", "Sách giáo khoa lớp 6", "Kệ số 3:", "KHOA HỌC THƯỜNG THỨC"])
def test_a_heading_under_no_number_is_none(title: str) -> None:
    batch = register((1, "Truyện Kiều", "Nguyễn Du", 3, 45000), (None, title), (2, "Quê nội", "Võ Quảng", 1, 30000))
    assert (batch.skipped["section"], titles()) == (1, ["Truyện Kiều", "Quê nội"])


def test_under_a_signature_only_names_are_passed_over() -> None:
    batch = register(
        (1, "Truyện Kiều", "Nguyễn Du", 3, 45000),
        (None, None, None, None, "Cư Jút, ngày 5 tháng 9 năm 2025"),
        (None, "Hiệu trưởng", None, None, "Cán bộ thư viện"),
        (None, "(Ký, ghi rõ họ tên)"),
        (None, "Nguyễn Thị Lan", None, None, "H'Linh Niê"),
        (None, "Dế mèn phiêu lưu ký", "Tô Hoài"),
        (None, "Đảo mộng mơ"),
    )
    assert (batch.skipped["footer"], titles()) == (4, ["Truyện Kiều", "Dế mèn phiêu lưu ký", "Đảo mộng mơ"])


@pytest.mark.parametrize("title", ["Tổng hợp đề thi", "Cộng hòa xã hội", "Trang 42", "Hiệu trưởng của tôi", "1984"])
def test_what_is_a_book_though_it_looks_like_a_line_of_the_list(title: str) -> None:
    register((1, "Truyện Kiều", "Nguyễn Du", 3, 45000), (2, title, "Võ Quảng", 1, 30000))
    assert titles() == ["Truyện Kiều", title]


@pytest.mark.parametrize("row", [
    ("Bảng chữ cái", "Kim Đồng", 2019, None), ("Bảng chữ cái tiếng Việt", None, None, None),
    ("Nguyên lý kế toán", None, None, "Kế toán"), ("Cộng đồng", None, None, 12000), ("Cổng trước", None, None, 12000),
    ("Công cộng", None, None, None),
])  # fmt: skip
def test_a_title_that_reads_like_the_end_of_a_list_when_its_marks_are_taken_off(row: tuple[Any, ...]) -> None:
    head = ("Tên sách", "Nhà xuất bản", "Năm xuất bản", "Ghi chú")
    batch = hand_in(workbook(head, ("Quê nội", "Văn học", 2007, "mới"), row, ("O chuột", "Trẻ")), name="a.xlsx")
    assert (batch.rows, titles()) == (3, ["Quê nội", row[0], "O chuột"])


def test_signatures_in_a_legacy_font_are_no_books() -> None:
    lines: list[tuple[Any, ...]] = [("TT", "Tên sách", "Tác giả", "Giá tiền")]
    lines += [(number, f"Đất rừng phương Nam {number}", "Đoàn Giỏi", 1000) for number in range(1, 30)]
    lines += [(None, "Tổng cộng", None, "368.400"), (None, None, None, "Nâm Nung, ngày 5 tháng 9 năm 2009")]
    lines += [(None, "Hiệu trưởng", None, "Cán bộ thư viện"), (None, "Nguyễn Văn Bảy", None, "H' Linh Niê")]
    encoded = [[encode(cell, "tcvn3") if isinstance(cell, str) else cell for cell in line] for line in lines]
    batch = hand_in(workbook(*encoded), name="a.xlsx")
    assert (batch.rows, batch.skipped["total"], batch.skipped["footer"]) == (29, 1, 3)


def test_a_head_that_is_merged_over_two_lines_is_no_book() -> None:
    book = Workbook()
    page = book.active
    upper = ("Ngày vào sổ", "Số ĐKCB", "Tên tác giả và tên sách", "Xuất bản", None, None, "Kiểm kê", None)
    lower = (None, None, None, "Nhà", "Nơi", "Năm", "2015", "2016")
    row = (None, "000001", "Phan Đức Chính (chủ biên), Tôn Thân. Toán 6. Tập 1", None, None, 2011)
    for number, texts in enumerate((upper, lower, row), 12):
        for column, text in enumerate(texts, 1):
            page.cell(number, column, text)
    for area in ("D12:F12", "G12:H12", "A12:A13", "B12:B13", "C12:C13"):
        page.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    batch = hand_in(out.getvalue(), name="a.xlsx")
    assert (outcome(batch), titles()) == ((1, 1, 0, 0, 0), ["Toán 6. Tập 1"])


def test_a_sheet_of_sums_is_no_list() -> None:
    more = {"Tổng hợp": [("Loại", "Số đầu sách", "Số bản"), ("SGK", 3, 30), ("STK", 5, 5)]}
    batch = hand_in(workbook(("Tên sách", "Tác giả"), ("Quê nội", "Võ Quảng"), more=more), name="a.xlsx")
    assert (batch.rows, batch.skipped["other_sheet"], titles()) == (1, 3, ["Quê nội"])


def test_the_next_number_alone_is_one_more_copy() -> None:
    rows = [("TT", "Tên sách", "Tác giả", "Số ĐKCB"), (1, "Dế mèn phiêu lưu ký", "Tô Hoài", "1201")]
    rows += [(None, None, None, "1202"), (2, "O chuột", '"', "1204"), (None, None, None, "3")]
    batch = hand_in(workbook(*rows), name="a.xlsx")
    assert set(Item.objects.values_list("accession_no", flat=True)) == {"1201", "1202", "1204"}
    assert batch.skipped["total"] == 1  # a sum: it does not follow the number above
    assert records()[1].first("100", "a") == "Tô Hoài"  # `"` means the book above, not the copy


@pytest.mark.parametrize(
    ("cell", "names", "stated"),
    [
        ("Bộ Giáo dục và Đào tạo", ["Bộ Giáo dục và Đào tạo"], ["Bộ Giáo dục và Đào tạo"]),
        ("Sở Văn hóa, Thể thao và Du lịch", ["Sở Văn hóa, Thể thao và Du lịch"], ["Sở Văn hóa, Thể thao và Du lịch"]),
        ("Nguyễn Văn An và Trần Thị Bình", ["Nguyễn Văn An", "Trần Thị Bình"], ["Nguyễn Văn An", "Trần Thị Bình"]),
        ("Nguyễn Văn An-Trần Thị Bình", ["Nguyễn Văn An", "Trần Thị Bình"], ["Nguyễn Văn An", "Trần Thị Bình"]),
        ("Nguyễn Văn An + Trần Thị Bình", ["Nguyễn Văn An", "Trần Thị Bình"], ["Nguyễn Văn An", "Trần Thị Bình"]),
        ("1. Nguyễn Văn An 2. Trần Thị Bình", ["Nguyễn Văn An", "Trần Thị Bình"], ["Nguyễn Văn An", "Trần Thị Bình"]),
        ("Jean-Paul Sartre", ["Jean-Paul Sartre"], ["Jean-Paul Sartre"]),
        ("Tô Hoài (Nguyễn Sen)", ["Tô Hoài"], ["Tô Hoài (Nguyễn Sen)"]),
        ("GS.TS. Nguyễn Văn An", ["Nguyễn Văn An"], ["GS.TS. Nguyễn Văn An"]),
        ("Đào Duy Anh (hiệu đính, chú giải)", ["Đào Duy Anh"], ["Đào Duy Anh (hiệu đính, chú giải)"]),
        ("Nguyễn Văn An (ch.b.)", ["Nguyễn Văn An"], ["Nguyễn Văn An (ch.b)"]),
    ],
)  # fmt: skip
def test_names(cell: str, names: list[str], stated: list[str]) -> None:
    found = row_values.names(cell)
    assert ([one.text for one in found], [one.stated for one in found]) == (names, stated)


def test_nobody_is_no_heading_but_stays_in_the_statement() -> None:
    register((1, "Ca dao Tây Nguyên", "Nhiều tác giả", 1, 0))
    (record,) = records()
    assert (record.first("100", "a"), record.first("245", "c"), record.first("020", "c")) == ("", "Nhiều tác giả", "")


@pytest.mark.parametrize(
    ("isbn", "code"),
    [("9.78604E+12", "isbn_cut"), (9.78604e12, "isbn_cut"), ("86041012344", "isbn_unreadable"), ("chưa có", "")],
)
def test_an_isbn_that_excel_cut_is_told_and_never_made_up(isbn: Any, code: str) -> None:
    hand_in(workbook(("Tên sách", "Mã ISBN"), ("Một cuốn", isbn)), name="a.xlsx")
    row, (record,) = ImportRow.objects.get(), records()
    assert (f"catalogue.{code}" in (row.reasons or "")) == bool(code)
    assert not record.first("020", "a").startswith("978")


def test_lines_in_a_cell_become_one() -> None:
    hand_in(workbook(("Tên sách", "Số ĐKCB"), ("Đất rừng\nphương Nam", "12\n13")), name="a.xlsx")
    assert titles() == ["Đất rừng phương Nam"]
    assert set(Item.objects.values_list("accession_no", flat=True)) == {"12", "13"}


def test_an_open_quotation_mark_costs_nothing_though_another_one_makes_them_even() -> None:
    data = 'Tên sách,Tác giả,Năm\nTruyện "Kiều,Nguyễn Du,2007\n"Quê nội,Võ Quảng,2005\nĐất rừng,Đoàn Giỏi,2018\n'
    hand_in(data.encode(), name="a.csv")
    assert titles() == ['Truyện "Kiều', "Quê nội", "Đất rừng"]


def test_a_text_of_a_hundred_thousand_characters_is_kept_and_a_longer_one_told() -> None:
    long = "Rừng " * 25_000
    batch = hand_in(f"Tên sách,Tác giả\n{long}x,An Văn\nHai,{'y' * 1_000_001}\nBa,Bình An\n".encode(), name="a.csv")
    assert (batch.rows, batch.rejected, [len(title) for title in titles()]) == (3, 1, [len(long) + 1, 2])
    assert "catalogue.cell_too_long" in (ImportRow.objects.get(number=3).reasons or "")


def test_stray_control_characters_do_not_hide_a_list() -> None:
    hand_in("Tên sách,Tác giả\nMột\0,An Văn\0\nHai\x07,Bình An\n".encode(), name="a.csv")
    assert titles() == ["Một", "Hai"]


def test_a_title_of_signs_alone_is_none() -> None:
    rows = (("???", "An Văn"), (".", "Bình An"), (2666, "Bolaño"))
    batch = hand_in(workbook(("Tên sách", "Tác giả"), *rows), name="a.xlsx")
    assert (outcome(batch), titles()) == ((3, 1, 0, 2, 0), ["2666"])
