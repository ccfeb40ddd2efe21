"""Counting decisions against labels: per class and in all."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .make import SEED, pairs

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Labelled:
    id: str
    cls: str
    same: bool
    ways: tuple[str, ...]
    a: object
    b: object


def load(half: str) -> list[Labelled]:
    with gzip.open(DATA / f"pairs-{half}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Labelled(r["id"], r["class"], r["label"] == "same", tuple(r["ways"]), r["a"], r["b"]) for r in rows]


def draw(half: str, draws: int) -> list[Labelled]:
    """Other pairs of the half's works than the stored ones: as many again for each draw."""
    made = (pair for seed in range(SEED + 1, SEED + 1 + draws) for pair in pairs(seed, (half,)))
    return [Labelled(pair.id, pair.cls, pair.label == "same", pair.ways, pair.a, pair.b) for pair in made]


@dataclass
class Count:
    pairs: int = 0
    same: int = 0
    merged_right: int = 0
    merged_wrong: int = 0
    review: int = 0

    def add(self, same: bool, decision: str) -> None:
        self.pairs += 1
        self.same += same
        self.merged_right += same and decision == "same"
        self.merged_wrong += not same and decision == "same"
        self.review += decision == "review"

    @property
    def different(self) -> int:
        return self.pairs - self.review - self.merged_right - self.merged_wrong

    @property
    def precision(self) -> float:
        merged = self.merged_right + self.merged_wrong
        return self.merged_right / merged if merged else 1.0

    @property
    def recall(self) -> float:
        return self.merged_right / self.same if self.same else 1.0

    def figures(self) -> dict[str, float]:
        return {
            "pairs": self.pairs, "false_merges": self.merged_wrong, "precision": round(self.precision, 5),
            "recall": round(self.recall, 4), "review": round(self.review / max(1, self.pairs), 4),
        }  # fmt: skip


def count(pairs: Iterable[Labelled], decisions: Iterable[str]) -> tuple[Count, dict[tuple[bool, str], Count]]:
    whole, classes = Count(), defaultdict(Count)
    for pair, decision in zip(pairs, decisions, strict=True):
        whole.add(pair.same, decision)
        classes[pair.same, pair.cls].add(pair.same, decision)
    return whole, dict(sorted(classes.items()))


def table(classes: dict[tuple[bool, str], Count], names: list[str], others: list[dict[tuple[bool, str], Count]]) -> str:
    """A line a class; for the other matchers only their error: missed of same, merged of different."""
    heads = ["class", "pairs", "merged", "review", "different", *names]
    lines = [heads, ["-" * len(head) for head in heads]]
    for (same, cls), found in classes.items():
        cells = [
            cls,
            str(found.pairs),
            str(found.merged_right + found.merged_wrong),
            str(found.review),
            str(found.different),
        ]
        for other in others:
            one = other[same, cls]
            cells.append(f"{one.same - one.merged_right} missed" if same else f"{one.merged_wrong} merged")
        lines.append(cells)
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
