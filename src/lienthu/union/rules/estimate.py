"""What people's answers say about the weights: one table of now and proposed, with the pairs behind each number.

The score is a logistic sum, so the weights that make people's answers most likely are found by Newton's steps, one
weight after the other, each drawn back to what it is now (a normal prior with this weight as its mean). What forbids
or holds is never touched, nor is what too few answers speak about.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lienthu.union.rules.weights import BIAS, WEIGHTS, is_tunable

FEWEST: Final = 8
_PRIOR: Final = 4.0
_SWEEPS: Final = 25
_SMALLEST: Final = 0.1
_FARTHEST: Final = 2.0

#: (whether people said "same", the reason codes of the pair)
Answered = tuple[bool, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """`right_now` and `right_then`: how many of the pairs behind it the score is on the right side of."""

    code: str
    now: float
    proposed: float
    same: int
    different: int
    right_now: int
    right_then: int

    @property
    def pairs(self) -> int:
        return self.same + self.different


def estimate(answers: Sequence[Answered], weights: Mapping[str, float] = WEIGHTS) -> list[Proposal]:
    """The most moved weight first; nothing for weights that stay within a tenth."""
    listed = [(same, [code for code in codes if is_tunable(code)]) for same, codes in answers]
    behind: dict[str, list[int]] = {}
    for number, (_, codes) in enumerate(listed):
        for code in set(codes):
            behind.setdefault(code, []).append(number)
    enough = {code: numbers for code, numbers in sorted(behind.items()) if len(numbers) >= FEWEST}
    fitted = _fit(listed, enough, weights)
    proposals = [_proposal(code, enough[code], listed, weights, fitted) for code in enough]
    moved = [one for one in proposals if abs(one.proposed - one.now) >= _SMALLEST]
    return sorted(moved, key=lambda one: (-abs(one.proposed - one.now), one.code))


def _fit(
    listed: list[tuple[bool, list[str]]], enough: Mapping[str, list[int]], weights: Mapping[str, float]
) -> dict[str, float]:
    fitted = dict(weights)
    totals = [BIAS + math.fsum(weights[code] for code in codes) for _, codes in listed]
    for _ in range(_SWEEPS):
        for code, numbers in enough.items():
            likely = [_logistic(totals[number]) for number in numbers]
            pull = math.fsum(listed[number][0] - p for number, p in zip(numbers, likely, strict=True))
            pull -= _PRIOR * (fitted[code] - weights[code])
            step = pull / (math.fsum(p * (1 - p) for p in likely) + _PRIOR)
            target = max(weights[code] - _FARTHEST, min(weights[code] + _FARTHEST, fitted[code] + step))
            for number in numbers:
                totals[number] += target - fitted[code]
            fitted[code] = target
    return fitted


def _logistic(total: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _proposal(
    code: str,
    numbers: list[int],
    listed: list[tuple[bool, list[str]]],
    weights: Mapping[str, float],
    fitted: Mapping[str, float],
) -> Proposal:
    def right(table: Mapping[str, float]) -> int:
        return sum(
            (BIAS + math.fsum(table[one] for one in listed[number][1]) > 0) == listed[number][0] for number in numbers
        )

    same = sum(listed[number][0] for number in numbers)
    proposed = round(fitted[code], 1)
    return Proposal(code, weights[code], proposed, same, len(numbers) - same, right(weights), right(fitted))
