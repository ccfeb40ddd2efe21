"""Where a record belongs: the cluster it matches, if nothing in that cluster contradicts it.

The board holds what one batch needs: clusters by their representatives, blocks by key, people's decisions. Records
are placed one after the other, so two equal records of one batch meet, and a batch is no different from its halves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lienthu.union.rules.features import Features
from lienthu.union.rules.keys import split_key
from lienthu.union.rules.score import Judgement, Verdict, decide, judge

MOST_REPRESENTATIVES = 20
LARGEST_BLOCK = 200
# Two clusters that fit a record this equally leave it to a person.
_TIE = 0.02


@dataclass(slots=True)
class Cluster:
    id: int
    representatives: dict[int, tuple[Features, bytes]] = field(default_factory=dict)
    size: int = 0

    def admits(self, blob: bytes) -> bool:
        """Whether a record with these features becomes a representative."""
        known = self.representatives.values()
        return len(self.representatives) < MOST_REPRESENTATIVES and all(blob != other for _, other in known)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a record fits a cluster; `witness` is the member it was judged by."""

    cluster: int
    witness: int
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Placement:
    cluster: int | None
    fit: Fit | None
    reviews: tuple[Fit, ...] = ()


@dataclass(slots=True)
class Board:
    clusters: dict[int, Cluster] = field(default_factory=dict)
    blocks: dict[int, list[int]] = field(default_factory=dict)
    split: set[int] = field(default_factory=set)
    newly_split: set[int] = field(default_factory=set)
    apart: dict[int, set[int]] = field(default_factory=dict)
    together: dict[int, set[int]] = field(default_factory=dict)
    home: dict[int, int] = field(default_factory=dict)

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


def place(board: Board, record_id: int, record: Features, keys: list[int], current: int | None) -> Placement:
    """The cluster for a record; `current` is where it was, which it keeps when that still fits."""
    ordered = _decided(board, record_id)
    if ordered is not None:
        return Placement(ordered, None)
    fits: list[Fit] = []
    reviews: list[Fit] = []
    for cluster_id in board.candidates(keys, record):
        fit = _fit(board, board.clusters[cluster_id], record_id, record)
        if fit is None:
            continue
        (fits if fit.judgement.verdict is Verdict.SAME else reviews).append(fit)
    if not fits:
        return Placement(None, None, tuple(reviews))
    fits.sort(key=lambda fit: (-fit.judgement.score, fit.cluster))
    staying = next((fit for fit in fits if fit.cluster == current), None)
    if staying is not None:
        return Placement(current, staying, tuple(reviews))
    best = fits[0]
    rivals = [fit for fit in fits[1:] if best.judgement.score - fit.judgement.score < _TIE]
    if rivals and not _stands_out(best, rivals):
        doubtful = [_held(fit, "cluster.ambiguous") for fit in [best, *rivals]]
        return Placement(None, None, (*doubtful, *reviews))
    return Placement(best.cluster, best, tuple(reviews))


def _held(fit: Fit, reason: str) -> Fit:
    return Fit(fit.cluster, fit.witness, decide([*fit.judgement.reasons, reason]))


def _stands_out(best: Fit, rivals: list[Fit]) -> bool:
    """A record that says its year and edition, and finds both, is not ambiguous."""
    told = {"year.equal", "edition.equal", "isbn.equal"}
    ours = told.intersection(best.judgement.reasons)
    return all(ours > told.intersection(rival.judgement.reasons) for rival in rivals)


def _decided(board: Board, record_id: int) -> int | None:
    """The cluster of a record that a person put together with this one."""
    homes = sorted({board.home[other] for other in board.together.get(record_id, ()) if other in board.home})
    return homes[0] if homes else None


def _fit(board: Board, cluster: Cluster, record_id: int, record: Features) -> Fit | None:
    """None when the record plainly does not belong there."""
    forbidden = board.apart.get(record_id)
    best: Fit | None = None
    contradicted = False
    for witness, (features, _) in cluster.representatives.items():
        if witness == record_id:
            continue
        judgement = judge(record, features, whole=False)
        if judgement.verdict is Verdict.DIFFERENT:
            contradicted = True
        elif best is None or judgement.score > best.judgement.score:
            best = Fit(cluster.id, witness, judgement)
        if contradicted and best is not None:
            break
    if best is None or (forbidden and any(board.home.get(other) == cluster.id for other in forbidden)):
        return None
    if contradicted and best.judgement.verdict is Verdict.SAME:
        return _held(best, "cluster.contradiction")
    return best
