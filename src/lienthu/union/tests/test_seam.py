"""What upper rooms keep about entries stays on the right side of every merge and un-merge: a consumer as they will be.

A hold, review or list entry keeps the identifier of the entry as it was named then, and the record where one is known
(a copy was chosen). It is never rewritten: `queries.where_now` and `queries.resolve` say where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from lienthu.kernel import outbox
from lienthu.kernel.actor import Actor
from lienthu.kernel.models import Event
from lienthu.union import queries
from lienthu.union.actions.decisions import take_back
from lienthu.union.actions.match_records import match_records
from lienthu.union.actions.merge import merge
from lienthu.union.actions.unmerge import unmerge
from lienthu.union.events import RECORDS_MOVED
from lienthu.union.models import Decision
from lienthu.union.tests.test_match_records import BOOK, hand_in
from lienthu.union.tests.test_people import entry_of

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


@dataclass(frozen=True)
class Hold:
    reader: str
    entry: str
    record: int | None = None

    def is_for(self) -> str:
        now = queries.where_now([self.record]) if self.record else {}
        return now.get(self.record or 0) or queries.resolve(self.entry).public_id


@pytest.fixture
def heard() -> Iterator[None]:
    """Somebody listens to `union.records_moved`, so that it is kept."""
    outbox.consumer("test.holds", events=(RECORDS_MOVED,))(lambda batch: None)
    yield
    outbox._CONSUMERS.pop("test.holds")


def announced() -> list[tuple[list[list[int]], int | None]]:
    events = Event.objects.filter(kind=RECORDS_MOVED).order_by("id")
    return [(event.payload["moves"], event.payload["decision"]) for event in events]


def test_everything_is_on_the_right_side_again(heard: None) -> None:
    first, second, third = hand_in(BOOK, "TINH"), hand_in(replace(BOOK, year="2015"), "GN"), hand_in(BOOK, "CJ")
    match_records(record_ids=[first, second, third])
    one, two = entry_of(first), entry_of(second)
    before = [Hold("An", one.public_id), Hold("Bình", two.public_id), Hold("Chi", one.public_id, third)]
    merge(actor=SYSTEM, public_id=one.public_id, other=two.public_id)
    joined = Decision.objects.get()
    during = [Hold("Dung", one.public_id), Hold("Em", one.public_id, second), Hold("Giang", one.public_id, first)]
    assert {hold.is_for() for hold in [*before, *during]} == {one.public_id}
    take_back(actor=SYSTEM, decision_id=joined.pk)
    found = {hold.reader: hold.is_for() for hold in [*before, *during]}
    assert found == {
        "An": one.public_id,
        "Bình": two.public_id,
        "Chi": one.public_id,
        "Dung": one.public_id,
        "Em": two.public_id,
        "Giang": one.public_id,
    }
    merge(actor=SYSTEM, public_id=two.public_id, other=one.public_id)
    assert {hold.is_for() for hold in [*before, *during]} == {two.public_id}


def test_a_hold_on_a_copy_follows_its_record(heard: None) -> None:
    first, second = hand_in(BOOK, "TINH"), hand_in(BOOK, "GN")
    match_records(record_ids=[first, second])
    entry = entry_of(first)
    holds = [Hold("An", entry.public_id), Hold("Bình", entry.public_id, second)]
    own = unmerge(actor=SYSTEM, public_id=entry.public_id, record_id=second)
    assert [hold.is_for() for hold in holds] == [entry.public_id, own.public_id]


def test_what_moved_where_is_announced(heard: None) -> None:
    first, second = hand_in(BOOK, "TINH"), hand_in(replace(BOOK, year="2015"), "GN")
    match_records(record_ids=[first, second])
    one, two = entry_of(first), entry_of(second)
    assert announced() == []
    merge(actor=SYSTEM, public_id=one.public_id, other=two.public_id)
    joined = Decision.objects.get()
    back = take_back(actor=SYSTEM, decision_id=joined.pk)
    assert announced() == [([[second, two.pk, one.pk]], joined.pk), ([[second, one.pk, two.pk]], back.pk)]
    assert joined.moved == [[second, two.public_id, one.public_id]]
    assert back.moved == [[second, one.public_id, two.public_id]]
