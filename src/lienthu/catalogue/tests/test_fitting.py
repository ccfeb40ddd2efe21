"""Headings and keywords that can mean one authority only: offered, written as a version, taken back; never guessed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lienthu.catalogue.actions import edit_batch
from lienthu.catalogue.actions.keep_authority import NewAuthority, create_authority
from lienthu.catalogue.actions.write_headings import write_headings
from lienthu.catalogue.authority_fitting import LOOKED_UP, fitted
from lienthu.catalogue.models import Authority, BatchEdit, SourceRecord
from lienthu.catalogue.rules.authority_data import FormRole
from lienthu.catalogue.rules.batch_edit import Operation
from lienthu.catalogue.rules.fitting import Fit, keywords, with_keywords
from lienthu.catalogue.rules.headings import Kind
from lienthu.catalogue.tests.helpers import SYSTEM, hand_in, library, marc_file
from lienthu.kernel import jobs
from lienthu.kernel.errors import Conflict
from lienthu.marc.record import Field, Record, from_compact


def authority(kind: Kind, heading: str, *variants: str) -> Authority:
    names = tuple((FormRole.VARIANT, text) for text in variants)
    return create_authority(actor=SYSTEM, data=NewAuthority(kind, heading, names))


def record(*fields: tuple[str, str, str], number: str = "1") -> Record:
    """Fields as (tag, indicators, $a)."""
    made = [Field(tag, "", marks, [("a", text)]) for tag, marks, text in fields]
    return Record("00000nam a2200000 a 4500", [Field("001", number), Field("245", "", "10", [("a", "Sách")]), *made])


def said(one: Record) -> list[str]:
    return [
        f"{field.tag}{field.indicators.replace(' ', '#')} {field.text()}" for field in one.fields if field.tag != "001"
    ]


@pytest.fixture
def known(db: None) -> None:
    authority(Kind.BODY, "Bộ Giáo dục và Đào tạo", "Bộ GD&ĐT")
    authority(Kind.PERSON, "Nam Cao", "Trần Hữu Tri")
    authority(Kind.PERSON, "Nguyễn Đình Thi, 1924-2003")
    authority(Kind.PERSON, "Nguyễn Văn An, 1950-")
    authority(Kind.PERSON, "Nguyễn Văn An, 1970-")
    authority(Kind.PLACE, "Đắk Nông", "Đăk Nông")
    authority(Kind.SUBJECT, "Văn học Việt Nam", "Văn học nước ta")
    authority(Kind.SUBJECT, "Huế")
    authority(Kind.PLACE, "Huế")


@pytest.mark.usefixtures("known")
class TestHeadings:
    @pytest.mark.parametrize(
        ("field", "after"),
        [
            (("100", "0 ", "Bộ Giáo dục và Đào tạo"), "1102# Bộ Giáo dục và Đào tạo"),
            (("700", "1 ", "Bộ GD&ĐT"), "7102# Bộ Giáo dục và Đào tạo"),
            (("710", "2 ", "Nam Cao"), "7000# Nam Cao"),
            (("650", " 4", "Đắk Nông"), "651#4 Đắk Nông"),
        ],
    )
    def test_what_is_filed_under_another_kind_is_sure(self, field: tuple[str, str, str], after: str) -> None:
        made, changes = fitted([record(field)], sure_only=True)[0]
        assert said(made)[-1] == after and len(changes) == 1

    @pytest.mark.parametrize(
        ("text", "after"),
        [("Nguyễn Đình Thi", "1000# Nguyễn Đình Thi, 1924-2003"), ("Tran Huu Tri", "1000# Nam Cao")],
    )
    def test_what_a_person_has_to_see_is_offered_only(self, text: str, after: str) -> None:
        one = record(("100", "0 ", text))
        assert fitted([one], sure_only=True)[0] == (one, [])
        assert said(fitted([one], sure_only=False)[0][0])[-1] == after

    @pytest.mark.parametrize(
        "field",
        [
            ("100", "0 ", "Trần Hữu Tri"),  # stands for Nam Cao already
            ("100", "0 ", "Nguyễn Văn An"),  # two namesakes
            ("100", "0 ", "Nam Càò"),  # other marks are another name
            ("650", " 4", "đắk nông"),  # not letter by letter
            ("650", " 4", "Nam Cao"),  # a topic is never taken for a person
            ("650", " 4", "Không có ở đâu"),
        ],
    )
    def test_nothing_is_guessed(self, field: tuple[str, str, str]) -> None:
        one = record(field)
        assert fitted([one], sure_only=False)[0] == (one, [])

    def test_the_same_number_of_questions_for_any_number_of_records(self) -> None:
        asked = []
        for many in (1, 40):
            texts = [record(("100", "0 ", "Bộ Giáo dục và Đào tạo"), ("650", " 4", f"Chủ đề {n}")) for n in range(many)]
            with CaptureQueriesContext(connection) as queries:
                fitted(texts, sure_only=False)
            asked.append(len(queries))
        assert asked[0] == asked[1] <= 8

    def test_it_becomes_a_version_once(self) -> None:
        hand_in(marc_file(record(("100", "0 ", "Bộ Giáo dục và Đào tạo"))))
        one = SourceRecord.objects.get()
        saved = write_headings(actor=SYSTEM, record_id=one.pk, expected_version=1)
        assert (saved.version, saved.changed) == (2, True)
        assert one.versions.get(number=2).origin == "heading"
        with pytest.raises(Conflict, match="record_overtaken"):
            write_headings(actor=SYSTEM, record_id=one.pk, expected_version=1)
        with pytest.raises(Conflict, match="no_heading_fits"):
            write_headings(actor=SYSTEM, record_id=one.pk, expected_version=2)
        one.refresh_from_db()
        assert one.version == 2


@pytest.mark.usefixtures("known")
class TestKeywords:
    def test_a_name_of_one_authority_becomes_its_heading(self) -> None:
        one = record(("653", "  ", "văn học nước ta"), ("653", "  ", "Đăk Nông"), ("653", "  ", "Tiểu thuyết"))
        made = LOOKED_UP["keywords"]([one])(one)
        assert said(made)[1:] == ["650#4 Văn học Việt Nam", "651#4 Đắk Nông", "653## Tiểu thuyết"]

    def test_two_could_be_meant_or_the_kind_is_another(self) -> None:
        one = record(("653", "  ", "Huế"), ("653", "  ", "Nam Cao"), ("653", " 5", "Văn học Việt Nam"))
        assert LOOKED_UP["keywords"]([one])(one) == one
        told = record(("653", " 5", "Huế"), ("653", " 1", "Trần Hữu Tri"))
        assert said(LOOKED_UP["keywords"]([told])(told))[1:] == ["60004 Nam Cao", "651#4 Huế"]

    def test_a_heading_that_is_there_already_is_not_doubled(self) -> None:
        one = record(("650", " 4", "Văn học nước ta"), ("653", "  ", "Văn học Việt Nam"))
        assert LOOKED_UP["keywords"]([one])(one) == one

    def test_by_batch_and_back(self) -> None:
        hand_in(marc_file(*(record(("653", "  ", "Văn học nước ta"), number=str(n)) for n in range(3))))
        before = list(SourceRecord.objects.order_by("id").values_list("marc", flat=True))
        edit = edit_batch.propose(
            actor=SYSTEM, library_id=library("TINH").pk, selection={"by": "all"}, operation=Operation("fix", "keywords")
        )
        jobs.drain()
        edit.refresh_from_db()
        assert (edit.state, edit.records.count()) == (BatchEdit.State.READY, 3)
        edit_batch.run(actor=SYSTEM, edit=edit)
        jobs.drain()
        assert all(from_compact(one.marc).first("650", "a") == "Văn học Việt Nam" for one in SourceRecord.objects.all())
        edit_batch.undo(actor=SYSTEM, edit=edit)
        jobs.drain()
        assert [from_compact(one.marc).first("653", "a") for one in SourceRecord.objects.all()] == [
            "Văn học nước ta"
        ] * 3
        assert len(before) == 3


texts = st.sampled_from(["Văn học", "văn học", "Thơ", "Huế", "", " ", "Nam Cao", "a"])
fields = st.lists(st.tuples(st.sampled_from(["653", "650", "651", "245"]), st.sampled_from(["  ", " 1", " 5", "x"]),
                            st.lists(st.tuples(st.sampled_from("ab"), texts), max_size=3)), max_size=5)  # fmt: skip


@given(fields, st.sampled_from([Kind.SUBJECT, Kind.PLACE, Kind.PERSON]))
def test_filing_keywords_twice_is_filing_them_once(given_fields: list[tuple[str, str, list]], kind: Kind) -> None:  # type: ignore[type-arg]
    one = Record("", [Field(tag, "", marks, list(pairs)) for tag, marks, pairs in given_fields])
    fits = {each: Fit(kind, "Văn học Việt Nam") for each in keywords(one)[:1]}
    twice: Callable[[Record], Record] = lambda each: with_keywords(each, fits)[0]  # noqa: E731
    assert twice(twice(one)) == twice(one)
    others = [field for field in twice(one).fields if field.tag[0] != "6"]
    assert others == [field for field in one.fields if field.tag[0] != "6"]
