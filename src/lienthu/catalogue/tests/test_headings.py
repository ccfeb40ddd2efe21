"""Headings: one key for all spellings, and who it is, or that it is open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.catalogue.rules.authority_data import Details, Fault, checked, isni_is_sound
from lienthu.catalogue.rules.authority_proposals import Counted, best_name, gather
from lienthu.catalogue.rules.heading_change import changed_record
from lienthu.catalogue.rules.headings import Form, Heading, Kind, Link, agree, heading_of, life, lookup, resolve
from lienthu.catalogue.rules.record_headings import Role, Said, record_headings
from lienthu.marc.record import Field, Record

PERSON = Kind.PERSON


@pytest.mark.parametrize(
    ("text", "dates", "same_as"),
    [
        ("Nguyễn, Du", "", "Nguyễn Du"),
        ("Du Nguyễn", "", "Nguyễn Du"),
        ("NGUYỄN DU", "", "Nguyễn Du"),
        ("Nguyễn Du, 1765-1820", "", "Nguyễn Du (1765-1820)"),
        ("Nguyễn, Du,", "1765-1820.", "Nguyễn Du, 1765-1820"),
        ("Hoà Bình", "", "Hòa Bình"),
        ("Lí Thái Tổ", "", "Lý Thái Tổ"),
        ("PGS. TS. Trần Văn An", "", "Trần Văn An"),
        ("Tra\u0302\u0300n Va\u0306n An", "", "Trần Văn An"),
        ("Nguyễn Văn An (chủ biên)", "", "Nguyễn Văn An"),
    ],
)
def test_spellings_of_one_name_are_one_key(text: str, dates: str, same_as: str) -> None:
    assert heading_of(PERSON, text, dates) == heading_of(PERSON, same_as)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (PERSON, "Nguyễn Dũ", "Nguyễn Du"),
        (PERSON, "Nguyen Du", "Nguyễn Du"),
        (Kind.SUBJECT, "Văn học", "Học văn"),
        (Kind.PLACE, "Đắk Nông", "Đắk Lắk"),
    ],
)
def test_different_names_are_different_keys(kind: Kind, one: str, other: str) -> None:
    assert heading_of(kind, one).key != heading_of(kind, other).key


def test_bodies_and_subjects_keep_their_order_and_lose_their_points() -> None:
    assert heading_of(Kind.BODY, "Việt Nam (CHXHCN). Bộ Y tế.").key == "việt nam chxhcn bộ y tế"
    assert heading_of(Kind.SUBJECT, "Văn học -- Việt Nam") == heading_of(Kind.SUBJECT, "VĂN HỌC - Việt Nam")


@given(st.sampled_from(list(Kind)), st.text(max_size=400), st.text(max_size=30))
def test_any_text_has_a_key_that_fits_and_is_its_own(kind: Kind, text: str, dates: str) -> None:
    found = heading_of(kind, text, dates)
    assert len(found.key) <= 200 and len(found.dates) <= 9 and len(lookup(kind, text)) <= 200
    if kind is not PERSON and len(found.key) < 150:
        assert heading_of(kind, found.key).key == found.key


@given(st.permutations(["Nguyễn", "Thị", "Minh", "Khai"]))
def test_the_order_of_a_personal_name_does_not_matter(words: list[str]) -> None:
    assert heading_of(PERSON, " ".join(words)) == Heading(PERSON, "khai minh nguyễn thị")


@pytest.mark.parametrize(
    ("text", "life_"),
    [("1765-1820", "1765-1820"), ("1920-", "1920-"), ("k. 1920 – 1999", "1920-1999"), ("?-1820", "-1820"),
     ("sinh 1950", "1950-"), ("", ""), ("thế kỉ 19", "")],
)  # fmt: skip
def test_dates(text: str, life_: str) -> None:
    assert life(text) == life_


def test_lives_agree_when_a_year_is_the_same_and_none_differs() -> None:
    assert agree("1765-1820", "1765-") and agree("-1820", "1765-1820")
    assert not agree("1765-1820", "1765-1821") and not agree("1765-", "-1820") and not agree("", "1765-")


ONE, TWO = Form(1, "", "1915-1951"), Form(2, "1950-", "1950-")


@pytest.mark.parametrize(
    ("dates", "forms", "link"),
    [
        ("", [ONE], Link(1)),
        ("", [], Link()),
        ("", [ONE, TWO], Link(is_open=True)),
        ("", [TWO], Link(is_open=True)),
        ("1950-", [ONE, TWO], Link(2)),
        ("1915-1951", [ONE, TWO], Link(1)),
        ("1999-", [ONE, TWO], Link(is_open=True)),
        ("1915-", [Form(1, "", "")], Link(is_open=True)),
        ("", [ONE, Form(1, "1915-1951", "1915-1951")], Link(1)),
        ("1950-", [TWO, Form(3, "", "1950-2001")], Link(is_open=True)),
    ],
)
def test_a_heading_is_linked_only_when_it_can_be_one(dates: str, forms: list[Form], link: Link) -> None:
    assert resolve(dates, forms) == link


@given(
    st.sampled_from(["", "1950-", "1915-1951", "-1951"]),
    st.lists(st.builds(Form, st.integers(1, 3), st.sampled_from(["", "1950-"]), st.sampled_from(["", "1915-1951"]))),
)  # fmt: skip
def test_links_do_not_depend_on_the_order_of_forms(dates: str, forms: list[Form]) -> None:
    found = resolve(dates, forms)
    assert resolve(dates, forms[::-1]) == found
    assert found.authority is None or found.authority in {form.authority for form in forms}
    if not dates and len({form.authority for form in forms}) > 1:
        assert found == Link(is_open=True)


RECORD = Record(
    fields=[
        Field("100", "", "1 ", [("a", "Nam Cao,"), ("d", "1915-1951,"), ("e", "tác giả")]),
        Field("240", "", "10", [("a", "Chí Phèo.")]),
        Field("245", "", "10", [("a", "Chí Phèo")]),
        Field("600", "", "14", [("a", "Nguyễn Du,"), ("d", "1765-1820"), ("x", "Phê bình")]),
        Field("650", "", " 4", [("a", "Văn học"), ("z", "Việt Nam")]),
        Field("651", "", " 4", [("a", "Đắk Nông")]),
        Field("700", "", "1 ", [("a", "Ai đó"), ("t", "Tác phẩm khác")]),
        Field("710", "", "2 ", [("a", "Nxb. Văn học")]),
    ]
)


def test_headings_of_a_record() -> None:
    assert record_headings(RECORD) == [
        Said(Role.CREATOR, Kind.PERSON, "Nam Cao", "1915-1951"),
        Said(Role.CREATOR, Kind.BODY, "Nxb. Văn học", ""),
        Said(Role.SUBJECT, Kind.PERSON, "Nguyễn Du, 1765-1820", "1765-1820"),
        Said(Role.SUBJECT, Kind.SUBJECT, "Văn học", ""),
        Said(Role.SUBJECT, Kind.PLACE, "Đắk Nông", ""),
        Said(Role.TITLE, Kind.WORK, "Chí Phèo", ""),
    ]


def test_a_heading_is_written_into_a_record_and_nothing_else_changes() -> None:
    made, changes = changed_record(RECORD, {("Nam Cao", "1915-1951"), ("Văn học", "")}, "Trần Hữu Tri")
    assert made.fields[0] == Field("100", "", "1 ", [("a", "Trần Hữu Tri,"), ("e", "tác giả")])
    assert made.fields[4] == Field("650", "", " 4", [("a", "Trần Hữu Tri"), ("z", "Việt Nam")])
    assert changes == [
        ("Nam Cao, 1915-1951, tác giả", "Trần Hữu Tri, tác giả"),
        ("Văn học Việt Nam", "Trần Hữu Tri Việt Nam"),
    ]
    assert [made.fields[at] for at in (1, 2, 3, 5, 6, 7)] == [RECORD.fields[at] for at in (1, 2, 3, 5, 6, 7)]
    dated, _ = changed_record(RECORD, {("Nam Cao", "1915-1951")}, "Nam Cao, 1917-1951")
    assert dated.fields[0].subfields == [("a", "Nam Cao,"), ("d", "1917-1951,"), ("e", "tác giả")]
    assert record_headings(dated)[0] == Said(Role.CREATOR, Kind.PERSON, "Nam Cao", "1917-1951")


def heading(at: int, text: str, records: int = 1, dates: str = "", authority: int | None = None) -> Counted:
    return Counted(at, text, heading_of(PERSON, text).key, dates, records, authority)


def test_spellings_are_gathered_and_the_best_is_proposed() -> None:
    found = gather(
        [heading(1, "NGUYỄN DU", 9), heading(2, "Nguyễn, Du", 3), heading(3, "Nguyen Du", 2), heading(4, "Nguyễn Dũ")]
    )
    # Two accented keys: the form without marks may be either and stays away.
    assert [[form.id for form in group.forms] for group in found] == [[1, 2]]
    found = gather([heading(1, "NGUYỄN DU", 9), heading(2, "Nguyễn, Du", 3), heading(3, "Nguyen Du", 2)])
    assert [(group.records, best_name(group)) for group in found] == [(14, "Nguyễn Du")]


def test_namesakes_are_never_gathered() -> None:
    forms = [heading(1, "Nguyễn An", 5, "1950-"), heading(2, "Nguyễn, An", 4, "1970-"), heading(3, "Nguyễn An", 9)]
    assert gather(forms) == []
    assert [g.forms for g in gather(forms[::2])] == [(forms[2], forms[0])]


def test_what_is_linked_already_is_not_proposed() -> None:
    assert gather([heading(1, "Nguyễn Du", authority=7), heading(2, "Nguyễn, Du", authority=7)]) == []
    assert gather([heading(1, "Nguyễn Du", authority=7), heading(2, "Nguyễn, Du", authority=8)]) == []
    assert [g.authority for g in gather([heading(1, "Nguyễn Du", authority=7), heading(2, "Nguyen Du")])] == [7]


def test_details_are_checked() -> None:
    assert isni_is_sound("0000000121032683") and not isni_is_sound("0000000121032684")
    given = Details(
        "1915",
        "1951",
        " a \n b ",
        ("x", "x ", ""),
        {"wikidata": "https://www.wikidata.org/wiki/Q42", "isni": "0000 0001 2103 2683", "viaf": ""},
    )
    assert checked(given) == Details("1915", "1951", "a\nb", ("x",), {"isni": "0000000121032683", "wikidata": "Q42"})
    assert checked(Details("1951", "1915")) == Fault(
        "catalogue.authority_years_turned", "died", {"born": "1951", "died": "1915"}
    )
    assert checked(Details("19x")) == Fault("catalogue.authority_year", "born", {"year": "19x"})
    for scheme, value in (("viaf", "abc"), ("isni", "0000000121032684"), ("wikidata", "42"), ("orcid", "1")):
        found = checked(Details(identifiers={scheme: value}))
        assert isinstance(found, Fault) and (found.code, found.field) == ("catalogue.authority_identifier", scheme)
