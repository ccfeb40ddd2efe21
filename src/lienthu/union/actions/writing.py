"""Writes what a run of the matcher found: members, keys, entries, undecided pairs; and says what moved where.

Clusters are the matcher's; where a cluster is shown is `rules/ties.py` over people's standing decisions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import orjson

from lienthu.kernel import outbox
from lienthu.union import storage
from lienthu.union.actions import building, questions
from lienthu.union.actions.places import Places, places_of
from lienthu.union.actions.run import Run
from lienthu.union.models import Entry

ENTRIES_CHANGED = "union.entries_changed"
RECORDS_MOVED = "union.records_moved"
_MOST_IDS = 1_000

Move = tuple[int, int, int]  # record, entry before, entry after


@dataclass(frozen=True, slots=True)
class Written:
    entries: list[int]
    moves: list[Move]


def write(run: Run, *, clusters: Collection[int] = (), decision: int | None = None) -> Written:
    final = {record: cluster for record, (cluster, _) in run.where.items()}
    moved = {record for record, cluster in final.items() if run.origin[record] != cluster}
    touched = {home for record in moved for home in (run.origin[record], final[record]) if home is not None}
    touched |= {home for record in run.rewritten if (home := _home(run, record)) is not None}
    touched |= set(run.revivable.values())
    _write_bonds(run, {record: final[record] for record in moved})
    places = places_of(run, touched | set(clusters))
    shifted = [one for one, home in places.after.items() if places.before.get(one, home) != home]
    moves = _moves(run, places, moved, shifted)
    affected = {home for one in [*touched, *shifted, *clusters] for home in _homes(places, one)}
    alive = {entry for entry in affected if places.after.get(entry) == entry}
    _write_members(run, places, moved, shifted)
    _write_entries(run, places, alive)
    storage.close_entries(_closed(run, places, (touched | affected | set(shifted)) - alive))
    _write_keys(run)
    questions.write(run)
    changed = sorted((touched | affected | set(shifted)) & places.own.keys())
    _announce(changed, moves, decision)
    return Written(changed, moves)


def _write_entries(run: Run, places: Places, alive: set[int]) -> None:
    """The members are written already, though a new entry is not: foreign keys are looked at when all is done."""
    built = building.build(run, alive, places)
    made = sorted(run.new & places.own.keys())
    storage.insert_entries(
        (entry, public_id, work, places.size(entry), places.own[entry], data)
        for entry, public_id in zip(made, storage.new_public_ids(len(made)), strict=True)
        for work, data in [built.get(entry, (0, b"{}"))]
    )
    storage.update_entries(
        (work, places.size(entry), places.own[entry], data, entry)
        for entry, (work, data) in sorted(built.items())
        if entry not in run.new
    )


def _home(run: Run, record_id: int) -> int | None:
    if record_id in run.where:
        return run.where[record_id][0]
    return run.known[record_id].cluster if record_id in run.known else None


def _homes(places: Places, cluster: int) -> Iterator[int]:
    for side in (places.before, places.after):
        if cluster in side:
            yield side[cluster]


def _write_bonds(run: Run, moved: dict[int, int | None]) -> None:
    if moved:
        storage.move_bonds((moved[record], record) for record in storage.bonded(moved))


def _moves(run: Run, places: Places, moved: set[int], shifted: list[int]) -> list[Move]:
    """Records that are shown in another entry than before."""
    found = []
    for record in sorted(moved):
        cluster, origin = run.where[record][0], run.origin[record]
        if cluster is not None and origin is not None:
            old = run.known[record].entry if record in run.known else places.before.get(origin, origin)
            if old != places.after[cluster]:
                found.append((record, old, places.after[cluster]))
    for cluster, record, entry in storage.records_of(shifted) if shifted else ():
        if record not in moved:
            found.append((record, entry, places.after[cluster]))
    return found


def _write_members(run: Run, places: Places, moved: set[int], shifted: list[int]) -> None:
    storage.drop_members(record for record in moved if run.where[record][0] is None)
    storage.show_clusters((places.after[cluster], cluster) for cluster in shifted)
    storage.write_members(_whole_rows(run, places))
    kept = [record for record in run.where if record not in run.rewritten and run.where[record][0] is not None]
    storage.move_members(_moved_rows(run, places, kept, moved))
    storage.promote(run.promoted - run.where.keys())


def _whole_rows(run: Run, places: Places) -> Iterator[tuple[int, int, int, int, int, int, bool, bytes, bytes, bytes]]:
    ranks = building.ranks({run.arrivals[record].library_id for record in run.rewritten})
    for record in sorted(run.rewritten):
        arrival, cluster = run.arrivals[record], _home(run, record)
        assert cluster is not None
        yield (
            record,
            places.after[cluster],
            cluster,
            arrival.library_id,
            building.worth(arrival.facts, ranks.get(arrival.library_id)),
            arrival.version,
            _stands(run, record, cluster),
            arrival.blob,
            orjson.dumps(arrival.facts),
            run.evidence.get(record, b""),
        )


def _stands(run: Run, record: int, cluster: int) -> bool:
    if cluster in run.board.clusters:
        return record in run.board.clusters[cluster].representatives
    return run.known[record].representative


def _moved_rows(
    run: Run, places: Places, records: Iterable[int], moved: set[int]
) -> Iterator[tuple[int, int, bool, bytes, int]]:
    for record in records:
        cluster = run.where[record][0]
        assert cluster is not None
        stands = _stands(run, record, cluster)
        known = run.known.get(record)
        if known is None or record in moved or record in run.promoted or stands != known.representative:
            entry = places.after[cluster] if cluster in places.after or known is None else known.entry
            yield entry, cluster, stands, run.evidence.get(record, b""), record


def _closed(
    run: Run, places: Places, closing: Collection[int]
) -> Iterator[tuple[str, int | None, int | None, int, int]]:
    for entry in sorted(closing & places.own.keys()):
        if places.own[entry] > 0:
            yield Entry.State.REDIRECT, places.after[entry], None, places.own[entry], entry
            continue
        if entry in run.new:
            continue
        target = _followed(run, entry)
        if target is not None:
            yield Entry.State.REDIRECT, target, None, 0, entry
        elif entry in run.last_out:
            yield Entry.State.GONE, None, run.last_out[entry], 0, entry


def _followed(run: Run, entry: int) -> int | None:
    """The cluster that the records of an emptied one went to: its address leads on from there."""
    for record, came in run.revivable.items():
        if came == entry:
            return _home(run, record)
    last = run.last_out.get(entry)
    return run.where[last][0] if last is not None else None


def _write_keys(run: Run) -> None:
    storage.drop_keys(key for key, stays in run.keys.items() if not stays)
    storage.add_keys(key for key, stays in run.keys.items() if stays)
    storage.split_blocks(run.board.newly_split)
    if run.weighed:
        before, after = (
            {pair for one in run.weighed for other in rivals.get(one, ()) for pair in ((one, other), (other, one))}
            for rivals in (run.stored_rivals, run.board.rivals)
        )
        storage.change_rivals(sorted(before - after), sorted(after - before))


def _announce(changed: list[int], moves: list[Move], decision: int | None) -> None:
    for start in range(0, len(changed), _MOST_IDS):
        outbox.publish(ENTRIES_CHANGED, {"entries": changed[start : start + _MOST_IDS]})
    for start in range(0, len(moves), _MOST_IDS):
        outbox.publish(RECORDS_MOVED, {"moves": moves[start : start + _MOST_IDS], "decision": decision})
