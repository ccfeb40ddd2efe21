"""Factories for the tests of this room."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.db import models
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook

from lienthu.accounts.actions import memberships, people, tokens
from lienthu.accounts.actors import person
from lienthu.accounts.models import Role, User
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


class Staff(Client):
    """The browser of a person with every right in one library; `key` is a program's with the same rights."""

    user: User

    def key(self) -> Client:
        made = tokens.create(actor=person(self.user), label="test", permissions=list(Permission), days=1)
        return Client(headers={"Authorization": f"Bearer {made.secret}"})


def signed_in(where: Library | None = None, username: str = "lan") -> Staff:
    Role.objects.get_or_create(
        code="all", name_vi="Tất cả", defaults={"permissions": [each.value for each in Permission]}
    )
    user = people.open_account(
        actor=SYSTEM, username=username, display_name=username, password="rừng thông mùa khô 2026", library_id=None
    )
    User.objects.filter(pk=user.pk).update(is_second_factor_waived=True)
    memberships.grant(
        actor=SYSTEM, user=user, role_code="all", library_id=(where or library()).id, valid_from=timezone.localdate()
    )
    client = Staff()
    client.user = User.objects.get(pk=user.pk)
    client.force_login(client.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
