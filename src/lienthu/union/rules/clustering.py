"""Which of these descriptions are one manifestation: an answer that depends on the descriptions, not on their order.

`gather` takes all descriptions that could be the same, by way of each other, in an order of their content. The surest
pairs are joined first; two groups are never joined when a member of one contradicts a member of the other; and one
that fits two groups equally, which contradict each other, is joined to neither.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from lienthu.union.rules.score import Judgement, Verdict

# Two groups that fit this equally leave it to a person.
TIE = 0.02
_TOLD = frozenset(["year.equal", "edition.equal", "isbn.equal"])

Judge = Callable[[int, int], Judgement]


@dataclass(slots=True)
class Gathered:
    """`held`: (one, other, reason) that people are asked about; `apart`: pairs alike but not together."""

    groups: list[list[int]] = field(default_factory=list)
    held: list[tuple[int, int, str]] = field(default_factory=list)
    apart: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Edge:
    score: float
    told: frozenset[str]
    one: int
    other: int


def gather(count: int, judge: Judge, barred: Collection[tuple[int, int]] = ()) -> Gathered:
    """Numbers stand for descriptions; `barred` pairs (lower first) are kept apart by people."""
    clash: list[set[int]] = [set() for _ in range(count)]
    edges: list[_Edge] = []
    for other in range(count):
        for one in range(other):
            found = None if (one, other) in barred else judge(one, other)
            if found is None or found.verdict is Verdict.DIFFERENT:
                clash[one].add(other)
                clash[other].add(one)
            elif found.verdict is Verdict.SAME:
                edges.append(_Edge(found.score, _TOLD.intersection(found.reasons), one, other))
    edges.sort(key=lambda edge: (-edge.score, -len(edge.told), edge.one, edge.other))
    return _join(count, edges, clash)


class _Groups:
    """Which number is in which group, while groups are joined."""

    def __init__(self, count: int, edges: list[_Edge], clash: list[set[int]]) -> None:
        self.of = list(range(count))
        self.members: dict[int, set[int]] = {number: {number} for number in self.of}
        self._clash = clash
        self._peaceful = not any(clash)
        self._touching: list[list[_Edge]] = [[] for _ in self.of]
        for edge in edges:
            self._touching[edge.one].append(edge)
            self._touching[edge.other].append(edge)

    def contradict(self, one: int, other: int) -> bool:
        if self._peaceful:
            return False
        few, many = sorted((self.members[one], self.members[other]), key=len)
        return any(not self._clash[number].isdisjoint(many) for number in few)

    def torn(self, edge: _Edge, here: int, there: int) -> bool:
        """Whether the group `here` fits another one as well as `there`, which cannot be with `there`."""
        if self._peaceful:
            return False
        for number in self.members[here]:
            for rival in self._touching[number]:
                far = self.of[rival.other if rival.one == number else rival.one]
                if far in (here, there) or rival.score < edge.score - TIE or edge.told > rival.told:
                    continue
                if self.contradict(far, there):
                    return True
        return False

    def join(self, one: int, other: int) -> None:
        self.members[one] |= self.members[other]
        for number in self.members.pop(other):
            self.of[number] = one

    def apart(self, one: int, other: int) -> bool:
        return self.of[one] != self.of[other]


def _join(count: int, edges: list[_Edge], clash: list[set[int]]) -> Gathered:
    groups, out = _Groups(count, edges, clash), Gathered()
    for edge in edges:
        one, other = groups.of[edge.one], groups.of[edge.other]
        if one == other:
            continue
        if groups.contradict(one, other):
            out.held.append((edge.one, edge.other, "cluster.contradiction"))
        elif groups.torn(edge, one, other) or groups.torn(edge, other, one):
            out.held.append((edge.one, edge.other, "cluster.ambiguous"))
        else:
            groups.join(one, other)
    out.groups = sorted(sorted(each) for each in groups.members.values())
    out.apart = [(edge.one, edge.other) for edge in edges if groups.apart(edge.one, edge.other)]
    out.held = [(one, other, why) for one, other, why in out.held if groups.apart(one, other)]
    return out
