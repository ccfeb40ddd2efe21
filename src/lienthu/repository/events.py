"""`repository.objects_changed` `{"objects": [ids, at most 1000]}`: published, withdrawn, described or opened anew.

`repository.texts_changed` `{"pages": [ids, at most 1000]}`: recognised or corrected texts. With `"objects": [ids]` and
no pages: corrected transcripts.

Consumers read the objects themselves and ask `gate` what may be shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from lienthu.kernel import outbox

OBJECTS_CHANGED = "repository.objects_changed"
TEXTS_CHANGED = "repository.texts_changed"
_MOST = 1000


def announce(object_ids: Sequence[int]) -> None:
    for start in range(0, len(object_ids), _MOST):
        outbox.publish(OBJECTS_CHANGED, {"objects": list(object_ids[start : start + _MOST])})


def announce_texts(page_ids: Sequence[int]) -> None:
    for start in range(0, len(page_ids), _MOST):
        outbox.publish(TEXTS_CHANGED, {"pages": list(page_ids[start : start + _MOST])})


def announce_said(object_ids: Sequence[int]) -> None:
    """What is said in them reads otherwise now."""
    outbox.publish(TEXTS_CHANGED, {"pages": [], "objects": list(object_ids)})
