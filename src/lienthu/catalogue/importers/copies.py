"""An accession register has a row for every copy: which rows of a sheet describe one book."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import IO, NamedTuple

import orjson

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
_IN_MEMORY = 16 * 1024 * 1024
#: So much of a long cell tells one book from another.
_TELLING = 1_000


class Later(NamedTuple):
    """A row that belongs to the book of row `first`, which stands at `place` in its sheet. `nth` 0: it names no copy
    that was not named before."""

    first: int
    place: int
    nth: int


class Copies:
    """`more`: the cells of the rows that follow the first row of a book; `later`: what such a row is. Both are kept in
    arrays and a file: a register of a million rows may have five for each book."""

    def __init__(self) -> None:
        self._later = array("Q")  # row, first row, place, nth: in the order of the rows
        self._more: dict[int, array[int]] = {}
        self._cells: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with it

    def later(self, number: int) -> Later | None:
        low, high = 0, len(self._later) // 4
        while low < high:
            middle = (low + high) // 2
            if self._later[4 * middle] < number:
                low = middle + 1
            else:
                high = middle
        row = self._later[4 * low : 4 * low + 4]
        return Later(*row[1:]) if row and row[0] == number else None

    def more(self, number: int) -> list[list[str]]:
        found = []
        for place in self._more.get(number, ()):
            self._cells.seek(place)
            found.append(orjson.loads(self._cells.readline()))
        return found

    def add(self, row: SheetRow, later: Later, *, is_copy: bool) -> None:
        self._later.extend((row.number, *later))
        if is_copy:
            self._more.setdefault(later.first, array("Q")).append(self._cells.seek(0, 2))
            self._cells.write(orjson.dumps(row.cells) + b"\n")


@dataclass(slots=True)
class _Book:
    number: int
    place: int
    numbers: set[str]
    copies: int = 1


def gather(read: Callable[[], Iterable[SheetRow]], targets: Sequence[Sequence[Target]]) -> Copies:
    """`read` is called twice: the first time tells what is said more than once; no more need be remembered."""
    repeated = _repeated(read(), targets)
    found = Copies()
    books: dict[bytes, _Book] = {}
    above: dict[int, _Book] = {}
    for row, numbers, key in _named(read(), targets):
        before = above.pop(row.sheet, None)
        if not numbers or (key is None and before is None):
            continue
        # A row with nothing but its number goes on with the book above.
        book = books.get(key) if key is not None else before
        if book is None:
            above[row.sheet] = book = _Book(row.number, row.place, numbers)
            if key is not None and _short(key) in repeated:
                books[key] = book
            continue
        above[row.sheet] = book
        nth = 0
        if numbers - book.numbers:
            book.numbers |= numbers
            book.copies += 1
            nth = book.copies
        found.add(row, Later(book.number, book.place, nth), is_copy=bool(nth))
    return found


def _repeated(rows: Iterable[SheetRow], targets: Sequence[Sequence[Target]]) -> frozenset[int]:
    keys = array("Q", (_short(key) for _row, numbers, key in _named(rows, targets) if numbers and key is not None))
    ordered = array("Q", sorted(keys))
    return frozenset(one for one, following in zip(ordered, islice(ordered, 1, None), strict=False) if one == following)


def _short(key: bytes) -> int:
    return int.from_bytes(key[:8])


def _named(
    rows: Iterable[SheetRow], targets: Sequence[Sequence[Target]]
) -> Iterator[tuple[SheetRow, set[str], bytes | None]]:
    """Rows with their accession numbers, and what stands for the book in them, if anything does."""
    for row in rows:
        if row.fault is not None:
            continue
        meanings = targets[row.sheet]
        numbers = {
            cell for cell, target in zip(row.cells, meanings, strict=False) if target is Target.ACCESSION and cell
        }
        told = [
            (target, " ".join(cell[:_TELLING].casefold().split()))
            for cell, target in zip(row.cells, meanings, strict=False)
            if cell and target not in OF_COPY
        ]
        text = "\x1f".join(f"{target}={cell}" for target, cell in sorted(told))
        yield row, numbers, blake2b(f"{row.sheet}\x1e{text}".encode(), digest_size=12).digest() if told else None
