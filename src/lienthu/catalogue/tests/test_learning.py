"""What the head of a file tells about its short fields."""

from __future__ import annotations

import pytest

from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.tests.helpers import book, hand_in, marc_file, workbook
from lienthu.marc.record import Record, from_compact
from lienthu.marc.tests.samples import isis_export
from lienthu.text import encode

TITLES = [
    "Lịch sử Đảng bộ tỉnh Đắk Nông", "Kinh tế nông nghiệp vùng cao", "Văn hoá người Ê Đê", "Những ngày xưa cũ",
    "Hướng dẫn trồng cà phê", "Đất rừng phương Nam",
]  # fmt: skip


def titles(code: str = "245") -> list[str]:
    records: list[Record] = [
        from_compact(bytes(marc)) for marc in SourceRecord.objects.order_by("id").values_list("marc", flat=True)
    ]
    return [record.first(code, "a") for record in records]


def legacy_file(*more: str, code: str = "tcvn3") -> tuple[bytes, list[str]]:
    wanted = [f"{title} {number}" for number in range(10) for title in TITLES] + list(more)
    out = b""
    for number, title in enumerate(wanted):
        fields = [(b"001", b"%04d" % number), (b"245", b"10\x1fa" + encode(title, code).encode("latin-1"))]
        base = 25 + 12 * len(fields)
        directory, body = b"", b""
        for tag, text in fields:
            directory += b"%s%04d%05d" % (tag, len(text) + 1, len(body))
            body += text + b"\x1e"
        out += b"%05dnam  22%05d   4500" % (base + len(body) + 1, base) + directory + b"\x1e" + body + b"\x1d"
    return out, wanted


@pytest.mark.django_db
def test_short_titles_follow_their_file() -> None:
    data, wanted = legacy_file("Mỏ than", "Gỏi cuốn", "Hồi ký", "Tự học", "Plain English title")
    batch = hand_in(data)
    assert batch.rejected == 0
    assert titles() == wanted


HEADER = ("STT", "Nhan đề", "Tác giả", "Năm xuất bản")


def listed(found: list[str]) -> list[tuple[str, str, str, str]]:
    return [HEADER, *((str(number), title, "Nam Cao", "2010") for number, title in enumerate(found, 1))]


@pytest.mark.django_db
def test_one_legacy_title_does_not_make_a_legacy_file() -> None:
    """Among clean records `Má` stays what it says."""
    hand_in(workbook(*listed([*TITLES * 5, "Má than", encode("Tù trưởng", "tcvn3")])), name="a.xlsx")
    assert titles()[-2:] == ["Má than", "Tù trưởng"]


@pytest.mark.django_db
def test_each_sheet_is_in_a_code_of_its_own() -> None:
    wanted = [f"{title} {number}" for number in range(8) for title in TITLES]
    first = [encode(title, "tcvn3") for title in [*wanted, "Mỏ than"]]
    second = [encode(title, "vni") for title in [*(f"{title} nữa" for title in wanted), "Hồ Chí Minh"]]
    hand_in(workbook(*listed(first), more={"Hai": listed(second)}), name="a.xlsx")
    assert titles() == [*wanted, "Mỏ than", *(f"{title} nữa" for title in wanted), "Hồ Chí Minh"]


@pytest.mark.django_db
@pytest.mark.parametrize(("title", "imprint", "extent"), [(20, 31, 32), (24, 26, 30), (245, 260, 300)])
def test_the_definition_of_an_isis_base_is_recognised(title: int, imprint: int, extent: int) -> None:
    rows = [[(title, f"^aSách {n}"), (imprint, "^aH.^bVăn học^c2015"), (extent, "^a120 tr.")] for n in range(30)]
    batch = hand_in(isis_export(rows), name="a.iso")
    assert (batch.rows, batch.rejected) == (30, 0)
    assert titles() == [f"Sách {n}" for n in range(30)]


@pytest.mark.django_db
def test_another_code_that_a_person_names_is_believed() -> None:
    data = marc_file(book("1", "Психологический тренинг")).decode().encode("cp1251", "replace")
    hand_in(data, encoding="cp1251")
    assert titles() == ["Психологический тренинг"]


@pytest.mark.django_db
def test_a_delimited_file_in_one_code() -> None:
    """Windows-1258 `S\xf5n` is `Sơn`; alone it could be the `Sõn` of Windows-1252."""
    wanted = [*(f"{title} {number}" for number in range(8) for title in TITLES), "Tây Sơn"]
    text = "\n".join(";".join(row) for row in listed([encode(title, "cp1258") for title in wanted])[1:])
    data = b"STT;Nhan de;Tac gia;Nam xuat ban\n" + text.encode("latin-1")
    hand_in(data, name="a.csv")
    assert titles() == wanted
