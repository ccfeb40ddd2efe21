"""`catalogue.records_changed` `{"records": [ids, at most 1000]}`: new, changed, withdrawn, restricted, released.
`catalogue.records_hidden`, the same payload: those of them that may not be shown from this moment on.
`catalogue.headings_entered`, the same payload: records that were announced, once their headings are known.
`catalogue.copies_changed`, the same payload: their copies changed, or are elsewhere; what they describe did not.

Consumers read the records themselves: one that is not active is gone for them.
"""

from __future__ import annotations

from collections.abc import Sequence

from lienthu.kernel import outbox

RECORDS_CHANGED = "catalogue.records_changed"
RECORDS_HIDDEN = "catalogue.records_hidden"
HEADINGS_ENTERED = "catalogue.headings_entered"
COPIES_CHANGED = "catalogue.copies_changed"
LINKS_CHANGED = "catalogue.links_changed"
MOST_RECORDS = 1_000


def announce(record_ids: Sequence[int], *, hidden: Sequence[int] = ()) -> None:
    """Publishes the change of these records inside the transaction that made it; `hidden` are no longer active."""
    for kind, ids in ((RECORDS_HIDDEN, hidden), (RECORDS_CHANGED, record_ids)):
        for start in range(0, len(ids), MOST_RECORDS):
            outbox.publish(kind, {"records": list(ids[start : start + MOST_RECORDS])})


def announce_entered(record_ids: Sequence[int]) -> None:
    for start in range(0, len(record_ids), MOST_RECORDS):
        outbox.publish(HEADINGS_ENTERED, {"records": list(record_ids[start : start + MOST_RECORDS])})


def announce_copies(record_ids: Sequence[int]) -> None:
    for start in range(0, len(record_ids), MOST_RECORDS):
        outbox.publish(COPIES_CHANGED, {"records": list(record_ids[start : start + MOST_RECORDS])})


def announce_links(*, headings: Sequence[int] = (), records: Sequence[int] = ()) -> None:
    """`catalogue.links_changed` `{"headings": [ids], "records": [ids]}`: what these headings (or the headings of these
    records) stand for, or how it is called, is another now."""
    for start in range(0, len(headings), MOST_RECORDS):
        outbox.publish(LINKS_CHANGED, {"headings": list(headings[start : start + MOST_RECORDS]), "records": []})
    for start in range(0, len(records), MOST_RECORDS):
        outbox.publish(LINKS_CHANGED, {"headings": [], "records": list(records[start : start + MOST_RECORDS])})
