"""`catalogue.records_changed` `{"records": [ids, at most 1000]}`: new, changed, withdrawn, restricted, released.

Consumers read the records themselves: one that is not active is gone for them.
"""

from __future__ import annotations

from collections.abc import Sequence

from lienthu.kernel import outbox

RECORDS_CHANGED = "catalogue.records_changed"
MOST_RECORDS = 1_000


def announce(record_ids: Sequence[int]) -> None:
    """Publishes the change of these records inside the transaction that made it."""
    for start in range(0, len(record_ids), MOST_RECORDS):
        outbox.publish(RECORDS_CHANGED, {"records": list(record_ids[start : start + MOST_RECORDS])})
