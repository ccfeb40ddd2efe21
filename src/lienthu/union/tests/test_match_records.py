"""Placing records in the union, against the database."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone

from lienthu.catalogue.models import SourceRecord
from lienthu.marc.record import to_compact
from lienthu.registry.models import Library
from lienthu.union.actions.match_records import match_records
from lienthu.union.models import Entry, MatchKey, Member, UndecidedPair
from lienthu.union.tests.pairs import WORKS, Book, record

pytestmark = pytest.mark.django_db

BOOK = Book("Dế mèn phiêu lưu ký", author="Tô Hoài", publisher="Kim Đồng", year="2012", extent="148tr.")


def library(code: str) -> Library:
    return Library.objects.get_or_create(code=code)[0]


def hand_in(book: Book, code: str = "TINH", number: str = "1") -> int:
    """Stores the record as an import would, and returns its id."""
    marc = to_compact(record(book))
    known = SourceRecord.objects.filter(library__code=code, control_no=number).first()
    if known is None:
        return SourceRecord.objects.create(
            library=library(code), control_no=number, marc=marc, digest=b"x", changed_at=timezone.now()
        ).pk
    known.marc, known.version, known.state = marc, known.version + 1, "active"
    known.save()
    return known.pk


def set_state(record_id: int, state: str) -> None:
    SourceRecord.objects.filter(pk=record_id).update(state=state)


def partition() -> set[frozenset[int]]:
    groups: dict[int, set[int]] = {}
    for record_id, entry_id in Member.objects.values_list("record_id", "entry_id"):
        groups.setdefault(entry_id, set()).add(record_id)
    return {frozenset(group) for group in groups.values()}


def test_equal_records_of_one_batch_meet() -> None:
    ids = [hand_in(BOOK, "TINH"), hand_in(BOOK, "GN"), hand_in(replace(BOOK, year="2014"), "CJ")]
    match_records(record_ids=ids)
    assert partition() == {frozenset(ids[:2]), frozenset(ids[2:])}
    entry = Entry.objects.get(members__record=ids[0])
    assert (entry.size, entry.state) == (2, "active")
    assert entry.fields["title"] == {"v": "Dế mèn phiêu lưu ký", "s": ids[1]}
    assert Member.objects.filter(entry=entry, is_representative=True).count() == 1


def test_equal_records_of_two_batches_meet() -> None:
    first, second = hand_in(BOOK, "TINH"), hand_in(BOOK, "GN")
    assert len(match_records(record_ids=[first])) == 1
    changed = match_records(record_ids=[second])
    assert partition() == {frozenset([first, second])}
    assert changed == [Member.objects.get(pk=first).entry_id]


def test_two_editions_share_their_work() -> None:
    ids = [hand_in(BOOK, "TINH"), hand_in(replace(BOOK, year="2014"), "GN")]
    match_records(record_ids=ids)
    assert len({entry.work_key for entry in Entry.objects.all()}) == 1
    assert Entry.objects.count() == 2


def test_the_same_event_again_changes_nothing() -> None:
    ids = [hand_in(BOOK, "TINH"), hand_in(BOOK, "GN")]
    match_records(record_ids=ids)
    before = list(Entry.objects.values()), list(Member.objects.values()), list(MatchKey.objects.values())
    assert match_records(record_ids=ids) == []
    assert before == (list(Entry.objects.values()), list(Member.objects.values()), list(MatchKey.objects.values()))


def test_a_changed_record_moves_and_its_empty_entry_redirects() -> None:
    first, second = hand_in(BOOK, "TINH"), hand_in(replace(BOOK, year="2014"), "GN")
    match_records(record_ids=[first, second])
    old = Member.objects.get(pk=second).entry
    hand_in(BOOK, "GN")
    match_records(record_ids=[second])
    assert partition() == {frozenset([first, second])}
    old.refresh_from_db()
    assert (old.state, old.merged_into_id, old.size) == ("redirect", Member.objects.get(pk=first).entry_id, 0)
    assert not MatchKey.objects.filter(entry=old).exists()


def test_a_changed_record_leaves_the_others_where_they_are() -> None:
    ids = [hand_in(BOOK, code) for code in ("TINH", "GN", "CJ")]
    match_records(record_ids=ids)
    entry = Member.objects.get(pk=ids[0]).entry
    hand_in(replace(BOOK, year="1999"), "TINH")
    match_records(record_ids=ids[:1])
    assert partition() == {frozenset(ids[1:]), frozenset(ids[:1])}
    entry.refresh_from_db()
    assert entry.size == 2
    assert entry.fields["year"]["v"] == 2012
    assert Member.objects.get(pk=ids[1]).is_representative


def test_a_withdrawn_record_leaves_and_comes_back_to_its_address() -> None:
    record_id = hand_in(BOOK)
    match_records(record_ids=[record_id])
    entry = Entry.objects.get()
    set_state(record_id, "withdrawn")
    assert match_records(record_ids=[record_id]) == [entry.pk]
    entry.refresh_from_db()
    assert (entry.state, Member.objects.count(), MatchKey.objects.count()) == ("gone", 0, 0)
    set_state(record_id, "active")
    match_records(record_ids=[record_id])
    entry.refresh_from_db()
    assert (entry.state, entry.size, Entry.objects.count()) == ("active", 1, 1)


def test_a_restricted_record_never_enters() -> None:
    record_id = hand_in(BOOK)
    set_state(record_id, "restricted")
    assert match_records(record_ids=[record_id]) == []
    assert Entry.objects.count() == 0


def test_the_surest_pair_goes_first_and_what_contradicts_it_is_asked_about() -> None:
    without_year = replace(BOOK, year="", isbn=("9786042000017",))
    ids = [hand_in(BOOK, "TINH"), hand_in(without_year, "GN"), hand_in(replace(without_year, year="2016"), "CJ")]
    match_records(record_ids=ids)
    assert partition() == {frozenset(ids[:1]), frozenset(ids[1:])}
    doubtful = UndecidedPair.objects.get()
    assert (doubtful.left_id, doubtful.right_id) == (ids[0], ids[1])
    assert "cluster.contradiction" in doubtful.reasons


def test_a_record_that_fits_two_entries_is_left_to_a_person() -> None:
    ids = [hand_in(BOOK, "TINH"), hand_in(replace(BOOK, year="2016"), "GN"), hand_in(replace(BOOK, year=""), "CJ")]
    match_records(record_ids=ids)
    assert len(partition()) == 3
    assert {tuple(pair.reasons)[-1] for pair in UndecidedPair.objects.all()} == {"cluster.ambiguous"}
    assert UndecidedPair.objects.count() == 2


@pytest.mark.parametrize("size", [1, 2, 7, 100])
def test_the_size_of_batches_does_not_matter(size: int) -> None:
    ids = [hand_in(book, code, str(n)) for n, book in enumerate(WORKS) for code in ("TINH", "GN", "CJ")]
    for start in range(0, len(ids), size):
        match_records(record_ids=ids[start : start + size])
    assert partition() == {frozenset(ids[at : at + 3]) for at in range(0, len(ids), 3)}


def test_an_identifier_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    match_records(record_ids=[hand_in(BOOK)])
    taken = Entry.objects.get().public_id
    drawn = iter([taken, "000000001", "000000001", "000000002"])
    monkeypatch.setattr("lienthu.union.storage.new_public_id", lambda: next(drawn))
    match_records(record_ids=[hand_in(replace(BOOK, year="2014"), "CJ"), hand_in(replace(BOOK, year="2015"), "DM")])
    assert set(Entry.objects.values_list("public_id", flat=True)) == {taken, "000000001", "000000002"}
