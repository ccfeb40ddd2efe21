"""Factories for the tests of this room."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.db import models
from openpyxl import Workbook

from lienthu.catalogue.actions.start_import import Options, start_import
from lienthu.catalogue.models import ImportBatch, Item, SourceRecord, SourceVersion
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor, ActorKind, Grant
from lienthu.kernel.permissions import Permission
from lienthu.marc import iso2709
from lienthu.marc.record import Field, Record
from lienthu.registry.models import Library

SYSTEM = Actor.system("test")


def library(code: str = "TINH") -> Library:
    return Library.objects.get_or_create(code=code)[0]


def librarian(*libraries: Library, permission: Permission = Permission.CATALOGUE_IMPORT) -> Actor:
    grants = frozenset(Grant(permission, one.id) for one in libraries)
    return Actor(ActorKind.PERSON, "Lan", 1, grants)


def book(number: str, title: str, *, copies: str = "", secrecy: str = "", year: str = "2010") -> Record:
    fields = [
        Field("001", number),
        Field("100", "", "0 ", [("a", "Nguyễn Văn An")]),
        Field("245", "", "10", [("a", title), ("c", "Nguyễn Văn An")]),
        Field("260", "", "  ", [("a", "H. :"), ("b", "Giáo dục,"), ("c", year)]),
    ]
    if not number:
        fields = fields[1:]
    if copies:
        fields.append(Field("852", "", "  ", [("b", "Kho mượn"), ("j", copies)]))
    if secrecy:
        fields.append(Field("926", "", "  ", [("a", secrecy)]))
    return Record("00000nam a2200000 a 4500", fields)


def marc_file(*records: Record) -> bytes:
    return b"".join(iso2709.write(record) for record in records)


def workbook(*rows: Sequence[Any], more: dict[str, list[Sequence[Any]]] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for name, sheet in (more or {}).items():
        added = book.create_sheet(name)
        for row in sheet:
            added.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def hand_in(data: bytes, where: Library | None = None, *, name: str = "a.mrc", **options: Any) -> ImportBatch:
    """Starts an import and reads it to the end."""
    batch = start_import(
        actor=SYSTEM, library=where or library(), filename=name, chunks=[data], options=Options(**options)
    )
    return read(batch)


def read(batch: ImportBatch) -> ImportBatch:
    if batch.job is not None:
        jobs.drain(only=batch.job)
    batch.refresh_from_db()
    return batch


def outcome(batch: ImportBatch) -> tuple[int, int, int, int, int]:
    return batch.rows, batch.accepted, batch.repaired, batch.rejected, batch.unchanged


def sizes() -> tuple[int, ...]:
    tables: list[type[models.Model]] = [SourceRecord, SourceVersion, Item]
    return tuple(table._default_manager.count() for table in tables)
