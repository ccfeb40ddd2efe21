"""Tables that only grow, held by triggers in the database: no code path, no shell, no mistake changes a row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_PREFIX = "append_only_"
_FUNCTION = """
CREATE OR REPLACE FUNCTION lienthu_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME; END $$
"""


def protect(table: str) -> migrations.RunPython:
    """A migration operation that makes `table` append-only."""

    def forwards(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        _create(editor.connection, table)

    def backwards(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        _drop(editor.connection, table)

    return migrations.RunPython(forwards, backwards)


def unprotect(table: str) -> migrations.RunPython:
    """Takes the guard of `table` away, for a migration that changes the table and protects it again afterwards."""
    guard = protect(table)
    assert guard.reverse_code is not None
    return migrations.RunPython(guard.reverse_code, guard.code)


@contextmanager
def suspended(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Takes all guards away for a while: only for emptying a test database between tests."""
    tables = protected_tables(connection)
    for table in tables:
        _drop(connection, table)
    try:
        yield
    finally:
        for table in tables:
            _create(connection, table)


def protected_tables(connection: BaseDatabaseWrapper) -> list[str]:
    query = (
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s"
        if connection.vendor == "postgresql"
        else "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [_PREFIX + "%"])
        return sorted(row[0] for row in cursor.fetchall())


def _create(connection: BaseDatabaseWrapper, table: str) -> None:
    name, quoted = _PREFIX + table, connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {quoted} "
                "FOR EACH STATEMENT EXECUTE FUNCTION lienthu_append_only()"
            )
            return
        for verb in ("UPDATE", "DELETE"):
            cursor.execute(
                f"CREATE TRIGGER {name}_{verb.lower()} BEFORE {verb} ON {quoted} "
                f"BEGIN SELECT RAISE(ABORT, 'table {table} is append-only'); END"
            )


def _drop(connection: BaseDatabaseWrapper, table: str) -> None:
    name, quoted = _PREFIX + table, connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {quoted}")
            return
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}_{verb}")
