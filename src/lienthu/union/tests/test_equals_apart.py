"""Records that come to say the same as one they are kept from: who came first decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lienthu.kernel.actor import Actor
from lienthu.union.actions.decide_pair import keep
from lienthu.union.actions.decisions import take_back
from lienthu.union.actions.match_records import match_records, weigh_again
from lienthu.union.actions.run import prepare
from lienthu.union.model import current_weights
from lienthu.union.models import Member
from lienthu.union.rules.board import FEW, told_apart
from lienthu.union.tests.test_match_records import BOOK, hand_in

SYSTEM = Actor.system("test")
CODES = ["A", "B", "C", "D", "E"]
SAID = [BOOK, replace(BOOK, title="De men phieu luu ky", year=""), replace(BOOK, year="2015")]
Change = tuple[str, int]


def told(kept: Sequence[tuple[str, str]], batches: Sequence[Sequence[Change]], *, back: bool) -> set[frozenset[str]]:
    """Five different books, some kept from each other; then they come to say what `batches` tell."""
    records = {code: hand_in(replace(BOOK, title=f"Sách {code} của riêng {code}"), code) for code in CODES}
    match_records(record_ids=list(records.values()))
    made = [keep(actor=SYSTEM, one=records[a], other=records[b], verdict="never").pk for a, b in kept]
    for batch in batches:
        match_records(record_ids=[hand_in(SAID[said], code) for code, said in batch])
    if back and made:
        take_back(actor=SYSTEM, decision_id=made[0])
    with transaction.atomic():
        assert weigh_again(prepare(list(records.values())), current_weights()).entries == []
    codes = {record: code for code, record in records.items()}
    groups: dict[int, set[str]] = {}
    for record, cluster in Member.objects.values_list("record", "cluster"):
        groups.setdefault(cluster, set()).add(codes[record])
    return {frozenset(group) for group in groups.values()}


def rolled_back(*args: object, **how: bool) -> set[frozenset[str]]:
    with transaction.atomic():
        found = told(*args, **how)  # type: ignore[arg-type]
        transaction.set_rollback(True)
    return found


_PAIRS = st.lists(st.permutations(CODES).map(lambda order: (order[0], order[1])), max_size=3)
_LAST = st.fixed_dictionaries({code: st.integers(0, len(SAID) - 1) for code in CODES})


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(_PAIRS, _LAST, st.permutations(CODES), st.permutations(CODES), st.integers(0, 5), st.booleans(), st.data())
def test_who_came_first_decides_nothing(
    kept: list[tuple[str, str]],
    last: dict[str, int],
    one: list[str],
    other: list[str],
    cut: int,
    back: bool,
    data: st.DataObject,
) -> None:
    detour = [(code, data.draw(st.integers(0, len(SAID) - 1))) for code in other[:2]]
    first = rolled_back(kept, [[(code, last[code])] for code in one], back=back)
    second = rolled_back(
        kept,
        [detour, [(code, last[code]) for code in other[:cut]], [(code, last[code]) for code in other[cut:]]],
        back=back,
    )
    assert first == second


@pytest.mark.django_db
def test_both_that_are_kept_apart_stand_alone_and_their_equals_stay_together() -> None:
    same = [(code, 0) for code in CODES]
    for order in (same, same[::-1]):
        found = rolled_back([("A", "C")], [[each] for each in order], back=False)
        assert found == {frozenset("A"), frozenset("C"), frozenset("BDE")}
        assert rolled_back([("A", "C")], [[each] for each in order], back=True) == {frozenset(CODES)}


def test_of_many_equals_only_the_few_stand_alone() -> None:
    few, many = {1, 2}, set(range(10, 11 + FEW))
    assert told_apart({(7, 0): few, (7, 1): {3}}) == {1, 2, 3}
    assert told_apart({(7, 0): few, (7, 1): many}) == few
    assert told_apart({(7, 0): many, (7, 1): {one + 100 for one in many} | {99}}) == many
    assert told_apart({(7, 0): few, (8, 1): many}) == set()
