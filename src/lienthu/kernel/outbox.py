"""How a lower room tells an upper one: an event written with the act, handed on by the worker after commit.

Every registered consumer gets its own delivery row in the publisher's transaction, so nothing depends on the order
in which transactions commit. A consumer acknowledges inside the transaction of its own writes: they happen once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lienthu.kernel import heartbeat, leases
from lienthu.kernel.errors import Unavailable, is_disk_full
from lienthu.kernel.models import Delivery, Event, Job

log = logging.getLogger(__name__)

LEASE_SECONDS = 45
MAX_ATTEMPTS = 8
_SOON = timedelta(minutes=1)  # a job that is tried again, not one that is planned for another day


@dataclass(frozen=True, slots=True)
class Batch:
    """Events for one consumer, oldest first. `ack` must run inside the transaction of the consumer's writes."""

    consumer: str
    events: list[Event]
    deliveries: list[int]
    token: str

    def ack(self) -> None:
        """Deletes the deliveries; raises `LeaseLost` when another worker took over."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("ack must run inside the transaction of the consumer's writes")
        leases.keep(_lease(self.consumer), self.token, LEASE_SECONDS)
        Delivery.objects.filter(id__in=self.deliveries).delete()

    def keep(self) -> None:
        """Renews the lease in the middle of long work."""
        leases.keep(_lease(self.consumer), self.token, LEASE_SECONDS)


Handler = Callable[[Batch], None]


@dataclass(frozen=True, slots=True)
class Consumer:
    name: str
    events: frozenset[str]
    handle: Handler
    batch: int
    patience: float = 0.0
    lane: int = 1
    rests: bool = False


_CONSUMERS: dict[str, Consumer] = {}


def consumer(
    name: str, *, events: Iterable[str], batch: int = 20, patience: float = 0.0, lane: int = 1, rests: bool = False
) -> Callable[[Handler], Handler]:
    """`patience`: for a consumer whose large batches are much cheaper. While those without patience have work, it lets
    an event wait so many seconds for more to come; when all is quiet it takes each at once. `lane`: which process
    serves it where there are several; the costliest consumer has lane 0 for itself. `rests`: leaves the processor
    to jobs under way too, and a full batch does not wake it: for what nobody waits for while a catalogue comes in."""

    def decorate(handle: Handler) -> Handler:
        _CONSUMERS[name] = Consumer(name, frozenset(events), handle, batch, patience, lane, rests)
        return handle

    return decorate


def publish(kind: str, payload: dict[str, Any]) -> None:
    """Announces `kind` inside the transaction of the act."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("publish must run inside the transaction of the act")
    wanted = [consumer for consumer in _CONSUMERS.values() if kind in consumer.events]
    if not wanted:
        return
    now = timezone.now()
    event = Event.objects.create(kind=kind, payload=payload, at=now)
    Delivery.objects.bulk_create(Delivery(event=event, consumer=consumer.name, not_before=now) for consumer in wanted)


def pending(name: str | None = None) -> int:
    """Deliveries still to come (all consumers, or one), parked ones not counted."""
    waiting = Delivery.objects.filter(parked=False)
    return (waiting.filter(consumer=name) if name else waiting).count()


def deliver_once(share: int = 0, of: int = 1) -> bool:
    """Gives each consumer one batch; of several processes each serves its share of them. True when any had
    something to do."""
    worked = [_deliver(consumer) for consumer in list(_CONSUMERS.values()) if consumer.lane % of == share]
    return any(worked)


def forget_delivered(older_than: timedelta = timedelta(days=7)) -> int:
    """Deletes old events that nobody waits for."""
    old = Event.objects.filter(at__lt=timezone.now() - older_than, deliveries__isnull=True)
    return old.delete()[0]


def _deliver(consumer: Consumer) -> bool:
    if not _worth_it(consumer):
        return False
    token = leases.take(_lease(consumer.name), LEASE_SECONDS)
    if token is None:
        return False
    try:
        return _deliver_leased(consumer, token)
    finally:
        leases.release(_lease(consumer.name), token)


def _worth_it(consumer: Consumer) -> bool:
    now = timezone.now()
    due = Delivery.objects.filter(consumer=consumer.name, parked=False, not_before__lte=now)
    since = due.order_by("id").values_list("not_before", flat=True).first()
    if since is None:
        return False
    if not consumer.patience or now - since >= timedelta(seconds=consumer.patience):
        return True
    if consumer.rests:
        return not _anything_else(now)
    # Patient ones do not wait for each other.
    busy = [one.name for one in _CONSUMERS.values() if not one.patience]
    others = Delivery.objects.filter(parked=False, not_before__lte=now, consumer__in=busy)
    return not others.exists() or due.count() >= consumer.batch


def _anything_else(now: datetime) -> bool:
    """What resting consumers leave the processor to: events for all that do not rest, and jobs, also those that are
    between two slices."""
    busy = [one.name for one in _CONSUMERS.values() if not one.rests]
    if Delivery.objects.filter(parked=False, not_before__lte=now, consumer__in=busy).exists():
        return True
    return Job.objects.filter(state__in=Job.ACTIVE, run_after__lte=now + _SOON).exists()


def _deliver_leased(consumer: Consumer, token: str) -> bool:
    due = Delivery.objects.filter(consumer=consumer.name, parked=False, not_before__lte=timezone.now())
    rows = list(due.select_related("event").order_by("id")[: consumer.batch])
    if not rows:
        return False
    if any(row.attempts for row in rows):
        rows = rows[:1]  # something failed before: alone, the bad one does not hold up the others
    batch = Batch(consumer.name, [row.event for row in rows], [row.id for row in rows], token)
    try:
        with heartbeat.holding(batch.keep):
            consumer.handle(batch)
    except leases.LeaseLost:
        log.warning("consumer %s lost its lease", consumer.name)
    except Exception as error:
        log.exception("consumer %s failed on events %s", consumer.name, [event.id for event in batch.events])
        _note_failure(rows, error)
    return True


def _note_failure(rows: list[Delivery], error: Exception) -> None:
    worst = max(row.attempts for row in rows) + 1
    Delivery.objects.filter(id__in=[row.id for row in rows]).update(
        attempts=F("attempts") + 1,
        not_before=timezone.now() + timedelta(seconds=min(2**worst, 600)),
        parked=worst >= MAX_ATTEMPTS and not _may_pass(error),
        last_error=f"{type(error).__name__}: {error}"[:500],
    )


def _may_pass(error: Exception) -> bool:
    """No fault of the event: a disk without room or an index out of reach comes back, and nobody hands it on then."""
    return is_disk_full(error) or isinstance(error, Unavailable)


def _lease(name: str) -> str:
    return f"consumer:{name}"
