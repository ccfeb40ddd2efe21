"""Typed reads of copies, their histories and the series of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from lienthu.catalogue.models import (
    AccessionCounter,
    AccessionRange,
    AccessionSeries,
    Item,
    ItemAct,
    ItemEvent,
    SourceRecord,
)
from lienthu.catalogue.policies import ITEMS, SERIES
from lienthu.catalogue.queries import source_for
from lienthu.catalogue.rules.accession import after, key_of, parse
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import NotFound
from lienthu.kernel.ids import unsealed
from lienthu.kernel.permissions import Permission
from lienthu.registry.models import Library


def keeping_libraries(actor: Actor) -> QuerySet[Library]:
    """Libraries whose copies the actor may keep."""
    scope = actor.scope(Permission.CATALOGUE_ITEMS)
    libraries = Library.objects.order_by("code")
    return libraries if scope.everything else libraries.filter(id__in=scope.library_ids)


def series_of(actor: Actor, series_id: int) -> AccessionSeries:
    found = SERIES.filter(actor, AccessionSeries.objects.select_related("library")).filter(id=series_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def copies_of(actor: Actor, record_id: int) -> tuple[SourceRecord, QuerySet[Item]]:
    """A record and all its copies, those that left too, for the staff of its library."""
    record = source_for(actor, record_id)
    return record, Item.objects.filter(record=record).select_related("library", "at_library").order_by("id")


def item_for(actor: Actor, public_id: str) -> Item:
    """One copy for the staff of its library; a copy of a restricted record is for nobody here."""
    items = ITEMS.filter(actor, Item.objects.select_related("record", "library", "at_library")).called(public_id)  # type: ignore[attr-defined]
    found: Item | None = items.exclude(record__state=SourceRecord.State.RESTRICTED).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def history_of(item: Item) -> QuerySet[ItemEvent]:
    return ItemEvent.objects.filter(item=item).order_by("-id")


@dataclass(frozen=True, slots=True)
class SeriesView:
    """`next` is what the next copy gets if nothing happens before; `given`: the counter of this year."""

    series: AccessionSeries
    next: str
    given: int
    ranges: tuple[tuple[AccessionRange, str, str], ...]


def series_views(actor: Actor) -> list[SeriesView]:
    """The open series of the actor's libraries, three queries."""
    known = list(
        SERIES.filter(actor, AccessionSeries.objects.filter(is_closed=False))
        .select_related("library")
        .order_by("library__code", "id")
    )
    counters = {(one.series_id, one.year): one.last for one in AccessionCounter.objects.filter(series__in=known)}
    ranges: dict[int, list[AccessionRange]] = {}
    for one in AccessionRange.objects.filter(series__in=known).order_by("-id"):
        ranges.setdefault(one.series_id, []).append(one)
    return [_series_view(one, counters, ranges.get(one.pk, [])) for one in known]


def _series_view(
    series: AccessionSeries, counters: Mapping[tuple[int, int], int], ranges: list[AccessionRange]
) -> SeriesView:
    pattern, today = parse(series.pattern), timezone.localdate()
    year = today.year if pattern.has_year else 0
    last = counters.get((series.pk, year))
    if last is None:
        last = series.first - 1 if year in (0, series.created_at.year) else 0
    kept = [(one.first, one.last) for one in ranges if one.year == year]
    return SeriesView(
        series,
        pattern.number(after(last, kept), today.year),
        last,
        tuple((one, pattern.number(one.first, one.year), pattern.number(one.last, one.year)) for one in ranges[:20]),
    )


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a scanned list means in one library: copies in the order of the list, each once; `twice` counts the rest."""

    items: list[Item]
    unknown: list[str]
    ambiguous: list[str]
    twice: int


def look_up(actor: Actor, library_id: int, codes: Sequence[str]) -> Lookup:
    """By accession number however it is written, else by public id. A number on several copies is held out."""
    ITEMS.check_library(actor, library_id)
    wanted = list(dict.fromkeys(codes))
    by_key = by_code(library_id, wanted)
    items: dict[int, Item] = {}
    unknown, ambiguous, twice = [], [], len(codes) - len(wanted)
    for code in wanted:
        found = by_key.get(code, [])
        if not found:
            unknown.append(code)
        elif len(found) > 1:
            ambiguous.append(code)
        elif found[0].pk in items:
            twice += 1
        else:
            items[found[0].pk] = found[0]
    return Lookup(list(items.values()), unknown, ambiguous, twice)


def by_code(library_id: int, codes: Sequence[str]) -> dict[str, list[Item]]:
    """Code → the library's copies it may mean; those still held where there are any."""
    keys = {code: key_of(code) for code in codes}
    numbers = {number for code in codes if (number := unsealed(code.lower())) is not None}
    items = [
        *_in_chunks(library_id, "accession_key__in", sorted(set(keys.values()))),
        *_in_chunks(library_id, "id__in", sorted(numbers)),
    ]
    found: dict[str, list[Item]] = {}
    for item in items:
        for name in {item.accession_key, f"#{item.pk}"}:
            found.setdefault(name, []).append(item)
    answer = {}
    for code, key in keys.items():
        same = {item.pk: item for item in found.get(key) or found.get(f"#{unsealed(code.lower())}", [])}
        held = [item for item in same.values() if item.left_at is None]
        answer[code] = held or list(same.values())
    return answer


def _in_chunks(library_id: int, name: str, values: list[Any]) -> Iterator[Item]:
    items = Item.objects.filter(library_id=library_id).prefetch_related("record")
    for start in range(0, len(values), 500):
        yield from items.filter(**{name: values[start : start + 500]}).order_by("id")


def acts_for(actor: Actor) -> QuerySet[ItemAct]:
    return ITEMS.filter(actor, ItemAct.objects.select_related("library")).order_by("-id")


def act_for(actor: Actor, public_id: str) -> ItemAct:
    found = acts_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found
