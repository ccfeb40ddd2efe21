"""Two acts at once, and acts that die half way: one wins, the other is told, nothing is half done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction

from lienthu.kernel import audit
from lienthu.kernel.errors import Conflict, LienThuError
from lienthu.union import storage
from lienthu.union.actions import questions
from lienthu.union.actions.decide_pair import decide_pair
from lienthu.union.actions.decisions import take_back
from lienthu.union.actions.match_records import match_records
from lienthu.union.actions.merge import merge
from lienthu.union.models import Bond, Decision, Entry, MatchKey, Member, UndecidedPair
from lienthu.union.tests.test_match_records import BOOK, hand_in, partition
from lienthu.union.tests.test_people import SYSTEM, entry_of, pair, undecided


def at_once(*acts: Callable[[], Any]) -> list[LienThuError]:
    """Runs the acts at one moment, each on a connection of its own; what was refused."""
    refused: list[LienThuError] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        start.wait(30)
        try:
            act()
        except LienThuError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return refused


@pytest.mark.django_db(transaction=True)
def test_two_merges_that_cross() -> None:
    first, second = pair(year="2015")
    one, two = entry_of(first).public_id, entry_of(second).public_id
    refused = at_once(
        lambda: merge(actor=SYSTEM, public_id=one, other=two), lambda: merge(actor=SYSTEM, public_id=two, other=one)
    )
    assert [error.code for error in refused] == ["union.same_entry"]
    assert partition() == {frozenset([first, second])}
    assert Decision.objects.count() == 1
    take_back(actor=SYSTEM, decision_id=Decision.objects.get().pk)
    assert (entry_of(first).public_id, entry_of(second).public_id) == (one, two)


@pytest.mark.django_db(transaction=True)
def test_two_answers_to_one_pair() -> None:
    waiting = undecided()
    refused = at_once(
        lambda: decide_pair(actor=SYSTEM, pair_id=waiting.pk, verdict="same"),
        lambda: decide_pair(actor=SYSTEM, pair_id=waiting.pk, verdict="different"),
    )
    assert [error.code for error in refused] == ["union.pair_answered"]
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_decision_is_taken_back_once() -> None:
    first, second = pair(year="2015")
    merge(actor=SYSTEM, public_id=entry_of(first).public_id, other=entry_of(second).public_id)
    made = Decision.objects.get().pk
    refused = at_once(*[lambda: take_back(actor=SYSTEM, decision_id=made)] * 2)
    assert [error.code for error in refused] == ["union.already_taken_back"]
    assert len(partition()) == 2


@pytest.mark.django_db(transaction=True)
def test_an_import_meets_a_merge() -> None:
    first, second = pair(year="2015")
    one, two = entry_of(first).public_id, entry_of(second).public_id
    later = [hand_in(replace(BOOK, year=year), "CJ", year) for year in ("2012", "2015", "2019")]
    refused = at_once(lambda: merge(actor=SYSTEM, public_id=one, other=two), lambda: match_records(record_ids=later))
    assert refused == []
    assert partition() == {frozenset([first, second, *later[:2]]), frozenset(later[2:])}
    take_back(actor=SYSTEM, decision_id=Decision.objects.get().pk)
    assert partition() == {frozenset([first, later[0]]), frozenset([second, later[1]]), frozenset(later[2:])}


STAGES = [
    (storage, "insert_bonds"),
    (storage, "move_bonds"),
    (storage, "show_clusters"),
    (storage, "update_entries"),
    (storage, "close_entries"),
    (storage, "add_keys"),
    (questions, "write"),
    (audit, "record"),
]


class Died(Exception):
    pass


def everything() -> list[list[Any]]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Entry, Member, Bond, Decision, UndecidedPair, MatchKey)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("module", "name"), STAGES, ids=[name for _, name in STAGES])
def test_what_dies_half_way_has_done_nothing(module: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = pair(year="2015")
    one, two = entry_of(first).public_id, entry_of(second).public_id
    before = everything()

    def die(*_args: Any, **_options: Any) -> None:
        raise Died

    monkeypatch.setattr(module, name, die)
    try:
        with transaction.atomic():
            merge(actor=SYSTEM, public_id=one, other=two)
    except Died:
        assert everything() == before
    else:
        assert name == "move_bonds"  # a merge moves no record between clusters
    monkeypatch.undo()
    if everything() == before:
        merge(actor=SYSTEM, public_id=one, other=two)
    assert partition() == {frozenset([first, second])}
    with pytest.raises(Conflict, match=r"union\.same_entry"):
        merge(actor=SYSTEM, public_id=one, other=two)
