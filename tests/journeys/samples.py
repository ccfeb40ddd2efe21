"""Files that journeys hand in: what a school really sends, and a few records that must not be seen."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from lienthu.marc import iso2709
from lienthu.marc.record import Field, Record

HEAD = ["STT", "TÊN SÁCH", "Người viết", "NXB", "Năm XB", "Giá bìa", "SL", "Ghi chú"]
ROWS = [
    [1, "Chuyện kể bên bếp lửa nhà dài", "Y Krông Niê", "Kim Đồng", 2019, "54.500đ", 3, "Lớp 6"],
    [2, "Hướng dẫn trồng cà phê trên đất đỏ bazan", "Lê Văn Cao; Phạm Thị Đào", "Nông nghiệp", "2017", 38000, "2", ""],
    [3, "", "Không rõ", "Giáo dục", 2015, "12.000", 1, "mất trang bìa"],
    [None, None, None, None, None, None, None, None],
    ["STT", "TÊN SÁCH", "Người viết", "NXB", "Năm XB", "Giá bìa", "SL", "Ghi chú"],
    [4, "Hang động núi lửa Krông Nô", "Nguyễn Thị Lan", "Lâm Đồng", "2021", "120,000", 5, "Địa chí"],
    [5, "LÞch sö §¶ng bé huyÖn C­ Jót", "NhiÒu t¸c gi¶", "ChÝnh trÞ quèc gia", 2010, "", 2, "font cũ"],
]


def messy_sheet(path: Path, mark: str) -> Path:
    """Title rows above, a merged heading, a repeated head, numbers as text, a legacy font, a row without a title."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sổ đăng ký"
    sheet.append(["PHÒNG GD&ĐT HUYỆN CƯ JÚT"])
    sheet.append([f"DANH MỤC SÁCH THƯ VIỆN NĂM HỌC 2025-2026 ({mark})"])
    sheet.merge_cells("A2:H2")
    sheet.append([])
    sheet.append([*HEAD[:-1], f"{HEAD[-1]} {mark}"])
    for row in ROWS:
        if row == HEAD:
            sheet.append([*HEAD[:-1], f"{HEAD[-1]} {mark}"])
            continue
        sheet.append([f"{cell} ({mark})" if at == 1 and row[0] in {1, 2, 4} else cell for at, cell in enumerate(row)])
    book.save(path)
    return path


def book(number: str, title: str, author: str, secrecy: str = "0") -> Record:
    fields = [
        Field("001", number),
        Field("008", "260101s2016    vm            000 0 vie d"),
        Field("041", "", "0 ", [("a", "vie")]),
        Field("100", "", "1 ", [("a", author)]),
        Field("245", "", "10", [("a", title + " /"), ("c", author)]),
        Field("260", "", "  ", [("a", "Đắk Nông :"), ("b", "Lưu hành nội bộ,"), ("c", "2016")]),
        Field("300", "", "  ", [("a", "214 tr.")]),
        Field("852", "", "  ", [("b", "Kho địa chí"), ("j", number)]),
        Field("926", "", "  ", [("a", secrecy)]),
    ]
    return Record(fields=fields)


def secret_file(path: Path, number: str, title: str, author: str) -> Path:
    path.write_bytes(iso2709.write(book(number, title, author, secrecy="1")))
    return path
