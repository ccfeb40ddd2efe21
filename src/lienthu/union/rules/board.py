"""What one run of the matcher has before it: clusters by their representatives, blocks by key, people's decisions.

A *node* is a description as it is weighed: equal records are one node, unless even equal records are not certain to be
the same (a bare title), or people decided about one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lienthu.union.rules.features import Features
from lienthu.union.rules.keys import keys, split_key
from lienthu.union.rules.score import Judgement, Verdict, judge
from lienthu.union.rules.weights import WEIGHTS

# Up to so many different descriptions are weighed together; a larger crowd takes newcomers one by one.
LARGEST_COMPONENT = 64
MOST_REPRESENTATIVES = LARGEST_COMPONENT
LARGEST_BLOCK = 200

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
    split: set[int] = field(default_factory=set)
    newly_split: set[int] = field(default_factory=set)
    #: Record → its parts in standing "never together"; `alone` are weighed by themselves, of the others `sided`
    #: counts the parts by description.
    parts: dict[int, list[Part]] = field(default_factory=dict)
    alone: set[int] = field(default_factory=set)
    sided: dict[bytes, Counter[Part]] = field(default_factory=dict)
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
        return self.sided.get(blob, {}).keys() if self.sided else ()

    def barred(self, one: Collection[Part], other: Collection[Part]) -> bool:
        return bool(one) and bool(other) and any((decision, 1 - side) in other for decision, side in one)

    def settle_part(self, record_id: int, blob: bytes, change: int) -> bool:
        """A record with a part in a decision came (+1) or went (−1) with this description. Whether that changes the
        sides on which the description stands."""
        if record_id not in self.parts or record_id in self.alone:
            return False
        counter = self.sided.setdefault(blob, Counter())
        before = set(counter)
        for part in self.parts[record_id]:
            counter[part] += change
            if counter[part] <= 0:
                del counter[part]
        return before != set(counter)

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
