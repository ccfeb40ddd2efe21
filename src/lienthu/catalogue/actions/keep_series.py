"""A library's own series of accession numbers: looked at, begun, ended; numbers kept for labels printed beforehand."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from lienthu.catalogue.actions.take_number import counter_of, lock_library, numbers_like, ranges_of, used_keys
from lienthu.catalogue.models import AccessionRange, AccessionSeries
from lienthu.catalogue.policies import SERIES
from lienthu.catalogue.rules.accession import LARGEST, Pattern, Seen, after, key_of, parse, survey
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.text import clean

MOST_RESERVED = 10_000
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class SeriesData:
    """`first` None: behind the highest number in use."""

    name: str
    pattern: str
    store: str = ""
    kind: str = ""
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a pattern would do in a library: what its numbers say under it now, and the next ones."""

    pattern: Pattern
    seen: Seen
    first: int
    numbers: tuple[str, ...]


def preview(*, actor: Actor, library_id: int, pattern: str, first: int | None = None) -> Preview:
    """Writes nothing."""
    SERIES.check_library(actor, library_id)
    parsed = parse(clean(pattern))
    year = timezone.localdate().year
    seen = survey(parsed, numbers_like(library_id, parsed), year)
    start = max(first if first is not None else 1, seen.highest + 1)
    if not 1 <= start <= LARGEST - MOST_RESERVED:
        raise Invalid("catalogue.first_out_of_range", field="first")
    numbers = tuple(parsed.number(start + step, year) for step in range(_SHOWN))
    return Preview(parsed, seen, start, numbers)


def begin_series(*, actor: Actor, library_id: int, data: SeriesData) -> AccessionSeries:
    SERIES.check_library(actor, library_id)
    name = clean(data.name)[:80]
    if not name:
        raise Invalid("catalogue.series_name_empty", field="name")
    looked = preview(actor=actor, library_id=library_id, pattern=data.pattern, first=data.first)
    try:
        with transaction.atomic():
            lock_library(library_id)
            series = AccessionSeries.objects.create(
                library_id=library_id,
                name=name,
                pattern=looked.pattern.text,
                form=looked.pattern.form,
                store=clean(data.store)[:200],
                kind=clean(data.kind)[:40],
                first=looked.first,
                created_by=actor.label,
            )
            audit.record(
                actor=actor,
                code="catalogue.series_begun",
                subject=f"accession_series:{series.pk}",
                library_id=library_id,
                data={"name": name, "pattern": series.pattern, "first": looked.numbers[0]},
            )
    except IntegrityError as error:
        raise Conflict(_taken(library_id, name, looked.pattern)) from error
    return series


def _taken(library_id: int, name: str, pattern: Pattern) -> str:
    """Which of the constraints said no."""
    mine = AccessionSeries.objects.filter(library_id=library_id)
    if mine.filter(name=name).exists():
        return "catalogue.series_name_taken"
    if mine.filter(form=pattern.form, is_closed=False).exists():
        return "catalogue.series_form_taken"
    return "catalogue.series_purpose_taken"


def end_series(*, actor: Actor, series: AccessionSeries) -> None:
    """No number is given from it any more; those given stay."""
    SERIES.check(actor, series)
    with transaction.atomic():
        lock_library(series.library_id)
        if not AccessionSeries.objects.filter(id=series.pk, is_closed=False).update(is_closed=True):
            raise Conflict("catalogue.series_ended")
        audit.record(
            actor=actor,
            code="catalogue.series_ended",
            subject=f"accession_series:{series.pk}",
            library_id=series.library_id,
            data={"name": series.name},
        )


@dataclass(frozen=True, slots=True)
class Reserved:
    range: AccessionRange
    numbers: tuple[str, ...]


def reserve_numbers(*, actor: Actor, series: AccessionSeries, count: int, note: str = "") -> Reserved:
    """The next `count` numbers in a row that are free: for labels printed before the books come."""
    SERIES.check(actor, series)
    if not 1 <= count <= MOST_RESERVED:
        raise Invalid("catalogue.reserve_count", most=MOST_RESERVED, field="count")
    with transaction.atomic():
        lock_library(series.library_id)
        series = AccessionSeries.objects.get(id=series.pk)
        if series.is_closed:
            raise Conflict("catalogue.series_ended")
        pattern, day = parse(series.pattern), timezone.localdate()
        year = day.year if pattern.has_year else 0
        first = _free_run(series, pattern, year, count)
        numbers = tuple(pattern.number(n, year) for n in range(first, first + count))
        kept = AccessionRange.objects.create(
            series=series,
            year=year,
            first=first,
            last=first + count - 1,
            note=clean(note)[:200],
            reserved_by=actor.label,
        )
        audit.record(
            actor=actor,
            code="catalogue.numbers_reserved",
            subject=f"accession_series:{series.pk}",
            library_id=series.library_id,
            data={"name": series.name, "first": numbers[0], "last": numbers[-1]},
        )
    return Reserved(kept, numbers)


def _free_run(series: AccessionSeries, pattern: Pattern, year: int, count: int) -> int:
    reserved = ranges_of(series, year)
    first = after(counter_of(series, pattern, year).last, reserved)
    while True:
        run = range(first, first + count)
        clash = [end for begin, end in reserved if begin <= run[-1] and end >= first]
        used = used_keys(series.library_id, [key_of(pattern.number(n, year)) for n in run])
        clash += [n for n in run if key_of(pattern.number(n, year)) in used]
        if run[-1] > LARGEST:
            raise Conflict("catalogue.series_full", name=series.name)
        if not clash:
            return first
        first = after(max(clash), reserved)
