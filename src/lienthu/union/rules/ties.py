"""Where the clusters of the matcher are shown: people tie clusters together, and keep them from each other.

A pure function of the clusters and the decisions that stand: without a decision everything is as if it had never been.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tie:
    """Clusters with records that a person put together; the entry `keeper` keeps its address."""

    decision: int
    keeper: int
    clusters: frozenset[int]


@dataclass(frozen=True, slots=True)
class Bar:
    """Clusters on both sides of a person's "never together". It undoes older ties, and yields to newer ones."""

    decision: int
    one: frozenset[int]
    other: frozenset[int]

    def parts(self, ours: Collection[int], theirs: Collection[int]) -> bool:
        return any(
            not here.isdisjoint(ours) and not there.isdisjoint(theirs)
            for here, there in ((self.one, self.other), (self.other, self.one))
        )


def shown(clusters: Iterable[int], ties: Iterable[Tie], bars: Collection[Bar]) -> dict[int, int]:
    """Cluster → the entry it is shown in."""
    root: dict[int, int] = {cluster: cluster for cluster in clusters}
    members: dict[int, set[int]] = {cluster: {cluster} for cluster in root}
    for tie in sorted(ties, key=lambda tie: tie.decision):
        here = sorted(tie.clusters & root.keys())
        if not here:
            continue
        keeper = next((root[cluster] for cluster in here if tie.keeper in members[root[cluster]]), root[here[0]])
        for cluster in here:
            joining = root[cluster]
            if joining == keeper or _parted(bars, tie, members[keeper], members[joining]):
                continue
            members[keeper] |= members[joining]
            for each in members.pop(joining):
                root[each] = keeper
    return root


def _parted(bars: Collection[Bar], tie: Tie, ours: set[int], theirs: set[int]) -> bool:
    return any(bar.decision > tie.decision and bar.parts(ours, theirs) for bar in bars)
