"""Keeps the index up to date. Consumes `union.entries_changed`, `catalogue.records_hidden`,
`catalogue.copies_changed` and `registry.library_changed`; publishes `discovery.entries_stale` to itself.

The index is committed first and the event acknowledged after, so a crash between the two writes the same documents
again: nothing is lost, nothing doubled.
"""

from __future__ import annotations

import logging

from django.db import transaction

from lienthu.catalogue.events import COPIES_CHANGED, RECORDS_HIDDEN
from lienthu.catalogue.models import SourceRecord
from lienthu.discovery import engines, entries
from lienthu.discovery.actions.rebuild_index import ensure_index, is_rebuilding
from lienthu.discovery.documents import build
from lienthu.discovery.models import ChangedEntry
from lienthu.discovery.withheld import CONSUMER
from lienthu.kernel import jobs, outbox
from lienthu.kernel.actor import Actor
from lienthu.registry.events import LIBRARY_CHANGED
from lienthu.union.models import Entry, Member

log = logging.getLogger(__name__)

# Few commits while an import runs (one of five thousand entries costs half of five of a thousand), yet only a few
# seconds' work: what is changed beside it waits that long.
BATCH = 40
PATIENCE = 2.0
#: Entries whose documents are to be written again although nothing in the union changed.
ENTRIES_STALE = "discovery.entries_stale"
FOLLOW_LIBRARIES = "discovery.follow_libraries"


@outbox.consumer(
    CONSUMER,
    events=("union.entries_changed", RECORDS_HIDDEN, COPIES_CHANGED, ENTRIES_STALE),
    batch=BATCH,
    patience=PATIENCE,
)
def index_changed(batch: outbox.Batch) -> None:
    changed = {entry_id for event in batch.events for entry_id in event.payload.get("entries", ())}
    records = [record_id for event in batch.events for record_id in event.payload.get("records", ())]
    ready = ensure_index(lease_held=True)
    entry_ids = sorted(changed | _entries_of(records, ready))
    if ready:
        write_entries(entry_ids)
    with transaction.atomic():
        if is_rebuilding():
            noted = [ChangedEntry(entry_id=entry_id) for entry_id in entry_ids]
            ChangedEntry.objects.bulk_create(noted, ignore_conflicts=True)
        batch.ack()


@outbox.consumer("discovery.libraries", events=(LIBRARY_CHANGED,))
def libraries_changed(batch: outbox.Batch) -> None:
    """A library's area and kind stand in the documents of all that it holds: a job has them written again."""
    changed = {library for event in batch.events for library in event.payload["libraries"]}
    holding = sorted(library for library in changed if SourceRecord.objects.filter(library=library).exists())
    with transaction.atomic():
        if holding:
            jobs.start(actor=Actor.system("discovery"), kind=FOLLOW_LIBRARIES, params={"libraries": holding})
        batch.ack()


def _entries_of(record_ids: list[int], ready: bool) -> set[int]:
    """Where these records are in the union, and where they still are in the index."""
    if not record_ids:
        return set()
    found = set(Member.objects.filter(record_id__in=record_ids).values_list("entry_id", flat=True))
    indexed = engines.current().holding(record_ids) if ready else []
    return found | set(Entry.objects.filter(public_id__in=indexed).values_list("id", flat=True))


def write_entries(entry_ids: list[int]) -> None:
    """The live index gets these entries as they are now, in one commit."""
    with engines.current().writer() as writer:
        for found in entries.load(entry_ids):
            if found.source is None:
                writer.delete(found.public_id)
            else:
                writer.add(build(found.source))
        writer.commit()
