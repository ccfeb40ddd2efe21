"""`repository.objects_changed` `{"objects": [ids, at most 1000]}`: published, withdrawn, described or opened anew.

Consumers read the objects themselves and ask `gate` what may be shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from lienthu.kernel import outbox

OBJECTS_CHANGED = "repository.objects_changed"


def announce(object_ids: Sequence[int]) -> None:
    for start in range(0, len(object_ids), 1000):
        outbox.publish(OBJECTS_CHANGED, {"objects": list(object_ids[start : start + 1000])})
