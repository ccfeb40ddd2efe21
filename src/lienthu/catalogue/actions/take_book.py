"""A book of the network, or one that nobody had, becomes a library's own record with its copies: all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from lienthu.catalogue import known_books
from lienthu.catalogue.actions.add_copy import AUTO, CopyData, add_copies
from lienthu.catalogue.actions.save_record import save_record
from lienthu.catalogue.models import Item
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, NotFound
from lienthu.marc.record import Field, Record

#: What belongs to one library or system and is not copied with a description.
_OWN = frozenset({"001", "003", "005", "035", "852", "866", "876"})


@dataclass(frozen=True, slots=True)
class Taken:
    """`numbers`: accession numbers of the new copies, empty where the library has no series yet."""

    record_id: int
    control_no: str
    copies: int
    numbers: Sequence[str]


def take_known(*, actor: Actor, library_id: int, key: str, copies: int, copy: CopyData) -> Taken:
    """Copies the network's description into the library's catalogue."""
    book = known_books.source().by_key(key)
    if book is None:
        raise NotFound("kernel.not_found")
    kept = [field for field in book.marc.fields if field.tag not in _OWN and field.tag < "900"]
    origin = Field("035", "", "  ", [("a", f"(lienthu){key}")])
    marc = Record(f"{book.marc.leader[:5]}n{book.marc.leader[6:]}", [origin, *kept])
    return take_new(actor=actor, library_id=library_id, marc=marc, copies=copies, copy=copy)


def take_new(*, actor: Actor, library_id: int, marc: Record, copies: int, copy: CopyData) -> Taken:
    with transaction.atomic():
        saved = save_record(actor=actor, library_id=library_id, marc=marc)
        items = add_numbered(actor=actor, record_id=saved.record_id, copies=copies, copy=copy) if copies else []
    return Taken(saved.record_id, saved.control_no, len(items), [one.accession_no for one in items if one.accession_no])


def add_numbered(*, actor: Actor, record_id: int, copies: int, copy: CopyData) -> list[Item]:
    """With the next numbers of the series; without numbers where the library has no series yet."""
    try:
        with transaction.atomic():
            return add_copies(actor=actor, record_id=record_id, copy=copy, count=copies, accession=AUTO)
    except Conflict as error:
        if error.code != "catalogue.no_series":
            raise
        return add_copies(actor=actor, record_id=record_id, copy=copy, count=copies, accession="")
