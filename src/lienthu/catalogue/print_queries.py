"""Which copies a print is about, and what stands on it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.catalogue.models import Item, ItemEvent, SourceRecord, SourceVersion
from lienthu.catalogue.policies import ITEMS
from lienthu.catalogue.prints.cards import Card
from lienthu.catalogue.prints.labels import Label
from lienthu.catalogue.rules.accession import key_of
from lienthu.catalogue.rules.spine import spine_lines
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.marc.fields import Bib
from lienthu.marc.isbd import isbd
from lienthu.marc.record import from_compact
from lienthu.marc.shelfmarks import expand
from lienthu.registry.models import Library
from lienthu.registry.queries import cards as library_cards
from lienthu.ui.formats import vdate

#: What one file may hold: some seconds of work, and the size of a bound volume of the register.
MOST: Final = 1_000
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Selection:
    """Copies by number (`HK000012-15, VV-D2/00033`), by the day they were entered here, or one volume of all."""

    numbers: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    volume: int = 0


def chosen(actor: Actor, library: Library, wanted: Selection) -> list[Item]:
    """At most `MOST` numbered copies in the order of their numbers; those of restricted records are left out.

    Raises `Invalid` naming a number that is not there, or when there are too many."""
    ITEMS.check(actor, Item(library=library))
    items = _numbered(library)
    if wanted.numbers.strip():
        found = _by_numbers(items, wanted.numbers)
    elif wanted.since or wanted.until:
        found = list(items.filter(id__in=_entered(library, wanted)).order_by("id")[: MOST + 1])
    else:
        found = _volume(items, max(wanted.volume, 1))
    if not found:
        raise NotFound("catalogue.nothing_to_print")
    if len(found) > MOST:
        raise Invalid("catalogue.too_many_to_print", most=MOST)
    return sorted(found, key=lambda item: natural(item.accession_key))


def volumes(actor: Actor, library: Library) -> list[tuple[int, str, str]]:
    """The register's volumes: number, first and last accession number."""
    ITEMS.check(actor, Item(library=library))
    keys = sorted(_numbered(library).values_list("accession_key", "accession_no"), key=lambda pair: natural(pair[0]))
    return [
        (start // MOST + 1, keys[start][1], keys[min(start + MOST, len(keys)) - 1][1])
        for start in range(0, len(keys), MOST)
    ]


def labels(items: Sequence[Item], library: str) -> Iterator[Label]:
    read = _reader()
    for item in items:
        bib = read(item)
        part = next((one.number for one in bib.parts if one.number), "")
        number = "".join(_DIGITS.findall(part)) or part
        lines = spine_lines(item.call_number, str(bib.year or ""), number)
        yield Label(item.accession_no, tuple(lines), library, bib.title)


def cards(items: Sequence[Item], library: str) -> Iterator[Card]:
    """One card for each record, with the numbers of its chosen copies."""
    numbers: dict[int, list[str]] = {}
    for item in items:
        numbers.setdefault(item.record_id, []).append(item.accession_no)
    first = {item.record_id: item for item in reversed(items)}
    for record_id, owned in numbers.items():
        bib = Bib(from_compact(first[record_id].record.marc))
        creators = list(bib.creators)
        heading = next((one.name for one in creators if one.main), "")
        added = [one.name for one in creators if one.name != heading]
        subjects = [" — ".join(one.terms) for one in bib.subjects]
        lines = spine_lines(first[record_id].call_number)
        yield Card(tuple(lines), heading, isbd(bib.record), (*subjects, *added), ", ".join(owned), library)


def register_rows(items: Sequence[Item]) -> Iterator[list[str]]:
    """The register's columns: entered, number, author and title, publisher, place, year, price, class, left, remark."""
    entered = dict(
        ItemEvent.objects.filter(item__in=items, kind=ItemEvent.Kind.ADDED).values_list("item_id").annotate(Max("at"))
    )
    weeded = dict(ItemEvent.objects.filter(item__in=items, kind=ItemEvent.Kind.WEEDED).values_list("item_id", "reason"))
    read = _reader()
    for item in items:
        bib = read(item)
        author = next((one.display for one in bib.creators), "")
        title = f"{author.rstrip('.')}. {bib.full_title}" if author else bib.full_title
        left = vdate(timezone.localdate(item.left_at)) if item.left_at else ""
        when = vdate(timezone.localdate(entered[item.pk])) if item.pk in entered else ""
        price = f"{item.price:,}".replace(",", ".") if item.price is not None else ""
        year = str(bib.year or bib.date_text)
        remark = weeded.get(item.pk, str(item.get_status_display())) if left else ""
        yield [when, item.accession_no, title, bib.publisher, bib.place, year, price, item.call_number, left, remark]


@dataclass(frozen=True, slots=True)
class Lot:
    """What came in together: a file, or a day's work at the desk."""

    day: dt.date
    source: str
    titles: int
    copies: int
    worth: int


def lots(actor: Actor, library: Library) -> list[Lot]:
    """The general register's first part: every lot with its titles, copies and worth, oldest first."""
    ITEMS.check(actor, Item(library=library))
    first = SourceVersion.objects.filter(number=1, record__library=library).exclude(
        record__state=SourceRecord.State.RESTRICTED
    )
    from_file = Q(record__items__is_own=False)
    rows = first.filter(batch__isnull=False).values("batch_id", "batch__filename")
    rows_with_sums = rows.annotate(
        titles=Count("record", distinct=True),
        copies=Count("record__items", filter=from_file),
        worth=Sum("record__items__price", filter=from_file),
        at=Max("created_at"),
    )
    brought = [
        Lot(timezone.localdate(row["at"]), row["batch__filename"], row["titles"], row["copies"], row["worth"] or 0)
        for row in rows_with_sums
    ]
    own = Item.objects.filter(library=library, is_own=True, events__kind=ItemEvent.Kind.ADDED)
    by_day = own.values("events__at__date").annotate(
        titles=Count("record", distinct=True), copies=Count("id"), worth=Sum("price")
    )
    desk = [Lot(row["events__at__date"], _("Desk"), row["titles"], row["copies"], row["worth"] or 0) for row in by_day]
    return sorted([*brought, *desk], key=lambda lot: (lot.day, lot.source))


def departures(actor: Actor, library: Library) -> list[tuple[dt.date, str, int, int]]:
    """The second part: day, why, copies, worth of what left."""
    ITEMS.check(actor, Item(library=library))
    left = Item.objects.filter(library=library, left_at__isnull=False).values("left_at__date", "status")
    rows = left.annotate(copies=Count("id"), worth=Sum("price")).order_by("left_at__date", "status")
    words = dict(Item._meta.get_field("status").flatchoices)
    return [
        (row["left_at__date"], str(words.get(row["status"], row["status"])), row["copies"], row["worth"] or 0)
        for row in rows
    ]


def library_name(library: Library) -> str:
    card = library_cards([library.pk]).get(library.pk)
    return card.name if card else library.code


def natural(key: str) -> list[tuple[int, str]]:
    """`HK9` before `HK10`."""
    parts = re.split(r"(\d+)", key)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _numbered(library: Library) -> QuerySet[Item]:
    hidden = SourceRecord.State.RESTRICTED
    return (
        Item.objects.filter(library=library).exclude(accession_key="").exclude(record__state=hidden)
    ).prefetch_related("record")


def _by_numbers(items: QuerySet[Item], text: str) -> list[Item]:
    numbers = list(dict.fromkeys(expand(text).numbers))
    if len(numbers) > MOST:
        raise Invalid("catalogue.too_many_to_print", most=MOST)
    found = list(items.filter(accession_key__in=[key_of(number) for number in numbers]))
    known = {item.accession_key for item in found}
    missing = [number for number in numbers if key_of(number) not in known]
    if missing:
        raise Invalid("catalogue.number_to_print_unknown", number=missing[0][:60], count=len(missing))
    return found


def _entered(library: Library, wanted: Selection) -> QuerySet[ItemEvent, dict[str, int]]:
    events = ItemEvent.objects.filter(item__library=library, kind=ItemEvent.Kind.ADDED)
    if wanted.since:
        events = events.filter(at__date__gte=wanted.since)
    if wanted.until:
        events = events.filter(at__date__lte=wanted.until)
    return events.values("item_id")  # type: ignore[return-value]


def _volume(items: QuerySet[Item], volume: int) -> list[Item]:
    keys = sorted(items.values_list("accession_key", "id"), key=lambda pair: natural(pair[0]))
    ids = [item for _, item in keys[(volume - 1) * MOST : volume * MOST]]
    return list(items.filter(id__in=ids))


def _reader() -> Callable[[Item], Bib]:
    """Each record is read once, however many of its copies there are."""
    known: dict[int, Bib] = {}

    def read(item: Item) -> Bib:
        if item.record_id not in known:
            known[item.record_id] = Bib(from_compact(item.record.marc))
        return known[item.record_id]

    return read
