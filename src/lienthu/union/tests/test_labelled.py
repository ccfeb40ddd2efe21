"""The tuning half of the labelled Vietnamese pairs (docs/data-sheets/matching-pairs.md): what is reached stays reached.

The held-out half is measured by bench/matching and read by no test.
"""

from __future__ import annotations

import gzip
import itertools
import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lienthu.marc import marcjson
from lienthu.union.rules.features import Features, features
from lienthu.union.rules.keys import keys
from lienthu.union.rules.score import Verdict, judge

DATA = Path(__file__).resolve().parents[4] / "bench" / "data" / "pairs-tuning.jsonl.gz"


@cache
def _pairs() -> list[dict[str, Any]]:
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@cache
def _described() -> list[tuple[Features, Features]]:
    return [(features(marcjson.from_json(pair["a"])), features(marcjson.from_json(pair["b"]))) for pair in _pairs()]


@cache
def judged() -> list[tuple[dict[str, Any], Verdict, bool]]:
    """Each pair, its verdict, and whether both records share a blocking key."""
    return [
        (pair, judge(a, b).verdict, not set(keys(a)).isdisjoint(keys(b)))
        for pair, (a, b) in zip(_pairs(), _described(), strict=True)
    ]


def test_no_hazard_is_merged() -> None:
    assert [pair["id"] for pair, verdict, _ in judged() if pair["label"] == "different" and verdict == "same"] == []


def test_equivalent_records_are_merged_and_few_go_to_people() -> None:
    same = [verdict for pair, verdict, _ in judged() if pair["label"] == "same"]
    assert len(judged()) == 2_280
    assert same.count(Verdict.SAME) >= 0.985 * len(same)
    assert sum(verdict is Verdict.REVIEW for _, verdict, _ in judged()) <= 0.025 * len(judged())


@pytest.mark.parametrize("cls", sorted({pair["class"] for pair, *_ in judged() if pair["label"] == "same"}))
def test_no_equivalence_is_left_behind(cls: str) -> None:
    verdicts = Counter(verdict for pair, verdict, _ in judged() if pair["label"] == "same" and pair["class"] == cls)
    assert verdicts["same"] >= 0.9 * verdicts.total()


def test_which_record_comes_first_decides_nothing() -> None:
    """Neither within a pair nor across neighbouring ones."""
    said = [one for a, b in _described() for one in (a, b)]
    for one, other in itertools.pairwise(said):
        for whole in (True, False):
            assert judge(one, other, whole=whole) == judge(other, one, whole=whole)


def test_equivalent_records_meet_in_a_block() -> None:
    assert sum(not met for pair, _, met in judged() if pair["label"] == "same") <= 10
