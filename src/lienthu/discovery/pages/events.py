"""Keeps the index of page texts up to date. Consumes `repository.objects_changed` and `repository.texts_changed`;
publishes `discovery.pages_stale` to itself.

The index is committed first and the event acknowledged after: a crash between the two writes the same pages again. An
object that changed is passed over by every search from that transaction on, until the index has it as it is now.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from lienthu.discovery import engines
from lienthu.discovery.models import ChangedObject
from lienthu.discovery.pages.loading import write_objects, write_pages
from lienthu.discovery.pages.rebuild import CONSUMER, ensure_index, is_rebuilding
from lienthu.kernel import jobs, outbox
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.kernel.models import Delivery
from lienthu.repository.events import OBJECTS_CHANGED, TEXTS_CHANGED
from lienthu.repository.models import Page

#: Objects whose pages are to be written again although nothing in them changed.
PAGES_STALE = "discovery.pages_stale"
TURN = "discovery.pages_turn"


@outbox.consumer(CONSUMER, events=(OBJECTS_CHANGED, TEXTS_CHANGED, PAGES_STALE), batch=40, patience=2.0)
def index_pages(batch: outbox.Batch) -> None:
    objects = {number for event in batch.events for number in event.payload.get("objects", ())}
    pages = {number for event in batch.events for number in event.payload.get("pages", ())}
    turns: set[date] = set()
    if ensure_index(lease_held=True):
        with engines.pages().writer() as writer:
            turns = write_objects(writer, sorted(objects))
            write_pages(writer, sorted(pages))
            writer.commit()
    with transaction.atomic():
        if is_rebuilding():
            note(objects | set(Page.objects.filter(id__in=pages).values_list("object_id", flat=True)))
        batch.ack()
    plan(turns)


def note(objects: Iterable[int]) -> None:
    """What a rebuild under way has to read again."""
    rows = [ChangedObject(object_id=number) for number in sorted(objects)]
    ChangedObject.objects.bulk_create(rows, ignore_conflicts=True)


def plan(turns: Iterable[date]) -> None:
    """On each of these days the index is brought in line with who may read then."""
    for day in sorted(turns):
        with contextlib.suppress(Conflict):
            jobs.start(
                actor=Actor.system("discovery"),
                kind=TURN,
                params={"day": day.isoformat()},
                unique_key=f"{TURN}:{day.isoformat()}",
                run_after=timezone.make_aware(datetime.combine(day, time(0, 1))),
            )


def changed_meanwhile() -> frozenset[int]:
    """Objects that the index may still show as they were."""
    waiting = Delivery.objects.filter(consumer=CONSUMER, event__kind=OBJECTS_CHANGED)
    payloads = waiting.values_list("event__payload", flat=True)
    return frozenset(number for payload in payloads for number in payload["objects"])


def texts_wait() -> bool:
    """Whether texts changed that the index does not have yet."""
    return Delivery.objects.filter(consumer=CONSUMER, event__kind=TEXTS_CHANGED).exists()
