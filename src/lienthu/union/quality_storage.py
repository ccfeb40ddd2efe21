"""The SQL of record quality: whole batches at a time, alike on SQLite and PostgreSQL."""

# ruff: noqa: S608 - only names of our own tables are put into the text; values are parameters
from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import connection

from lienthu.kernel.sql import among, many, rows

_GATE = 7_201_121  # any constant: the advisory lock of the scores


def lock() -> None:
    """One writer of scores at a time, as their sums are kept too. SQLite's IMMEDIATE transaction is that lock."""
    if connection.vendor == "postgresql":
        rows("SELECT pg_advisory_xact_lock(%s)", [_GATE])


def texts(ids: Collection[int]) -> list[tuple[int, int, str, int, bytes, str | None]]:
    """(id, library, state, version, marc, findings of that version as the intake left them)"""
    where, value = among("r.id", ids)
    return rows(
        "SELECT r.id, r.library_id, r.state, r.version, r.marc, v.findings FROM catalogue_sourcerecord r "
        f"LEFT JOIN catalogue_sourceversion v ON v.record_id = r.id AND v.number = r.version WHERE {where}",
        [value],
    )


def copies(ids: Collection[int]) -> list[tuple[int, int, int, int]]:
    """(record, copies it has, of these with an accession number, with a call number)"""
    where, value = among("record_id", ids)
    return rows(
        "SELECT record_id, COUNT(*), SUM(CASE WHEN accession_no <> '' THEN 1 ELSE 0 END), "
        f"SUM(CASE WHEN call_number <> '' THEN 1 ELSE 0 END) FROM catalogue_item WHERE {where} AND left_at IS NULL "
        "GROUP BY record_id",
        [value],
    )


def neighbours(entry_ids: Collection[int], record_ids: Collection[int]) -> list[tuple[int, int, int]]:
    """(record, entry, library) of everything in these entries and in those where these records are."""
    entry, values = among("entry_id", entry_ids)
    record, others = among("record_id", record_ids)
    return rows(
        f"SELECT record_id, entry_id, library_id FROM union_member WHERE {entry} "
        f"OR entry_id IN (SELECT entry_id FROM union_member WHERE {record})",
        [values, others],
    )


def unlinked(ids: Collection[int]) -> list[tuple[int, int, int]]:
    """(record, whether a name of it stands for no authority, whether a subject does not), of those with such a one"""
    where, value = among("u.record_id", ids)
    # `+`: the records lead; by way of the headings without an authority all of them would be read.
    return rows(
        "SELECT u.record_id, MAX(CASE WHEN u.role = 'c' THEN 1 ELSE 0 END), MAX(CASE WHEN u.role = 's' THEN 1 ELSE 0 "
        "END) FROM catalogue_headinguse u JOIN catalogue_recordheading h ON h.id = u.heading_id "
        f"WHERE {where} AND u.role <> 't' AND +h.authority_id IS NULL GROUP BY u.record_id",
        [value],
    )


def stored(ids: Collection[int]) -> list[tuple[int, int, int, int, int]]:
    """(record, library, version, mask, copies)"""
    where, value = among("record_id", ids)
    return rows(
        f"SELECT record_id, library_id, record_version, reasons, copies FROM union_quality WHERE {where}", [value]
    )


def write(values: Iterable[tuple[int, int, int, int, int]]) -> None:
    """(record, library, version, mask, copies)"""
    many(
        "INSERT INTO union_quality (record_id, library_id, record_version, reasons, copies) "
        "VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (record_id) DO UPDATE SET record_version = excluded.record_version, reasons = excluded.reasons, "
        "copies = excluded.copies",
        values,
    )


def drop(record_ids: Iterable[int]) -> None:
    many("DELETE FROM union_quality WHERE record_id = %s", ((one,) for one in record_ids))


def last_days(library_ids: Collection[int], until: dt.date) -> list[tuple[int, int, int]]:
    """(library, records, points) as they stood last."""
    where, value = among("library_id", library_ids)
    return rows(
        f"SELECT library_id, records, points FROM union_qualityday d WHERE {where} AND day = "
        "(SELECT MAX(day) FROM union_qualityday o WHERE o.library_id = d.library_id AND o.day <= %s)",
        [value, connection.ops.adapt_datefield_value(until)],
    )


def write_days(values: Iterable[tuple[int, dt.date, int, int]]) -> None:
    """(library, day, records, points)"""
    many(
        "INSERT INTO union_qualityday (library_id, day, records, points) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (library_id, day) DO UPDATE SET records = excluded.records, points = excluded.points",
        (
            (library, connection.ops.adapt_datefield_value(day), records, points)
            for library, day, records, points in values
        ),
    )


def masks(library_id: int) -> list[tuple[int, int]]:
    """(mask, number of records with it), from the index alone."""
    return rows("SELECT reasons, COUNT(*) FROM union_quality WHERE library_id = %s GROUP BY reasons", [library_id])
