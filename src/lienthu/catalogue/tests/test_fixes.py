"""Safe fixes and batch operations on one record: exact, idempotent, and away from the copies."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.catalogue.batch_words import FIXES as FIX_WORDS
from lienthu.catalogue.batch_words import KINDS
from lienthu.catalogue.rules import fitting
from lienthu.catalogue.rules.batch_edit import NEEDS, Operation, Where, applied, chosen, fault_of
from lienthu.catalogue.rules.fixes import FIXES
from lienthu.marc.grid import text_of
from lienthu.marc.record import Field, Record


def data(tag: str, *texts: str, ind: str = "  ") -> Field:
    return Field(tag, "", ind, [(text[0], text[1:]) for text in texts])


def fixed(country: str = "vm ", language: str = "vie") -> Field:
    return Field("008", f"100101s2010    {country}           000 0 {language} d")


COPY = data("852", "b Kho mượn ", "j")
CASES: list[tuple[str, list[Field], list[Field]]] = [
    ("trimmed", [data("245", "a Số đỏ ", "b "), data("500", "a "), COPY], [data("245", "aSố đỏ"), COPY]),
    ("language_codes", [data("041", "aVie", "hTiếng Anh")], [data("041", "avie", "heng")]),
    ("language_codes", [data("041", "avieeng")], [data("041", "avie", "aeng")]),
    ("language_codes", [data("041", "atiếng lạ")], [data("041", "atiếng lạ")]),
    ("fixed_language", [fixed(language="   "), data("041", "avie")], [fixed(), data("041", "avie")]),
    ("fixed_language", [fixed(language="|||"), data("041", "aeng")], [fixed(language="eng"), data("041", "aeng")]),
    ("fixed_language", [fixed(language="fre"), data("041", "aeng")], [fixed(language="fre"), data("041", "aeng")]),
    ("fixed_language", [fixed(language="   "), data("041", "avie", "aeng")],
     [fixed(language="   "), data("041", "avie", "aeng")]),
    ("country_code", [fixed("vn ")], [fixed("vm ")]),
    ("country_code", [fixed("VM ")], [fixed("vm ")]),
    ("country_code", [fixed("fr ")], [fixed("fr ")]),
    ("price", [data("020", "a9786042000000 : 25000đ")], [data("020", "a9786042000000", "c25.000đ")]),
    ("price", [data("020", "a54.500 VNĐ")], [data("020", "c54.500đ")]),
    ("price", [data("020", "a12000đ", "c9.000đ")], [data("020", "a12000đ", "c9.000đ")]),
    ("isbn", [data("020", "a978-604-2-00000-4 (bìa cứng)")], [data("020", "a978-604-2-00000-4 (bìa cứng)")]),
    ("isbn", [data("020", "a0-19-852663-6 (pbk.)")], [data("020", "a0198526636", "qpbk.")]),
    ("isbn", [data("020", "a12-34")], [data("020", "a12-34")]),
    ("d_with_stroke", [data("245", "aÐất nước")], [data("245", "aĐất nước")]),
    ("stray_indicators", [data("300", "a9 tr.", ind="19")], [data("300", "a9 tr.")]),
    ("stray_indicators", [data("245", "aX", ind="  ")], [data("245", "aX", ind="  ")]),
    ("title_indicators", [data("100", "aA"), data("245", "aX")], [data("100", "aA"), data("245", "aX", ind="10")]),
    ("title_indicators", [data("245", "aThe X", ind="14")], [data("245", "aThe X", ind="04")]),
    ("title_keywords", [data("245", "aSố đỏ :"), data("653", "asố đỏ", "aTruyện"), data("653", "aSố Đỏ")],
     [data("245", "aSố đỏ :"), data("653", "aTruyện")]),
    ("title_keywords", [data("245", "aMa"), data("653", "aMá")], [data("245", "aMa"), data("653", "aMá")]),
    ("isbd_marks", [data("260", "aH.", "bKim Đồng", "c2012"), data("300", "a9 tr.", "c21 cm")],
     [data("260", "aH. :", "bKim Đồng,", "c2012"), data("300", "a9 tr. ;", "c21 cm")]),
    ("no_isbd_marks", [data("260", "aH. :", "bKim Đồng,", "c2012")], [data("260", "aH.", "bKim Đồng", "c2012")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after"), CASES, ids=[f"{at}-{one[0]}" for at, one in enumerate(CASES)])
def test_fixes(name: str, before: list[Field], after: list[Field]) -> None:
    given_ = Record(fields=before)
    untouched = deepcopy(given_)
    assert FIXES[name](given_) == Record(fields=after)
    assert given_ == untouched


def test_every_fix_and_operation_has_a_name() -> None:
    assert FIXES.keys() | set(fitting.FIXES) == FIX_WORDS.keys()
    assert NEEDS.keys() == KINDS.keys()


texts = st.text("aĐ :;,/-()0123456789đ", max_size=14)
fields = st.builds(
    lambda tag, ind, pairs: Field(tag, "", ind, pairs),
    st.sampled_from(["020", "041", "245", "260", "300", "500", "653", "852", "100"]),
    st.text(" 0179", min_size=2, max_size=2),
    st.lists(st.tuples(st.sampled_from("abcq"), texts), min_size=1, max_size=4),
)


@given(st.lists(fields, max_size=6), st.sampled_from(sorted(FIXES)))
def test_a_fix_done_twice_is_done_once_and_copies_stay(some: list[Field], name: str) -> None:
    once = FIXES[name](Record(fields=some))
    assert FIXES[name](once) == once
    assert list(once.all("852")) == [one for one in some if one.tag == "852"]


BOOK = [Field("001", "x"), data("245", "aSố đỏ"), data("260", "aH.", "bNxb. Kim Đồng"), data("653", "aA"), COPY]
DONE: list[tuple[Operation, dict[str, list[str]]]] = [
    (Operation("replace", tag="260", code="b", text="Nxb. ", to=""), {"260": ["‡a H. ‡b Kim Đồng"]}),
    (Operation("replace", tag="653", code="a", text="A", to=""), {"653": []}),
    (Operation("set", tag="260", code="a", to="Hà Nội"), {"260": ["‡a Hà Nội ‡b Nxb. Kim Đồng"]}),
    (Operation("set", tag="260", code="a", text="Huế", to="Hà Nội"), {"260": ["‡a H. ‡b Nxb. Kim Đồng"]}),
    (Operation("add", tag="500", code="a", to="Tặng"), {"500": ["‡a Tặng"]}),
    (Operation("delete_field", tag="653"), {"653": []}),
    (Operation("delete_field", tag="653", text="B"), {"653": ["‡a A"]}),
    (Operation("delete_subfield", tag="260", code="b"), {"260": ["‡a H."]}),
    (Operation("move", tag="260", code="b", to="f"), {"260": ["‡a H. ‡f Nxb. Kim Đồng"]}),
]


@pytest.mark.parametrize(("operation", "expected"), DONE)
def test_operations(operation: Operation, expected: dict[str, list[str]]) -> None:
    record = Record(fields=deepcopy(BOOK))
    after = applied(operation, record)
    assert fault_of(operation) is None
    assert record == Record(fields=BOOK)
    (tag, texts_) = next(iter(expected.items()))
    assert [text_of(one) for one in after.all(tag)] == texts_
    assert [one for one in after.fields if one.tag != tag] == [one for one in BOOK if one.tag != tag]
    assert applied(operation, after) == after


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        (Operation("burn"), "batch_operation"),
        (Operation("fix", fix="magic"), "batch_operation"),
        (Operation("fix"), "batch_incomplete"),
        (Operation("replace", tag="260", code="b"), "batch_incomplete"),
        (Operation("set", tag="852", code="j", to="1"), "batch_untouched"),
        (Operation("set", tag="008", code="a", to="1"), "batch_tag"),
        (Operation("add", tag="50", code="a", to="1"), "batch_tag"),
        (Operation("move", tag="260", code="b", to="zz"), "batch_code"),
        (Operation("add", tag="500", code="A", to="1"), "batch_code"),
    ],
)
def test_what_cannot_be_done_is_said(operation: Operation, code: str) -> None:
    fault = fault_of(operation)
    assert fault is not None
    assert fault[0] == f"catalogue.{code}"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Where(), True),
        (Where("contains", "260", "b", "Kim"), True),
        (Where("contains", "260", "b", "kim"), False),
        (Where("contains", "260", "", "H. Nxb"), True),
        (Where("equals", "245", "a", "Số đỏ"), True),
        (Where("equals", "245", "a", "Số"), False),
        (Where("missing", "650"), True),
        (Where("missing", "245"), False),
        (Where("contains", "001", "", "x"), True),
    ],
)
def test_records_are_chosen_by_their_fields(where: Where, expected: bool) -> None:
    assert chosen(where, Record(fields=BOOK)) is expected
