"""Typed reads for this room's pages and for the rooms above. What is restricted never comes out of here."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from lienthu.catalogue.models import (
    ImportBatch,
    ImportRow,
    Item,
    PastMarc,
    RestrictionCase,
    SourceRecord,
    SourceVersion,
    TitleCodeRime,
)
from lienthu.catalogue.policies import EDITS, IMPORTS, RESTRICTIONS, SOURCES
from lienthu.catalogue.rules.accession import key_of
from lienthu.catalogue.rules.copies_out import Copy, with_copies
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.catalogue.rules.title_code import confirmed
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import NotFound
from lienthu.kernel.permissions import Permission
from lienthu.marc.fields import public_copy
from lienthu.marc.isbn import normalise_isbn
from lienthu.marc.record import Record, from_compact
from lienthu.registry.models import Library
from lienthu.text import clean, fold


@dataclass(frozen=True, slots=True)
class Holding:
    """The records of one library in numbers."""

    library_id: int
    records: int
    restricted: int
    withdrawn: int


def active_records(ids: Collection[int] | None = None) -> QuerySet[SourceRecord]:
    """Records that may be shown: not withdrawn, not waiting for a restriction review."""
    records = SourceRecord.objects.filter(state=SourceRecord.State.ACTIVE)
    return records if ids is None else records.filter(id__in=ids)


def public_marc(record: SourceRecord) -> Record:
    """The record as it may leave the house: without the staff's names in 911 and 912."""
    return public_copy(from_compact(record.marc))


def items_of_records(ids: Collection[int]) -> dict[int, list[Item]]:
    """Copies of active records that belong to the collection today, one query."""
    found: dict[int, list[Item]] = {}
    items = Item.objects.held().filter(record_id__in=ids, record__state=SourceRecord.State.ACTIVE)
    for item in items.order_by("record_id", "id"):
        found.setdefault(item.record_id, []).append(item)
    return found


def export_records(library_ids: Collection[int] | None = None) -> Iterator[tuple[str, Record]]:
    """(control number, record with the copies of today) of all active records in the order of their ids, in pages: no
    cursor is held, memory stays flat."""
    last = 0
    codes = dict(Library.objects.values_list("id", "code"))
    records = active_records().order_by("id")
    if library_ids is not None:
        records = records.filter(library_id__in=library_ids)
    while page := list(records.filter(id__gt=last)[:1000]):
        items = items_of_records([record.id for record in page])
        for record in page:
            copies = [_copy(item) for item in items.get(record.id, [])]
            yield record.control_no, with_copies(public_marc(record), copies, codes[record.library_id])
        last = page[-1].id


def _copy(item: Item) -> Copy:
    # On tour it is its owner's as ever; another network knows nothing of the box.
    status = ItemStatus.AVAILABLE if item.status == ItemStatus.ON_ROTATION else ItemStatus(item.status)
    return Copy(item.accession_no, item.place, item.call_number, status, item.price, item.shelf)


def batches_for(actor: Actor) -> QuerySet[ImportBatch]:
    """Batches of the libraries where the actor may import or look."""
    mine = IMPORTS.filter(actor, ImportBatch.objects.all()) | SOURCES.filter(actor, ImportBatch.objects.all())
    return mine.select_related("library", "job", "same_as").order_by("-id")


def batch_for(actor: Actor, public_id: str) -> ImportBatch:
    """Raises `NotFound` for a batch that is not there and for one that is not for this actor."""
    found = batches_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("catalogue.import_not_found")
    return found


def source_for(actor: Actor, record_id: int) -> SourceRecord:
    """One record for the staff of its library; a restricted one only for its reviewers."""
    found = SOURCES.filter(actor, SourceRecord.objects.select_related("library")).filter(id=record_id).first()
    if found is None or (found.state == SourceRecord.State.RESTRICTED and not RESTRICTIONS.allows(actor, found)):
        raise NotFound("kernel.not_found")
    return found


def editable(
    actor: Actor, records: QuerySet[SourceRecord], record_id: int, library_id: int | None = None
) -> SourceRecord:
    """One record that the actor may change; a restricted one only for its reviewers."""
    found = EDITS.filter(actor, records).filter(id=record_id).first()
    if found is None or library_id not in (None, found.library_id):
        raise NotFound("kernel.not_found")
    if found.state == SourceRecord.State.RESTRICTED and not RESTRICTIONS.allows(actor, found):
        raise NotFound("kernel.not_found")
    return found


def record_to_edit(actor: Actor, record_id: int) -> SourceRecord:
    return editable(actor, SourceRecord.objects.select_related("library"), record_id)


def editing_libraries(actor: Actor) -> QuerySet[Library]:
    scope = actor.scope(Permission.CATALOGUE_EDIT)
    libraries = Library.objects.order_by("code")
    return libraries if scope.everything else libraries.filter(id__in=scope.library_ids)


def find_records(actor: Actor, words: str, *, library: str = "", state: str = "") -> QuerySet[SourceRecord]:
    """The records that the actor may edit: by control number, accession number, ISBN, or words of title and author."""
    records = EDITS.filter(actor, SourceRecord.objects.select_related("library")).order_by("-id")
    if not actor.scope(Permission.RESTRICTION_REVIEW).everything:
        hidden = Q(state=SourceRecord.State.RESTRICTED)
        reviewed = actor.scope(Permission.RESTRICTION_REVIEW).library_ids
        records = records.exclude(hidden & ~Q(library_id__in=reviewed))
    if library:
        records = records.filter(library__code=library)
    if state in SourceRecord.State.values:
        records = records.filter(state=state)
    words = clean(words.replace("\x00", ""))[:200]
    return records.filter(_named(actor, words)) if words else records


def _named(actor: Actor, words: str) -> Q:
    items = EDITS.filter(actor, Item.objects.filter(accession_key=key_of(words)))
    asked = Q(control_no=words) | Q(id__in=items.values("record_id"))
    isbn = normalise_isbn(words)
    if isbn is not None:
        return asked | Q(search_text__contains=isbn)
    by_words = Q()
    for word in fold(words).split()[:8]:
        by_words &= Q(search_text__contains=word)
    return asked | by_words


def copies_of(ids: Collection[int]) -> dict[int, int]:
    """Record → number of its copies, whatever its state."""
    counted = Item.objects.filter(record_id__in=ids).values_list("record_id").annotate(n=Count("id")).order_by()
    return dict(counted)


def numbered_copies(record: SourceRecord | None) -> int:
    """Copies of the record in the register today; of a record that is not stored yet, none."""
    held = Item.objects.held().exclude(accession_key="")
    return 0 if record is None else held.filter(record=record).count()


def marc_of_version(record: SourceRecord, number: int) -> Record:
    """Any version's text. Raises `NotFound` for a number that is not there."""
    if number == record.version:
        return from_compact(record.marc)
    past = PastMarc.objects.filter(record=record, number=number).first()
    if past is None:
        raise NotFound("catalogue.version_unknown", number=number)
    return from_compact(past.marc)


def title_codes() -> dict[str, str]:
    """The title code table: what catalogues confirm, and what cataloguers have filled in."""
    return {**dict(TitleCodeRime.objects.values_list("rime", "code")), **confirmed()}


def rows_of(batch: ImportBatch, outcome: int | None = None) -> QuerySet[ImportRow]:
    rows = ImportRow.objects.filter(batch_id=batch.same_as_id or batch.id)
    if outcome is not None:
        rows = rows.filter(outcome=outcome)
    return rows.select_related("record").order_by("number")


def importing_libraries(actor: Actor) -> QuerySet[Library]:
    scope = actor.scope(Permission.CATALOGUE_IMPORT)
    libraries = Library.objects.order_by("code")
    return libraries if scope.everything else libraries.filter(id__in=scope.library_ids)


def cases_for(actor: Actor) -> QuerySet[RestrictionCase]:
    cases = RESTRICTIONS.filter(actor, RestrictionCase.objects.all())
    return cases.select_related("record", "library").order_by("id")


def quality(actor: Actor) -> dict[str, Any]:
    """What the actor's libraries hold, and how their last files went."""
    records = IMPORTS.filter(actor, SourceRecord.objects.all()) | SOURCES.filter(actor, SourceRecord.objects.all())
    states = dict(records.values_list("state").annotate(n=Count("id")).order_by())
    totals = (
        batches_for(actor)
        .order_by()
        .filter(dry_run=False, same_as=None)
        .aggregate(
            rows=Sum("rows", default=0),
            repaired=Sum("repaired", default=0),
            rejected=Sum("rejected", default=0),
            last=Max("finished_at"),
        )
    )
    return {
        "records": states.get("active", 0),
        "restricted": states.get("restricted", 0),
        "withdrawn": states.get("withdrawn", 0),
        **totals,
    }


def holdings_of(library_ids: Collection[int]) -> dict[int, Holding]:
    counted = (
        SourceRecord.objects.filter(library_id__in=library_ids)
        .values("library_id")
        .annotate(
            active=Count("id", filter=Q(state="active")),
            restricted=Count("id", filter=Q(state="restricted")),
            withdrawn=Count("id", filter=Q(state="withdrawn")),
        )
        .order_by()
    )
    return {
        row["library_id"]: Holding(row["library_id"], row["active"], row["restricted"], row["withdrawn"])
        for row in counted
    }


def versions_of(rows: Collection[ImportRow]) -> dict[int, SourceVersion]:
    """Row number → the version that this very row brought; none for rows of a trial or without news."""
    if not rows:
        return {}
    versions = SourceVersion.objects.filter(
        record_id__in={row.record_id for row in rows if row.record_id},
        batch_id__in={row.batch_id for row in rows},
        row__in={row.number for row in rows},
    )
    return {version.row: version for version in versions}
