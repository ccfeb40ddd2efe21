"""The hot path's SQL: whole batches at a time, through Django's connection, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection

from lienthu.kernel.ids import new_public_id
from lienthu.kernel.sql import among, false, many, rows, true

_GATE = 7_201_120  # any constant: the advisory lock of this room


def lock_union() -> None:
    """One writer of clusters at a time. SQLite's IMMEDIATE transaction is that lock already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_GATE])


def records(ids: Collection[int]) -> list[tuple[int, int, str, int, bytes]]:
    """(id, library, state, version, marc)"""
    where, value = among("id", ids)
    return rows(f"SELECT id, library_id, state, version, marc FROM catalogue_sourcerecord WHERE {where}", [value])  # noqa: S608


def members(ids: Collection[int]) -> list[tuple[int, int, int, bool, bytes]]:
    """(record, entry, record version, is representative, features)"""
    where, value = among("record_id", ids)
    columns = "record_id, entry_id, record_version, is_representative, features"
    return rows(f"SELECT {columns} FROM union_member WHERE {where}", [value])  # noqa: S608


def blocks(keys: Collection[int]) -> list[tuple[int, int]]:
    """(key, entry) in a fixed order."""
    where, value = among("key", keys)
    return rows(f"SELECT key, entry_id FROM union_matchkey WHERE {where} ORDER BY key, entry_id", [value])  # noqa: S608


def representatives(entries: Collection[int]) -> list[tuple[int, int, bytes]]:
    """(entry, record, features)"""
    where, value = among("entry_id", entries)
    return rows(
        f"SELECT entry_id, record_id, features FROM union_member WHERE {where} AND is_representative = {true()} "  # noqa: S608
        "ORDER BY record_id",
        [value],
    )


def entries(ids: Collection[int]) -> list[tuple[int, int, str]]:
    """(id, size, state)"""
    where, value = among("id", ids)
    return rows(f"SELECT id, size, state FROM union_entry WHERE {where}", [value])  # noqa: S608


def facts(entry_ids: Collection[int], large: Collection[int]) -> list[tuple[int, int, int, bytes]]:
    """(entry, record, library, facts) of all members; of a large entry only the representatives."""
    where, value = among("entry_id", entry_ids)
    apart, large_value = among("entry_id", large)
    return rows(
        "SELECT entry_id, record_id, library_id, facts FROM union_member "  # noqa: S608
        f"WHERE {where} AND (is_representative = {true()} OR NOT ({apart})) ORDER BY record_id",
        [value, large_value],
    )


def decided(record_ids: Collection[int]) -> list[tuple[int, int, str]]:
    """(left, right, verdict) of people's decisions on these records."""
    left, value = among("left_id", record_ids)
    right, _ = among("right_id", record_ids)
    people = f"automatic = {false()}"
    return rows(
        f"SELECT left_id, right_id, verdict FROM union_decision WHERE {left} AND {people} "  # noqa: S608
        f"UNION SELECT left_id, right_id, verdict FROM union_decision WHERE {right} AND {people}",
        [value, value],
    )


def left_last(record_ids: Collection[int]) -> list[tuple[int, int]]:
    """(record, the entry that its leaving emptied)"""
    where, value = among("last_record_id", record_ids)
    return rows(f"SELECT last_record_id, id FROM union_entry WHERE state = 'gone' AND {where}", [value])  # noqa: S608


def new_entry_ids(count: int) -> list[int]:
    """Identifiers for entries about to be written; call inside the writing transaction."""
    if not count:
        return []
    if connection.vendor == "postgresql":
        sql = "SELECT nextval(pg_get_serial_sequence('union_entry', 'id')) FROM generate_series(1, %s)"
        return [row[0] for row in rows(sql, [count])]
    highest = rows("SELECT COALESCE(MAX(id), 0) FROM union_entry", [])[0][0]
    return list(range(highest + 1, highest + 1 + count))


def new_public_ids(count: int) -> list[str]:
    """Identifiers that no entry has: of forty random bits, two in a million entries are as likely alike as not."""
    found: dict[str, None] = {}
    while len(found) < count:
        proposed = {new_public_id() for _ in range(count - len(found))}
        where, value = among("public_id", proposed)
        taken = {row[0] for row in rows(f"SELECT public_id FROM union_entry WHERE {where}", [value])}  # noqa: S608
        found.update(dict.fromkeys(proposed - taken))
    return list(found)


def insert_entries(values: Iterable[tuple[int, str, int, int, bytes]]) -> None:
    """(id, public id, work key, size, data)"""
    many(
        "INSERT INTO union_entry (id, public_id, state, work_key, size, version, data) "
        "VALUES (%s, %s, 'active', %s, %s, 1, %s)",
        values,
    )


def update_entries(values: Iterable[tuple[int, int, bytes, int]]) -> None:
    """(work key, size, data, id)"""
    many(
        "UPDATE union_entry SET state = 'active', merged_into_id = NULL, last_record_id = NULL, work_key = %s, "
        "size = %s, data = %s, version = version + 1 WHERE id = %s",
        values,
    )


def empty_entries(values: Iterable[tuple[str, int | None, int | None, int]]) -> None:
    """(state, merged into, last record, id); the data stays, so that the tombstone can say what it was."""
    many(
        "UPDATE union_entry SET state = %s, merged_into_id = %s, last_record_id = %s, size = 0, "
        "version = version + 1 WHERE id = %s",
        values,
    )


def write_members(values: Iterable[tuple[int, int, int, int, bool, bytes, bytes, bytes]]) -> None:
    """(record, entry, library, record version, is representative, features, facts, evidence)"""
    many(
        "INSERT INTO union_member (record_id, entry_id, library_id, record_version, is_representative, features, "
        "facts, evidence) VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (record_id) DO UPDATE SET "
        "entry_id = excluded.entry_id, record_version = excluded.record_version, "
        "is_representative = excluded.is_representative, features = excluded.features, facts = excluded.facts, "
        "evidence = excluded.evidence",
        values,
    )


def drop_members(record_ids: Iterable[int]) -> None:
    many("DELETE FROM union_member WHERE record_id = %s", ((record_id,) for record_id in record_ids))


def promote(record_ids: Iterable[int]) -> None:
    sql = f"UPDATE union_member SET is_representative = {true()} WHERE record_id = %s"  # noqa: S608
    many(sql, ((record_id,) for record_id in record_ids))


def add_keys(values: Iterable[tuple[int, int]]) -> None:
    """(key, entry); in the order of the tree, so that neighbours share a page."""
    many("INSERT INTO union_matchkey (key, entry_id) VALUES (%s, %s) ON CONFLICT DO NOTHING", sorted(values))


def drop_keys(values: Iterable[tuple[int, int]]) -> None:
    """(key, entry)"""
    many("DELETE FROM union_matchkey WHERE key = %s AND entry_id = %s", values)


def split_blocks(keys: Iterable[int]) -> None:
    many("INSERT INTO union_splitblock (key) VALUES (%s) ON CONFLICT DO NOTHING", ((key,) for key in keys))


def roll(entry_ids: Collection[int]) -> list[tuple[int, int, bytes]]:
    """(entry, record, features) of every member."""
    where, value = among("entry_id", entry_ids)
    return rows(f"SELECT entry_id, record_id, features FROM union_member WHERE {where} ORDER BY record_id", [value])  # noqa: S608
