"""Copies of records that a file brought: new ones in bulk, those of a new version by who they are.

Plain SQL over many rows, inside the transaction of the slice. What the source says follows the source; what was done
here stays, and what is no longer named has left without being lost.
"""

# ruff: noqa: S608 - only names of our own tables are put into the text; values are parameters
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from lienthu.catalogue.models import Item, ItemEvent
from lienthu.catalogue.rules.accession import key_of
from lienthu.catalogue.rules.item_matching import Stored, match
from lienthu.catalogue.rules.item_status import LEFT, ItemStatus, from_source
from lienthu.catalogue.rules.items import ItemRow
from lienthu.kernel import sql

_ITEM = Item._meta.db_table
_EVENT = ItemEvent._meta.db_table
_RECORDS_AT_ONCE = 500
_SAID = "id, location, call_number, accession_no, accession_key, source_status, price, raw, status"
Kind = ItemEvent.Kind


def insert_items(library_id: int, rows: Iterable[tuple[int, Sequence[ItemRow]]]) -> None:
    """`rows`: record id and its copies, for records that have none yet."""
    sql.many(
        f"INSERT INTO {_ITEM} (record_id, library_id, location, call_number, accession_no, accession_key, status, "
        "source_status, price, raw) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            (
                record_id, library_id, i.location, i.call_number, i.accession_no, key_of(i.accession_no),
                from_source(i.status).value, i.status, i.price, i.raw,
            )
            for record_id, items in rows
            for i in items
        ],
    )  # fmt: skip


@dataclass(slots=True)
class _Work:
    new: list[tuple[int, list[ItemRow]]] = field(default_factory=list)
    said: list[tuple[Any, ...]] = field(default_factory=list)
    status: dict[int, str] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    events: list[tuple[int, str, str, str]] = field(default_factory=list)


def follow_source(
    library_id: int, rows: Mapping[int, Sequence[ItemRow]], *, now: datetime, reason: str, actor_label: str
) -> None:
    """`rows`: what the new version of each record names. `reason`: the file, for the history."""
    ids = list(rows)
    for start in range(0, len(ids), _RECORDS_AT_ONCE):
        some = ids[start : start + _RECORDS_AT_ONCE]
        work = _Work()
        stored = _stored(some)
        for record_id in some:
            _compare(record_id, stored.get(record_id, []), rows[record_id], work)
        _restore(work)
        _write(library_id, work, now, reason[:500], actor_label)


def _stored(record_ids: list[int]) -> dict[int, list[Stored]]:
    found: dict[int, list[Stored]] = {}
    where, value = sql.among("record_id", record_ids)
    for record_id, left_at, is_own, box_id, *said in sql.rows(
        f"SELECT record_id, left_at, is_own, box_id, {_SAID} FROM {_ITEM} WHERE {where} ORDER BY id", [value]
    ):
        found.setdefault(record_id, []).append(
            _as_stored((*said, bool(is_own), left_at is not None, box_id is not None))
        )
    return found


def _as_stored(values: tuple[Any, ...]) -> Stored:
    return Stored(*values)


def _compare(record_id: int, stored: list[Stored], rows: Sequence[ItemRow], work: _Work) -> None:
    matched = match(stored, rows)
    if matched.new:
        work.new.append((record_id, matched.new))
    for one, row in matched.same:
        if one.row != row:
            key = key_of(row.accession_no)
            work.said.append(
                (row.location, row.call_number, row.accession_no, key, row.status, row.price, row.raw, one.id)
            )
            if one.accession_key != key:
                work.events.append((one.id, Kind.NUMBERED, one.accession_no, row.accession_no))
        if one.status == ItemStatus.GONE:
            work.back.append(one.id)
        elif one.source_status != row.status and one.status not in LEFT and not one.is_away:
            _take_status(one, from_source(row.status), work)
    for one in matched.unnamed:
        if not one.is_own and not one.has_left and not one.is_away:
            work.gone.append(one.id)
            work.events.append((one.id, Kind.GONE, one.status, ItemStatus.GONE))


def _take_status(one: Stored, status: ItemStatus, work: _Work) -> None:
    if one.status != status:
        work.status[one.id] = status
        work.events.append((one.id, Kind.SOURCE, one.status, status))


def _restore(work: _Work) -> None:
    """A copy that is named again is what it was before it went."""
    if not work.back:
        return
    where, value = sql.among("item_id", work.back)
    before = dict(
        sql.rows(f"SELECT item_id, before FROM {_EVENT} WHERE {where} AND kind = %s ORDER BY id", [value, Kind.GONE])
    )
    for item_id in work.back:
        work.status[item_id] = before[item_id]
        work.events.append((item_id, Kind.BACK, ItemStatus.GONE, before[item_id]))


def _write(library_id: int, work: _Work, now: datetime, reason: str, actor_label: str) -> None:
    at = connection.ops.adapt_datetimefield_value(now)
    sql.many(
        f"UPDATE {_ITEM} SET location = %s, call_number = %s, accession_no = %s, accession_key = %s, "
        "source_status = %s, price = %s, raw = %s WHERE id = %s",
        work.said,
    )
    sql.many(f"UPDATE {_ITEM} SET status = %s WHERE id = %s", [(status, one) for one, status in work.status.items()])
    sql.many(f"UPDATE {_ITEM} SET status = 'gone', left_at = %s WHERE id = %s", [(at, one) for one in work.gone])
    sql.many(f"UPDATE {_ITEM} SET left_at = NULL WHERE id = %s", [(one,) for one in work.back])
    insert_items(library_id, work.new)
    sql.many(
        f"INSERT INTO {_EVENT} (item_id, at, kind, before, after, reason, actor_label) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [
            (item_id, at, str(kind), before[:200], str(after)[:200], reason, actor_label)
            for item_id, kind, before, after in work.events
        ],
    )
