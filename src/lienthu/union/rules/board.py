"""What one run of the matcher has before it: clusters by their representatives, blocks by key, people's decisions.

A *node* is a description as it is weighed: equal records are one node, unless even equal records are not certain to be
the same (a bare title), or people told one of them from the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from lienthu.union.rules.features import Features
from lienthu.union.rules.keys import keys, split_key
from lienthu.union.rules.score import Judgement, Verdict, judge
from lienthu.union.rules.weights import WEIGHTS

# Up to so many different descriptions are weighed together with each newcomer; a larger crowd takes newcomers one by
# one, and up to the second number it is weighed as a whole once, at the end of the run.
LARGEST_COMPONENT = 64
LARGEST_CROWD = 256
MOST_REPRESENTATIVES = LARGEST_COMPONENT
LARGEST_BLOCK = 200
# Up to so many equal records each is weighed by itself once it was told from another; more stay with their equals.
FEW = 30

Node = tuple[bytes, int]
Part = tuple[int, int]  # decision, side
Said = tuple[Features, bytes]


@dataclass(slots=True)
class Cluster:
    id: int
    representatives: dict[int, tuple[Features, bytes]] = field(default_factory=dict)
    size: int = 0


@dataclass(slots=True)
class Board:
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    clusters: dict[int, Cluster] = field(default_factory=dict)
    blocks: dict[int, list[int]] = field(default_factory=dict)
    rivals: dict[int, set[int]] = field(default_factory=dict)
    #: Of the keys `looked_up`, those with a block that is split.
    split: set[int] = field(default_factory=set)
    looked_up: set[int] = field(default_factory=set)
    newly_split: set[int] = field(default_factory=set)
    #: Record → its parts in standing "never together". `fixed`: those that a decision told from their equals then;
    #: `alone`: they and all that are told from an equal now (`told_apart`). `told`: description → part → records.
    parts: dict[int, list[Part]] = field(default_factory=dict)
    fixed: set[int] = field(default_factory=set)
    alone: set[int] = field(default_factory=set)
    told: dict[bytes, dict[Part, set[int]]] = field(default_factory=dict)
    _apart: dict[bytes, set[int]] = field(default_factory=dict)
    _sides: dict[bytes, frozenset[Part]] = field(default_factory=dict)
    _certain: dict[bytes, bool] = field(default_factory=dict)
    _judged: dict[tuple[bytes, bytes], Judgement] = field(default_factory=dict)
    _keys: dict[bytes, frozenset[int]] = field(default_factory=dict)

    def node(self, record_id: int, said: Features, blob: bytes) -> Node:
        if record_id in self.alone or not self._is_certain(said, blob):
            return blob, record_id
        return blob, 0

    def _is_certain(self, said: Features, blob: bytes) -> bool:
        certain = self._certain.get(blob)
        if certain is None:
            certain = self._certain[blob] = self.judge(said, said).verdict is Verdict.SAME
        return certain

    def judge(self, one: Features, other: Features) -> Judgement:
        return judge(one, other, whole=False, weights=self.weights)

    def judged(self, one: Said, other: Said) -> Judgement:
        """Whether two descriptions are the same by way of a key that both have; remembered for this run."""
        if one[1] > other[1]:
            one, other = other, one
        key = (one[1], other[1])
        found = self._judged.get(key)
        if found is None:
            found = self.judge(one[0], other[0])
            if found.verdict is Verdict.SAME and not self._meet(one, other):
                found = Judgement(Verdict.REVIEW, found.score, found.reasons)
            self._judged[key] = found
        return found

    def _meet(self, one: Said, other: Said) -> bool:
        """Who meets whom must not depend on who came first: not by way of a third one's keys."""
        return not self._keys_of(one).isdisjoint(self._keys_of(other))

    def _keys_of(self, said: Said) -> frozenset[int]:
        found = self._keys.get(said[1])
        if found is None:
            found = self._keys[said[1]] = frozenset(keys(said[0]))
        return found

    def parts_of(self, record_id: int, blob: bytes) -> Collection[Part]:
        """The sides on which a node stands."""
        if record_id in self.alone:
            return self.parts.get(record_id, ())
        return self._sides.get(blob, ())

    def barred(self, one: Collection[Part], other: Collection[Part]) -> bool:
        return bool(one) and bool(other) and any((decision, 1 - side) in other for decision, side in one)

    def note_part(self, record_id: int, part: Part, blob: bytes | None, *, fixed: bool) -> None:
        """A standing part; `blob`: what the record says while it is a member. `stand` when all were noted."""
        self.parts.setdefault(record_id, []).append(part)
        if fixed:
            self.fixed.add(record_id)
            self.alone.add(record_id)
        if blob is not None:
            self.told.setdefault(blob, {}).setdefault(part, set()).add(record_id)

    def stand(self, blob: bytes) -> tuple[bool, set[int]]:
        """Looks anew at who with this description is weighed alone. Whether the sides on which the others stand have
        changed, and the records that are alone from now on or no longer."""
        told = {part: records - self.fixed for part, records in self.told.get(blob, {}).items()}
        apart, before = told_apart(told), self._apart.get(blob, set())
        sides = frozenset(part for part, records in told.items() if not records <= apart)
        changed = sides != self._sides.get(blob, frozenset())
        self.alone.difference_update(before - self.fixed)
        self.alone |= apart
        self._apart[blob], self._sides[blob] = apart, sides
        return changed, before ^ apart

    def redescribe(self, record_id: int, before: bytes | None, after: bytes | None) -> tuple[set[bytes], set[int]]:
        """A record says something else, comes or goes. The descriptions whose sides that changes, and the other
        records that are weighed alone from now on, or no longer."""
        if record_id not in self.parts or before == after:
            return set(), set()
        for part in self.parts[record_id]:
            if before is not None:
                self.told.get(before, {}).get(part, set()).discard(record_id)
            if after is not None:
                self.told.setdefault(after, {}).setdefault(part, set()).add(record_id)
        changed: set[bytes] = set()
        swayed: set[int] = set()
        for blob in filter(None, (before, after)):
            sides, others = self.stand(blob)
            changed |= {blob} if sides else set()
            swayed |= others
        return changed, swayed - {record_id}

    def component(self, clusters: Iterable[int]) -> set[int]:
        """These clusters and all that they are weighed together with."""
        found: set[int] = set()
        waiting = list(clusters)
        while waiting:
            cluster = waiting.pop()
            if cluster not in found:
                found.add(cluster)
                waiting.extend(self.rivals.get(cluster, ()))
        return found

    def candidates(self, keys: list[int], record: Features) -> Iterator[int]:
        seen: set[int] = set()
        for key in keys:
            for block in (key, split_key(key, record)) if key in self.split else (key,):
                for cluster in self.blocks.get(block, ()):
                    if cluster not in seen:
                        seen.add(cluster)
                        yield cluster

    def enter(self, keys: list[int], record: Features, cluster: int) -> list[int]:
        """Puts a cluster under a record's keys; returns the keys that are new to it."""
        added = []
        for key in keys:
            block = self.blocks.setdefault(key, [])
            if cluster in block:
                continue
            if key in self.split or len(block) >= LARGEST_BLOCK:
                if key not in self.split:
                    self.split.add(key)
                    self.newly_split.add(key)
                key = split_key(key, record)
                block = self.blocks.setdefault(key, [])
                if cluster in block:
                    continue
            block.append(cluster)
            added.append(key)
        return added

    def withdraw(self, keys: Iterable[int], cluster: int) -> None:
        for key in keys:
            block = self.blocks.get(key, [])
            if cluster in block:
                block.remove(cluster)


def told_apart(told: Mapping[Part, Set[int]]) -> set[int]:
    """Of records with one description, by their parts: those that a decision tells from others of them. They are
    weighed each by itself, where they are few; who came first does not matter."""
    apart: set[int] = set()
    for decision in {decision for decision, _ in told}:
        sides = [told.get((decision, side), frozenset()) for side in (1, 0)]
        if all(sides):
            apart.update(*([side for side in sides if len(side) <= FEW] or [min(sides, key=len)]))
    return apart
