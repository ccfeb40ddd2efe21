"""The Vietnamese title code: what real catalogues agree on, and that gaps stay gaps."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.catalogue.rules.shelf_mark import with_title_code
from lienthu.catalogue.rules.spine import spine_lines
from lienthu.catalogue.rules.title_code import (
    Gap,
    bounds,
    confirmed,
    free_numbers,
    is_rime,
    missing_rimes,
    name_code,
    onset_letters,
    parts,
    series,
    title_code,
)
from lienthu.marc.record import Field, Record

TABLE = confirmed()


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Văn hóa các dân tộc", "V115H"),
        ("Tìm hiểu pháp luật", "T310H"),
        ("Giáo trình kinh tế", "GI-108TR"),
        ("Quản trị học", "QU105TR"),
        ("Những vấn đề lý luận", "NH556V"),
        ("Đất rừng phương Nam", "Đ124R"),
        ("“Thơ”", "TH459"),
        ("VĂN HOÁ", "V115H"),
        ("Va\u0306n ho\u0301a", "V115H"),
        ("Cây ăn quả", "C126Ă"),
        ("Bài giảng", "B103GI"),
        ("Gì thế", "G300TH"),
    ],
)
def test_codes_of_titles(title: str, code: str) -> None:
    made = title_code(title, TABLE)
    assert (made.code, made.gap) == (code, None)
    assert "".join(part for _, part in made.parts) == code


def test_a_name_codes_every_word() -> None:
    assert name_code("Nguyễn Văn Hùng", TABLE).code == "NG527V115H513"


@pytest.mark.parametrize(
    ("title", "gap"),
    [
        ("Sáu người đi khắp thế gian", Gap("Sáu", "au")),
        ("Khuya", Gap("Khuya", "uya")),
        ("ICAO", Gap("ICAO")),
        ("12 con giáp", Gap("12")),
    ],
)
def test_what_the_table_does_not_say_is_asked(title: str, gap: Gap) -> None:
    made = title_code(title, TABLE)
    assert (made.code, made.gap) == ("", gap)


def test_a_gap_lies_between_its_neighbours() -> None:
    assert free_numbers("au", TABLE) == [111]
    assert free_numbers("ăng", TABLE) == [116, 117, 118, 119]
    assert (bounds("uya", TABLE).low, bounds("uya", TABLE).high) == (517, 527)
    assert title_code("Sáu", TABLE | {"au": "111"}).code == "S111"


def test_the_table_rises_with_the_alphabet_and_has_each_number_once() -> None:
    assert len(set(TABLE.values())) == len(TABLE) == 78
    for _, rimes in series(TABLE):
        for rime, code in rimes:
            span = bounds(rime, {other: number for other, number in TABLE.items() if other != rime})
            assert span.low < int(code) < span.high


@given(st.text(max_size=30))
def test_any_title_has_a_code_or_a_reason(title: str) -> None:
    made = title_code(title, TABLE)
    assert made.code or made.gap or not made.parts
    assert not (made.code and made.gap)


def test_onsets_rimes_and_what_is_needed() -> None:
    assert parts("Nghiêng") == ("ngh", "iêng")
    assert parts("quý") == ("qu", "y")
    assert parts("gìn") == ("g", "in")
    assert onset_letters("giáo") == "GI-"
    assert is_rime("uya")
    assert not is_rime("arketing")
    assert missing_rimes(["Sáu", "Màu tím", "Văn hóa"], TABLE) == {"au": (2, "Sáu")}


@pytest.mark.parametrize(
    ("call_number", "year", "volume", "lines"),
    [
        ("398.597 55 V115H", "", "", ["398.597 55", "V115H"]),
        ("320.973 CLI 1997", "2001", "", ["320.973", "CLI", "1997"]),
        ("531.382 ĐA-B 1979", "", "2", ["531.382", "ĐA-B", "1979", "T.2"]),
        ("VV-D2/00033", "1999", "", ["VV-D2", "00033"]),
        ("84(1)7-44 T310H", "2004", "", ["84(1)7-44", "T310H", "2004"]),
        ("895.922 34  NG527V", "2004", "thượng", ["895.922 34", "NG527V", "2004", "thượng"]),
        ("", "", "", []),
    ],
)
def test_spine_lines(call_number: str, year: str, volume: str, lines: list[str]) -> None:
    assert spine_lines(call_number, year, volume) == lines


class TestInTheEditor:
    TABLE: ClassVar[dict[str, str]] = {"ân": "121", "ăn": "115"}

    def test_it_is_written_beside_every_class_without_one(self) -> None:
        one = Record("", [
            Field("245", "", "10", [("a", "Văn hóa Tây Nguyên")]),
            Field("082", "", "04", [("a", "306.09597"), ("2", "23")]),
            Field("084", "", "  ", [("a", "9(V)"), ("b", "cũ"), ("2", "19lop")]),
            Field("094", "", "  ", [("a", "63.5(1)"), ("b", "")]),
            Field("852", "", "  ", [("h", "306.09597"), ("j", "D1")]),
            Field("852", "", "  ", [("h", "306 X999Y"), ("j", "D2")]),
        ])  # fmt: skip
        made = with_title_code(one, self.TABLE)
        assert (made.code, made.written, made.gap) == ("V115H", 3, None)
        assert [field.subfields for field in made.record.fields[1:]] == [
            [("a", "306.09597"), ("b", "V115H"), ("2", "23")],
            [("a", "9(V)"), ("b", "cũ"), ("2", "19lop")],
            [("a", "63.5(1)"), ("b", "V115H")],
            [("h", "306.09597"), ("i", "V115H"), ("j", "D1")],
            [("h", "306 X999Y"), ("j", "D2")],
        ]
        assert with_title_code(made.record, self.TABLE).written == 0

    def test_a_gap_writes_nothing(self) -> None:
        one = Record("", [Field("245", "", "10", [("a", "Tuyết trắng")]), Field("082", "", "04", [("a", "895.9")])])
        made = with_title_code(one, self.TABLE)
        assert (made.record, made.code, made.gap) == (one, "", Gap("Tuyết", "uyêt"))


@pytest.mark.parametrize(
    ("rime", "is_one"), [("uyêt", True), ("ach", True), ("iêp", True), ("út", False), ("xyz", False)]
)
def test_rimes_of_stopped_syllables_are_rimes(rime: str, is_one: bool) -> None:
    assert is_rime(rime) is is_one
