"""A new index of page texts beside the live one: asked for by a person, or by whoever finds the index gone."""

from __future__ import annotations

import contextlib
from typing import Final

from lienthu.discovery import engines
from lienthu.discovery.actions.rebuild_index import MAY_REBUILD, new_index_name
from lienthu.kernel import jobs, leases
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.kernel.models import Job
from lienthu.kernel.outbox import LEASE_SECONDS
from lienthu.repository.models import DigitalObject

CONSUMER: Final = "discovery.pages"
CONSUMER_LEASE: Final = f"consumer:{CONSUMER}"
REBUILD = "discovery.rebuild_pages"


def rebuild_pages(*, actor: Actor) -> Job:
    """Queues the rebuild; `Conflict` when one is under way."""
    MAY_REBUILD.check_library(actor, None)
    return jobs.start(actor=actor, kind=REBUILD, params={}, unique_key=REBUILD)


def active_rebuild() -> Job | None:
    return Job.objects.filter(kind=REBUILD, state__in=Job.ACTIVE).first()


def is_rebuilding() -> bool:
    return active_rebuild() is not None


def ensure_index(*, lease_held: bool = False) -> bool:
    """True when there is an index to write to. Where nothing is published an empty one is made at once; one that is
    missing or broken otherwise is built without asking."""
    if engines.pages().exists():
        return True
    if is_rebuilding():
        return False
    if not DigitalObject.objects.filter(state=DigitalObject.State.PUBLISHED).exists():
        return _create(lease_held)
    with contextlib.suppress(Conflict):
        rebuild_pages(actor=Actor.system("discovery"))
    return False


def _create(lease_held: bool) -> bool:
    """Under the consumer's lease: nobody else writes or creates meanwhile."""
    token = None if lease_held else leases.take(CONSUMER_LEASE, LEASE_SECONDS)
    if token is None and not lease_held:
        return False
    try:
        if not engines.pages().exists():
            engines.pages().rebuild(new_index_name()).swap()
    finally:
        if token is not None:
            leases.release(CONSUMER_LEASE, token)
    return True
