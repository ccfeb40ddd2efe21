"""Scores of records: exact reasons, and what must hold for any record."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.marc.record import Field, Record
from lienthu.marc.validation import validate
from lienthu.union.quality_words import WORDS
from lienthu.union.rules.quality import BITS, WEIGHTS, Copies, Unlinked, judge, placed, reasons, score

SHELVED = Copies(2, numbered=True, placed=True)


def data(tag: str, *pairs: tuple[str, str], ind: str = "  ") -> Field:
    return Field(tag, "", ind, list(pairs))


def fixed(country: str = "vm ", language: str = "vie") -> Field:
    return Field("008", f"100101s2010    {country:3}           000 0 {language:3} d")


def whole() -> list[Field]:
    return [
        Field("001", "x1"),
        fixed(),
        data("041", ("a", "vie"), ind="0 "),
        data("082", ("a", "895.9223"), ("2", "23"), ind="04"),
        data("100", ("a", "Tô Hoài"), ind="0 "),
        data("245", ("a", "Dế mèn phiêu lưu ký"), ("c", "Tô Hoài"), ind="10"),
        data("260", ("a", "H."), ("b", "Kim Đồng"), ("c", "2012")),
        data("650", ("a", "Văn học thiếu nhi"), ind=" 7"),
        data("653", ("a", "Truyện"), ind="  "),
    ]


def without(*tags: str) -> list[Field]:
    return [field for field in whole() if field.tag not in tags]


def found(fields: list[Field], copies: Copies = SHELVED, **more: object) -> list[str]:
    return reasons(placed(mask(fields, copies), **more))  # type: ignore[arg-type]


def mask(fields: list[Field], copies: Copies = SHELVED) -> int:
    record = Record(fields=fields)
    return judge(record, [one.code for one in validate(record)], copies)


def test_a_record_with_all_that_is_asked_for_has_a_hundred_points() -> None:
    assert found(whole()) == []
    assert score(mask(whole())) == 100


def test_an_empty_record_lacks_everything_that_can_be_lacking() -> None:
    lacking = judge(Record(fields=[]), [one.code for one in validate(Record(fields=[]))])
    assert set(reasons(lacking)) == {
        "no_title", "no_author", "no_publication", "no_subject", "no_accession", "no_call_number", "marc_error",
        "no_heading", "no_classification", "no_language", "no_country"}  # fmt: skip
    assert score(lacking) == 23


def test_everything_together_takes_a_hundred() -> None:
    alternatives = {"bad_classification", "bad_language", "languages_disagree", "bad_country"}
    assert sum(weight for code, weight in WEIGHTS.items() if code not in alternatives) == 100
    assert WEIGHTS["bad_classification"] < WEIGHTS["no_classification"]
    assert WEIGHTS["bad_language"] + WEIGHTS["languages_disagree"] <= WEIGHTS["no_language"]
    assert WEIGHTS["bad_country"] < WEIGHTS["no_country"]
    assert len(set(BITS.values())) == len(BITS) < 63
    assert set(WORDS) == set(WEIGHTS)


CASES: list[tuple[str, Callable[[], list[Field]], list[str]]] = [
    ("no title", lambda: [data("245", ("a", " /")), *without("245")], ["no_title"]),
    ("no author", lambda: [data("245", ("a", "Ca dao"), ind="00"), *without("100", "245")], ["no_author"]),
    ("author in 245 $c only", lambda: without("100"), []),
    ("no imprint", lambda: without("260"), ["no_publication"]),
    ("imprint in 264", lambda: [*without("260"), data("264", ("b", "Kim Đồng"), ind=" 1")], []),
    ("keywords only", lambda: without("650"), ["no_heading"]),
    ("neither", lambda: without("650", "653"), ["no_subject", "no_heading"]),
    ("no class", lambda: without("082"), ["no_classification"]),
    ("class with a comma", lambda: [*without("082"), data("082", ("a", "895,9223"), ind="04")], ["bad_classification"]),
    ("class with a book number", lambda: [*without("082"), data("082", ("a", "895.9223 T450H"), ind="04")], []),
    ("class of another scheme", lambda: [*without("082"), data("084", ("a", "V23"), ("2", "19L"))], []),
    ("a bad one beside a good one", lambda: [*whole(), data("082", ("a", "?"), ind="04")], []),
    ("no language", lambda: [fixed(language="   "), *without("008", "041")], ["no_language"]),
    ("fill characters", lambda: [fixed(language="|||", country="|||"), *without("008", "041")],
     ["no_language", "no_country"]),
    ("language as a word", lambda: [fixed(language="   "), *without("008", "041"), data("041", ("a", "Tiếng Việt"))],
     ["bad_language"]),
    ("capital letter", lambda: [fixed(language="   "), *without("008", "041"), data("041", ("a", "Vie"), ind="0 ")],
     ["bad_language"]),
    ("not a MARC code", lambda: [fixed(language="fra"), *without("008", "041")], ["bad_language"]),
    ("two languages", lambda: [fixed(language="eng"), *without("008")], ["languages_disagree"]),
    ("several languages", lambda: [fixed(language="mul"), *without("008")], []),
    ("country in 044", lambda: [fixed(country="   "), *without("008"), data("044", ("a", "vm"))], []),
    ("country that is gone", lambda: [fixed(country="vn "), *without("008")], ["bad_country"]),
    ("country in capitals", lambda: [fixed(country="VM "), *without("008")], ["bad_country"]),
    ("wrong ISBN", lambda: [data("020", ("a", "9786040000001")), *whole()], ["isbn_wrong"]),
    ("two titles", lambda: [*whole(), data("245", ("a", "Khác"), ind="10")], ["repeated_field"]),
    ("no control number", lambda: without("001"), []),
    ("stray indicator", lambda: [*whole(), data("300", ("a", "148 tr."), ind="9 ")], []),
    ("a short 008", lambda: [Field("008", "vie"), *without("008")], ["marc_warning", "no_country"]),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_reasons(fields: Callable[[], list[Field]], expected: list[str]) -> None:
    assert found(fields()) == expected


def test_copies_count_as_they_are_held() -> None:
    assert found(whole(), Copies()) == ["no_accession"]
    assert found(without("082"), Copies(1)) == ["no_call_number", "no_accession", "no_classification"]
    assert found(without("082"), Copies(1, placed=True)) == ["no_accession", "no_classification"]


def test_authorities_and_duplicates() -> None:
    assert found(whole(), unlinked=Unlinked(names=True, subjects=True)) == ["names_unlinked", "subjects_unlinked"]
    assert found(whole(), is_duplicate=True) == ["duplicate"]
    around = placed(mask(without("082")), Unlinked(names=True), is_duplicate=True)
    assert score(around) == 100 - 6 - 3 - 6
    # What is so no longer goes again; what is wanting in the record stays.
    assert reasons(placed(around)) == ["no_classification"]


def test_the_score_is_what_the_reasons_leave() -> None:
    for code, bit in BITS.items():
        assert (score(bit), reasons(bit)) == (100 - WEIGHTS[code], [code])


subsets = st.sets(st.sampled_from(range(len(whole()))))


@given(subsets, st.integers(0, len(whole()) - 1), st.booleans(), st.booleans())
def test_more_information_never_lowers_the_score(kept: set[int], more: int, numbered: bool, shelved: bool) -> None:
    parts = whole()
    fewer = [parts[at] for at in sorted(kept)]
    richer = [parts[at] for at in sorted({*kept, more})]
    assert score(mask(richer, Copies(1))) >= score(mask(fewer, Copies(1)))
    assert score(mask(fewer, Copies(1, numbered, shelved))) >= score(mask(fewer, Copies(1)))


@given(subsets, st.lists(st.sampled_from(["041", "044", "082", "084", "650"]), max_size=4), st.text(max_size=8))
def test_garbage_beside_what_is_good_takes_nothing_from_codes_and_classes(
    kept: set[int], tags: list[str], text: str
) -> None:
    parts = whole()
    fields = [parts[at] for at in sorted(kept)]
    worse = [*fields, *(data(tag, ("a", text)) for tag in tags)]
    own = ("no_classification", "bad_classification", "no_language", "no_country", "bad_country", "no_heading")
    before, after = mask(fields), mask(worse)
    assert sum(WEIGHTS[code] for code in own if after & BITS[code]) <= sum(
        WEIGHTS[code] for code in own if before & BITS[code]
    )


@given(subsets, st.integers())
def test_the_order_of_fields_does_not_matter(kept: set[int], seed: int) -> None:
    parts = [*whole(), fixed(language="eng"), data("082", ("a", "x")), data("041", ("a", "Vie"))]
    fields = [parts[at] for at in sorted(kept)] + parts[len(whole()) :]
    mixed = fields[:]
    random.Random(seed).shuffle(mixed)
    assert mask(mixed) == mask(fields)
