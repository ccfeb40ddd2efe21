"""Where the clusters of the matcher are shown: people tie clusters together, and keep them from each other.

A pure function of the clusters and the decisions that stand: without a decision everything is as if it had never been.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tie:
    """Clusters with records that a person put together; the entry `keeper` keeps its address. `records` are told
    where there are bars."""

    decision: int
    keeper: int
    clusters: frozenset[int]
    records: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Bar:
    """Records (each with its cluster) on both sides of a person's "never together". It yields only where a newer tie
    is about the same two records: what joins one of them to something else brings the other no nearer."""

    decision: int
    one: frozenset[tuple[int, int]]
    other: frozenset[tuple[int, int]]

    def parts(self, ours: Collection[int], theirs: Collection[int], ties: Iterable[Tie]) -> bool:
        """Whether it keeps these clusters from each other, when these ties hold."""
        newer = [tie.records for tie in ties if tie.decision > self.decision]
        return any(
            not any(records.issuperset((one, other)) for records in newer)
            for here, there in ((self.one, self.other), (self.other, self.one))
            for one, home in here
            if home in ours
            for other, away in there
            if away in theirs
        )


def shown(clusters: Iterable[int], ties: Iterable[Tie], bars: Collection[Bar]) -> dict[int, int]:
    """Cluster → the entry it is shown in."""
    root: dict[int, int] = {cluster: cluster for cluster in clusters}
    members: dict[int, set[int]] = {cluster: {cluster} for cluster in root}
    standing = sorted(ties, key=lambda tie: tie.decision)
    for number, tie in enumerate(standing, 1):
        here = sorted(tie.clusters & root.keys())
        if not here:
            continue
        keeper = next((root[cluster] for cluster in here if tie.keeper in members[root[cluster]]), root[here[0]])
        for cluster in here:
            joining = root[cluster]
            if joining == keeper or any(
                bar.parts(members[keeper], members[joining], standing[:number]) for bar in bars
            ):
                continue
            members[keeper] |= members[joining]
            for each in members.pop(joining):
                root[each] = keeper
    return root
