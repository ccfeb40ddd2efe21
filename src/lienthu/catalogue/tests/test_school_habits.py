"""Lists as schools keep them: every column of every layout is known from its head and its contents."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from lienthu.catalogue.importers import sheet
from lienthu.catalogue.importers.columns import recognise
from lienthu.catalogue.models import ImportRow, Item, SourceRecord
from lienthu.catalogue.report import reason_text
from lienthu.catalogue.tests.helpers import hand_in, outcome, workbook
from lienthu.marc.record import from_compact
from lienthu.text import encode

A = ("Dế mèn phiêu lưu ký", "Tô Hoài", "Kim Đồng", "2019")
B = ("Đất rừng phương Nam", "Đoàn Giỏi", "Kim Đồng", "2018")
C = ("Bài tập Toán 6, tập một", "Hà Huy Khoái, Cung Thế Anh", "Giáo dục Việt Nam", "2021")
BOOKS = (A, B, C)


def listed(*columns: tuple[str, Sequence[Any]]) -> list[list[Any]]:
    """A head and three rows."""
    return [[head for head, _values in columns], *([values[n] for _head, values in columns] for n in range(3))]


TITLE, AUTHOR, PUBLISHER, YEAR = ([book[part] for book in BOOKS] for part in range(4))
NUMBER = [1, 2, 3]
COPY = ["HK000012-15", "HK000016", "HK000097-00"]


def legacy(code: str, *columns: tuple[str, Sequence[str]]) -> list[list[Any]]:
    return [[encode(str(cell), code) for cell in row] for row in listed(*columns)]


# fmt: off
LAYOUTS: dict[str, tuple[list[list[Any]], list[str]]] = {
    "plain": (listed(("STT", NUMBER), ("Tên sách", TITLE), ("Tác giả", AUTHOR), ("NXB", PUBLISHER), ("Năm XB", YEAR)),
              ["serial", "title", "author", "publisher", "year"]),
    "english": (listed(("No.", NUMBER), ("Title", TITLE), ("Author(s)", AUTHOR), ("Publisher", PUBLISHER),
                       ("Publication year", YEAR), ("Barcode", COPY), ("Copies", [4, 1, 4]),
                       ("Shelf", ["A1", "A2", "B"])),
                ["serial", "title", "author", "publisher", "year", "accession", "quantity", "location"]),
    "without marks": (listed(("stt", NUMBER), ("ten sach", TITLE), ("tac gia", AUTHOR), ("nha xb", PUBLISHER),
                             ("nam xb", YEAR), ("don gia", [5000, 60000, 22000]), ("so luong", [4, 1, 2])),
                      ["serial", "title", "author", "publisher", "year", "price", "quantity"]),
    "capitals and line breaks": (listed(("SỐ\nTT", NUMBER), ("TÊN SÁCH", TITLE), ("HỌ VÀ TÊN\nTÁC GIẢ", AUTHOR),
                                        ("NĂM\nXUẤT BẢN", YEAR), ("GIÁ BÌA", ["54.500đ", "60.000", "22,000 VND"])),
                                 ["serial", "title", "author", "year", "price"]),
    "TCVN3": (legacy("tcvn3", ("STT", NUMBER), ("Tên sách", TITLE), ("Tác giả", AUTHOR), ("Nhà xuất bản", PUBLISHER),
                     ("Lớp", ["6", "7", "6"]), ("Đơn giá", ["5.000", "6.000", "7.000"])),
              ["serial", "title", "author", "publisher", "grade", "price"]),
    "VNI": (legacy("vni", ("STT", NUMBER), ("Tên sách", TITLE), ("Tác giả", AUTHOR), ("Nhà xuất bản", PUBLISHER),
                   ("Năm xuất bản", YEAR), ("Ghi chú", ["mới", "cũ", "mới"])),
            ["serial", "title", "author", "publisher", "year", "note"]),
    "school above, signature below": ([
        ["PHÒNG GD&ĐT CƯ JÚT"], ["TRƯỜNG THCS NGUYỄN TRÃI"], [], ["DANH MỤC SÁCH THƯ VIỆN"], ["Năm học 2023 - 2024"],
        *listed(("TT", NUMBER), ("Tên tài liệu", TITLE), ("Tác giả", AUTHOR), ("SL", [4, 1, 2])),
        [None, "Tổng cộng", None, 7], [], [None, None, "Ngày 5 tháng 9 năm 2023"], [None, "Thủ thư", "Hiệu trưởng"]],
        ["serial", "title", "author", "quantity"]),
    "two header rows": ([["STT", "Tên sách", "Tác giả", "Xuất bản", None, None, "Giá"],
                         [None, None, None, "Nơi", "Nhà", "Năm", None],
                         *([n, *book[:2], "H.", *book[2:], "54.500đ"] for n, book in enumerate(BOOKS, 1))],
                        ["serial", "title", "author", "place", "publisher", "year", "price"]),
    "official form with column numbers": ([
        ["Ngày tháng vào sổ", "Số ĐKCB", "Tác giả và tên sách", "Xuất bản", None, None, "Giá tiền", "Môn loại",
         "Số vào sổ tổng quát", "Ngày và số biên bản xuất", "Kiểm kê", "Phụ chú"],
        [None, None, None, "Nhà XB", "Nơi XB", "Năm XB", *[None] * 6],
        list(range(1, 13)),
        *([f"0{n}/09/2020", COPY[n - 1], f"{book[1]}. {book[0]}", book[2], "H.", book[3], "22.000", "V21", 12, None,
           None, None] for n, book in enumerate(BOOKS, 1))],
        ["received", "accession", "author_title", "publisher", "place", "year", "price", "class", "ignore", "ignore",
         "note", "note"]),
    "title and author in one cell": (
        listed(("STT", NUMBER), ("Tên sách / tác giả", [f"{b[0]} / {b[1]}" for b in BOOKS]),
                                            ("NXB, năm", [f"{b[2]}, {b[3]}" for b in BOOKS]), ("Giá", ["54.500đ"] * 3)),
                                     ["serial", "title_author", "imprint", "price"]),
    "publisher and year under one plain head": (
        listed(("Nhan đề", TITLE), ("Nhà xuất bản", [f"NXB {b[2]} - {b[3]}" for b in BOOKS]), ("Mã vạch", COPY)),
        ["title", "imprint", "accession"]),
    "author or editor": (listed(("TT", NUMBER), ("Tên giáo trình, tài liệu", TITLE), ("Tác giả/Chủ biên", AUTHOR),
                                ("Nhà XB - Năm XB", [f"{b[2]}, {b[3]}" for b in BOOKS])),
                         ["serial", "title", "author", "imprint"]),
    "a code beside the accession number": (
        listed(("Mã sách", ["HK-1", "HK-2", "HK-3"]), ("Số ĐKCB", COPY), ("Tên sách", TITLE), ("Năm", YEAR)),
        ["control_no", "accession", "title", "year"]),
    "only a code": (listed(("Mã sách", ["00012", "00013", "00014"]), ("Tên sách", TITLE), ("Tác giả", AUTHOR)),
                    ["accession", "title", "author"]),
    "numbers that lost their zeros": (listed(("Số ĐKCB", [12, 13, 14]), ("Tên sách", TITLE), ("Tác giả", AUTHOR)),
                                      ["accession", "title", "author"]),
    "years as floats and dates": (listed(("Tên sách", TITLE), ("Tác giả", AUTHOR),
                                         ("Năm xuất bản", [2019.0, "01/01/2018", "c2021"])),
                                  ["title", "author", "year"]),
    "dates as serial numbers": (listed(("Ngày nhập", [43466, 43467, 43468]), ("Tên sách", TITLE), ("Tác giả", AUTHOR),
                                       ("Giá", [54.5, 120, 22.5])),
                                ["received", "title", "author", "price"]),
    "empty columns between": (listed(("STT", NUMBER), ("", ["", "", ""]), ("Tên sách", TITLE), ("", ["", "", ""]),
                                     ("Tác giả", AUTHOR), ("", ["", "", ""]), ("Năm", YEAR)),
                              ["serial", "ignore", "title", "ignore", "author", "ignore", "year"]),
    "unknown heads": (listed(("X1", NUMBER), ("Tên sách", TITLE), ("X3", AUTHOR), ("X4", YEAR),
                             ("X5", ["978-604-2-08765-4", "978-604-2-08766-1", "978-604-2-08767-8"])),
                      ["serial", "title", "author", "year", "isbn"]),
    "no head at all": ([[n, *book] for n, book in enumerate(BOOKS, 1)],
                       ["serial", "title", "author", "publisher", "year"]),
    "store and size share a spelling": (listed(("Tên sách", TITLE), ("Kho", ["Kho mượn", "Kho đọc", "Kho mượn"]),
                                               ("Khổ", ["24cm", "19cm", "20,5cm"]),
                                               ("Số trang", ["120tr.", "200 tr", "48"])),
                                        ["title", "location", "size", "pages"]),
    "price or shelf": (listed(("Tên sách", TITLE), ("Giá", ["54.500đ", "60.000đ", "5.000"]), ("Kệ", ["1", "2", "3"])),
                       ["title", "price", "location"]),
    "classes and subjects": (listed(("Tên sách", TITLE), ("Phân loại", ["895.922", "895.9223", "510.712"]),
                                    ("Môn học", ["Văn", "Văn", "Toán"]), ("Lớp", ["6", "7", "6"]),
                                    ("Tình trạng", ["Tốt", "Hỏng", "Tốt"])),
                             ["title", "class", "subject", "grade", "status"]),
    "amount beside price": (listed(("Tên sách", TITLE), ("Số lượng", [4, 1, 2]), ("Đơn giá", [5000, 6000, 7000]),
                                   ("Thành tiền", [20000, 6000, 14000])),
                            ["title", "quantity", "price", "amount"]),
    "abbreviations": (listed(("S.T.T", NUMBER), ("Tựa sách", TITLE), ("T.Giả", AUTHOR), ("N.X.B", PUBLISHER),
                             ("S.Lượng", [4, 1, 2])),
                      ["serial", "title", "author", "publisher", "quantity"]),
    "volume, edition, series": (listed(("Tên sách", TITLE), ("Tập", ["1", "2", "3"]), ("Lần XB", ["2", "1", "5"]),
                                       ("Tùng thư", ["Tủ sách vàng"] * 3), ("Dịch giả", AUTHOR)),
                                ["title", "volume", "edition", "series", "translator"]),
    "brackets and colons": (listed(("Tên sách (nhan đề):", TITLE), ("Tác giả (*)", AUTHOR),
                                    ("Giá tiền (đồng)", [5000, 6000, 7000])),
                            ["title", "author", "price"]),
    "misspelt": (listed(("Tên sánh", TITLE), ("Tác gỉa", AUTHOR), ("Nhà xuât bản", PUBLISHER), ("Năm xuất bàn", YEAR)),
                 ["title", "author", "publisher", "year"]),
}
# fmt: on
MERGES = {"two header rows": ["D1:F1", "A1:A2", "B1:B2", "C1:C2", "G1:G2"]}


def found(name: str, folder: Path) -> list[str]:
    rows, _wanted = LAYOUTS[name]
    made = Workbook()
    for row in rows:
        made.active.append(row)
    for area in MERGES.get(name, ()):
        made.active.merge_cells(area)
    path = folder / "a.xlsx"
    made.save(path)
    layout = recognise(sheet.heads(path, "xlsx")[0].rows)
    assert layout is not None
    return [target.value for target in layout.targets]


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_column_is_recognised(name: str, tmp_path: Path) -> None:
    assert found(name, tmp_path) == LAYOUTS[name][1]


def titles() -> list[str]:
    return [from_compact(bytes(one.marc)).first("245", "a") for one in SourceRecord.objects.order_by("id")]


def rows_told() -> list[tuple[int, str, str]]:
    rows = ImportRow.objects.order_by("number")
    return [(row.number, row.get_outcome_display(), reason_text(row.reasons)) for row in rows]


REGISTER = [
    ("Ngày vào sổ", "Số ĐKCB", "Tên sách", "Tác giả", "Năm XB", "Giá tiền", "Ghi chú"),
    ("01/09/2020", "00012", *A[:2], 2019, 54500, None),
    ("01/09/2020", "00013", *A[:2], 2019, 54500, "mất"),
    ("01/09/2020", "00014", *B[:2], 2018, 60000, None),
    ("05/09/2021", "00015", *A[:2], 2019, 54500, None),
    ("05/09/2021", "00015", *A[:2], 2019, 54500, None),
    (None, "00016", None, None, None, None, None),
    ("05/09/2021", "00017", *A[:2], 2021, 54500, None),
]


@pytest.mark.django_db
def test_a_register_with_a_row_for_every_copy() -> None:
    batch = hand_in(workbook(*REGISTER), name="so.xlsx")
    assert outcome(batch) == (7, 7, 0, 0, 0)
    assert titles() == [A[0], B[0], A[0]]
    assert [(one.record.control_no, one.accession_no, one.price) for one in Item.objects.order_by("id")] == [
        ("#00012", "00012", 54500),
        ("#00012", "00013", 54500),
        ("#00012", "00015", 54500),
        ("#00012", "00016", 54500),
        ("#00014", "00014", 60000),
        ("#00017", "00017", 54500),
    ]
    assert rows_told()[:6] == [
        (2, "đã nhận", ""),
        (3, "đã nhận", "Bản thứ 2 của sách ở dòng 2."),
        (4, "đã nhận", ""),
        (5, "đã nhận", "Bản thứ 3 của sách ở dòng 2."),
        (6, "đã nhận", "Bản này đã có ở dòng 2."),
        (7, "đã nhận", "Bản thứ 4 của sách ở dòng 2."),
    ]
    record = from_compact(bytes(SourceRecord.objects.get(control_no="#00012").marc))
    assert [one.first("d") for one in record.all("541")] == ["2020-09-01", "2021-09-05"]
    assert [one.first("z") for one in record.all("852")] == ["", "mất", "", ""]


@pytest.mark.django_db
def test_a_further_copy_is_a_new_version_of_its_book() -> None:
    hand_in(workbook(*REGISTER), name="so.xlsx")
    batch = hand_in(workbook(*REGISTER, ("06/09/2022", "00018", *B[:2], 2018, 60000, None)), name="so.xlsx")
    assert outcome(batch) == (8, 2, 0, 0, 6)
    assert SourceRecord.objects.get(control_no="#00014").version == 2
    assert SourceRecord.objects.count() == 3


@pytest.mark.django_db
def test_copies_far_from_their_book_and_after_a_kill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lienthu.catalogue.jobs.SLICE", 2)
    batch = hand_in(workbook(*REGISTER), name="so.xlsx")
    assert outcome(batch) == (7, 7, 0, 0, 0)
    assert ImportRow.objects.filter(record__control_no="#00012").count() == 5


@pytest.mark.django_db
def test_merged_cells_over_the_copies_of_a_title() -> None:
    made = Workbook()
    for row in [("Tên sách", "Tác giả", "Số ĐKCB"), (*A[:2], "TK1"), (None, None, "TK2"), (*B[:2], "TK3")]:
        made.active.append(row)
    made.active.merge_cells("A2:A3")
    made.active.merge_cells("B2:B3")
    out = BytesIO()
    made.save(out)
    assert outcome(hand_in(out.getvalue(), name="a.xlsx")) == (3, 3, 0, 0, 0)
    assert SourceRecord.objects.count() == 2
    assert Item.objects.filter(record__control_no="#TK1").count() == 2


@pytest.mark.django_db
def test_cells_as_they_are_typed() -> None:
    rows = [
        ("Tên sách", "Tác giả", "Năm XB", "Giá", "Số ĐKCB"),
        ("Một", "Hoài, Tô", 2019.0, 54.5, "HK000012-15"),
        ("Hai", "nt", "-nt-", '"', "HK000097-00"),
        ("Ba", "Nam Cao", "01/01/1985", 2.5, "21"),
    ]
    hand_in(workbook(*rows), name="a.xlsx")
    one, two, three = (from_compact(bytes(each.marc)) for each in SourceRecord.objects.order_by("id"))
    assert (one.first("100", "a"), two.first("100", "a")) == ("Hoài, Tô", "Hoài, Tô")
    assert (one.first("260", "c"), two.first("260", "c"), three.first("260", "c")) == ("2019", "2019", "1985")
    assert (one.first("020", "c"), two.first("020", "c"), three.first("020", "c")) == ("54500", "54500", "2.5")
    numbers = list(Item.objects.order_by("id").values_list("accession_no", flat=True))
    assert numbers == ["HK000012", "HK000013", "HK000014", "HK000015", "HK000097", "HK000098", "HK000099", "HK000100",
                       "21"]  # fmt: skip
