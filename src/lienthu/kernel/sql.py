"""Plain SQL over many rows for the hot paths, alike on SQLite and PostgreSQL. Callers put only names of their own
tables into the text; values are parameters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import orjson
from django.db import connection


def rows(sql: str, params: Sequence[Any] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def execute(sql: str, params: Sequence[Any] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def many(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """The statement once for each row; nothing for no rows."""
    listed = list(rows)
    if listed:
        with connection.cursor() as cursor:
            cursor.executemany(sql, listed)


def among(column: str, values: Collection[int] | Collection[str]) -> tuple[str, Any]:
    """`column IN values` with one parameter, however many values there are."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", list(values)
    return f"{column} IN (SELECT value FROM json_each(%s))", orjson.dumps(list(values)).decode()  # noqa: S608


def true() -> str:
    return "TRUE" if connection.vendor == "postgresql" else "1"


def false() -> str:
    return "FALSE" if connection.vendor == "postgresql" else "0"
