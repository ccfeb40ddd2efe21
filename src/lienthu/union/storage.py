"""The hot path's SQL: whole batches at a time, through Django's connection, alike on SQLite and PostgreSQL."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator

from django.db import connection

from lienthu.kernel.ids import new_public_id
from lienthu.kernel.sql import among, execute, false, many, rows, true

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


def members(ids: Collection[int]) -> list[tuple[int, int, int, int, bool, bytes]]:
    """(record, cluster, entry, record version, is representative, features)"""
    where, value = among("record_id", ids)
    columns = "record_id, cluster_id, entry_id, record_version, is_representative, features"
    return rows(f"SELECT {columns} FROM union_member WHERE {where}", [value])  # noqa: S608


def homes(ids: Collection[int]) -> list[tuple[int, int, int]]:
    """(record, cluster, library)"""
    where, value = among("record_id", ids)
    return rows(f"SELECT record_id, cluster_id, library_id FROM union_member WHERE {where}", [value])  # noqa: S608


def blocks(keys: Collection[int]) -> list[tuple[int, int]]:
    """(key, entry) in a fixed order."""
    where, value = among("key", keys)
    return rows(f"SELECT key, entry_id FROM union_matchkey WHERE {where} ORDER BY key, entry_id", [value])  # noqa: S608


def representatives(clusters: Collection[int]) -> list[tuple[int, int, bytes]]:
    """(cluster, record, features)"""
    where, value = among("cluster_id", clusters)
    return rows(
        f"SELECT cluster_id, record_id, features FROM union_member WHERE {where} AND is_representative = {true()} "  # noqa: S608
        "ORDER BY record_id",
        [value],
    )


def clusters(ids: Collection[int]) -> list[tuple[int, int]]:
    """(cluster, number of its records)"""
    where, value = among("id", ids)
    return rows(f"SELECT id, own FROM union_entry WHERE {where}", [value])  # noqa: S608


def states(ids: Collection[int]) -> list[tuple[int, str, int | None, int, str]]:
    """(entry, state, merged into, number of its own records, public id)"""
    where, value = among("id", ids)
    return rows(f"SELECT id, state, merged_into_id, own, public_id FROM union_entry WHERE {where}", [value])  # noqa: S608


def shown_at(entry_ids: Collection[int]) -> set[int]:
    """Clusters with records that people had shown in these entries."""
    where, value = among("merged_into_id", entry_ids)
    return {row[0] for row in rows(f"SELECT id FROM union_entry WHERE {where} AND own > 0", [value])}  # noqa: S608


def rivals(ids: Collection[int]) -> list[tuple[int, int]]:
    """(cluster, other)"""
    where, value = among("cluster_id", ids)
    return rows(f"SELECT cluster_id, other_id FROM union_rivalry WHERE {where}", [value])  # noqa: S608


def change_rivals(gone: Iterable[tuple[int, int]], came: Iterable[tuple[int, int]]) -> None:
    """(cluster, other), both directions."""
    many("DELETE FROM union_rivalry WHERE cluster_id = %s AND other_id = %s", gone)
    many("INSERT INTO union_rivalry (cluster_id, other_id) VALUES (%s, %s) ON CONFLICT DO NOTHING", came)


def best_members(entry_ids: Collection[int], most: int) -> list[tuple[int, int, int, bytes, bytes]]:
    """(entry, record, merit, facts, features) of the best of each entry, best first."""
    where, value = among("entry_id", entry_ids)
    return rows(
        "SELECT m.entry_id, m.record_id, m.merit, m.facts, m.features FROM (SELECT record_id, ROW_NUMBER() OVER "  # noqa: S608
        f"(PARTITION BY entry_id ORDER BY merit DESC, record_id DESC) AS place FROM union_member WHERE {where}) b "
        "JOIN union_member m ON m.record_id = b.record_id WHERE b.place <= %s ORDER BY m.entry_id, b.place",
        [value, most],
    )


def members_of(entry_ids: Collection[int]) -> list[tuple[int, int, int, int, int, bytes]]:
    """(entry, cluster, record, library, merit, facts) of all members."""
    where, value = among("entry_id", entry_ids)
    columns = "entry_id, cluster_id, record_id, library_id, merit, facts"
    return rows(f"SELECT {columns} FROM union_member WHERE {where} ORDER BY record_id", [value])  # noqa: S608


def data_of(entry_ids: Collection[int]) -> list[tuple[int, bytes]]:
    """(entry, data)"""
    where, value = among("id", entry_ids)
    return rows(f"SELECT id, data FROM union_entry WHERE {where} ORDER BY id", [value])  # noqa: S608


def write_merits(values: Iterable[tuple[int, int]]) -> None:
    """(merit, record)"""
    many("UPDATE union_member SET merit = %s WHERE record_id = %s", values)


def left_last(record_ids: Collection[int]) -> list[tuple[int, int]]:
    """(record, the entry that its leaving emptied)"""
    where, value = among("last_record_id", record_ids)
    return rows(f"SELECT last_record_id, id FROM union_entry WHERE state = 'gone' AND {where}", [value])  # noqa: S608


def new_entry_ids(count: int) -> Iterator[int]:
    """Identifiers for entries about to be written, about `count`; call inside the writing transaction."""
    if connection.vendor == "postgresql":
        sql = "SELECT nextval(pg_get_serial_sequence('union_entry', 'id')) FROM generate_series(1, %s)"
        while True:
            yield from (row[0] for row in rows(sql, [max(count, 1)]))
            count = 10
    yield from itertools.count(rows("SELECT COALESCE(MAX(id), 0) FROM union_entry")[0][0] + 1)


def new_public_ids(count: int) -> list[str]:
    """Identifiers that no entry has: of forty random bits, two in a million entries are as likely alike as not."""
    found: dict[str, None] = {}
    while len(found) < count:
        proposed = {new_public_id() for _ in range(count - len(found))}
        where, value = among("public_id", proposed)
        taken = {row[0] for row in rows(f"SELECT public_id FROM union_entry WHERE {where}", [value])}  # noqa: S608
        found.update(dict.fromkeys(proposed - taken))
    return list(found)


def new_decision_id() -> int:
    if connection.vendor == "postgresql":
        return int(rows("SELECT nextval(pg_get_serial_sequence('union_decision', 'id'))")[0][0])
    return int(rows("SELECT COALESCE(MAX(id), 0) + 1 FROM union_decision")[0][0])


def insert_entries(values: Iterable[tuple[int, str, int, int, int, bytes]]) -> None:
    """(id, public id, work key, size, own, data)"""
    many(
        "INSERT INTO union_entry (id, public_id, state, work_key, size, own, version, data) "
        "VALUES (%s, %s, 'active', %s, %s, %s, 1, %s)",
        values,
    )


def update_entries(values: Iterable[tuple[int, int, int, bytes, int]]) -> None:
    """(work key, size, own, data, id)"""
    many(
        "UPDATE union_entry SET state = 'active', merged_into_id = NULL, last_record_id = NULL, work_key = %s, "
        "size = %s, own = %s, data = %s, version = version + 1 WHERE id = %s",
        values,
    )


def close_entries(values: Iterable[tuple[str, int | None, int | None, int, int]]) -> None:
    """(state, merged into, last record, own, id); the data stays, so that the tombstone can say what it was."""
    many(
        "UPDATE union_entry SET state = %s, merged_into_id = %s, last_record_id = %s, own = %s, size = 0, "
        "version = version + 1 WHERE id = %s",
        values,
    )


def write_members(values: Iterable[tuple[int, int, int, int, int, int, bool, bytes, bytes, bytes]]) -> None:
    """(record, entry, cluster, library, merit, record version, is representative, features, facts, evidence)"""
    many(
        "INSERT INTO union_member (record_id, entry_id, cluster_id, library_id, merit, record_version, "
        "is_representative, features, facts, evidence) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "
        "ON CONFLICT (record_id) DO UPDATE SET entry_id = excluded.entry_id, cluster_id = excluded.cluster_id, "
        "merit = excluded.merit, record_version = excluded.record_version, "
        "is_representative = excluded.is_representative, features = excluded.features, facts = excluded.facts, "
        "evidence = excluded.evidence",
        values,
    )


def move_members(values: Iterable[tuple[int, int, bool, bytes, int]]) -> None:
    """(entry, cluster, is representative, evidence, record)"""
    many(
        "UPDATE union_member SET entry_id = %s, cluster_id = %s, is_representative = %s, evidence = %s "
        "WHERE record_id = %s",
        values,
    )


def show_clusters(values: Iterable[tuple[int, int]]) -> None:
    """(entry, cluster): all records of the cluster are shown there."""
    many("UPDATE union_member SET entry_id = %s WHERE cluster_id = %s", values)


def records_of(cluster_ids: Collection[int]) -> list[tuple[int, int, int]]:
    """(cluster, record, entry)"""
    where, value = among("cluster_id", cluster_ids)
    return rows(f"SELECT cluster_id, record_id, entry_id FROM union_member WHERE {where} ORDER BY record_id", [value])  # noqa: S608


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


def split_among(keys: Collection[int]) -> set[int]:
    where, value = among("key", keys)
    return {row[0] for row in rows(f"SELECT key FROM union_splitblock WHERE {where}", [value])}  # noqa: S608


def note_model(name: str) -> None:
    execute("INSERT INTO union_matchedwith (model) VALUES (%s) ON CONFLICT DO NOTHING", [name])


def open_questions(record_ids: Collection[int]) -> list[int]:
    """Undecided pairs with one of these records. Looked up by record alone: nearly all pairs are without an answer, so
    that an index over answers leads through all of them."""
    found = []
    for side in ("left_id", "right_id"):
        where, value = among(side, record_ids)
        found += rows(f"SELECT id, answer_id FROM union_undecidedpair WHERE {where}", [value])  # noqa: S608
    return [pair for pair, answer in found if answer is None]


def drop_questions(ids: Iterable[int]) -> None:
    many("DELETE FROM union_undecidedpair WHERE id = %s", ((one,) for one in ids))


def split_blocks(keys: Iterable[int]) -> None:
    many("INSERT INTO union_splitblock (key) VALUES (%s) ON CONFLICT DO NOTHING", ((key,) for key in keys))


def roll(cluster_ids: Collection[int]) -> list[tuple[int, int, bytes]]:
    """(cluster, record, features) of every member."""
    where, value = among("cluster_id", cluster_ids)
    return rows(f"SELECT cluster_id, record_id, features FROM union_member WHERE {where} ORDER BY record_id", [value])  # noqa: S608


def bars_on(cluster_ids: Collection[int], record_ids: Collection[int]) -> set[int]:
    """Standing "never together" that concern these clusters or records."""
    cluster, value = among("cluster_id", cluster_ids)
    record, other = among("record_id", record_ids)
    return {
        row[0]
        for row in rows(
            f"SELECT DISTINCT decision_id FROM union_bond WHERE same = {false()} AND ({cluster} OR {record})",  # noqa: S608
            [value, other],
        )
    }


def bar_parts(decisions: Collection[int]) -> list[tuple[int, int, int, bool, bytes | None]]:
    """(decision, record, side, alone, the record's features while it is a member)"""
    where, value = among("b.decision_id", decisions)
    return rows(
        "SELECT b.decision_id, b.record_id, b.side, b.alone, m.features FROM union_bond b "  # noqa: S608
        f"LEFT JOIN union_member m ON m.record_id = b.record_id WHERE {where} ORDER BY b.decision_id, b.record_id",
        [value],
    )


def bonded(record_ids: Collection[int]) -> list[int]:
    where, value = among("record_id", record_ids)
    return [row[0] for row in rows(f"SELECT DISTINCT record_id FROM union_bond WHERE {where}", [value])]  # noqa: S608


def move_bonds(values: Iterable[tuple[int | None, int]]) -> None:
    """(cluster, record)"""
    many("UPDATE union_bond SET cluster_id = %s WHERE record_id = %s", values)


def fixed_alone(record_ids: Collection[int]) -> set[int]:
    """Those that a standing decision told from their equals when it was made."""
    where, value = among("record_id", record_ids)
    sql = f"SELECT DISTINCT record_id FROM union_bond WHERE {where} AND alone = {true()}"  # noqa: S608
    return {row[0] for row in rows(sql, [value])}


def ties_on(cluster_ids: Collection[int]) -> set[int]:
    """Decisions that tie one of these clusters to others."""
    where, value = among("cluster_id", cluster_ids)
    sql = f"SELECT DISTINCT decision_id FROM union_bond WHERE {where} AND same = {true()}"  # noqa: S608
    return {row[0] for row in rows(sql, [value])}


def bond_clusters(decisions: Collection[int]) -> list[tuple[int, bool, int, int | None, int]]:
    """(decision, same, side, keeper, cluster)"""
    where, value = among("decision_id", decisions)
    return rows(
        f"SELECT DISTINCT decision_id, same, side, keeper, cluster_id FROM union_bond WHERE {where} "  # noqa: S608
        "AND cluster_id IS NOT NULL",
        [value],
    )


def bond_records(decisions: Collection[int]) -> list[tuple[int, int, int, int]]:
    """(decision, side, record, cluster)"""
    where, value = among("decision_id", decisions)
    return rows(
        f"SELECT decision_id, side, record_id, cluster_id FROM union_bond WHERE {where} AND cluster_id IS NOT NULL",  # noqa: S608
        [value],
    )


def insert_bonds(values: Iterable[tuple[int, int, int, bool, bool, int | None, int | None]]) -> None:
    """(decision, record, side, same, alone, keeper, cluster)"""
    many(
        "INSERT INTO union_bond (decision_id, record_id, side, same, alone, keeper, cluster_id) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s)",
        values,
    )
