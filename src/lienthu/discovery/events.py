"""Keeps the index up to date. Consumes `union.entries_changed`; publishes nothing.

The index is committed first and the event acknowledged after, so a crash between the two writes the same documents
again: nothing is lost, nothing doubled.
"""

from __future__ import annotations

import logging

from django.db import transaction

from lienthu.discovery import engines, entries
from lienthu.discovery.actions.rebuild_index import ensure_index, is_rebuilding
from lienthu.discovery.documents import build
from lienthu.discovery.models import ChangedEntry
from lienthu.kernel import outbox

log = logging.getLogger(__name__)

CONSUMER = "discovery.index"
BATCH = 20


@outbox.consumer(CONSUMER, events=("union.entries_changed",), batch=BATCH)
def index_changed(batch: outbox.Batch) -> None:
    entry_ids = sorted({entry_id for event in batch.events for entry_id in event.payload["entries"]})
    if ensure_index():
        write_entries(entry_ids)
    with transaction.atomic():
        if is_rebuilding():
            noted = [ChangedEntry(entry_id=entry_id) for entry_id in entry_ids]
            ChangedEntry.objects.bulk_create(noted, ignore_conflicts=True)
        batch.ack()


def write_entries(entry_ids: list[int]) -> None:
    """The live index gets these entries as they are now, in one commit."""
    with engines.current().writer() as writer:
        for found in entries.load(entry_ids):
            if found.source is None:
                writer.delete(found.public_id)
            else:
                writer.add(build(found.source))
        writer.commit()
