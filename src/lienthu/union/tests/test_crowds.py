"""A title that very many libraries have, each described in its own way: in a crowd, too, order decides nothing."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from django.db import transaction

from lienthu.union.actions.match_records import match_records
from lienthu.union.rules.board import LARGEST_COMPONENT
from lienthu.union.rules.features import features
from lienthu.union.rules.partition import partition as partition_of
from lienthu.union.tests.pairs import Book, record
from lienthu.union.tests.test_match_records import BOOK, hand_in, partition

AUTHORS = ["Tô Hoài", "Hoài Tô", "To Hoai", "", "Tô Hoài, Nguyễn Sen", "Nguyễn Sen"]
PUBLISHERS = ["Kim Đồng", "Nxb. Kim Đồng", "Trẻ", "Kim Đồng; Trẻ", ""]
RESTS = ["", "truyện", "truyện dài", "truyện thiếu nhi", "tác phẩm chọn lọc"]
EXTENTS = ["", "148tr.", "150tr.", "149 tr. : minh hoạ", "148 trang"]


def described(count: int, years: list[str]) -> list[Book]:
    """So many different descriptions of one title; those without a year hold the years together."""
    chance = random.Random(7)
    found: dict[Book, None] = {}
    while len(found) < count:
        author = chance.choice(AUTHORS)
        found[
            replace(
                BOOK,
                author=author,
                statement=author,
                publisher=chance.choice(PUBLISHERS),
                rest=chance.choice(RESTS),
                extent=chance.choice(EXTENTS),
                year=chance.choice(years),
                edition=chance.choice(["", "", "", "In lần 2"]),
            )
        ] = None
    return list(found)


def placed(books: list[Book], order: list[int], batch: int) -> set[frozenset[int]]:
    """Which of them are together when they come in this order, so many at once; nothing is left."""
    with transaction.atomic():
        numbers = {hand_in(books[number], "TINH", str(number)): number for number in order}
        ids = list(numbers)
        for start in range(0, len(ids), batch):
            match_records(record_ids=ids[start : start + batch])
        found = {frozenset(numbers[record_id] for record_id in group) for group in partition()}
        transaction.set_rollback(True)
        return found


@pytest.mark.django_db
def test_in_a_crowd_order_and_batches_decide_nothing() -> None:
    books = described(120, [str(year) for year in range(2000, 2010)] + ["", "", ""])
    wanted = {frozenset(group) for group in partition_of([features(record(book)) for book in books]).groups}
    assert len(books) > LARGEST_COMPONENT and len(wanted) > 40
    for seed, batch in ((0, 120), (1, 40), (2, 7)):
        order = list(range(len(books)))
        random.Random(seed).shuffle(order)
        assert placed(books, order, batch) == wanted
