"""A new index beside the live one: started by a person, a command, or the worker that finds the index gone."""

from __future__ import annotations

import contextlib
import secrets
import time
from typing import Final

from django.db.models import Count, Max

from lienthu.discovery import engines
from lienthu.discovery.withheld import CONSUMER
from lienthu.kernel import jobs, leases
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.kernel.models import Delivery, Job
from lienthu.kernel.outbox import LEASE_SECONDS
from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import Policy
from lienthu.union.models import Entry

REBUILD = "discovery.rebuild"
CONSUMER_LEASE: Final = f"consumer:{CONSUMER}"
MAY_REBUILD = Policy(Permission.DISCOVERY_ADMIN)


def rebuild_index(*, actor: Actor) -> Job:
    """Queues the rebuild; `Conflict` when one is under way."""
    MAY_REBUILD.check_library(actor, None)
    return jobs.start(actor=actor, kind=REBUILD, params={}, unique_key=REBUILD)


def active_rebuild() -> Job | None:
    return Job.objects.filter(kind=REBUILD, state__in=Job.ACTIVE).first()


def is_rebuilding() -> bool:
    return active_rebuild() is not None


def ensure_index(*, lease_held: bool = False) -> bool:
    """True when there is an index to write to. A network that has handed in nothing yet gets an empty one at once;
    an index that is missing or broken otherwise is rebuilt without asking."""
    if engines.current().exists():
        return True
    if is_rebuilding():
        return False
    if _everything_is_announced():
        return _create(lease_held)
    with contextlib.suppress(Conflict):
        jobs.start(actor=Actor.system("discovery"), kind=REBUILD, params={}, unique_key=REBUILD)
    return False


def _everything_is_announced() -> bool:
    """Whether every entry is still on its way to the index, so that an empty one lacks nothing."""
    there = Entry.objects.aggregate(count=Count("id"), last=Max("id"))
    if not there["count"]:
        return True
    waiting = Delivery.objects.filter(consumer=CONSUMER, parked=False).values_list("event__payload", flat=True)
    announced = {entry_id for payload in waiting.iterator() for entry_id in payload.get("entries", ())}
    return bool(sum(entry_id <= there["last"] for entry_id in announced) >= there["count"])


def _create(lease_held: bool) -> bool:
    """Under the index consumer's lease: nobody else writes or creates meanwhile."""
    token = None if lease_held else leases.take(CONSUMER_LEASE, LEASE_SECONDS)
    if token is None and not lease_held:
        return False
    try:
        if not engines.current().exists():
            engines.current().rebuild(new_index_name()).swap()
    finally:
        if token is not None:
            leases.release(CONSUMER_LEASE, token)
    return True


def new_index_name() -> str:
    return f"g{int(time.time())}-{secrets.token_hex(3)}"
