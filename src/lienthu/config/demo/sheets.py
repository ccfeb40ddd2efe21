"""Excel and CSV lists as schools and small libraries keep them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from lienthu.config.demo.damage import cp1258, tcvn3, vni
from lienthu.config.demo.model import Manifestation
from lienthu.marc.record import Record

Cells = dict[str, Any]
Damage = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """How one library keeps its list. `columns` are (header, key) pairs."""

    columns: tuple[tuple[str, str], ...]
    heading: tuple[str, ...] = ()
    tabs: tuple[str, ...] = ("Sheet1",)
    between_authors: str = ", "
    repeat_header: int = 0
    empty_every: int = 0
    untitled_every: int = 0
    total_line: bool = False
    merged: bool = False
    years_as_text: bool = False
    price: str = "dotted"  # dotted `54.500đ`, number, comma `54,500`
    dates: str = "date"  # date, text
    damage: tuple[str, ...] = ()  # per tab: "", tcvn3, vni
    faults: tuple[str, ...] = field(default=())


SHEETS: dict[str, Sheet] = {
    "DG": Sheet(
        (
            ("STT", "row"),
            ("Mã sách", "id"),
            ("Tên sách", "title"),
            ("Tác giả", "authors"),
            ("NXB", "publisher"),
            ("Nơi XB", "place"),
            ("Năm", "year"),
            ("Số trang", "pages"),
            ("Giá tiền", "price"),
            ("Phân loại", "ddc"),
            ("Số ĐKCB", "copies"),
        ),
    ),
    "TD": Sheet(
        (
            ("ma_tai_lieu", "id"),
            ("nhan_de", "title"),
            ("tac_gia", "authors"),
            ("nha_xuat_ban", "publisher"),
            ("nam_xuat_ban", "year"),
            ("isbn", "isbn"),
            ("gia_bia", "price"),
            ("tu_khoa", "subjects"),
            ("so_dkcb", "copies"),
        ),
        price="number",
        between_authors="; ",
    ),
    "TCPN": Sheet(
        (
            ("TT", "row"),
            ("Mã TL", "id"),
            ("Tên giáo trình, tài liệu", "title"),
            ("Tác giả/Chủ biên", "authors"),
            ("Nhà XB - Năm XB", "imprint"),
            ("Số lượng", "count"),
            ("Ghi chú", "note"),
            ("Số đăng ký", "copies"),
        ),
        heading=("TRƯỜNG TRUNG CẤP PHƯƠNG NAM", "DANH MỤC TÀI LIỆU THƯ VIỆN"),
        merged=True,
        between_authors=" - ",
        total_line=True,
        empty_every=120,
    ),
    "THPTCVA": Sheet(
        (
            ("Ngày vào sổ", "date"),
            ("Mã số", "id"),
            ("Số ĐKCB", "copies"),
            ("Tên tác giả", "authors"),
            ("Tên sách", "title"),
            ("NXB", "publisher"),
            ("Nơi XB", "place"),
            ("Năm XB", "year"),
            ("Giá tiền", "price"),
            ("Môn loại", "ddc"),
            ("SL", "count"),
            ("Phụ chú", "note"),
        ),
        heading=("SỞ GIÁO DỤC VÀ ĐÀO TẠO ĐẮK NÔNG", "TRƯỜNG THPT CHU VĂN AN", "", "SỔ ĐĂNG KÝ CÁ BIỆT"),
        tabs=("SGK", "STK", "SNV"),
        merged=True,
        repeat_header=45,
        empty_every=90,
        untitled_every=250,
        between_authors="\n",
    ),
    "THCSNT": Sheet(
        (
            ("STT", "row"),
            ("Số ĐKCB", "copies"),
            ("Mã", "id"),
            ("Tên sách", "title"),
            ("Tác giả", "authors"),
            ("Nhà xuất bản", "publisher"),
            ("Năm xuất bản", "year"),
            ("Đơn giá", "price"),
            ("Lớp", "grade"),
        ),
        heading=("PHÒNG GD&ĐT HUYỆN ĐẮK MIL", "THƯ VIỆN TRƯỜNG THCS NGUYỄN TRÃI"),
        tabs=("Sach giao khoa", "Sach tham khao"),
        damage=("tcvn3", "vni"),
        years_as_text=True,
        price="comma",
        dates="text",
        repeat_header=60,
    ),
    "THKD": Sheet(
        (
            ("Số thứ tự", "row"),
            ("Ngày tháng", "date"),
            ("ĐKCB", "copies"),
            ("TÊN SÁCH VÀ TÁC GIẢ", "title_authors"),
            ("NXB, NĂM", "imprint"),
            ("GIÁ", "price"),
        ),
        heading=("Trường Tiểu học Kim Đồng", "Danh mục sách năm học 2024 - 2025"),
        merged=True,
        dates="text",
        years_as_text=True,
        empty_every=40,
        untitled_every=200,
        total_line=True,
    ),
    "XDS": Sheet(
        (
            ("ma", "id"),
            ("ten sach", "title"),
            ("tac gia", "authors"),
            ("nam", "year"),
            ("nha xb", "publisher"),
            ("so luong", "count"),
            ("gia", "price"),
        ),
        price="number",
    ),
    "XNX": Sheet(
        (
            ("Mã", "id"),
            ("Tên tài liệu", "title"),
            ("Tác giả", "authors"),
            ("NXB", "publisher"),
            ("Năm XB", "year"),
            ("Số bản", "count"),
        )
    ),
}


def cells(sheet: Sheet, m: Manifestation, record: Record, row: int) -> Cells:
    """What the library's columns can hold of a record."""
    title = record.get("245")
    assert title is not None
    words = [title.first("a")]
    subtitle = title.first("b")
    if subtitle:
        words.append(subtitle)
    names = [entry.first("a") for entry in record.all("100", "110", "700") if "dịch" not in entry.first("e")]
    year = record.first("260", "c")
    copies = [entry.first("j") for entry in record.all("852")]
    publisher = record.first("260", "b")
    authors = sheet.between_authors.join(names)
    grade = next((part.split()[-1] for part in m.subjects if part.startswith("Lớp ")), "")
    return {
        "row": row,
        "id": record.control("001"),
        "title": ": ".join(words),
        "authors": authors,
        "title_authors": ": ".join(words) + (f" / {authors}" if authors else ""),
        "publisher": publisher,
        "place": record.first("260", "a"),
        "year": year if sheet.years_as_text or not year.isdigit() else int(year),
        "imprint": ", ".join(part for part in (publisher, year) if part),
        "pages": record.first("300", "a").rstrip(" ;:"),
        "isbn": record.first("020", "a"),
        "price": _price(sheet, m.price),
        "ddc": record.first("082", "a"),
        "subjects": "; ".join(entry.first("a") for entry in record.all("653")),
        "copies": _copies(copies),
        "count": len(copies),
        "date": _date(sheet, record),
        "note": "Sách biếu" if row % 37 == 0 else "",
        "grade": grade,
    }


def _price(sheet: Sheet, price: int) -> Any:
    if not price:
        return ""
    if sheet.price == "number":
        return price
    return f"{price:,}" if sheet.price == "comma" else f"{price:,}".replace(",", ".") + "đ"


def _copies(numbers: list[str]) -> str:
    """`HK000012-15`: the end of the range keeps only its last two digits when the rest is the same."""
    if len(numbers) < 2:
        return numbers[0] if numbers else ""
    last = numbers[-1]
    return f"{numbers[0]}-{last[-2:] if last[:-2] == numbers[0][:-2] else last[-6:]}"


def _date(sheet: Sheet, record: Record) -> Any:
    stamp = record.control("005")
    day = dt.date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8]))
    return day if sheet.dates == "date" else f"{day.day}/{day.month}/{day.year}"


def _damage(name: str, row: int) -> Damage:
    if name == "tcvn3":  # copying from the old font lost the soft hyphen here and there
        lost = "\xad" if row % 5 else ("-", "", "\xad")[row // 5 % 3]
        return lambda text: tcvn3(text, lost)
    return vni if name == "vni" else str


def _typed(sheet: Sheet, values: Cells, damage: str, row: int) -> list[Any]:
    spoil = _damage(damage, row)
    return [
        spoil(value) if isinstance(value, str) and damage else value
        for value in (values[key] for _, key in sheet.columns)
    ]


def write_xlsx(path: Path, sheet: Sheet, rows: Iterable[tuple[Manifestation, Record]]) -> int:
    """Writes the workbook; the answer is the number of rows that name no title."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    tabs = [book.create_sheet(name) for name in sheet.tabs]
    heads = [header for header, _ in sheet.columns]
    counts = [0] * len(tabs)
    untitled = 0
    for at, tab in enumerate(tabs):
        _heading(tab, sheet, sheet.damage[at] if sheet.damage else "")
    for number, (made, record) in enumerate(rows, 1):
        at = _tab(made, len(tabs))
        tab, damage = tabs[at], sheet.damage[at] if sheet.damage else ""
        counts[at] += 1
        values = cells(sheet, made, record, counts[at])
        tab.append(_typed(sheet, values, damage, counts[at]))
        if sheet.repeat_header and counts[at] % sheet.repeat_header == 0:
            tab.append([_damage(damage, 1)(head) for head in heads])
        if sheet.empty_every and counts[at] % sheet.empty_every == 0:
            tab.append([None])
        if sheet.untitled_every and number % sheet.untitled_every == 0:
            blank = {
                **values,
                "title": "",
                "title_authors": "",
                "authors": "",
                "id": "",
                "copies": f"{values['copies'][:2]}9{number:05d}",
            }
            tab.append(_typed(sheet, blank, damage, 1))
            untitled += 1
    if sheet.total_line:
        tabs[-1].append(["", "Tổng cộng", sum(counts)])
    _save(book, path)
    return untitled


def _tab(m: Manifestation, tabs: int) -> int:
    if tabs == 1 or "Sách giáo khoa" in m.subjects:
        return 0
    return tabs - 1 if "Sách giáo viên" in m.subjects or tabs == 2 else 1


def _heading(tab: Any, sheet: Sheet, damage: str) -> None:
    spoil = _damage(damage, 1)
    width = len(sheet.columns)
    for line in sheet.heading:
        tab.append([spoil(line)])
        if sheet.merged and line:
            tab.merge_cells(start_row=tab.max_row, start_column=1, end_row=tab.max_row, end_column=width)
    if sheet.heading:
        tab.append([None])
    tab.append([spoil(header) for header, _ in sheet.columns])
    if damage:
        font = Font(name=".VnTime" if damage == "tcvn3" else "VNI-Times")
        for cell in tab[tab.max_row]:
            cell.font = font


def _save(book: Workbook, path: Path) -> None:
    """Same content, same bytes: no clock in the file, entries stored (compression differs between zlib builds)."""
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2025-05-05T08:00:00Z", data)
            target.writestr(zipfile.ZipInfo(name, (2025, 5, 5, 8, 0, 0)), data)


def csv_lines(sheet: Sheet, rows: Iterable[tuple[Manifestation, Record]], delimiter: str) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([header for header, _ in sheet.columns])
    for number, (made, record) in enumerate(rows, 1):
        writer.writerow(_typed(sheet, cells(sheet, made, record, number), "", number))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def write_csv(
    path: Path, sheet: Sheet, rows: Iterable[tuple[Manifestation, Record]], encoding: str, delimiter: str
) -> None:
    encode: Callable[[str], bytes] = cp1258 if encoding == "cp1258" else str.encode
    with path.open("wb") as out:
        if encoding == "utf-8-sig":
            out.write(b"\xef\xbb\xbf")
        for line in csv_lines(sheet, rows, delimiter):
            out.write(encode(line))
