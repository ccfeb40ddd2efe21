"""Puts a record into its cluster and takes it out again; weighs anew what that concerns (rules/clustering.py)."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import orjson

from lienthu.union.actions.run import Again, Arrival, Known, Run, all_keys, load_members, look_up_split
from lienthu.union.rules.board import LARGEST_COMPONENT, LARGEST_CROWD, MOST_REPRESENTATIVES, Cluster, Node, Said
from lienthu.union.rules.clustering import TIE, gather
from lienthu.union.rules.features import Features
from lienthu.union.rules.keys import keys
from lienthu.union.rules.score import Judgement, Verdict, decide

_MOST_REVIEWS = 3


@dataclass(slots=True)
class Near:
    """How a record fits a cluster."""

    cluster: int
    same: Judgement | None = None
    witness: int = 0
    doubt: Judgement | None = None
    doubtful: int = 0
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    node: Node
    record_id: int
    said: Said
    cluster: int | None


def settle(run: Run, record_id: int) -> None:
    arrival, known = run.arrivals.get(record_id), run.known.get(record_id)
    if arrival is None:
        if known is not None:
            swayed = _redescribe(run, record_id, known.blob, None)
            leave(run, record_id, _home(run, record_id, known), known.blob)
            _enter_swayed(run, swayed)
        return
    if known is not None and known.version == arrival.version and known.blob == arrival.blob and run.again is None:
        return
    if known is None or known.version != arrival.version or known.blob != arrival.blob:
        run.rewritten.add(record_id)
    if known is not None and known.blob == arrival.blob and run.again is not Again.ENTER:
        if run.again is Again.WEIGH:
            _weigh_in_place(run, arrival, known)
        return
    _enter_anew(run, arrival, known)


def _enter_anew(run: Run, arrival: Arrival, known: Known | None) -> None:
    swayed = _redescribe(run, arrival.record_id, known.blob if known else None, arrival.blob)
    if known is not None:
        leave(run, arrival.record_id, _home(run, arrival.record_id, known), known.blob)
    _enter_swayed(run, swayed)
    enter(run, arrival, known.cluster if known else None)


def _home(run: Run, record_id: int, known: Known) -> int:
    cluster = run.where.get(record_id, (known.cluster, b""))[0]
    assert cluster is not None
    return cluster


def _redescribe(run: Run, record_id: int, before: bytes | None, after: bytes | None) -> set[int]:
    run.described[record_id] = after
    run.sides_changed, swayed = run.board.redescribe(record_id, before, after)
    return swayed


def _enter_swayed(run: Run, records: set[int]) -> None:
    """They are weighed by themselves from now on, or no longer, because an equal came or went that a person told from
    them."""
    load_members(run, records)
    for record_id in sorted(records):
        known = run.known[record_id]
        home, blob = run.where.get(record_id, (known.cluster, known.blob))
        if home is None:
            continue
        said = Features.from_blob(blob)
        leave(run, record_id, home, blob)
        enter(run, Arrival(record_id, 0, known.version, said, blob, keys(said)), home)


def _weigh_in_place(run: Run, arrival: Arrival, known: Known) -> None:
    """With what it may be the same as by now. Records that stand for none go where their equal goes."""
    board = run.board
    home = _home(run, arrival.record_id, known)
    _add_keys(run, arrival.keys, arrival.features, home)  # the rule of keys may be what has changed
    if arrival.record_id not in board.clusters[home].representatives:
        if board.node(arrival.record_id, arrival.features, arrival.blob)[1]:
            _enter_anew(run, arrival, known)
        return
    others = [each for each in board.candidates(arrival.keys, arrival.features) if each != home]
    near = [_near(run, arrival, board.clusters[each]) for each in others]
    component = run.component([home, *(one.cluster for one in near if one.same is not None)])
    if len(component) > 1 or len(board.clusters[home].representatives) > 1:
        reweigh(run, component)
    _ask(run, arrival, near)


def leave(run: Run, record_id: int, cluster_id: int, blob: bytes) -> None:
    """Takes a record out of its cluster: an equal one steps in, keys that only it had go."""
    board, cluster, roll = run.board, run.board.clusters[cluster_id], run.roll(cluster_id)
    roll.pop(record_id, None)
    cluster.size -= 1
    run.put(record_id, None, blob)
    run.last_out[cluster_id] = record_id
    held = cluster.representatives.pop(record_id, None)
    said = held[0] if held else Features.from_blob(blob)
    _promote(run, cluster)
    remaining = set(roll.values())
    if blob not in remaining:
        standing = {other: known for known, other in cluster.representatives.values()}
        others = (Features.from_blob(other) for other in remaining - standing.keys())
        _drop_keys(run, cluster_id, said, itertools.chain(standing.values(), others))
    if blob in run.sides_changed or (held and board.node(record_id, said, blob) not in _nodes(run, cluster)):
        reweigh(run, run.component([cluster_id]))
    if not cluster.size:
        for other in board.rivals.pop(cluster_id, set()):
            board.rivals[other].discard(cluster_id)
            run.weighed |= {cluster_id, other}


def _nodes(run: Run, cluster: Cluster) -> set[Node]:
    return {run.board.node(record, *said) for record, said in cluster.representatives.items()}


def _promote(run: Run, cluster: Cluster) -> None:
    """Descriptions that nobody represents any more step forward."""
    board, standing = run.board, cluster.representatives
    nodes = _nodes(run, cluster)
    plain = {blob for blob, alone in nodes if not alone}
    for other, blob in run.roll(cluster.id).items():
        if len(standing) >= MOST_REPRESENTATIVES:
            return
        if other in standing or (blob in plain and other not in board.alone):
            continue
        said = Features.from_blob(blob)
        node = board.node(other, said, blob)
        if node not in nodes:
            standing[other] = (said, blob)
            nodes.add(node)
            run.promoted.add(other)
            plain |= set() if node[1] else {blob}


def _drop_keys(run: Run, cluster: int, said: Features, remaining: Iterable[Features]) -> None:
    """Keys that none of the remaining has; they are asked until no key is left to go."""
    going = set(all_keys(said))
    for other in remaining:
        going.difference_update(all_keys(other))
        if not going:
            return
    run.board.withdraw(going, cluster)
    run.keys.update(((key, cluster), False) for key in going)


def enter(run: Run, arrival: Arrival, current: int | None) -> None:
    """`current`: the cluster that the record has just left."""
    board = run.board
    candidates = [board.clusters[each] for each in board.candidates(arrival.keys, arrival.features)]
    if _joins_its_equal(run, arrival, candidates):
        return
    near = [_near(run, arrival, cluster) for cluster in candidates]
    alike = [one for one in near if one.same is not None]
    if not alike:
        _join(run, arrival, _own_entry(run, arrival.record_id, current), b"")
    else:
        component = run.component([one.cluster for one in alike])
        if len(component) == 1 and not alike[0].contradicted:
            _join(run, arrival, alike[0].cluster, _proof(alike[0].witness, alike[0].same))
        else:
            _weigh_in(run, arrival, component, alike, current)
    _ask(run, arrival, near)


def _ask(run: Run, arrival: Arrival, near: list[Near]) -> None:
    """Whether it is the same as what it only may be the same as."""
    doubts = [(one.doubt, one.doubtful) for one in near if one.same is None and one.doubt is not None]
    doubts.sort(key=lambda doubt: (-doubt[0].score, doubt[1]))
    for doubt, witness in doubts[:_MOST_REVIEWS]:
        run.ask(arrival.record_id, witness, doubt)


def _joins_its_equal(run: Run, arrival: Arrival, candidates: list[Cluster]) -> bool:
    board, blob = run.board, arrival.blob
    if board.node(arrival.record_id, arrival.features, blob)[1]:
        return False
    for cluster in candidates:
        for record, (said, other) in cluster.representatives.items():
            if other != blob or record in board.alone:
                continue
            _join(run, arrival, cluster.id, _proof(record, board.judge(arrival.features, said)))
            if blob in run.sides_changed:
                reweigh(run, run.component([cluster.id]))  # what is kept from it is kept from its equals
            return True
    return False


def _near(run: Run, arrival: Arrival, cluster: Cluster) -> Near:
    board = run.board
    found = Near(cluster.id)
    ours = board.parts.get(arrival.record_id, ())
    for record, (said, blob) in cluster.representatives.items():
        if ours and board.barred(ours, board.parts_of(record, blob)):
            found.contradicted = True
            continue
        judgement = board.judged((arrival.features, arrival.blob), (said, blob))
        if judgement.verdict is Verdict.DIFFERENT:
            found.contradicted = True
        elif judgement.verdict is Verdict.SAME:
            if found.same is None or judgement.score > found.same.score:
                found.same, found.witness = judgement, record
        elif found.doubt is None or judgement.score > found.doubt.score:
            found.doubt, found.doubtful = judgement, record
    return found


def _proof(witness: int, judgement: Judgement | None) -> bytes:
    return b"" if judgement is None else orjson.dumps([witness, judgement.score, judgement.reasons])


def _own_entry(run: Run, record_id: int, current: int | None) -> int:
    """Its old entry when nobody else is left there, the one it had before it was withdrawn, or a new one."""
    if current is not None and run.board.clusters[current].size == 0:
        return current
    return run.revivable.pop(record_id, None) or _new_entry(run)


def _new_entry(run: Run) -> int:
    target = next(run.fresh)
    run.board.clusters[target] = Cluster(target)
    run.new.add(target)
    return target


def _join(run: Run, arrival: Arrival, target: int, evidence: bytes) -> None:
    board = run.board
    cluster = board.clusters.setdefault(target, Cluster(target))
    node = board.node(arrival.record_id, arrival.features, arrival.blob)
    if len(cluster.representatives) < MOST_REPRESENTATIVES and node not in _nodes(run, cluster):
        cluster.representatives[arrival.record_id] = (arrival.features, arrival.blob)
    cluster.size += 1
    _add_keys(run, arrival.keys, arrival.features, target)
    run.put(arrival.record_id, target, arrival.blob)
    run.evidence[arrival.record_id] = evidence


def _add_keys(run: Run, found: list[int], said: Features, cluster: int) -> None:
    look_up_split(run, found)
    run.keys.update(((key, cluster), True) for key in run.board.enter(found, said, cluster))


def _weigh_in(run: Run, arrival: Arrival, component: set[int], alike: list[Near], current: int | None) -> None:
    crowd = sum(len(run.board.clusters[each].representatives) for each in component)
    if crowd >= LARGEST_COMPONENT:
        _into_crowd(run, arrival, alike, current)
        run.crowds |= component
        return
    own = run.board.node(arrival.record_id, arrival.features, arrival.blob)
    newcomer = Placed(own, arrival.record_id, (arrival.features, arrival.blob), None)
    target, evidence = reweigh(run, component, newcomer, current)
    assert target is not None
    _join(run, arrival, target, evidence)


def _into_crowd(run: Run, arrival: Arrival, alike: list[Near], current: int | None) -> None:
    """Too many to weigh together with each that comes: the newcomer goes where it fits best, if nothing there
    contradicts it and no other place fits it equally. Where it stays is settled at the end of the run."""
    fits = sorted(
        ((one.same, one) for one in alike if one.same and not one.contradicted),
        key=lambda fit: (-fit[0].score, fit[1].cluster),
    )
    told = {"year.equal", "edition.equal", "isbn.equal"}
    torn = len(fits) > 1 and (
        fits[0][0].score - fits[1][0].score < TIE
        and not told.intersection(fits[0][0].reasons) > told.intersection(fits[1][0].reasons)
    )
    best = fits[0][1] if fits and not torn else None
    target = best.cluster if best else _own_entry(run, arrival.record_id, current)
    _join(run, arrival, target, _proof(best.witness, best.same) if best else b"")
    reason = "cluster.ambiguous" if torn else "cluster.contradiction"
    for one in alike:
        if one.cluster != target and one.same is not None:
            _link(run, target, one.cluster)
            run.weighed |= {target, one.cluster}
            run.ask(arrival.record_id, one.witness, decide([*one.same.reasons, reason], run.board.weights))


def settle_crowds(run: Run) -> None:
    """The crowds that this run touched are weighed as a whole: in them, too, order decides nothing."""
    while run.crowds:
        component = run.component([run.crowds.pop()])
        run.crowds -= component
        reweigh(run, component, most=LARGEST_CROWD)
        run.crowds -= component


def _link(run: Run, one: int, other: int) -> None:
    run.board.rivals.setdefault(one, set()).add(other)
    run.board.rivals.setdefault(other, set()).add(one)


def weigh_clusters(run: Run, clusters: Collection[int]) -> None:
    """Groups anew what is weighed together with these, after what keeps their records from each other changed."""
    for one, other in itertools.combinations(sorted(clusters), 2):
        if other not in run.board.rivals.get(one, ()) and _alike(run, one, other):
            _link(run, one, other)
            run.weighed |= {one, other}
    waiting = set(clusters)
    while waiting:
        component = run.component([min(waiting)])
        reweigh(run, component)
        waiting -= component


def _alike(run: Run, one: int, other: int) -> bool:
    board = run.board
    return any(
        board.judged(said, others).verdict is Verdict.SAME
        and not board.barred(board.parts_of(record, said[1]), board.parts_of(another, others[1]))
        for record, said in board.clusters[one].representatives.items()
        for another, others in board.clusters[other].representatives.items()
    )


def reweigh(
    run: Run,
    component: set[int],
    newcomer: Placed | None = None,
    current: int | None = None,
    most: int = LARGEST_COMPONENT,
) -> tuple[int | None, bytes]:
    """Groups all descriptions of these clusters anew, with a newcomer; its cluster and the proof of it."""
    board = run.board
    placed = [
        Placed(board.node(record, *said), record, said, cluster)
        for cluster in component
        for record, said in board.clusters[cluster].representatives.items()
    ] + ([newcomer] if newcomer else [])
    if len(placed) > most - (newcomer is None) or not placed:
        run.crowds |= component
        return None, b""
    placed.sort(key=lambda one: one.node)
    parts = [board.parts_of(one.record_id, one.said[1]) for one in placed]
    barred = {
        (one, other) for other in range(len(placed)) for one in range(other)
        if board.barred(parts[one], parts[other])
    } if board.parts else set()  # fmt: skip
    found = gather(len(placed), lambda one, other: board.judged(placed[one].said, placed[other].said), barred)
    groups = [[placed[number] for number in numbers] for numbers in found.groups]
    targets = _targets(run, component, groups, newcomer, current)
    evidence = b""
    for target, group in zip(targets, groups, strict=True):
        for one in group:
            if one is newcomer:
                evidence = _witnessed(run, one, group)
            elif one.cluster != target:
                _move(run, one, target, _witnessed(run, one, group))
    _rekey(run, [(one, target) for target, group in zip(targets, groups, strict=True) for one in group], newcomer)
    home = {one.record_id: target for target, group in zip(targets, groups, strict=True) for one in group}
    _note_rivals(run, component | set(targets), [(placed[a], placed[b]) for a, b in found.apart], home)
    for a, b, reason in found.held:
        judgement = board.judged(placed[a].said, placed[b].said)
        run.ask(placed[a].record_id, placed[b].record_id, decide([*judgement.reasons, reason], board.weights))
    return (home[newcomer.record_id] if newcomer else None), evidence


def _targets(
    run: Run, component: set[int], groups: list[list[Placed]], newcomer: Placed | None, current: int | None
) -> list[int]:
    """Each group's cluster: the oldest whose first record it has; else the newcomer's own, or a new one."""
    first = {
        cluster: min(run.board.clusters[cluster].representatives)
        for cluster in component
        if run.board.clusters[cluster].representatives
    }
    found = []
    for group in groups:
        records = {one.record_id for one in group}
        claimed = sorted(cluster for cluster, record in first.items() if record in records)
        if claimed:
            found.append(claimed[0])
        elif newcomer in group and newcomer is not None:
            target = _own_entry(run, newcomer.record_id, current)
            run.board.clusters.setdefault(target, Cluster(target))
            found.append(target)
        else:
            found.append(_new_entry(run))
    return found


def _witnessed(run: Run, one: Placed, group: list[Placed]) -> bytes:
    best: tuple[float, int, Judgement] | None = None
    for other in group:
        if other is not one:
            pair = (one, other) if one.node < other.node else (other, one)
            judgement = run.board.judged(pair[0].said, pair[1].said)
            if judgement.verdict is Verdict.SAME and (best is None or judgement.score > best[0]):
                best = judgement.score, other.record_id, judgement
    return _proof(best[1], best[2]) if best else b""


def _move(run: Run, one: Placed, target: int, evidence: bytes) -> None:
    """All records with this description change their cluster."""
    board = run.board
    assert one.cluster is not None
    source, roll = board.clusters[one.cluster], run.roll(one.cluster)
    features, blob = one.said
    going = [one.record_id] if one.node[1] else [
        record for record, other in roll.items() if other == blob and record not in board.alone
    ]  # fmt: skip
    for record in going:
        roll.pop(record)
        run.origin.setdefault(record, one.cluster)
        run.put(record, target, blob)
        run.evidence[record] = evidence
        source.size -= 1
        board.clusters[target].size += 1
        run.last_out[one.cluster] = record
    source.representatives.pop(one.record_id)
    board.clusters[target].representatives[one.record_id] = (features, blob)
    run.moved_to[one.cluster] = target


def _rekey(run: Run, placed: list[tuple[Placed, int]], newcomer: Placed | None) -> None:
    moved = [(one, target) for one, target in placed if one is not newcomer and one.cluster != target]
    for one, _ in moved:
        assert one.cluster is not None
        left = run.board.clusters[one.cluster].representatives.values()
        _drop_keys(run, one.cluster, one.said[0], [said for said, _ in left])
    for one, target in moved:
        _add_keys(run, keys(one.said[0]), one.said[0], target)


def _note_rivals(run: Run, clusters: set[int], apart: list[tuple[Placed, Placed]], home: dict[int, int]) -> None:
    for cluster in clusters:
        run.board.rivals[cluster] = run.board.rivals.get(cluster, set()) - clusters
    for one, other in apart:
        _link(run, home[one.record_id], home[other.record_id])
    run.weighed |= clusters
