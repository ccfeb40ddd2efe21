"""The hot path's SQL: whole batches at a time, through Django's connection, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import orjson
from django.db import connection

_GATE = 7_201_120  # any constant: the advisory lock of this room


def lock_union() -> None:
    """One writer of clusters at a time. SQLite's IMMEDIATE transaction is that lock already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_GATE])


def _rows(sql: str, params: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _among(column: str, values: Collection[int]) -> tuple[str, Any]:
    """`column IN values` with one parameter, however many values there are."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", list(values)
    return f"{column} IN (SELECT value FROM json_each(%s))", orjson.dumps(list(values)).decode()  # noqa: S608 - a column name of ours


def records(ids: Collection[int]) -> list[tuple[int, int, str, int, bytes]]:
    """(id, library, state, version, marc)"""
    where, value = _among("id", ids)
    return _rows(f"SELECT id, library_id, state, version, marc FROM catalogue_sourcerecord WHERE {where}", [value])  # noqa: S608


def members(ids: Collection[int]) -> list[tuple[int, int, int, bool, bytes]]:
    """(record, entry, record version, is representative, features)"""
    where, value = _among("record_id", ids)
    columns = "record_id, entry_id, record_version, is_representative, features"
    return _rows(f"SELECT {columns} FROM union_member WHERE {where}", [value])  # noqa: S608


def blocks(keys: Collection[int]) -> list[tuple[int, int]]:
    """(key, entry) in a fixed order."""
    where, value = _among("key", keys)
    return _rows(f"SELECT key, entry_id FROM union_matchkey WHERE {where} ORDER BY key, entry_id", [value])  # noqa: S608


def representatives(entries: Collection[int]) -> list[tuple[int, int, bytes]]:
    """(entry, record, features)"""
    where, value = _among("entry_id", entries)
    true = "TRUE" if connection.vendor == "postgresql" else "1"
    return _rows(
        f"SELECT entry_id, record_id, features FROM union_member WHERE {where} AND is_representative = {true} "  # noqa: S608
        "ORDER BY record_id",
        [value],
    )


def entries(ids: Collection[int]) -> list[tuple[int, int, str]]:
    """(id, size, state)"""
    where, value = _among("id", ids)
    return _rows(f"SELECT id, size, state FROM union_entry WHERE {where}", [value])  # noqa: S608


def facts(entry_ids: Collection[int], large: Collection[int]) -> list[tuple[int, int, int, bytes]]:
    """(entry, record, library, facts) of all members; of a large entry only the representatives."""
    where, value = _among("entry_id", entry_ids)
    apart, large_value = _among("entry_id", large)
    true = "TRUE" if connection.vendor == "postgresql" else "1"
    return _rows(
        "SELECT entry_id, record_id, library_id, facts FROM union_member "  # noqa: S608
        f"WHERE {where} AND (is_representative = {true} OR NOT ({apart})) ORDER BY record_id",
        [value, large_value],
    )


def new_entry_ids(count: int) -> list[int]:
    """Identifiers for entries about to be written; call inside the writing transaction."""
    if not count:
        return []
    if connection.vendor == "postgresql":
        sql = "SELECT nextval(pg_get_serial_sequence('union_entry', 'id')) FROM generate_series(1, %s)"
        return [row[0] for row in _rows(sql, [count])]
    highest = _rows("SELECT COALESCE(MAX(id), 0) FROM union_entry", [])[0][0]
    return list(range(highest + 1, highest + 1 + count))


def _many(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    listed = list(rows)
    if listed:
        with connection.cursor() as cursor:
            cursor.executemany(sql, listed)


def insert_entries(rows: Iterable[tuple[int, str, int, int, bytes]]) -> None:
    """(id, public id, work key, size, data)"""
    _many(
        "INSERT INTO union_entry (id, public_id, state, work_key, size, version, data) "
        "VALUES (%s, %s, 'active', %s, %s, 1, %s)",
        rows,
    )


def update_entries(rows: Iterable[tuple[int, int, bytes, int]]) -> None:
    """(work key, size, data, id)"""
    _many(
        "UPDATE union_entry SET state = 'active', merged_into_id = NULL, last_record_id = NULL, work_key = %s, "
        "size = %s, data = %s, version = version + 1 WHERE id = %s",
        rows,
    )


def empty_entries(rows: Iterable[tuple[str, int | None, int | None, int]]) -> None:
    """(state, merged into, last record, id); the data stays, so that the tombstone can say what it was."""
    _many(
        "UPDATE union_entry SET state = %s, merged_into_id = %s, last_record_id = %s, size = 0, "
        "version = version + 1 WHERE id = %s",
        rows,
    )


def write_members(rows: Iterable[tuple[int, int, int, int, bool, bytes, bytes, bytes]]) -> None:
    """(record, entry, library, record version, is representative, features, facts, evidence)"""
    _many(
        "INSERT INTO union_member (record_id, entry_id, library_id, record_version, is_representative, features, "
        "facts, evidence) VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (record_id) DO UPDATE SET "
        "entry_id = excluded.entry_id, record_version = excluded.record_version, "
        "is_representative = excluded.is_representative, features = excluded.features, facts = excluded.facts, "
        "evidence = excluded.evidence",
        rows,
    )


def drop_members(record_ids: Iterable[int]) -> None:
    _many("DELETE FROM union_member WHERE record_id = %s", ((record_id,) for record_id in record_ids))


def promote(record_ids: Iterable[int]) -> None:
    true = "TRUE" if connection.vendor == "postgresql" else "1"
    sql = f"UPDATE union_member SET is_representative = {true} WHERE record_id = %s"  # noqa: S608
    _many(sql, ((record_id,) for record_id in record_ids))


def add_keys(rows: Iterable[tuple[int, int]]) -> None:
    """(key, entry)"""
    _many("INSERT INTO union_matchkey (key, entry_id) VALUES (%s, %s) ON CONFLICT DO NOTHING", rows)


def drop_keys(rows: Iterable[tuple[int, int]]) -> None:
    """(key, entry)"""
    _many("DELETE FROM union_matchkey WHERE key = %s AND entry_id = %s", rows)


def split_blocks(keys: Iterable[int]) -> None:
    _many("INSERT INTO union_splitblock (key) VALUES (%s) ON CONFLICT DO NOTHING", ((key,) for key in keys))


def roll(entry_ids: Collection[int]) -> list[tuple[int, int, bytes]]:
    """(entry, record, features) of every member."""
    where, value = _among("entry_id", entry_ids)
    return _rows(f"SELECT entry_id, record_id, features FROM union_member WHERE {where} ORDER BY record_id", [value])  # noqa: S608
