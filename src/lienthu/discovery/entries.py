"""Union entries to index sources, a batch at a time in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from lienthu.catalogue.models import Item, SourceRecord
from lienthu.discovery.sources import IndexSource, Place
from lienthu.registry import queries as registry
from lienthu.registry.queries import LibraryCard
from lienthu.union.models import Entry, Member
from lienthu.union.rules.entry import Source, derive

# SQLite takes at most 32,766 parameters in one statement.
CHUNK: Final = 5_000
# What `catalogue` and `marc.holdings` call a copy that a reader cannot take from the shelf.
NOT_ON_SHELF: Final = frozenset({"on_loan", "lost", "withdrawn", "damaged", "missing", "in_repair", "on_order"})


def is_on_shelf(status: str) -> bool:
    return status not in NOT_ON_SHELF


@dataclass(slots=True)
class _Held:
    libraries: dict[int, list[int]] = field(default_factory=dict)
    """library id → [copies, on the shelf]"""
    call_numbers: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Indexed:
    """One entry as the index must have it: `source` None means it must not be there."""

    entry_id: int
    public_id: str
    source: IndexSource | None


def load(entry_ids: Collection[int]) -> list[Indexed]:
    """Every entry asked for that exists; those without an active record of a library have no source."""
    ids = sorted(set(entry_ids))
    cards = registry.cards()
    return [found for start in range(0, len(ids), CHUNK) for found in _load(ids[start : start + CHUNK], cards)]


def public_fields(entry: Entry) -> dict[str, Any]:
    """The entry's fields; made anew from the active members while the union still has one that is not active."""
    return _without_hidden([entry]).get(entry.id, entry.fields)


def _without_hidden(rows: Sequence[Entry]) -> dict[int, dict[str, Any]]:
    """Entries with a member that was restricted or withdrawn a moment ago → their fields without it."""
    active = SourceRecord.State.ACTIVE
    members = Member.objects.filter(entry_id__in=[entry.id for entry in rows])
    hidden = set(members.exclude(record__state=active).values_list("entry_id", flat=True))
    if not hidden:
        return {}
    kept: dict[int, list[Source]] = {entry_id: [] for entry_id in hidden}
    shown = members.filter(entry_id__in=hidden, record__state=active).values_list("entry_id", "record_id", "facts")
    for entry_id, record_id, said in shown:
        kept[entry_id].append(Source(record_id, 0, orjson.loads(bytes(said))))
    return {entry_id: derive(sources) if sources else {} for entry_id, sources in kept.items()}


def _load(ids: list[int], cards: dict[int, LibraryCard]) -> list[Indexed]:
    held = _held(ids)
    rows = list(Entry.objects.filter(id__in=ids).only("id", "public_id", "state", "data").order_by("id"))
    changed = _without_hidden(rows)
    found = []
    for entry in rows:
        shown = entry.state == Entry.State.ACTIVE and entry.id in held
        data = changed.get(entry.id, entry.fields)
        source = source_of(entry.public_id, entry.id, data, held[entry.id], cards) if shown else None
        found.append(Indexed(entry.id, entry.public_id, source))
    return found


def _held(ids: list[int]) -> dict[int, _Held]:
    """Where the active records of these entries are, with what is on the shelf. Restricted ones do not count."""
    active = SourceRecord.State.ACTIVE
    held: dict[int, _Held] = {}
    members = Member.objects.filter(entry_id__in=ids, record__state=active).values_list("entry_id", "library_id")
    for entry_id, library_id in members:
        held.setdefault(entry_id, _Held()).libraries.setdefault(library_id, [0, 0])
    items = Item.objects.filter(record__union_member__entry_id__in=ids, record__state=active)
    columns = ("record__union_member__entry_id", "library_id", "status", "call_number")
    for entry_id, library_id, status, call_number in items.values_list(*columns):
        counts = held[entry_id].libraries.setdefault(library_id, [0, 0])
        counts[0] += 1
        counts[1] += is_on_shelf(status)
        if call_number:
            held[entry_id].call_numbers.add(call_number)
    return held


def source_of(
    public_id: str, entry_id: int, data: dict[str, Any], held: _Held, cards: dict[int, LibraryCard]
) -> IndexSource:
    def value(name: str) -> Any:
        return data.get(name, {}).get("v")

    def many(name: str) -> tuple[str, ...]:
        return tuple(str(each) for each in value(name) or ())

    def one(name: str) -> str:
        return str(value(name) or "")

    return IndexSource(
        id=public_id,
        title=one("title") or "—",
        subtitle=": ".join(filter(None, (one("remainder"), ". ".join(many("parts"))))),
        other_titles=many("other_titles"),
        creators=many("creators"),
        publisher=one("publisher"),
        place=one("place"),
        year=value("year") if isinstance(value("year"), int) else None,
        format=one("format") or "book",
        languages=many("languages"),
        subjects=many("subjects"),
        keywords=many("keywords"),
        identifiers=(*many("isbns"), *many("issns")),
        classes=tuple(each.partition(" ")[2] or each for each in many("classes")),
        call_numbers=tuple(sorted(held.call_numbers))[:50],
        series="; ".join(many("series")),
        summary=one("summary"),
        edition=one("edition"),
        places=tuple(_places(held, cards)),
        # Entries are numbered as they come in, so the number tells which is newest.
        added=entry_id,
    )


def _places(held: _Held, cards: dict[int, LibraryCard]) -> Iterable[Place]:
    for library_id, (copies, available) in sorted(held.libraries.items()):
        card = cards.get(library_id)
        if card is not None:
            yield Place(card.code, card.area_code, card.kind, copies, available)
