"""A status or a place changed by hand, for one copy or a scanned list, and taken back as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from lienthu.catalogue.events import announce_copies
from lienthu.catalogue.models import Item, ItemAct, ItemEvent
from lienthu.catalogue.policies import ITEMS
from lienthu.catalogue.rules.item_status import ItemStatus, may_become
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.text import clean

SHORTEST_REASON = 3
MOST_TOLD = 200
_IDS_AT_ONCE = 500
_SAVED = ("status", "store", "shelf", "at_library", "box", "left_at")
Kind = ItemEvent.Kind


@dataclass(frozen=True, slots=True)
class Change:
    """None stays; an empty `store` means the one that the source names."""

    status: ItemStatus | None = None
    store: str | None = None
    shelf: str | None = None


def change_items(
    *, actor: Actor, library_id: int, item_ids: Collection[int], change: Change, reason: str = ""
) -> ItemAct:
    """Changes what may be changed and tells what stayed as it was. Copies of other libraries are not touched."""
    ITEMS.check_library(actor, library_id)
    change, reason = _checked(change, reason)
    now = timezone.now()
    with transaction.atomic():
        act = _new_act(actor, library_id, change, reason, now)
        changed: list[Item] = []
        events: list[ItemEvent] = []
        for item in locked(library_id, item_ids):
            before = _said(item)
            if not _apply(item, change, act):
                continue
            changed.append(item)
            events += _events(item, before, act)
        act.done = len(changed)
        act.save()
        save_items(changed, events)
        audit.record(
            actor=actor,
            code="catalogue.items_changed",
            subject=f"item_act:{act.public_id}",
            library_id=library_id,
            data={"count": act.done, "status": act.status, "store": act.store, "reason": reason},
        )
    return act


def undo_act(*, actor: Actor, act: ItemAct) -> ItemAct:
    """Each copy that is still as the act left it becomes what it was before."""
    ITEMS.check(actor, act)
    now = timezone.now()
    with transaction.atomic():
        if not ItemAct.objects.filter(id=act.pk, undone_at=None).update(undone_at=now, undone_by=actor.label):
            raise Conflict("catalogue.act_undone")
        act.refresh_from_db()
        of_act: dict[int, list[ItemEvent]] = {}
        for event in act.events.order_by("id"):
            of_act.setdefault(event.item_id, []).append(event)
        changed: list[Item] = []
        events: list[ItemEvent] = []
        for item in locked(act.library_id, of_act):
            if item.left_at or item.box_id or any(_said(item)[event.kind] != event.after for event in of_act[item.pk]):
                continue
            for one in of_act[item.pk]:
                _set_back(item, one)
                events.append(
                    ItemEvent(
                        item=item,
                        at=now,
                        kind=one.kind,
                        before=one.after,
                        after=one.before,
                        reason=act.reason,
                        actor_label=actor.label,
                    )
                )
            changed.append(item)
        act.undone = len(changed)
        act.save(update_fields=["undone"])
        save_items(changed, events)
        audit.record(
            actor=actor,
            code="catalogue.items_change_undone",
            subject=f"item_act:{act.public_id}",
            library_id=act.library_id,
            data={"count": act.undone, "of": act.done},
        )
    return act


def locked(library_id: int, item_ids: Iterable[int]) -> Iterable[Item]:
    """Copies of the library in one order, locked."""
    ids = sorted(set(item_ids))
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        yield from Item.objects.select_for_update(no_key=True).filter(library_id=library_id, id__in=some).order_by("id")


def save_items(items: Collection[Item], events: Collection[ItemEvent]) -> None:
    """Status and place of the copies, their history, and the news for search."""
    Item.objects.bulk_update(items, _SAVED, batch_size=_IDS_AT_ONCE)
    ItemEvent.objects.bulk_create(events, batch_size=_IDS_AT_ONCE)
    announce_copies(sorted({item.record_id for item in items}))


def _checked(change: Change, reason: str) -> tuple[Change, str]:
    reason = clean(reason)[:500]
    if change == Change():
        raise Invalid("catalogue.nothing_to_change")
    if change.status is not None and len(reason) < SHORTEST_REASON:
        raise Invalid("catalogue.reason_needed", field="reason")
    store = None if change.store is None else clean(change.store)[:200]
    shelf = None if change.shelf is None else clean(change.shelf)[:80]
    return Change(change.status, store, shelf), reason


def _new_act(actor: Actor, library_id: int, change: Change, reason: str, now: datetime) -> ItemAct:
    return ItemAct.objects.create(
        library_id=library_id,
        status=change.status or "",
        to_store=change.store is not None,
        store=change.store or "",
        to_shelf=change.shelf is not None,
        shelf=change.shelf or "",
        reason=reason,
        done=0,
        same=0,
        refused=0,
        actor_label=actor.label,
        at=now,
    )


def _said(item: Item) -> dict[str, Any]:
    return {Kind.STATUS: item.status, Kind.MOVED: item.place, Kind.SHELVED: item.shelf}


def _apply(item: Item, change: Change, act: ItemAct) -> bool:
    """True when something changed; a status that may not follow refuses the copy whole."""
    before = _said(item)
    if item.left_at is not None:
        return _stays(item, act, "left")
    if change.status is not None and item.status != change.status:
        if item.box_id is not None:
            # What becomes of a copy in a box is said by its handovers.
            return _stays(item, act, ItemStatus.ON_ROTATION)
        if not may_become(ItemStatus(item.status), change.status):
            return _stays(item, act, item.status)
        item.status = change.status
    if change.store is not None:
        item.store = "" if change.store == item.location else change.store
    if change.shelf is not None:
        item.shelf = change.shelf
    if _said(item) == before:
        act.same += 1
        return False
    return True


def _stays(item: Item, act: ItemAct, why: str) -> bool:
    act.refused += 1
    if len(act.told) < MOST_TOLD:
        act.told.append([item.accession_no or item.public_id, why])
    return False


def _events(item: Item, before: dict[str, Any], act: ItemAct) -> list[ItemEvent]:
    return [
        ItemEvent(
            item=item,
            at=act.at,
            kind=kind,
            act=act,
            before=before[kind],
            after=after,
            reason=act.reason,
            actor_label=act.actor_label,
        )
        for kind, after in _said(item).items()
        if after != before[kind]
    ]


def _set_back(item: Item, event: ItemEvent) -> None:
    if event.kind == Kind.STATUS:
        item.status = event.before
    elif event.kind == Kind.MOVED:
        item.store = "" if event.before == item.location else event.before
    elif event.kind == Kind.SHELVED:
        item.shelf = event.before
