"""Events and audit codes of the room.

Consumes `catalogue.records_changed`; publishes `union.entries_changed` `{"entries": [ids, at most 1000]}`, also for
entries that became empty or redirect elsewhere.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lienthu.kernel import audit, outbox
from lienthu.union.actions.match_records import ENTRIES_CHANGED, match_records

__all__ = ["ENTRIES_CHANGED", "match_changed"]

# Two events of up to a thousand records: large enough for bulk statements, small enough for a short transaction.
_EVENTS = 2

audit.register(
    "union.merged",
    gettext_noop("Joined entry %(other)s to entry %(id)s (%(records)s records)."),
    ("id", "other", "records", "note"),
)
audit.register(
    "union.unmerged",
    gettext_noop("Took record %(record)s out of entry %(id)s; it is entry %(other)s now."),
    ("id", "other", "record", "note"),
)
audit.register(
    "union.kept_apart", gettext_noop("Decided that records %(one)s and %(other)s are different."), ("one", "other")
)


@outbox.consumer("union.match", events=("catalogue.records_changed",), batch=_EVENTS)
def match_changed(batch: outbox.Batch) -> None:
    record_ids = [record_id for event in batch.events for record_id in event.payload["records"]]
    match_records(record_ids=record_ids, finish=batch.ack)
