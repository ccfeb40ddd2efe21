"""Judges every record of a library, or of the network, anew: after the rules changed, or where scores are missing."""

from __future__ import annotations

from typing import Final

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.models import Job
from lienthu.union.policies import SCORING

SCORE_ANEW: Final = "union.quality"


def score_anew(*, actor: Actor, library_id: int | None) -> Job:
    """Queues it; `Conflict` while it is under way. `None`: every library."""
    SCORING.check_library(actor, library_id)
    key = f"{SCORE_ANEW}:{library_id or 'all'}"
    return jobs.start(
        actor=actor, kind=SCORE_ANEW, params={"library": library_id}, library_id=library_id, unique_key=key
    )
