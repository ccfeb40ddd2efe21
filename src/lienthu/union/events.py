"""Events and audit codes of the room.

Consumes `catalogue.records_changed` and `catalogue.headings_entered`; publishes `union.entries_changed` `{"entries":
[ids, at most 1000]}`, also for entries that became empty or redirect elsewhere, and `union.records_moved` `{"moves":
[[record, entry before, entry after], at most 1000], "decision": id or None}` for records that are shown in another
entry than before.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from lienthu.catalogue.events import HEADINGS_ENTERED
from lienthu.kernel import audit, outbox
from lienthu.union import quality_storage
from lienthu.union.actions.match_records import match_records
from lienthu.union.actions.score_records import prepare
from lienthu.union.actions.score_records import write as write_scores
from lienthu.union.actions.writing import ENTRIES_CHANGED, RECORDS_MOVED

__all__ = ["ENTRIES_CHANGED", "RECORDS_MOVED", "match_changed", "score_changed"]

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
audit.register(
    "union.kept_together", gettext_noop("Decided that records %(one)s and %(other)s are the same."), ("one", "other")
)
audit.register(
    "union.taken_back",
    gettext_noop("Took decision %(decision)s back (%(records)s records moved)."),
    ("decision", "records", "note"),
)
for _code, _text in (
    ("union.corrected", gettext_noop("Corrected %(field)s of entry %(id)s to %(value)s: %(reason)s")),
    ("union.correction_removed", gettext_noop("Removed the correction of %(field)s (%(value)s) from entry %(id)s.")),
):
    audit.register(_code, _text, ("id", "field", "value", "reason"))
audit.register(
    "union.works_linked",
    gettext_noop("Linked the work of entry %(other)s to that of entry %(id)s."),
    ("id", "other", "note"),
)
audit.register("union.work_parted", gettext_noop("Took entry %(id)s out of its work."), ("id", "note"))
audit.register(
    "union.weights_accepted",
    gettext_noop("Accepted weights of the matcher, version %(number)s: %(weights)s"),
    ("weights", "number", "note"),
)
audit.register(
    "union.weights_refused", gettext_noop("Refused proposed weights of the matcher: %(codes)s"), ("codes", "note")
)
audit.register("union.libraries_ranked", gettext_noop("Set the order of libraries: %(ranks)s"), ("ranks", "note"))
audit.register(
    "union.rematch_started", gettext_noop("Started to match everything again with model %(model)s"), ("dry", "model")
)


@outbox.consumer("union.quality", events=(HEADINGS_ENTERED, ENTRIES_CHANGED), batch=8, patience=3600.0, rests=True)
def score_changed(batch: outbox.Batch) -> None:
    """Patient, so that a record that came in and the entry it was put into are looked at once. Records are judged after
    their headings are known; entries are announced too where a heading comes to stand for somebody else."""
    prepared = prepare([one for event in batch.events for one in event.payload.get("records", ())])
    entries = {one for event in batch.events for one in event.payload.get("entries", ())}
    with transaction.atomic():
        quality_storage.lock()
        write_scores(prepared, entries)
        batch.ack()


@outbox.consumer("union.match", events=("catalogue.records_changed",), batch=_EVENTS, lane=0)
def match_changed(batch: outbox.Batch) -> None:
    record_ids = [record_id for event in batch.events for record_id in event.payload["records"]]
    match_records(record_ids=record_ids, finish=batch.ack)
