"""However a stream of records is cut into batches, and in whatever order it comes, the same records end up together."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lienthu.union.actions.match_records import match_records
from lienthu.union.rules.features import features
from lienthu.union.rules.partition import partition as partition_of
from lienthu.union.tests.pairs import record
from lienthu.union.tests.test_match_records import BOOK, hand_in, partition

VARIANTS = [
    BOOK,
    replace(BOOK, title="De men phieu luu ky", author="To Hoai", publisher="Kim Dong"),
    replace(BOOK, year=""),
    replace(BOOK, year="2015"),
    replace(BOOK, edition="Tái bản lần thứ 2"),
    replace(BOOK, part="T.1"),
    replace(BOOK, author="", statement="Tô Hoài"),
    replace(BOOK, author="", statement="", rest="truyện dài"),
    replace(BOOK, extent="150tr."),
    replace(BOOK, title="Dế mèn phiêuu lưu ký"),
]


def placed(order: list[int], cuts: list[int]) -> set[frozenset[int]]:
    """The partition of the handed-in copies, as positions in `order`; everything is taken back afterwards."""
    with transaction.atomic():
        ids = [hand_in(VARIANTS[which], "TINH", str(at)) for at, which in enumerate(order)]
        bounds = [0, *sorted(cut % (len(ids) + 1) for cut in cuts), len(ids)]
        for start, end in itertools.pairwise(bounds):
            match_records(record_ids=ids[start:end])
        position = {record_id: at for at, record_id in enumerate(ids)}
        found = {frozenset(position[record_id] for record_id in group) for group in partition()}
        transaction.set_rollback(True)
        return found


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, len(VARIANTS) - 1), min_size=1, max_size=10), st.lists(st.integers(0, 30), max_size=4))
def test_cuts_do_not_matter(order: list[int], cuts: list[int]) -> None:
    assert placed(order, cuts) == placed(order, [])


def by_variant(order: list[int]) -> list[list[int]]:
    """The partition, told by what the records say: equal partitions of equal records look equal."""
    return sorted(sorted(order[at] for at in group) for group in placed(order, []))


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, len(VARIANTS) - 1), min_size=1, max_size=10))
def test_the_database_does_what_the_pure_function_does(order: list[int]) -> None:
    said = [features(record(VARIANTS[which])) for which in order]
    assert placed(order, []) == {frozenset(group) for group in partition_of(said).groups}


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, len(VARIANTS) - 1), min_size=2, max_size=9), st.randoms(use_true_random=False))
@example([1, 1, 8, 9], random.Random(1)).via("a pair that would meet by way of a third one's keys only")
def test_the_order_of_arrival_does_not_matter(order: list[int], chance: random.Random) -> None:
    other = list(order)
    chance.shuffle(other)
    assert by_variant(order) == by_variant(other)
