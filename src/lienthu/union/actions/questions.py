"""Undecided pairs: what the matcher asks people, and how much an answer would help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable

import orjson
from django.db.models import Count
from django.utils import timezone

from lienthu.catalogue.models import Item
from lienthu.union import storage
from lienthu.union.actions.run import Run
from lienthu.union.models import Member, UndecidedPair
from lienthu.union.rules.comparison import reason_class

_MOST_PER_RECORD = 3

Benefit = Callable[[Collection[int]], dict[int, int]]
_benefits: list[Benefit] = []


def benefit(function: Benefit) -> Benefit:
    """An upper room adds what it knows of records (loans, holds): record → how much an answer about it helps."""
    _benefits.append(function)
    return function


@benefit
def _copies(record_ids: Collection[int]) -> dict[int, int]:
    """One for each copy, and three for the library that holds them."""
    counted = Item.objects.held().filter(record__in=list(record_ids)).values("record").annotate(number=Count("id"))
    return Counter(dict.fromkeys(record_ids, 3)) + Counter({row["record"]: row["number"] for row in counted})


def write(run: Run) -> None:
    """Undecided pairs of the records that were placed anew replace their earlier ones."""
    stale = [record for record in run.where if record in run.known and (record in run.rewritten or _left(run, record))]
    if stale:
        storage.drop_questions(storage.open_questions(stale))
    asked: Counter[int] = Counter()
    rows: dict[tuple[int, int], UndecidedPair] = {}
    now = timezone.now()
    for one, other, judgement in sorted(run.reviews, key=lambda review: (-review[2].score, *sorted(review[:2]))):
        left, right = sorted((one, other))
        if (left, right) in rows or max(asked[left], asked[right]) >= _MOST_PER_RECORD:
            continue
        if _left(run, left) or _left(run, right) or _together(run, left, right):
            continue
        asked.update((left, right))
        rows[left, right] = UndecidedPair(
            left_id=left, right_id=right, score=judgement.score, reasons=list(judgement.reasons), arose_at=now
        )
    _weigh(rows.values())
    UndecidedPair.objects.bulk_create(rows.values(), ignore_conflicts=True, batch_size=500)


def _left(run: Run, record_id: int) -> bool:
    return record_id in run.where and run.where[record_id][0] is None


def _together(run: Run, one: int, other: int) -> bool:
    return one in run.where and other in run.where and run.where[one][0] == run.where[other][0]


def _weigh(pairs: Iterable[UndecidedPair]) -> None:
    """How much each answer would help (everything both entries hold), and what the pair is about."""
    found = list(pairs)
    if not found:
        return
    ends = {record for pair in found for record in (pair.left_id, pair.right_id)}
    homes = dict(Member.objects.filter(record__in=ends).values_list("record", "entry"))
    worth: Counter[int] = Counter()
    members = Member.objects.filter(entry__in=set(homes.values()))
    of = dict(members.values_list("record", "entry"))
    said = dict(members.filter(record__in=ends).values_list("record", "facts"))
    for function in _benefits:
        for record, value in function(list(of)).items():
            worth[of[record]] += value
    for pair in found:
        pair.reason_class = reason_class(pair.reasons)
        pair.format = orjson.loads(bytes(said.get(pair.left_id, b"{}"))).get("format", "")
        pair.benefit = worth[homes.get(pair.left_id, 0)] + worth[homes.get(pair.right_id, 0)]
