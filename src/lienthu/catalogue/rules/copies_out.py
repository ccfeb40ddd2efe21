"""A record as it leaves the house: its MARC with the copies of today, in the convention that the record follows. Pure.

Fields whose copies all stand as they are written stay untouched. Copies that were entered or changed here get fields of
their own; copies that left the collection are in none.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lienthu.catalogue.rules.accession import key_of
from lienthu.catalogue.rules.item_status import ItemStatus, from_source
from lienthu.catalogue.rules.items import ItemRow, items_of
from lienthu.marc.holdings import profile_of
from lienthu.marc.record import Field, Record
from lienthu.marc.validation import ITEM_TAGS

S = ItemStatus
_AT_ONCE = 200  # accession numbers in one field: ISO 2709 ends it at 9,999 bytes
#: Koha's own codes of its default lists LOST, NOT_LOAN and DAMAGED.
_KOHA_STATUS = {S.LOST: ("1", "1"), S.MISSING: ("1", "4"), S.DAMAGED: ("4", "1"), S.IN_REPAIR: ("4", "1"),
                S.NOT_FOR_LOAN: ("7", "1"), S.ON_ORDER: ("7", "-1"), S.IN_PROCESSING: ("7", "-1")}  # fmt: skip
_KOHA_KIND = "BK"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that belongs to the collection. `place`: the store where it stands now."""

    number: str
    place: str
    call_number: str
    status: ItemStatus
    price: int | None = None
    shelf: str = ""


def with_copies(record: Record, copies: Sequence[Copy], library: str) -> Record:
    """`library`: the code that stands for the library in the fields."""
    profile = profile_of(record)
    said = Counter(_from_row(row) for row in items_of(record, profile).items)
    if said == Counter(map(_plain, copies)):
        return record
    made = _rewritten(record, copies, library, profile)
    if profile == "koha" or _reads_as(made, copies):
        return made
    # A number that the record's own convention would read as something else (a range, a call number).
    rest = Record(record.leader, [field for field in record.fields if field.tag not in ITEM_TAGS])
    return _placed(rest, _koha(copies, library))


def _rewritten(record: Record, copies: Sequence[Copy], library: str, profile: str) -> Record:
    bare = [field for field in record.fields if field.tag not in ITEM_TAGS]
    waiting: dict[Copy, deque[Copy]] = {}
    for copy in copies:
        waiting.setdefault(_plain(copy), deque()).append(copy)
    kept: list[Field] = []
    out: set[str] = set()
    for field in record.fields:
        if field.tag not in ITEM_TAGS:
            kept.append(field)
            continue
        rows = [_from_row(row) for row in items_of(Record(record.leader, [*bare, field]), profile).items]
        if _stand(rows, waiting, out):
            kept.append(field)
    left = [copy for some in waiting.values() for copy in some]
    write = _WRITERS.get(profile, _vietnamese)
    return _placed(Record(record.leader, kept), write(left, library))


def _stand(rows: list[Copy], waiting: dict[Copy, deque[Copy]], out: set[str]) -> bool:
    """Whether every copy of a field is as the field says; those are then taken out of `waiting`. A field that only
    names numbers which stand in another one (928 beside 852) may stay too."""
    if rows and all(row.number in out for row in rows if row.number) and all(row.number for row in rows):
        return True
    if any(len(waiting.get(row, ())) < count for row, count in Counter(rows).items()):
        return False
    for row in rows:
        waiting[row].popleft()
        out.add(row.number)
    return True


def _from_row(row: ItemRow) -> Copy:
    return Copy(key_of(row.accession_no), row.location, row.call_number, from_source(row.status), row.price)


def _plain(copy: Copy) -> Copy:
    return replace(copy, number=key_of(copy.number), shelf="")


def _reads_as(record: Record, copies: Sequence[Copy]) -> bool:
    """Whether somebody who reads the record finds these copies, each with its number, status and place."""
    rows = items_of(record).items
    found = Counter((key_of(row.accession_no), from_source(row.status)) for row in rows)
    if found != Counter((key_of(copy.number), copy.status) for copy in copies):
        return False
    places = {key_of(row.accession_no): row.location for row in rows}
    return all(places[key_of(copy.number)] == copy.place for copy in copies if copy.number and copy.place)


def _placed(record: Record, made: Iterable[Field]) -> Record:
    """`made`: fields of one tag."""
    new, fields = list(made), record.fields
    place = next((at for at, one in enumerate(fields) if new and one.tag > new[0].tag), len(fields))
    return Record(record.leader, [*fields[:place], *new, *fields[place:]])


def _parts(*pairs: tuple[str, str]) -> list[tuple[str, str]]:
    return [(code, text) for code, text in pairs if text]


def _price(copy: Copy) -> str:
    return "" if copy.price is None else str(copy.price)


def _vietnamese(copies: Sequence[Copy], library: str) -> Iterator[Field]:
    """852 $a library $b store $c shelf $h call number $j accession numbers $s status $y price."""
    alike: dict[Copy, list[str]] = {}
    for copy in copies:
        alike.setdefault(replace(copy, number=""), []).append(copy.number)
    for copy, numbers in alike.items():
        status = "" if copy.status is S.AVAILABLE else copy.status.value
        head = _parts(("a", library), ("b", copy.place), ("c", copy.shelf), ("h", copy.call_number))
        tail = _parts(("s", status), ("y", _price(copy)))
        named = [number for number in numbers if number]
        for start in range(0, len(named), _AT_ONCE):
            yield Field("852", "", "  ", [*head, *(("j", one) for one in named[start : start + _AT_ONCE]), *tail])
        for _each in range(len(numbers) - len(named)):
            yield Field("852", "", "  ", [*head, *tail])


def _koha(copies: Sequence[Copy], library: str) -> Iterator[Field]:
    for copy in copies:
        status = _KOHA_STATUS.get(copy.status)
        yield Field("952", "", "  ", _parts(
            *([status] if status else []), ("a", library), ("b", library), ("c", copy.place), ("g", _price(copy)),
            ("o", copy.call_number), ("p", copy.number), ("y", _KOHA_KIND),
        ))  # fmt: skip


def _evergreen(copies: Sequence[Copy], library: str) -> Iterator[Field]:
    for copy in copies:
        status = "" if copy.status is S.AVAILABLE else copy.status.value
        yield Field("852", "", "  ", _parts(
            ("b", library), ("c", copy.place), ("j", copy.call_number), ("p", copy.number), ("s", status),
            ("y", _price(copy)),
        ))  # fmt: skip


_WRITERS = {"koha": _koha, "evergreen": _evergreen, "vn": _vietnamese}
