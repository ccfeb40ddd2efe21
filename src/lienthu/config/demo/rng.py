"""Chance that is the same on every Python: only `Random.random()` is used, whose sequence the language promises
to keep for an integer seed (`choice`, `shuffle` and hashing of strings are not promised)."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd
from random import Random
from typing import TypeVar

T = TypeVar("T")


def dice(*parts: int) -> Random:
    key = 0
    for part in parts:
        key = key * 1_000_000_007 + part + 1
    return Random(key)  # noqa: S311 (not a secret)


def pick(r: Random, options: Sequence[T]) -> T:
    return options[int(r.random() * len(options))]


def skewed(r: Random, options: Sequence[T]) -> T:
    """The first options often, the last ones seldom: a density falling like one over the root."""
    u = r.random()
    return options[int(u * u * len(options))]


def leaning(r: Random, options: Sequence[T]) -> T:
    """The first options about twice as often as the middle ones."""
    u = r.random()
    return options[int(u * (0.45 + 0.55 * u) * len(options))]


def between(r: Random, low: int, high: int) -> int:
    return low + int(r.random() * (high - low + 1))


class Shuffle:
    """A fixed order of 0..size-1 without a table: an affine map, so memory stays flat."""

    __slots__ = ("factor", "shift", "size")

    def __init__(self, size: int, *key: int) -> None:
        self.size = max(size, 1)
        r = dice(size, *key)
        factor = int((0.38 + r.random() * 0.23) * self.size) | 1
        while gcd(factor, self.size) != 1:
            factor += 2
        self.factor = factor
        self.shift = int(r.random() * self.size)

    def __getitem__(self, index: int) -> int:
        return (index * self.factor + self.shift) % self.size
