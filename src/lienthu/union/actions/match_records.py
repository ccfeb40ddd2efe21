"""Places changed records in the union: the only automatic writer of entries.

Features are computed before the transaction; candidates, decisions and writes are one transaction, in bulk, so that
a batch is written whole and once. The caller acknowledges its events inside that transaction.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import orjson
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lienthu.kernel import outbox
from lienthu.marc.record import from_compact
from lienthu.registry import queries as registry
from lienthu.union import storage
from lienthu.union.models import Decision, Entry, SplitBlock
from lienthu.union.rules import entry as entries
from lienthu.union.rules.facts import Facts, facts
from lienthu.union.rules.features import Features, features, group
from lienthu.union.rules.keys import keys, split_key, work_key
from lienthu.union.rules.placing import Board, Cluster, Fit, Placement, place

ENTRIES_CHANGED = "union.entries_changed"
_MOST_IDS = 1_000
# A larger entry is built from its representatives only, so that the thousandth copy costs what the tenth does.
LARGE = 24
_MOST_REVIEWS = 3


@dataclass(slots=True)
class Arrival:
    """An active record ready to be placed."""

    record_id: int
    library_id: int
    version: int
    features: Features
    blob: bytes
    keys: list[int]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Known:
    entry: int
    version: int
    representative: bool
    blob: bytes


@dataclass(slots=True)
class Run:
    """One batch: what is known of the records, the board, and what is to be written."""

    arrivals: dict[int, Arrival]
    known: dict[int, Known] = field(default_factory=dict)
    board: Board = field(default_factory=Board)
    roll: dict[int, dict[int, bytes]] = field(default_factory=dict)
    revivable: dict[int, int] = field(default_factory=dict)
    fresh: Iterator[int] = field(default_factory=lambda: iter(()))
    new: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)
    joined: dict[int, tuple[Arrival, int, bool, bytes]] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)
    moved_to: dict[int, int] = field(default_factory=dict)
    last_out: dict[int, int] = field(default_factory=dict)
    promoted: set[int] = field(default_factory=set)
    keys_in: list[tuple[int, int]] = field(default_factory=list)
    keys_out: list[tuple[int, int]] = field(default_factory=list)
    reviews: list[tuple[int, Fit]] = field(default_factory=list)


def match_records(*, record_ids: Sequence[int], finish: Callable[[], None] = lambda: None) -> list[int]:
    """Returns the entries that changed. `finish` runs inside the transaction, after the writes."""
    ordered = list(dict.fromkeys(record_ids))
    with _without_collector():
        arrivals = prepare(ordered)
        with transaction.atomic():
            storage.lock_union()
            run = Run(arrivals)
            _load(run, ordered)
            for record_id in ordered:
                _one(run, record_id)
            changed = _write(run)
            for start in range(0, len(changed), _MOST_IDS):
                outbox.publish(ENTRIES_CHANGED, {"entries": changed[start : start + _MOST_IDS]})
            finish()
    return changed


@contextmanager
def _without_collector() -> Iterator[None]:
    """A batch makes a million small objects without cycles; looking for cycles cost a third of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def prepare(record_ids: Collection[int]) -> dict[int, Arrival]:
    """Features, keys and facts of the active ones."""
    found = {}
    for record_id, library_id, state, version, marc in storage.records(record_ids):
        if state != "active":
            continue
        record = from_compact(marc if isinstance(marc, bytes) else bytes(marc))
        fields = group(record)
        said = features(record, fields)
        blob, told = said.to_blob(), facts(record, fields)
        found[record_id] = Arrival(record_id, library_id, version, said, blob, keys(said), told)
    return found


def _load(run: Run, ordered: list[int]) -> None:
    for record_id, entry, version, representative, blob in storage.members(ordered):
        run.known[record_id] = Known(entry, version, bool(representative), bytes(blob))
    placing = [a for a in run.arrivals.values() if _needs_place(run, a)]
    board = run.board
    board.split = set(SplitBlock.objects.values_list("key", flat=True))
    wanted: set[int] = set()
    for arrival in placing:
        wanted.update(arrival.keys)
        wanted.update(split_key(key, arrival.features) for key in arrival.keys if key in board.split)
    found = storage.blocks(wanted) if wanted else []
    for key, entry in found:
        board.blocks.setdefault(key, []).append(entry)
    _load_decisions(run, [arrival.record_id for arrival in placing])
    current = {known.entry for known in run.known.values()}
    _load_clusters(run, {entry for _, entry in found} | current | set(board.home.values()))
    leaving = {known.entry for record_id, known in run.known.items() if _may_leave(run, record_id)}
    for entry, record_id, blob in storage.roll(leaving) if leaving else ():
        run.roll.setdefault(entry, {})[record_id] = bytes(blob)
    newcomers = [arrival.record_id for arrival in placing if arrival.record_id not in run.known]
    run.fresh = iter(storage.new_entry_ids(len(placing)))
    run.revivable = dict(storage.left_last(newcomers)) if newcomers else {}


def _needs_place(run: Run, arrival: Arrival) -> bool:
    known = run.known.get(arrival.record_id)
    return known is None or (known.version != arrival.version and known.blob != arrival.blob)


def _may_leave(run: Run, record_id: int) -> bool:
    arrival = run.arrivals.get(record_id)
    return arrival is None or _needs_place(run, arrival)


def _load_decisions(run: Run, record_ids: list[int]) -> None:
    if not record_ids:
        return
    board = run.board
    others: set[int] = set()
    for left, right, verdict in storage.decided(record_ids):
        into = board.together if verdict == Decision.Verdict.SAME else board.apart
        into.setdefault(left, set()).add(right)
        into.setdefault(right, set()).add(left)
        others.update((left, right))
    if others:
        board.home.update({record_id: entry for record_id, entry, *_ in storage.members(others)})


def _load_clusters(run: Run, ids: set[int]) -> None:
    if not ids:
        return
    for entry, size, _state in storage.entries(ids):
        run.board.clusters[entry] = Cluster(entry, size=size)
    for entry, record_id, blob in storage.representatives(ids):
        said = bytes(blob)
        run.board.clusters[entry].representatives[record_id] = (Features.from_blob(said), said)


def _one(run: Run, record_id: int) -> None:
    arrival, known = run.arrivals.get(record_id), run.known.get(record_id)
    if arrival is None:
        if known is not None:
            _leave(run, record_id, known)
        return
    if known is not None and known.version == arrival.version:
        return
    if known is not None and known.blob == arrival.blob:
        run.joined[record_id] = (arrival, known.entry, known.representative, b"")
        run.touched.add(known.entry)
        return
    if known is not None:
        _leave(run, record_id, known)
    _settle(run, arrival, known)


def _settle(run: Run, arrival: Arrival, known: Known | None) -> None:
    current = known.entry if known else None
    placement = place(run.board, arrival.record_id, arrival.features, arrival.keys, current)
    target = placement.cluster
    if target is None:
        target = _own_entry(run, arrival.record_id, current)
    if current is not None and target != current:
        run.moved_to[current] = target
    _join(run, arrival, target, placement)


def _own_entry(run: Run, record_id: int, current: int | None) -> int:
    """Its old entry when nobody else is left there, the one it had before it was withdrawn, or a new one."""
    if current is not None and run.board.clusters[current].size == 0:
        return current
    revived = run.revivable.pop(record_id, None)
    target = revived if revived is not None else next(run.fresh)
    run.board.clusters[target] = Cluster(target)
    if revived is None:
        run.new.add(target)
    return target


def _join(run: Run, arrival: Arrival, target: int, placement: Placement) -> None:
    cluster = run.board.clusters[target]
    representative = cluster.admits(arrival.blob)
    if representative:
        cluster.representatives[arrival.record_id] = (arrival.features, arrival.blob)
    cluster.size += 1
    run.board.home[arrival.record_id] = target
    run.keys_in += [(key, target) for key in run.board.enter(arrival.keys, arrival.features, target)]
    if target in run.roll:
        run.roll[target][arrival.record_id] = arrival.blob
    fit = placement.fit
    evidence = b"" if fit is None else orjson.dumps([fit.witness, fit.judgement.score, fit.judgement.reasons])
    run.joined[arrival.record_id] = (arrival, target, representative, evidence)
    run.touched.add(target)
    doubtful = [fit for fit in placement.reviews if fit.cluster != target]
    doubtful.sort(key=lambda fit: (-fit.judgement.score, fit.cluster))
    run.reviews += [(arrival.record_id, review) for review in doubtful[:_MOST_REVIEWS]]


def _leave(run: Run, record_id: int, known: Known) -> None:
    """Takes a record out of its entry: other representatives step in, keys only it had go."""
    cluster = run.board.clusters[known.entry]
    remaining = run.roll[known.entry]
    remaining.pop(record_id, None)
    cluster.representatives.pop(record_id, None)
    cluster.size -= 1
    run.board.home.pop(record_id, None)
    for other, blob in remaining.items():
        if other not in cluster.representatives and cluster.admits(blob):
            cluster.representatives[other] = (Features.from_blob(blob), blob)
            run.promoted.add(other)
    kept = {key for blob in set(remaining.values()) for key in all_keys(Features.from_blob(blob))}
    for key in all_keys(Features.from_blob(known.blob)):
        if key not in kept:
            run.keys_out.append((key, known.entry))
            block = run.board.blocks.get(key, [])
            if known.entry in block:
                block.remove(known.entry)
    run.left[record_id] = known.entry
    run.last_out[known.entry] = record_id
    run.touched.add(known.entry)


def all_keys(said: Features) -> list[int]:
    own = keys(said)
    return [*own, *(split_key(key, said) for key in own)]


def _write(run: Run) -> list[int]:
    alive = {entry for entry in run.touched if run.board.clusters[entry].size > 0}
    emptied = run.touched - alive
    built = _build(run, alive)
    made = sorted(run.new & alive)
    storage.insert_entries(
        (entry, public_id, *built[entry])
        for entry, public_id in zip(made, storage.new_public_ids(len(made)), strict=True)
    )
    storage.update_entries((*built[entry], entry) for entry in sorted(alive - run.new))
    storage.drop_members(record_id for record_id in run.left if record_id not in run.joined)
    storage.write_members(_member_rows(run))
    storage.promote(run.promoted - run.joined.keys())
    storage.empty_entries(_empty_rows(run, emptied))
    storage.drop_keys(run.keys_out)
    storage.add_keys(run.keys_in)
    storage.split_blocks(run.board.newly_split)
    _write_reviews(run)
    return sorted({*run.touched, *run.revivable.values()})


def _member_rows(run: Run) -> Iterator[tuple[int, int, int, int, bool, bytes, bytes, bytes]]:
    for arrival, entry, representative, evidence in run.joined.values():
        yield (
            arrival.record_id,
            entry,
            arrival.library_id,
            arrival.version,
            representative,
            arrival.blob,
            orjson.dumps(arrival.facts),
            evidence,
        )


def _empty_rows(run: Run, emptied: set[int]) -> Iterator[tuple[str, int | None, int | None, int]]:
    for entry in sorted(emptied):
        target = run.moved_to.get(entry)
        if target is not None:
            yield Entry.State.REDIRECT, target, None, entry
        else:
            yield Entry.State.GONE, None, run.last_out[entry], entry
    for record_id, entry in run.revivable.items():
        # The record came back, but into another entry: its old address leads there.
        yield Entry.State.REDIRECT, run.joined[record_id][1], None, entry


def _build(run: Run, alive: set[int]) -> dict[int, tuple[int, int, bytes]]:
    """Entry → (work key, size, data)."""
    ranks = _ranks({arrival.library_id for arrival, *_ in run.joined.values()})
    sources: dict[int, list[entries.Source]] = {entry: [] for entry in alive}
    for arrival, entry, *_ in run.joined.values():
        sources[entry].append(entries.Source(arrival.record_id, ranks.get(arrival.library_id, 1), arrival.facts))
    older = alive - run.new
    if older:
        large = [entry for entry in older if run.board.clusters[entry].size > LARGE]
        rows = [row for row in storage.facts(older, large) if row[1] not in run.joined and row[1] not in run.left]
        ranks |= _ranks({row[2] for row in rows} - ranks.keys())
        for entry, record_id, library_id, said in rows:
            sources[entry].append(entries.Source(record_id, ranks.get(library_id, 1), orjson.loads(bytes(said))))
    built = {}
    for entry in alive:
        cluster = run.board.clusters[entry]
        first = cluster.representatives[min(cluster.representatives)][0]
        built[entry] = (work_key(first), cluster.size, orjson.dumps(entries.derive(sources[entry])))
    return built


def _ranks(library_ids: set[int]) -> dict[int, int]:
    if not library_ids:
        return {}
    return {pk: entries.LIBRARY_RANK.get(kind, 1) for pk, kind in registry.kinds(library_ids).items()}


def _write_reviews(run: Run) -> None:
    """Undecided pairs of the records that were placed anew replace their earlier ones."""
    stale = list(run.left)
    if stale:
        Decision.objects.filter(Q(left__in=stale) | Q(right__in=stale), automatic=True).delete()
    now = timezone.now()
    rows: dict[tuple[int, int], Decision] = {}
    for record_id, fit in run.reviews:
        left, right = sorted((record_id, fit.witness))
        if any(one in run.left and one not in run.joined for one in (left, right)):
            continue  # withdrawn later in this batch
        rows[left, right] = Decision(
            left_id=left, right_id=right, verdict=Decision.Verdict.REVIEW, automatic=True,
            score=fit.judgement.score, reasons=list(fit.judgement.reasons), decided_at=now,
        )  # fmt: skip
    Decision.objects.bulk_create(rows.values(), ignore_conflicts=True, batch_size=500)
