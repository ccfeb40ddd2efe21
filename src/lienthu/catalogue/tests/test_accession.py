"""Patterns of accession numbers: what they write they read; what cannot be told apart is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.catalogue.rules.accession import Purpose, after, choose, key_of, parse, survey
from lienthu.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("pattern", "n", "year", "number"),
    [
        ("HK{n:06}", 1, 2026, "HK000001"),
        ("HK{n:06}", 1_234_567, 2026, "HK1234567"),
        ("{yyyy}/{n:03}", 45, 2008, "2008/045"),
        ("{n:03}/{yyyy}", 45, 2008, "045/2008"),
        ("VV-D2/{n:05}", 33, 2026, "VV-D2/00033"),
        ("PM.{n:06}", 2774, 2026, "PM.002774"),
        ("Đ{yy}-{n}", 7, 2026, "Đ26-7"),
    ],
)
def test_numbers_as_libraries_write_them(pattern: str, n: int, year: int, number: str) -> None:
    made = parse(pattern)
    assert made.number(n, year) == number
    assert made.read(key_of(number)) == (year if made.has_year else 0, n)


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("", "catalogue.pattern_length"),
        ("x" * 41, "catalogue.pattern_length"),
        ("HK", "catalogue.pattern_number"),
        ("{n}-{n}", "catalogue.pattern_number"),
        ("{n", "catalogue.pattern_brace"),
        ("HK{m}", "catalogue.pattern_field"),
        ("{n:x}", "catalogue.pattern_field"),
        ("{yyyy}-{yy}-{n}", "catalogue.pattern_year"),
        ("{yyyy}{n:03}", "catalogue.pattern_touch"),
        ("2{n:03}", "catalogue.pattern_touch"),
        ("HK{n:09}", "catalogue.pattern_digits"),
    ],
)
def test_a_bad_pattern_is_refused_with_its_fault(pattern: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse(pattern)
    assert refusal.value.code == code


def test_the_form_is_the_same_for_what_differs_in_zeros_and_case() -> None:
    assert parse("HK{n:06}").form == parse("hk {n:04}").form
    assert parse("HK{n:06}").form != parse("KM{n:06}").form


def test_old_numbers_are_seen_however_they_are_written() -> None:
    seen = survey(parse("HK{n:06}"), ["HK000001", "Hk000003", "HK 000002", "HK000009", "KM000100", "HK12"], 2026)
    assert (seen.count, seen.highest, seen.gaps, seen.odd) == (4, 9, 5, ("Hk000003", "HK 000002"))


def test_each_year_counts_for_itself() -> None:
    numbers = ["001/2025", "002/2025", "001/2026"]
    assert survey(parse("{n:03}/{yyyy}"), numbers, 2026).highest == 1
    assert survey(parse("{n:03}/{yyyy}"), numbers, 2025).highest == 2


def test_the_next_number_jumps_over_what_is_kept() -> None:
    assert after(4, []) == 5
    assert after(4, [(5, 7)]) == 8
    assert after(4, [(8, 9), (5, 7)]) == 10
    assert after(4, [(6, 7)]) == 5


def test_the_most_particular_series_is_chosen() -> None:
    series = [Purpose(1, "", ""), Purpose(2, "Kho mượn", ""), Purpose(3, "", "textbook"), Purpose(4, "Kho mượn", "map")]
    assert choose(series, "Kho đọc", "") == 1
    assert choose(series, "Kho mượn", "book") == 2
    assert choose(series, "Kho mượn", "map") == 4
    assert choose(series, "", "textbook") == 3
    assert choose(series[1:2], "Kho đọc", "") is None


literal = st.text("ABĐabđ-./ _", max_size=6)
running = st.integers(1, 8).map(lambda digits: f"{{n:0{digits}}}")


@given(before=literal, behind=literal, field=running, n=st.integers(1, 10**8), year=st.integers(1900, 2099))
def test_what_a_pattern_writes_it_reads(before: str, behind: str, field: str, n: int, year: int) -> None:
    for text in (f"{before}{field}{behind}", f"{{yyyy}}-{before}{field}{behind}", f"{before}{field}-{{yyyy}}{behind}"):
        pattern = parse(text)
        assert pattern.read(key_of(pattern.number(n, year))) == (year if pattern.has_year else 0, n)
        assert pattern.read(key_of(pattern.number(n, year)).lower().upper()) is not None


@given(st.text(max_size=60))
def test_any_text_is_a_pattern_or_a_clear_refusal(text: str) -> None:
    try:
        pattern = parse(text)
    except Invalid as refusal:
        assert refusal.code.startswith("catalogue.pattern_")
    else:
        assert pattern.number(1, 2026) != pattern.number(2, 2026)
