"""Where clusters are shown: follows people's ties from the clusters that a run touched."""

from __future__ import annotations

from dataclasses import dataclass, field

from lienthu.union import storage
from lienthu.union.actions.run import Run
from lienthu.union.models import Entry
from lienthu.union.rules.ties import Bar, Tie, shown


@dataclass(slots=True)
class Places:
    """Where clusters were shown and are shown now; `own`: how many records each has."""

    before: dict[int, int] = field(default_factory=dict)
    after: dict[int, int] = field(default_factory=dict)
    own: dict[int, int] = field(default_factory=dict)

    groups: dict[int, list[int]] = field(default_factory=dict)

    def size(self, entry: int) -> int:
        return sum(self.own[cluster] for cluster in self.groups.get(entry, ()))

    def clusters(self, entry: int) -> list[int]:
        return self.groups.get(entry, [])


def places_of(run: Run, wanted: set[int]) -> Places:
    """Follows the ties from these clusters as far as they lead."""
    places = Places()
    decisions: set[int] = set()
    seen: set[int] = set()
    waiting = wanted
    while waiting:
        seen |= waiting
        following = set()
        for entry, state, merged_into, own, _ in storage.states(waiting):
            if own:
                places.before[entry] = merged_into if state == Entry.State.REDIRECT and merged_into else entry
                following.add(places.before[entry])
            places.own[entry] = own
        following |= storage.shown_at(waiting)
        ties = storage.ties_on(waiting) - decisions
        decisions |= ties
        following |= {cluster for *_, cluster in storage.bond_clusters(ties)} if ties else set()
        waiting = following - seen
    for cluster in seen & run.board.clusters.keys():
        places.own[cluster] = run.board.clusters[cluster].size
    living = {cluster for cluster, own in places.own.items() if own > 0}
    places.after = shown(living, *_standing(decisions, living))
    for cluster, entry in places.after.items():
        places.groups.setdefault(entry, []).append(cluster)
    return places


def _standing(decisions: set[int], clusters: set[int]) -> tuple[list[Tie], list[Bar]]:
    if not decisions:
        return [], []
    ties: dict[int, tuple[int, set[int]]] = {}
    for decision, _, _, keeper, cluster in storage.bond_clusters(decisions):
        ties.setdefault(decision, (keeper or 0, set()))[1].add(cluster)
    on = storage.bars_on(clusters, ())
    bars: dict[int, tuple[set[tuple[int, int]], set[tuple[int, int]]]] = {decision: (set(), set()) for decision in on}
    records: dict[int, set[int]] = {decision: set() for decision in ties}
    for decision, side, record, cluster in storage.bond_records(on | decisions) if on else ():
        if decision in bars:
            bars[decision][side].add((record, cluster))
        else:
            records[decision].add(record)
    return (
        [
            Tie(decision, keeper, frozenset(found), frozenset(records[decision]))
            for decision, (keeper, found) in ties.items()
        ],
        [Bar(decision, frozenset(one), frozenset(other)) for decision, (one, other) in bars.items()],
    )
