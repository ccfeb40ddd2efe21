"""A new index beside the live one: started by a person, a command, or the worker that finds the index gone."""

from __future__ import annotations

import contextlib

from lienthu.discovery import engines
from lienthu.kernel import jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.kernel.models import Job
from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import Policy

REBUILD = "discovery.rebuild"
MAY_REBUILD = Policy(Permission.DISCOVERY_ADMIN)


def rebuild_index(*, actor: Actor) -> Job:
    """Queues the rebuild; `Conflict` when one is under way."""
    MAY_REBUILD.check_library(actor, None)
    return jobs.start(actor=actor, kind=REBUILD, params={}, unique_key=REBUILD)


def active_rebuild() -> Job | None:
    return Job.objects.filter(kind=REBUILD, state__in=Job.ACTIVE).first()


def is_rebuilding() -> bool:
    return active_rebuild() is not None


def ensure_index() -> bool:
    """True when there is an index to write to. A missing or broken one is rebuilt without asking."""
    if engines.current().exists():
        return True
    if not is_rebuilding():
        with contextlib.suppress(Conflict):
            jobs.start(actor=Actor.system("discovery"), kind=REBUILD, params={}, unique_key=REBUILD)
    return False
