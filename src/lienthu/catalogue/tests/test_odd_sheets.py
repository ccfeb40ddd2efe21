"""Sheets that are larger, smaller or other than they seem."""

from __future__ import annotations

import struct
import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest

from lienthu.catalogue import report
from lienthu.catalogue.actions.start_import import Options, start_import
from lienthu.catalogue.importers import sheet
from lienthu.catalogue.models import ImportBatch, ImportRow, Item, SourceRecord
from lienthu.catalogue.tests.helpers import SYSTEM, hand_in, library, outcome, sizes, workbook
from lienthu.catalogue.tests.test_sheets import ods, ods_row
from lienthu.kernel.errors import Invalid
from lienthu.marc.fields import Bib
from lienthu.marc.record import from_compact

pytestmark = pytest.mark.django_db
LAST = 1_048_576


def titles() -> list[str]:
    return [Bib(from_compact(bytes(one.marc))).full_title for one in SourceRecord.objects.order_by("id")]


def repeated(row: str, times: int) -> str:
    return row.replace("<table:table-row>", f'<table:table-row table:number-rows-repeated="{times}">', 1)


def test_a_filled_row_repeated_to_the_bottom_is_read_a_thousand_times_and_says_so() -> None:
    data = ods(ods_row("Tên sách", "Tác giả") + repeated(ods_row("Dế mèn", "Tô Hoài"), LAST - 1))
    batch = hand_in(data, name="a.ods")
    assert (batch.rows, batch.rejected, sizes()[0]) == (1001, 1, 1)
    last = ImportRow.objects.get(number=1002)
    assert (last.outcome, last.reasons) == (
        ImportRow.Outcome.REJECTED,
        f'[["catalogue.row_repeated",{{"count":{LAST - 1001}}}]]',
    )
    report.write(batch, BytesIO())


def test_a_row_at_the_very_bottom_costs_nothing_and_keeps_its_number(tmp_path: Path) -> None:
    file = tmp_path / "a.ods"
    gap = repeated(ods_row(), LAST - 3)
    file.write_bytes(ods(ods_row("Tên sách", "Tác giả") + ods_row("Một", "A") + gap + ods_row("Hai", "B")))
    tracemalloc.start()
    try:
        rows = list(sheet.rows(file, "ods"))
        assert tracemalloc.get_traced_memory()[1] < 4 * 1024**2
    finally:
        tracemalloc.stop()
    assert [(row.place, row.cells) for row in rows] == [
        (1, ["Tên sách", "Tác giả"]),
        (2, ["Một", "A"]),
        (LAST, ["Hai", "B"]),
    ]


def test_what_ods_shows_and_hides(tmp_path: Path) -> None:
    """Shown zeros, dates, merged cells, a note, a deleted row, empty rows between, a second sheet."""
    number = '<table:table-cell office:value-type="float" office:value="{}"><text:p>{}</text:p></table:table-cell>'
    date = 'office:value-type="date" office:date-value="2019-03-02"'
    text = 'office:value-type="string"'
    cells = (
        number.format("123", "000123")
        + number.format("54500", "54.500")
        + f"<table:table-cell {date}><text:p>x</text:p></table:table-cell>"
        + f"<table:table-cell {text}><office:annotation><text:p>ghi chú</text:p></office:annotation>"
        + '<text:p>Đất<text:s text:c="2"/>rừng</text:p><text:p>phương Nam</text:p></table:table-cell>'
    )
    merged = (
        f'<table:table-row><table:table-cell table:number-rows-spanned="2" {text}><text:p>Văn</text:p>'
        '</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="2">'
        f"<table:covered-table-cell/><table:table-cell {text}><text:p>Một</text:p></table:table-cell></table:table-row>"
    )
    gone = f"<table:tracked-changes>{ods_row('đã xoá')}</table:tracked-changes>"
    file = tmp_path / "a.ods"
    first = gone + f"<table:table-row>{cells}</table:table-row>" + repeated(ods_row(), 2) + merged
    file.write_bytes(ods(first + "</table:table><table:table table:name='T'>" + ods_row("Hai")))
    rows = [(row.number, row.sheet, row.place, row.cells) for row in sheet.rows(file, "ods")]
    assert rows == [
        (1, 0, 1, ["000123", "54500", "02/03/2019", "Đất  rừng\nphương Nam"]),
        (2, 0, 2, []),
        (3, 0, 3, []),
        (4, 0, 4, ["Văn"]),
        (5, 0, 5, ["Văn", "Một"]),
        (6, 0, 6, ["", "Một"]),
        (7, 1, 1, ["Hai"]),
    ]
    assert [(head.name, head.offset, head.width) for head in sheet.heads(file, "ods")] == [("S", 0, 4), ("T", 6, 1)]


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def xls(*cells: tuple[int, int, str | int], shown: str = "General") -> bytes:
    """The least that is a workbook of Excel 97: [MS-XLS] records in one stream of a compound file [MS-CFB]."""
    code = struct.pack("<HHB", 164, len(shown), 0) + shown.encode("latin-1")
    styles = b"".join(record(0xE0, struct.pack("<HH", 0, number) + bytes(16)) for number in (0, 164))
    bound = record(0x85, struct.pack("<IHBB", 0, 0, 1, 0) + b"S")
    globals = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + record(0x41E, code) + styles
    start = len(globals) + len(bound) + 4
    bound = record(0x85, struct.pack("<IHBB", start, 0, 1, 0) + b"S")
    book = globals + bound + record(0xA, b"") + record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0))
    for row, column, value in cells:
        if isinstance(value, int):
            book += record(0x203, struct.pack("<HHHd", row, column, 1, value))
        else:
            book += record(0x204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + value.encode("utf-16-le"))
    return compound((book + record(0xA, b"")).ljust(4096, b"\0"))


def compound(stream: bytes) -> bytes:
    sectors = -(-len(stream) // 512)
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    return header + table + folder.ljust(512, b"\0") + stream.ljust(sectors * 512, b"\0")


def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    links = struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return text.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)


HEAD: tuple[tuple[int, int, str | int], ...] = ((0, 0, "Tên sách"), (0, 1, "Số ĐKCB"), (1, 0, "Dế mèn"), (1, 1, 123))


def test_two_cells_in_far_corners_of_an_xls() -> None:
    with pytest.raises(Invalid, match="zip_bomb"):
        hand_in(xls(*HEAD, (65_535, 255, "x")), name="a.xls")
    assert sizes() == (0, 0, 0)


@pytest.mark.parametrize(
    ("shown", "number"), [("000000", "000123"), ('"HK"00000', "HK00123"), ("0", "123"), ("", "123")]
)
def test_numbers_of_an_xls_keep_the_zeros_it_shows(shown: str, number: str) -> None:
    hand_in(xls(*HEAD, shown=shown), name="a.xls")
    assert list(Item.objects.values_list("accession_no", flat=True)) == [number]


@pytest.mark.parametrize("cut", [600, 1500, 3000])
def test_a_cut_xls_is_one_sentence(cut: int) -> None:
    with pytest.raises(Invalid) as refusal:
        hand_in(xls(*HEAD)[:cut], name="a.xls")
    assert refusal.value.code in ("catalogue.workbook_unreadable", "catalogue.not_a_catalogue")


LETTER = (
    "Kính gửi thư viện tỉnh, trường chúng tôi đã nhận công văn.\n"
    "Năm nay mưa nhiều, kho sách bị dột một góc.\n"
    "Danh sách sẽ gửi sau, mong các anh chị thông cảm.\n"
    "Trân trọng cảm ơn, kính chúc sức khỏe.\n"
)


@pytest.mark.parametrize("name", ["thu.txt", "thu.csv"])
def test_a_letter_is_no_list(name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        hand_in(LETTER.encode(), name=name)
    assert (refusal.value.code, sizes()) == ("catalogue.no_list", (0, 0, 0))


def test_a_letter_on_the_page_waits_for_a_person() -> None:
    asked = Options(preview=True)
    batch = start_import(actor=SYSTEM, library=library(), filename="thu.txt", chunks=[LETTER.encode()], options=asked)
    assert batch.state == ImportBatch.State.MAPPING
    assert batch.layouts is not None
    assert {column[2] for column in batch.layouts[0]["columns"]} == {"ignore"}


@pytest.mark.parametrize("head", ["Tên sách", "NHAN ĐỀ", "Nhan đề:"])
def test_a_list_of_titles_alone(head: str) -> None:
    names = ["Dế mèn phiêu lưu ký", "Số đỏ", "Đất rừng phương Nam, tập 1"]
    assert outcome(hand_in(workbook([head], *([name] for name in names)), name="a.xlsx")) == (3, 3, 0, 0, 0)
    assert titles() == names
    hand_in("\n".join([head, *(f'"{name}"' for name in names)]).encode(), library("GN"), name="a.csv")
    assert titles() == names * 2


def test_a_list_of_titles_without_a_head_is_offered() -> None:
    data = "\n".join(f"Chuyện kể số {number} của bà" for number in range(12)).encode()
    with pytest.raises(Invalid, match="no_list"):
        hand_in(data, name="a.txt")
    asked = Options(preview=True)
    batch = start_import(actor=SYSTEM, library=library(), filename="a.txt", chunks=[data], options=asked)
    assert batch.state == ImportBatch.State.MAPPING
