"""What people put right in an entry, and which editions are one work."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lienthu.kernel.errors import Conflict, Invalid, Refused
from lienthu.kernel.models import AuditEntry
from lienthu.marc.record import Field
from lienthu.union import queries
from lienthu.union.actions.correct import correct, remove_correction
from lienthu.union.actions.decisions import take_back
from lienthu.union.actions.match_records import match_records
from lienthu.union.actions.merge import merge
from lienthu.union.actions.works import link_works, part_work
from lienthu.union.models import Correction, Decision, Entry, SourceRank
from lienthu.union.rules import entry as rules
from lienthu.union.tests.test_match_records import BOOK, hand_in, library
from lienthu.union.tests.test_people import SYSTEM, entry_of, pair, reviewer

pytestmark = pytest.mark.django_db


def title(record_id: int) -> Any:
    return entry_of(record_id).fields["title"]


def put_right(record_id: int, field: str = "title", value: Any = "Dế Mèn phiêu lưu ký", **more: Any) -> Correction:
    known = {"actor": SYSTEM, "reason": "viết hoa tên riêng"} | more
    return correct(public_id=entry_of(record_id).public_id, field=field, value=value, **known)


def test_a_correction_holds_whatever_the_sources_say_and_can_be_removed() -> None:
    first, second = pair()
    made = put_right(first)
    assert title(first) == {
        "v": "Dế Mèn phiêu lưu ký",
        "s": [],
        "c": made.pk,
        "o": [[second, "Dế mèn phiêu lưu ký"], [first, "Dế mèn phiêu lưu ký"]],
    }
    hand_in(replace(BOOK, publisher="Nxb. Kim Đồng"), "GN")
    match_records(record_ids=[second])
    assert title(first)["v"] == "Dế Mèn phiêu lưu ký"
    remove_correction(actor=SYSTEM, correction_id=made.pk)
    assert title(first) == {"v": "Dế mèn phiêu lưu ký", "s": second}
    with pytest.raises(Conflict, match=r"union\.correction_gone"):
        remove_correction(actor=SYSTEM, correction_id=made.pk)
    assert [entry.code for entry in AuditEntry.objects.order_by("number")] == [
        "union.corrected",
        "union.correction_removed",
    ]


def test_a_correction_outlives_a_merge_and_its_end() -> None:
    first, second = pair(year="2015")
    put_right(second, "summary", "Truyện đồng thoại")
    merge(actor=SYSTEM, public_id=entry_of(first).public_id, other=entry_of(second).public_id)
    assert entry_of(first).fields["summary"]["v"] == "Truyện đồng thoại"
    take_back(actor=SYSTEM, decision_id=Decision.objects.latest("id").pk)
    assert "summary" not in entry_of(first).fields
    assert entry_of(second).fields["summary"]["v"] == "Truyện đồng thoại"


def test_of_two_corrections_the_later_one_stands() -> None:
    first, _ = pair()
    put_right(first, "subjects", ["Côn trùng"])
    put_right(first, "subjects", "Văn học thiếu nhi\nViệt Nam\nViệt Nam\n")
    assert entry_of(first).fields["subjects"]["v"] == ["Văn học thiếu nhi", "Việt Nam"]
    assert Correction.objects.filter(removed_at=None).count() == 1


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("format", "map", r"union\.no_such_field"),
        ("nothing", "x", r"union\.no_such_field"),
        ("title", "  ", r"union\.bad_value"),
        ("title", "x" * 3000, r"union\.bad_value"),
        ("year", "hai nghìn", r"union\.bad_year"),
        ("year", "20122", r"union\.bad_year"),
    ],
)
def test_what_is_no_value_changes_nothing(field: str, value: str, code: str) -> None:
    first, _ = pair()
    before = entry_of(first).fields
    with pytest.raises(Invalid, match=code):
        put_right(first, field, value)
    with pytest.raises(Invalid, match=r"union\.reason_needed"):
        put_right(first, reason=" ")
    assert (entry_of(first).fields, Correction.objects.count()) == (before, 0)


def test_a_library_corrects_only_what_is_its_own() -> None:
    first, _ = pair()
    with pytest.raises(Refused):
        put_right(first, actor=reviewer(library("GN").pk))
    assert Correction.objects.count() == 0
    put_right(first, actor=reviewer(None))


def editions(record_id: int) -> list[int | None]:
    return [one.year for one in queries.entry_page(entry_of(record_id).public_id).editions]


def test_works_are_linked_and_parted_by_people() -> None:
    ids = [hand_in(replace(BOOK, year=str(2012 + n)), code) for n, code in enumerate(("TINH", "GN", "CJ"))]
    other = hand_in(replace(BOOK, title="Cuộc phiêu lưu của Dế Mèn", year="2020"), "DM")
    match_records(record_ids=[*ids, other])
    assert (editions(ids[0]), editions(other)) == ([2014, 2013], [])
    link_works(actor=SYSTEM, public_id=entry_of(ids[0]).public_id, other=entry_of(other).public_id)
    assert editions(other) == [2014, 2013, 2012]
    later = hand_in(replace(BOOK, title="Cuộc phiêu lưu của Dế Mèn", year="2022"), "KN")
    match_records(record_ids=[later])
    assert editions(later) == [2020, 2014, 2013, 2012]
    part_work(actor=SYSTEM, public_id=entry_of(ids[1]).public_id)
    assert (editions(ids[1]), editions(other)) == ([], [2022, 2014, 2012])
    with pytest.raises(Conflict, match=r"union\.one_work"):
        link_works(actor=SYSTEM, public_id=entry_of(ids[0]).public_id, other=entry_of(other).public_id)
    with pytest.raises(Conflict, match=r"union\.only_edition"):
        part_work(actor=SYSTEM, public_id=entry_of(ids[1]).public_id)
    link_works(actor=SYSTEM, public_id=entry_of(ids[0]).public_id, other=entry_of(ids[1]).public_id)
    assert editions(ids[1]) == [2022, 2020, 2014, 2012]
    assert len({entry.pk for entry in Entry.objects.filter(state="active")}) == 5


def test_authority_control_goes_before_a_later_record() -> None:
    controlled = Field("700", "", "1 ", [("a", "Tô Hoài, 1920-2014"), ("0", "(VN-TVQG)123")])
    first, second = hand_in(replace(BOOK, extra=(controlled,)), "TINH"), hand_in(BOOK, "GN")
    match_records(record_ids=[first, second])
    assert entry_of(first).fields["creators"]["s"] == first


def test_the_order_of_libraries_is_data() -> None:
    SourceRank.objects.create(kind="commune", rank=9)
    assert rules.LIBRARY_RANK["commune"] < 9
    facts = {"title": "x", "year": 2012}
    assert rules.merit(facts, 9) > rules.merit(facts, rules.LIBRARY_RANK["province"])
