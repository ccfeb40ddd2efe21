"""What a person kept apart stays apart, whatever is joined, changed or taken back around it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.union.actions.decide_pair import keep
from lienthu.union.actions.decisions import take_back
from lienthu.union.actions.match_records import match_records, weigh_again
from lienthu.union.actions.merge import merge
from lienthu.union.actions.run import prepare
from lienthu.union.actions.unmerge import unmerge
from lienthu.union.model import current_weights
from lienthu.union.models import Decision, Entry, Member
from lienthu.union.tests.test_match_records import BOOK, hand_in, partition

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
UNDATED = replace(BOOK, title="De men phieu luu ky", year="")
OTHER = replace(BOOK, title="Số đỏ")


def arrives(code: str, **change: str) -> int:
    record = hand_in(replace(BOOK, **change), code)
    match_records(record_ids=[record])
    return record


def changes(code: str, **change: str) -> int:
    return arrives(code, **change)


def entry(record: int) -> Entry:
    return Member.objects.select_related("entry").get(pk=record).entry


def join(one: int, other: int) -> int:
    merge(actor=SYSTEM, public_id=entry(one).public_id, other=entry(other).public_id)
    return Decision.objects.latest("id").pk


def take_out(record: int) -> int:
    unmerge(actor=SYSTEM, public_id=entry(record).public_id, record_id=record)
    return Decision.objects.latest("id").pk


def groups(*records: list[int]) -> set[frozenset[int]]:
    return {frozenset(each) for each in records}


def weighed_again() -> list[int]:
    with transaction.atomic():
        return weigh_again(prepare(Member.objects.values_list("pk", flat=True)), current_weights()).entries


def test_what_was_taken_out_does_not_come_back_by_way_of_a_third_record() -> None:
    b, d, c = arrives("B"), arrives("D", year="2013"), arrives("C")
    take_out(b)
    a = arrives("A")  # as like to b as to c, which a person keeps apart
    assert partition() == groups([a], [b], [c], [d])
    join(c, d)
    join(b, a)
    assert partition() == groups([a, b], [c, d])
    changes("B", title="Số đỏ")  # nothing tears a any more: it is what c is, and c is not to be with b
    assert partition() == groups([b], [a, c, d])
    changes("B")
    assert partition() == groups([a, b], [c, d])
    join(b, c)  # exactly these again
    assert partition() == groups([a, b, c, d])


def test_keeping_apart_ends_a_tie_and_taking_that_back_restores_it() -> None:
    b, d = arrives("B"), arrives("D", year="2013")
    a = arrives("A", title=UNDATED.title, year="")
    assert partition() == groups([a], [b], [d])
    joined = join(b, a)
    kept = take_out(a)  # not b's edition: then it is d's
    assert partition() == groups([b], [a, d])
    c = arrives("C", title=UNDATED.title, year="")
    assert partition() == groups([b], [a, c, d])
    assert weighed_again() == []
    take_back(actor=SYSTEM, decision_id=kept)
    assert partition() == groups([a, b, c], [d])
    take_back(actor=SYSTEM, decision_id=joined)
    assert partition() == groups([a, c], [b], [d])
    assert weighed_again() == []


def test_a_long_story_of_joining_parting_and_changing_weighs_the_same_again() -> None:
    b, d, a, c = arrives("B"), arrives("D", year="2013"), arrives("A"), arrives("C", title="Số đỏ", year="2013")
    join(b, c)
    first = take_out(c)
    changes("A", title=UNDATED.title, year="")
    take_out(a)
    changes("C", title="Số đỏ")
    take_back(actor=SYSTEM, decision_id=first)
    changes("C", title=UNDATED.title, year="")
    before = partition()
    assert before == groups([b], [a, c, d])
    assert weighed_again() == []
    assert partition() == before


def test_what_no_longer_keeps_apart_lets_records_meet() -> None:
    a, b = arrives("A"), arrives("B", title="Số đỏ")
    kept = Decision.objects.get(pk=keep(actor=SYSTEM, one=a, other=b, verdict="never").pk)
    changes("B")
    assert partition() == groups([a], [b])
    take_back(actor=SYSTEM, decision_id=kept.pk)
    assert partition() == groups([a, b])
    assert weighed_again() == []


def test_an_answer_that_another_decision_would_undo_is_refused() -> None:
    a, b, c = arrives("A"), arrives("B"), arrives("C")
    take_out(c)
    assert partition() == groups([a, b], [c])
    with pytest.raises(Conflict, match=r"union\.kept_apart_before"):
        keep(actor=SYSTEM, one=a, other=c, verdict="always")
    assert partition() == groups([a, b], [c])
    assert [one.kind for one in Decision.objects.all()] == ["taken_out"]
    join(a, c)
    assert partition() == groups([a, b, c])
