"""The next accession number, taken in the transaction of the copy that gets it: refused acts take none.

The library's row is the lock, as for an import (PostgreSQL; SQLite has one writer anyway), so no file brings the same
number in between; the unique constraint has the last word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction

from lienthu.catalogue.models import AccessionCounter, AccessionRange, AccessionSeries, Item
from lienthu.catalogue.rules.accession import LARGEST, Pattern, Purpose, after, choose, key_of, parse
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.registry.models import Library
from lienthu.text import clean

_LOOK_AHEAD = 50


def lock_library(library_id: int) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken inside the transaction of its copy")
    Library.objects.select_for_update(no_key=True).get(id=library_id)


def open_series(library_id: int) -> list[AccessionSeries]:
    return list(AccessionSeries.objects.filter(library_id=library_id, is_closed=False).order_by("id"))


def series_for(library_id: int, store: str, kind: str, name: str = "") -> AccessionSeries:
    """The series called `name`, else the one for this store and kind."""
    known = open_series(library_id)
    if name:
        found = next((one for one in known if one.name == name), None)
        if found is None:
            raise NotFound("catalogue.series_not_found", name=name[:80])
        return found
    chosen = choose([Purpose(one.pk, one.store, one.kind) for one in known], store, kind)
    if chosen is None:
        raise Conflict("catalogue.no_series")
    return next(one for one in known if one.pk == chosen)


def take_number(series: AccessionSeries, day: dt.date) -> str:
    """The next free number of `series`; the caller holds the library's lock and stores it in the same transaction."""
    pattern = parse(series.pattern)
    year = day.year if pattern.has_year else 0
    counter = counter_of(series, pattern, year)
    reserved = ranges_of(series, year)
    last = counter.last
    while True:
        tried = []
        for _step in range(_LOOK_AHEAD):
            last = after(last, reserved)
            tried.append(last)
        if last > LARGEST:
            raise Conflict("catalogue.series_full", name=series.name)
        numbers = [(n, pattern.number(n, day.year)) for n in tried]
        used = used_keys(series.library_id, [key_of(number) for _n, number in numbers])
        for n, number in numbers:
            if key_of(number) not in used:
                counter.last = n
                counter.save(update_fields=["last"])
                return number


def check_given(library_id: int, number: str, day: dt.date) -> str:
    """A number that a person names (a label printed beforehand, an old number): free, and not ahead of its series."""
    number = clean(number)[:100]
    key = key_of(number)
    if not key:
        raise Invalid("catalogue.number_empty")
    if used_keys(library_id, [key]):
        raise Conflict("catalogue.number_taken", number=number)
    for series in open_series(library_id):
        pattern = parse(series.pattern)
        said = pattern.read(key)
        if said is None:
            continue
        year, n = said
        last = counter_of(series, pattern, year).last
        ranges = ranges_of(series, year)
        if n > last and not any(first <= n <= end for first, end in ranges):
            following = pattern.number(after(last, ranges), year or day.year)
            raise Invalid("catalogue.number_ahead", number=number, next=following)
        return pattern.number(n, year)
    return number


def counter_of(series: AccessionSeries, pattern: Pattern, year: int) -> AccessionCounter:
    """The counter of a year; a new one begins behind what the library's old numbers have used."""
    counter = AccessionCounter.objects.select_for_update().filter(series=series, year=year).first()
    if counter is None:
        highest = max((n for said, n in _read(series.library_id, pattern) if said == year), default=0)
        start = series.first - 1 if not pattern.has_year or year == series.created_at.year else 0
        counter = AccessionCounter.objects.create(series=series, year=year, last=max(start, highest))
    return counter


def _read(library_id: int, pattern: Pattern) -> Iterable[tuple[int, int]]:
    said = (pattern.read(key_of(number)) for number in numbers_like(library_id, pattern))
    return (one for one in said if one is not None)


def numbers_like(library_id: int, pattern: Pattern) -> Iterable[str]:
    """The library's numbers that may be of the pattern, as they are written."""
    items = Item.objects.filter(library_id=library_id, accession_key__startswith=pattern.prefix)
    return items.values_list("accession_no", flat=True).iterator(chunk_size=5_000)


def ranges_of(series: AccessionSeries, year: int) -> list[tuple[int, int]]:
    return list(AccessionRange.objects.filter(series=series, year=year).values_list("first", "last"))


def used_keys(library_id: int, keys: Collection[str]) -> set[str]:
    """Keys that a copy of the library has or had: a number is never given twice."""
    found = Item.objects.filter(library_id=library_id, accession_key__in=keys)
    return set(found.values_list("accession_key", flat=True))
