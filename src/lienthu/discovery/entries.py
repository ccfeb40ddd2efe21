"""Union entries to index sources, a batch at a time in a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from lienthu.catalogue.models import SourceRecord
from lienthu.discovery import headings
from lienthu.discovery.sources import IndexSource, Place
from lienthu.kernel import sql
from lienthu.kernel.sql import among
from lienthu.registry import queries as registry
from lienthu.registry.kinds import Boundaries
from lienthu.registry.queries import LibraryCard
from lienthu.union.models import Entry
from lienthu.union.queries import without_hidden

# Flat memory, however many entries changed at once.
CHUNK: Final = 2_000
# What `catalogue` and `marc.holdings` call a copy that a reader cannot take from the shelf.
NOT_ON_SHELF: Final = frozenset(
    {"on_loan", "lost", "withdrawn", "damaged", "missing", "in_repair", "on_order", "in_processing", "on_rotation"}
)


OldAreas = Mapping[int, tuple[str, ...]]


def is_on_shelf(status: str, *, is_guest: bool = False) -> bool:
    """`is_guest`: a rotation box has brought the copy to another library, where it stands for readers."""
    return status not in NOT_ON_SHELF or (is_guest and status == "on_rotation")


@dataclass(slots=True)
class _Held:
    libraries: dict[int, list[int]] = field(default_factory=dict)
    """library id → [copies, on the shelf]"""
    call_numbers: set[str] = field(default_factory=set)
    records: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Indexed:
    """One entry as the index must have it: `source` None means it must not be there."""

    entry_id: int
    public_id: str
    source: IndexSource | None


def load(entry_ids: Collection[int]) -> Iterator[Indexed]:
    """Every entry asked for that exists, a chunk at a time; those without an active record have no source."""
    ids = sorted(set(entry_ids))
    cards = registry.cards()
    old = registry.area_codes(Boundaries.OLD)
    for start in range(0, len(ids), CHUNK):
        yield from _load(ids[start : start + CHUNK], cards, old)


def _load(ids: list[int], cards: dict[int, LibraryCard], old: OldAreas) -> Iterator[Indexed]:
    held, hidden = _held(ids)
    known = headings.links({entry_id: place.records for entry_id, place in held.items()})
    changed = without_hidden(hidden)
    where, value = among("id", ids)
    rows = sql.rows(f"SELECT id, public_id, state, data FROM union_entry WHERE {where} ORDER BY id", [value])  # noqa: S608
    for entry_id, public_id, state, data in rows:
        source = None
        if state == Entry.State.ACTIVE and entry_id in held:
            fields = changed[entry_id] if entry_id in changed else orjson.loads(bytes(data))
            plain = source_of(public_id, entry_id, fields, held[entry_id], cards, old)
            source = known[entry_id].applied(plain) if entry_id in known else plain
        yield Indexed(entry_id, public_id, source)


def _held(ids: list[int]) -> tuple[dict[int, _Held], set[int]]:
    """Where the active records of these entries are, with what is on the shelf; and the entries that also have
    members which are not active: those do not count."""
    held: dict[int, _Held] = {}
    hidden: set[int] = set()
    homes: dict[int, int] = {}
    where, value = among("m.entry_id", ids)
    members = sql.rows(
        "SELECT m.entry_id, m.record_id, m.library_id, r.state FROM union_member m "  # noqa: S608
        f"JOIN catalogue_sourcerecord r ON r.id = m.record_id WHERE {where}",
        [value],
    )
    for entry_id, record_id, library_id, state in members:
        if state != SourceRecord.State.ACTIVE:
            hidden.add(entry_id)
            continue
        homes[record_id] = entry_id
        place = held.setdefault(entry_id, _Held())
        place.libraries.setdefault(library_id, [0, 0])
        place.records.append(record_id)
    where, value = among("record_id", homes)
    items = sql.rows(
        f"SELECT record_id, library_id, at_library_id, status, call_number FROM catalogue_item WHERE {where} "  # noqa: S608
        "AND left_at IS NULL",
        [value],
    )
    for record_id, library_id, at_library_id, status, call_number in items:
        place = held[homes[record_id]]
        # Where the reader finds it: a copy in a rotation box counts at its host. The owner stays a place of the entry.
        counts = place.libraries.setdefault(at_library_id or library_id, [0, 0])
        counts[0] += 1
        counts[1] += is_on_shelf(status, is_guest=at_library_id is not None)
        if call_number:
            place.call_numbers.add(call_number)
    return held, hidden


def source_of(
    public_id: str, entry_id: int, data: dict[str, Any], held: _Held, cards: dict[int, LibraryCard], old: OldAreas
) -> IndexSource:
    said = {name: found["v"] for name, found in data.items()}
    many = one = said.get
    none: tuple[str, ...] = ()
    year = one("year")
    return IndexSource(
        id=public_id,
        title=one("title") or "—",
        subtitle=": ".join(filter(None, (one("remainder"), ". ".join(many("parts", none))))),
        other_titles=tuple(many("other_titles", none)),
        creators=tuple(many("creators", none)),
        publisher=one("publisher", ""),
        place=one("place", ""),
        year=year if isinstance(year, int) else None,
        format=one("format") or "book",
        languages=tuple(many("languages", none)),
        subjects=tuple(many("subjects", none)),
        keywords=tuple(many("keywords", none)),
        identifiers=(*many("isbns", none), *many("issns", none)),
        classes=tuple(each.partition(" ")[2] or each for each in many("classes", none)),
        call_numbers=tuple(sorted(held.call_numbers))[:50],
        series="; ".join(many("series", none)),
        summary=one("summary", ""),
        edition=one("edition", ""),
        places=tuple(_places(held, cards, old)),
        # Entries are numbered as they come in, so the number tells which is newest.
        added=entry_id,
        records=tuple(held.records),
    )


def _places(held: _Held, cards: dict[int, LibraryCard], old: OldAreas) -> Iterable[Place]:
    for library_id, (copies, available) in sorted(held.libraries.items()):
        card = cards.get(library_id)
        if card is not None:
            yield Place(card.code, card.area_code, card.kind, copies, available, old.get(library_id, ()))
