"""Starts a reading of masters by hand: one library's, or everybody's."""

from __future__ import annotations

from typing import Final

from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.models import Job
from lienthu.repository.policies import KEEPS

FIXITY: Final = "repository.fixity"


def check_fixity(*, actor: Actor, library_id: int | None = None, everything: bool = True, limited: bool = True) -> Job:
    """`everything`: also masters that are not due. `limited`: keeps to the rate of the settings. Raises `Conflict`
    while the same reading is under way."""
    KEEPS.check_library(actor, library_id)
    return jobs.start(
        actor=actor,
        kind=FIXITY,
        params={"library": library_id, "everything": everything, "limited": limited},
        library_id=library_id,
        unique_key=f"{FIXITY}:{library_id or 'all'}",
    )
