"""An accession register has a row for every copy: which rows of a sheet describe one book."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from lienthu.catalogue.importers.sheet import SheetRow
from lienthu.catalogue.importers.targets import Target

#: What differs between the copies of one book.
OF_COPY = frozenset(
    {
        Target.IGNORE,
        Target.SERIAL,
        Target.ACCESSION,
        Target.QUANTITY,
        Target.AMOUNT,
        Target.LOCATION,
        Target.STATUS,
        Target.RECEIVED,
        Target.NOTE,
    }
)


class Later(NamedTuple):
    """A row that belongs to the book of row `first`, which stands at `place` in its sheet. `nth` 0: it names no copy
    that was not named before."""

    first: int
    place: int
    nth: int


@dataclass(slots=True)
class Copies:
    """`more`: first row of a book → the cells of the rows that follow it."""

    more: dict[int, list[list[str]]] = field(default_factory=dict)
    later: dict[int, Later] = field(default_factory=dict)


@dataclass(slots=True)
class _Book:
    number: int
    place: int
    numbers: set[str]
    copies: int = 1


def gather(rows: Iterable[SheetRow], targets: Sequence[Sequence[Target]]) -> Copies:
    found = Copies()
    books: dict[bytes, _Book] = {}
    above: dict[int, _Book] = {}
    for row in rows:
        if row.fault is not None:
            continue
        meanings = targets[row.sheet]
        numbers = {
            cell for cell, target in zip(row.cells, meanings, strict=False) if target is Target.ACCESSION and cell
        }
        told = [
            (target, " ".join(cell.casefold().split()))
            for cell, target in zip(row.cells, meanings, strict=False)
            if cell and target not in OF_COPY
        ]
        before = above.pop(row.sheet, None)
        if not numbers or (not told and before is None):
            continue
        text = "\x1f".join(f"{target}={cell}" for target, cell in sorted(told))
        key = blake2b(f"{row.sheet}\x1e{text}".encode(), digest_size=12).digest()
        # A row with nothing but its number goes on with the book above.
        book = books.get(key) if told else before
        if book is None:
            above[row.sheet] = books[key] = _Book(row.number, row.place, numbers)
            continue
        above[row.sheet] = book
        _add(found, book, row, numbers)
    return found


def _add(found: Copies, book: _Book, row: SheetRow, numbers: set[str]) -> None:
    nth = 0
    if numbers - book.numbers:
        book.numbers |= numbers
        book.copies += 1
        nth = book.copies
        found.more.setdefault(book.number, []).append(row.cells)
    found.later[row.number] = Later(book.number, book.place, nth)
