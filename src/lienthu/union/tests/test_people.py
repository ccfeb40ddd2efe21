"""Merging and taking apart by people: exact, respected by later runs, and only by those who may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lienthu.kernel.actor import Actor, ActorKind, Grant
from lienthu.kernel.errors import Conflict, NotFound, Refused
from lienthu.kernel.models import AuditEntry
from lienthu.kernel.permissions import Permission
from lienthu.union import queries, reviewing
from lienthu.union.actions.decide_pair import decide_pair
from lienthu.union.actions.match_records import match_records
from lienthu.union.actions.merge import merge
from lienthu.union.actions.unmerge import unmerge
from lienthu.union.models import Decision, Entry, MatchKey, Member, UndecidedPair
from lienthu.union.tests.test_match_records import BOOK, hand_in, library, partition, set_state

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


def reviewer(*library_ids: int | None) -> Actor:
    grants = frozenset(Grant(Permission.UNION_REVIEW, library_id) for library_id in library_ids)
    return Actor(ActorKind.PERSON, "An", None, grants)


def entry_of(record_id: int) -> Entry:
    return Member.objects.select_related("entry").get(pk=record_id).entry


def pair(*, year: str = "2012") -> tuple[int, int]:
    ids = hand_in(BOOK, "TINH"), hand_in(replace(BOOK, year=year), "GN")
    match_records(record_ids=ids)
    return ids


def test_a_record_taken_out_stays_out() -> None:
    first, second = pair()
    entry = entry_of(first)
    own = unmerge(actor=SYSTEM, public_id=entry.public_id, record_id=second, note="khác bìa")
    assert partition() == {frozenset([first]), frozenset([second])}
    assert entry_of(second) == own
    assert queries.resolve(entry.public_id).size == 1
    hand_in(replace(BOOK, publisher="Nxb. Kim Đồng", extent="149 tr."), "GN")
    match_records(record_ids=[second])
    assert partition() == {frozenset([first]), frozenset([second])}
    assert Decision.objects.get().kind == "taken_out"


def test_entries_put_together_stay_together() -> None:
    first, second = pair(year="2015")
    winner, loser = entry_of(first), entry_of(second)
    merge(actor=SYSTEM, public_id=winner.public_id, other=loser.public_id)
    assert partition() == {frozenset([first, second])}
    assert queries.entry_page(loser.public_id).redirected
    assert queries.resolve(loser.public_id) == winner
    hand_in(replace(BOOK, year="2016"), "GN")
    match_records(record_ids=[second])
    assert partition() == {frozenset([first, second])}


def test_a_merge_taken_back_leaves_what_was_there() -> None:
    first, second = pair(year="2015")
    before = entry_of(first), set(MatchKey.objects.filter(entry=entry_of(first)).values_list("key", flat=True))
    merge(actor=SYSTEM, public_id=before[0].public_id, other=entry_of(second).public_id)
    unmerge(actor=SYSTEM, public_id=before[0].public_id, record_id=second)
    after = entry_of(first)
    assert bytes(after.data) == bytes(before[0].data)
    assert set(MatchKey.objects.filter(entry=after).values_list("key", flat=True)) == before[1]


def test_the_acts_are_audited() -> None:
    first, second = pair(year="2015")
    winner, loser = entry_of(first), entry_of(second)
    merge(actor=SYSTEM, public_id=winner.public_id, other=loser.public_id)
    assert AuditEntry.objects.get(code="union.merged").data["records"] == 1
    unmerge(actor=SYSTEM, public_id=winner.public_id, record_id=second)
    assert AuditEntry.objects.get(code="union.unmerged").data["record"] == second


def test_a_library_decides_about_its_own_records_only() -> None:
    first, second = pair()
    entry, ours = entry_of(first), reviewer(library("GN").pk)
    with pytest.raises(Refused):
        unmerge(actor=ours, public_id=entry.public_id, record_id=first)
    assert partition() == {frozenset([first, second])}
    unmerge(actor=ours, public_id=entry.public_id, record_id=second)
    assert partition() == {frozenset([first]), frozenset([second])}
    with pytest.raises(Refused):
        merge(actor=ours, public_id=entry.public_id, other=entry_of(second).public_id)
    assert partition() == {frozenset([first]), frozenset([second])}
    merge(actor=reviewer(None), public_id=entry.public_id, other=entry_of(second).public_id)
    assert partition() == {frozenset([first, second])}


def test_what_cannot_be_done_changes_nothing() -> None:
    first, _second = pair(year="2015")
    entry = entry_of(first)
    with pytest.raises(Conflict, match=r"union\.only_member"):
        unmerge(actor=SYSTEM, public_id=entry.public_id, record_id=first)
    with pytest.raises(NotFound, match=r"union\.not_a_member"):
        unmerge(actor=SYSTEM, public_id=entry.public_id, record_id=999_999)
    with pytest.raises(Conflict, match=r"union\.same_entry"):
        merge(actor=SYSTEM, public_id=entry.public_id, other=entry.public_id)
    with pytest.raises(NotFound, match=r"union\.no_such_entry"):
        merge(actor=SYSTEM, public_id=entry.public_id, other="zzzzzzzzz")
    assert Entry.objects.filter(state="active").count() == 2
    assert Decision.objects.count() == 0


def undecided() -> UndecidedPair:
    hand = [hand_in(BOOK, "TINH"), hand_in(replace(BOOK, publisher="Trẻ"), "GN")]
    match_records(record_ids=hand)
    return UndecidedPair.objects.get(answer=None)


def test_an_undecided_pair_is_answered_same() -> None:
    waiting = undecided()
    decide_pair(actor=SYSTEM, pair_id=waiting.pk, verdict="same")
    assert partition() == {frozenset([waiting.left_id, waiting.right_id])}
    assert [d.kind for d in Decision.objects.all()] == ["merged"]


def test_an_undecided_pair_is_answered_different() -> None:
    waiting = undecided()
    decide_pair(actor=SYSTEM, pair_id=waiting.pk, verdict="different", note="khác ấn phẩm")
    assert len(partition()) == 2
    decided = Decision.objects.get()
    assert (decided.kind, decided.note) == ("never", "khác ấn phẩm")
    with pytest.raises(Conflict, match=r"union\.pair_answered"):
        decide_pair(actor=SYSTEM, pair_id=waiting.pk, verdict="same")


def test_the_entry_page_tells_where_everything_comes_from() -> None:
    ids = [hand_in(BOOK, "TINH"), hand_in(replace(BOOK, publisher="Nxb. Kim Đồng"), "GN")]
    match_records(record_ids=[*ids, hand_in(replace(BOOK, year="2019"), "CJ")])
    page = queries.entry_page(entry_of(ids[0]).public_id)
    assert [member.record_id for member in page.members] == ids
    assert page.members[1].evidence.witness == ids[0]
    assert "publisher.equal" in page.members[1].evidence.reasons
    publisher = next(field for field in page.fields if field.name == "publisher")
    assert (publisher.value, publisher.sources, publisher.others) == (
        "Nxb. Kim Đồng",
        (ids[1],),
        ((ids[0], "Kim Đồng"),),
    )
    assert [edition.year for edition in page.editions] == [2019]


def test_index_sources_take_three_queries(django_assert_num_queries: object) -> None:
    ids = [hand_in(replace(BOOK, title=f"Sách số {n}"), "TINH", str(n)) for n in range(1, 30)]
    match_records(record_ids=ids)
    gone = entry_of(ids[0])
    set_state(ids[0], "withdrawn")
    match_records(record_ids=ids[:1])
    wanted = list(Entry.objects.values_list("pk", flat=True))
    with django_assert_num_queries(3):  # type: ignore[operator]
        found = queries.index_sources(wanted)
    assert [one.is_active for one in found] == [one.id != gone.pk for one in found]
    assert found[1].values["title"] == "Sách số 2"


def test_undecided_pairs_are_shown_to_those_who_may_decide_them() -> None:
    waiting = undecided()
    pairs, page = reviewing.undecided(reviewer(None))
    assert [(one.left.member.record_id, one.right.member.record_id) for one in pairs] == [
        (waiting.left_id, waiting.right_id)
    ]
    assert page.next is None
    assert reviewing.undecided(reviewer(library("GN").pk))[0] == []
