"""Which stored copy is which in the next version of its record: by number, else by place and order. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lienthu.catalogue.rules.accession import key_of
from lienthu.catalogue.rules.items import ItemRow


@dataclass(frozen=True, slots=True)
class Stored:
    """A copy as it is stored; `is_own` ones were entered here: a file speaks for them only where it names them.
    `is_away` ones are in a rotation box: their status is not the file's to say."""

    id: int
    location: str
    call_number: str
    accession_no: str
    accession_key: str
    source_status: str
    price: int | None
    raw: str
    status: str
    is_own: bool
    has_left: bool
    is_away: bool = False

    @property
    def row(self) -> ItemRow:
        return ItemRow(self.location, self.call_number, self.accession_no, self.source_status, self.price, self.raw)


@dataclass(slots=True)
class Matched:
    same: list[tuple[Stored, ItemRow]] = field(default_factory=list)
    new: list[ItemRow] = field(default_factory=list)
    unnamed: list[Stored] = field(default_factory=list)


def match(stored: Sequence[Stored], rows: Sequence[ItemRow]) -> Matched:
    """Each stored copy and each row stands in the answer once. A number finds its copy; unnumbered rows find unnumbered
    copies at the same place, then any; a numbered row may be an unnumbered copy that has got its number. Last, an
    unnumbered row may be a copy that was entered here for that store and comes back in the library's own export."""
    copies = sorted(stored, key=lambda one: (one.has_left, one.id))
    numbered = [index for index, row in enumerate(rows) if row.accession_no]
    plain = [index for index, row in enumerate(rows) if not row.accession_no]
    found: dict[int, Stored] = {}
    keys = [key_of(row.accession_no) for row in rows]
    _pair(copies, lambda one: one.accession_key, numbered, lambda index: keys[index], found)
    bare = [one for one in copies if not one.accession_key and not one.is_own]
    _pair(bare, lambda one: (one.location, one.call_number), plain, lambda index: rows[index][:2], found)
    _pair(bare, lambda _one: True, plain, lambda _index: True, found)
    _pair(bare, lambda one: one.location, numbered, lambda index: rows[index].location, found)
    own = [one for one in copies if not one.accession_key and one.is_own and one.location]
    _pair(own, lambda one: one.location, plain, lambda index: rows[index].location, found)
    named = {one.id for one in found.values()}
    return Matched(
        same=[(found[index], rows[index]) for index in sorted(found)],
        new=[row for index, row in enumerate(rows) if index not in found],
        unnamed=[one for one in copies if one.id not in named],
    )


def _pair(
    copies: list[Stored],
    sign: Callable[[Stored], object],
    wanted: list[int],
    sign_of: Callable[[int], object],
    found: dict[int, Stored],
) -> None:
    """Pairs what carries the same sign, in order, and adds it to `found` (index of the row → copy)."""
    taken = {one.id for one in found.values()}
    waiting: dict[object, deque[Stored]] = {}
    for one in copies:
        if one.id not in taken:
            waiting.setdefault(sign(one), deque()).append(one)
    for index in wanted:
        if index not in found and (queue := waiting.get(sign_of(index))):
            found[index] = queue.popleft()
