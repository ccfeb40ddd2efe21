"""Without the merge: after whatever happened since, taking merges back leaves what there would have been."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lienthu.union.tests.worlds import LIBRARIES, Step, World

pytestmark = pytest.mark.django_db
VERBS = ["hand_in", "hand_in", "hand_in", "withdraw", "bring_back", "keep", "take_back", "correct", "merge", "merge"]
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.sampled_from(LIBRARIES), st.sampled_from(LIBRARIES), st.integers(0, 40)),
    max_size=25,
)


def told(steps: list[Step], order: list[int]) -> tuple[dict[str, Any], set[int]]:
    """What is seen when all has happened and every merge was taken back, in this order."""
    with transaction.atomic():
        world = World()
        world.tell(steps)
        world.undo_merges([*order, *[0] * len(world.merges)][: len(world.merges)])
        seen, done = world.seen(), world.done
        transaction.set_rollback(True)
    return seen, done


def told_without_merges(steps: list[Step], done: set[int]) -> dict[str, Any]:
    with transaction.atomic():
        world = World()
        world.tell(steps, only={number for number in done if steps[number][0] != "merge"})
        seen = world.seen()
        transaction.set_rollback(True)
    return seen


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS, st.lists(st.integers(0, 9), max_size=4))
@example(
    [
        ("hand_in", "A", "A", 0), ("hand_in", "B", "A", 7), ("hand_in", "C", "A", 9), ("merge", "B", "C", 0),
        ("keep", "A", "B", 0),
    ],
    [],
).via("of two entries the one that a merge made larger must not keep its address")  # fmt: skip
def test_a_merge_taken_back_has_never_been(steps: list[Step], order: list[int]) -> None:
    seen, done = told(steps, order)
    assert seen == told_without_merges(steps, done)


@pytest.mark.slow
def test_a_merge_comes_apart_exactly_after_a_thousand_edits() -> None:
    chance = random.Random(20261128)
    first: list[Step] = [("hand_in", code, code, 2 * at) for at, code in enumerate(LIBRARIES)]
    first += [("merge", "A", "B", 0), ("merge", "C", "A", 0)]
    verbs = [verb for verb in VERBS if verb != "merge"]
    later = [
        (chance.choice(verbs), chance.choice(LIBRARIES), chance.choice(LIBRARIES), chance.randrange(40))
        for _ in range(1000)
    ]
    seen, done = told([*first, *later], [])
    assert len(done) > 600
    assert seen == told_without_merges([*first, *later], done)
