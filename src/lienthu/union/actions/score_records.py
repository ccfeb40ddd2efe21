"""Keeps the score of every active record, and the sums of every library, in step with the catalogue and the union.

Records are read and judged before the transaction where a later event puts a late change right; the sums follow from
the differences, under one lock, so that a day's figures are exact whatever the order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import orjson
from django.db import transaction

from lienthu.kernel.clock import today
from lienthu.marc.record import from_compact
from lienthu.marc.validation import validate
from lienthu.union import quality_storage as storage
from lienthu.union.rules.quality import Copies, Unlinked, judge, placed, score

AT_ONCE = 1_000
_NO_COPIES = Copies()
_LINKED = Unlinked()
_scored = lru_cache(maxsize=4096)(score)


@dataclass(frozen=True, slots=True)
class Judged:
    record_id: int
    library_id: int
    version: int
    mask: int
    copies: int


@dataclass(slots=True)
class Prepared:
    """`gone`: records that are not in the catalogue any more."""

    judged: list[Judged] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        return [one.record_id for one in self.judged] + self.gone


def prepare(record_ids: Sequence[int], *, anew: bool = False) -> Prepared:
    """`anew`: validate the records again instead of reading what was found when they came in."""
    found = Prepared()
    ids = list(dict.fromkeys(record_ids))
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        held = {row[0]: Copies(row[1], row[2] > 0, row[3] > 0) for row in storage.copies(some)}
        for record_id, library_id, state, version, marc, noted in storage.texts(some):
            if state != "active":
                found.gone.append(record_id)
                continue
            record = from_compact(marc if isinstance(marc, bytes) else bytes(marc))
            codes = {one.code for one in validate(record)} if anew or noted is None else _codes(noted)
            copies = held.get(record_id, _NO_COPIES)
            found.judged.append(Judged(record_id, library_id, version, judge(record, codes, copies), copies.count))
    return found


def write(prepared: Prepared, entries: Collection[int] = ()) -> int:
    """Stores what changed, duplicates and headings in these entries included, and the sums of the libraries; how many
    records. Runs inside the caller's transaction, after `quality_storage.lock`."""
    near = storage.neighbours(entries, prepared.ids)
    doubles = _doubles(near)
    concerned = {*prepared.ids, *(row[0] for row in near)}
    unlinked = {row[0]: Unlinked(bool(row[1]), bool(row[2])) for row in storage.unlinked(concerned)}
    before = {row[0]: row for row in storage.stored(concerned)}

    def around(record_id: int, mask: int) -> int:
        return placed(mask, unlinked.get(record_id, _LINKED), is_duplicate=record_id in doubles)

    after = {row[0]: (*row[:3], around(row[0], row[3]), row[4]) for row in before.values()}
    for one in prepared.judged:
        known = before.get(one.record_id)
        if known is None or known[2] <= one.version:
            mask = around(one.record_id, one.mask)
            after[one.record_id] = (one.record_id, one.library_id, one.version, mask, one.copies)
    for record_id in prepared.gone:
        after.pop(record_id, None)
    changed = [row for row in after.values() if row != before.get(row[0])]
    leaving = [record_id for record_id in prepared.gone if record_id in before]
    storage.write(changed)
    storage.drop(leaving)
    _add_up([before[row[0]] for row in changed if row[0] in before] + [before[one] for one in leaving], changed)
    return len(changed) + len(leaving)


def score_records(*, record_ids: Sequence[int], entries: Collection[int] = ()) -> int:
    """Judges these records and looks for duplicates in these entries, in one transaction."""
    with transaction.atomic():
        storage.lock()
        return write(prepare(record_ids), entries)


def recount(library_id: int) -> None:
    """Today's sums from the records themselves. Runs inside the caller's transaction, after `quality_storage.lock`."""
    masks = storage.masks(library_id)
    records, points = sum(count for _, count in masks), sum(_scored(mask) * count for mask, count in masks)
    storage.write_days([(library_id, today(), records, points)])


def _codes(noted: str) -> list[str]:
    """`[["marc.no_author", {…}], …]` → codes of `marc.validation`."""
    if not noted:
        return []
    return [code[5:] for code, _params in orjson.loads(noted) if code.startswith("marc.")]


def _doubles(near: Iterable[tuple[int, int, int]]) -> set[int]:
    """Records that share an entry with another one of their library."""
    groups: dict[tuple[int, int], list[int]] = {}
    for record_id, entry_id, library_id in near:
        groups.setdefault((entry_id, library_id), []).append(record_id)
    return {record_id for group in groups.values() if len(group) > 1 for record_id in group}


def _add_up(left: Iterable[tuple[int, ...]], came: Iterable[tuple[int, ...]]) -> None:
    changes: dict[int, list[int]] = {}
    for rows, sign in ((left, -1), (came, 1)):
        for row in rows:
            sums = changes.setdefault(row[1], [0, 0])
            sums[0] += sign
            sums[1] += sign * _scored(row[3])
    changes = {library: sums for library, sums in changes.items() if sums != [0, 0]}
    if changes:
        _write_sums(changes, today())


def _write_sums(changes: dict[int, list[int]], day: dt.date) -> None:
    last = {row[0]: row[1:] for row in storage.last_days(changes.keys(), day)}
    values = []
    for library, (records, points) in changes.items():
        had_records, had_points = last.get(library, (0, 0))
        values.append((library, day, had_records + records, had_points + points))
    storage.write_days(values)
