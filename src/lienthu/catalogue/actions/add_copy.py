"""One more copy of a record, with its number in the register."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lienthu.catalogue.actions.take_number import check_given, lock_library, series_for, take_number
from lienthu.catalogue.events import announce_copies
from lienthu.catalogue.models import Item, ItemEvent, SourceRecord
from lienthu.catalogue.policies import ITEMS
from lienthu.catalogue.rules.accession import key_of
from lienthu.catalogue.rules.item_status import BY_HAND, ItemStatus
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound
from lienthu.text import clean

AUTO = "auto"
MOST_AT_ONCE = 200
HIGHEST_PRICE = 10**12


@dataclass(frozen=True, slots=True)
class CopyData:
    """What is said of a new copy. `location`: the store (kho); `price` in đồng; `kind` chooses the series only."""

    location: str = ""
    call_number: str = ""
    shelf: str = ""
    price: int | None = None
    status: str = ItemStatus.AVAILABLE
    kind: str = ""
    note: str = ""


def add_copy(
    *, actor: Actor, record_id: int, copy: CopyData | None = None, accession: str = AUTO, series: str = ""
) -> Item:
    """`accession`: `auto` takes the next number of the series for the store (or of the one called `series`); another
    text is the number itself; an empty one makes a copy without a number."""
    return add_copies(actor=actor, record_id=record_id, copy=copy, count=1, accession=accession, series=series)[0]


def add_copies(
    *,
    actor: Actor,
    record_id: int,
    copy: CopyData | None = None,
    count: int,
    accession: str = AUTO,
    series: str = "",
) -> list[Item]:
    """All of them or none; only `auto` numbers several."""
    copy = _cleaned(copy or CopyData())
    if not 1 <= count <= MOST_AT_ONCE or (count > 1 and accession not in (AUTO, "")):
        raise Invalid("catalogue.copies_at_once", most=MOST_AT_ONCE)
    with transaction.atomic():
        record = _record(actor, record_id)
        lock_library(record.library_id)
        now, day = timezone.now(), timezone.localdate()
        items = []
        for _number in range(count):
            if accession == AUTO:
                number = take_number(series_for(record.library_id, copy.location, copy.kind, clean(series)), day)
            else:
                number = check_given(record.library_id, accession, day) if accession.strip() else ""
            item = Item.objects.create(
                record=record,
                library_id=record.library_id,
                location=copy.location,
                call_number=copy.call_number,
                accession_no=number,
                accession_key=key_of(number),
                status=copy.status,
                shelf=copy.shelf,
                price=copy.price,
                is_own=True,
            )
            ItemEvent.objects.create(
                item=item, at=now, kind=ItemEvent.Kind.ADDED, after=number, reason=copy.note, actor_label=actor.label
            )
            items.append(item)
        audit.record(
            actor=actor,
            code="catalogue.copies_added",
            subject=f"source_record:{record.pk}",
            library_id=record.library_id,
            data={"count": count, "numbers": _span(items)},
        )
        announce_copies([record.pk])
    return items


def _record(actor: Actor, record_id: int) -> SourceRecord:
    record = SourceRecord.objects.filter(id=record_id).first()
    if record is None or record.state == SourceRecord.State.RESTRICTED:
        raise NotFound("kernel.not_found")
    ITEMS.check(actor, record)
    if record.state != SourceRecord.State.ACTIVE:
        raise Conflict("catalogue.record_withdrawn")
    return record


def _cleaned(copy: CopyData) -> CopyData:
    if copy.status not in BY_HAND:
        raise Invalid("catalogue.status_not_by_hand")
    if copy.price is not None and not 0 <= copy.price <= HIGHEST_PRICE:
        raise Invalid("catalogue.price_out_of_range")
    return CopyData(
        clean(copy.location)[:200],
        clean(copy.call_number)[:200],
        clean(copy.shelf)[:80],
        copy.price,
        ItemStatus(copy.status),
        clean(copy.kind)[:40],
        clean(copy.note)[:500],
    )


def _span(items: list[Item]) -> str:
    first, last = items[0].accession_no, items[-1].accession_no
    return first if first == last else f"{first} – {last}"
