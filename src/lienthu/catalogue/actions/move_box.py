"""A rotation box sent to a library, on to the next, home, or called back before it was received."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from lienthu.catalogue.actions.boxes import (
    AT_ONCE,
    Kind,
    change_status,
    check_keeper,
    happened,
    line,
    locked,
    locked_items,
    name_of,
    open_leg,
    tell,
)
from lienthu.catalogue.actions.change_items import save_items
from lienthu.catalogue.actions.fill_box import fact_of
from lienthu.catalogue.models import Item, ItemEvent, RotationBox, RotationCheck, RotationCopy, RotationLeg
from lienthu.catalogue.policies import BOXES
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.catalogue.rules.rotation import BoxState, CopyState, Verb, bar_of, due_fault, latest_due
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.registry.queries import cards


@dataclass(frozen=True, slots=True)
class Sending:
    """`due_on` is not needed on the way home; `is_remote`: a place where the stay can be extended beyond six months;
    `giver`: who hands it over."""

    due_on: dt.date | None = None
    is_remote: bool = False
    giver: str = ""
    note: str = ""


def send_box(*, actor: Actor, box: RotationBox, to_library_id: int, sending: Sending) -> RotationLeg:
    """To another library by the owner; home by the owner or by the library that has it."""
    goes_home = to_library_id == box.library_id
    if goes_home:
        check_keeper(actor, box)
    else:
        BOXES.check(actor, box)
        _check_due(sending)
    with transaction.atomic():
        held = locked(box, Verb.SEND)
        if goes_home:
            check_keeper(actor, held)
        _check_way(held, to_library_id)
        copies = list(held.copies.filter(state=CopyState.IN).order_by("id"))
        if not copies and not goes_home:
            raise Invalid("catalogue.box_empty", box=held.code)
        leg = _new_leg(actor, held, to_library_id, sending, None if goes_home else sending.due_on)
        _hand_over(actor, held, leg, copies)
        held.state, held.to_library_id, held.due_on = BoxState.ON_THE_WAY, to_library_id, leg.due_on
        held.save(update_fields=["state", "to_library", "due_on"])
        tell(actor, "sent", held, len(copies), name_of(to_library_id))
    return leg


def _check_due(sending: Sending) -> None:
    fault = due_fault(today(), sending.due_on)
    if fault:
        latest = latest_due(today()).strftime("%d/%m/%Y")
        raise Invalid(f"catalogue.box_due_{fault}", latest=latest, field="due_on")


def _check_way(box: RotationBox, to_library_id: int) -> None:
    if to_library_id == box.holder_id:
        raise Invalid("catalogue.box_there_already", where=name_of(to_library_id), field="to_library")
    card = cards([to_library_id]).get(to_library_id)
    if card is None or not card.is_open:
        raise Invalid("catalogue.box_destination", field="to_library")


def _new_leg(
    actor: Actor, box: RotationBox, to_library_id: int, sending: Sending, due_on: dt.date | None
) -> RotationLeg:
    number = (box.legs.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            return RotationLeg.objects.create(
                box=box,
                number=number,
                from_library_id=box.holder_id,
                to_library_id=to_library_id,
                due_on=due_on,
                is_remote=sending.is_remote,
                giver=line(sending.giver, 200),
                note=line(sending.note, 500),
                sent_by=actor.label,
                sent_at=timezone.now(),
            )
    except IntegrityError as error:
        raise Conflict("catalogue.box_sent_meanwhile", box=box.code) from error


def _hand_over(actor: Actor, box: RotationBox, leg: RotationLeg, copies: list[RotationCopy]) -> None:
    """The copies leave the library that had them: all may go, or none does. On the way home nothing holds them up."""
    where, target = name_of(leg.from_library_id), name_of(leg.to_library_id)
    from_home, goes_home = (one == box.library_id for one in (leg.from_library_id, leg.to_library_id))
    barred: list[str] = []
    items: list[Item] = []
    events: list[ItemEvent] = []
    for copy, item in locked_items(copies):
        if not goes_home and bar_of(fact_of(item, is_away=not from_home)) is not None:
            barred.append(item.accession_no or item.public_id)
            continue
        if from_home:
            copy.status_before = item.status
            events += change_status(item, ItemStatus.ON_ROTATION, box, leg.sent_at, actor.label)
        item.box, item.at_library = box, None
        events.append(happened(item, Kind.SENT, where, target, box, leg.sent_at, actor.label))
        items.append(item)
    if barred:
        code = "catalogue.box_copy_cannot_go" if from_home else "catalogue.box_copy_must_go_home"
        raise Conflict(code, number=barred[0], count=len(barred))
    RotationCopy.objects.bulk_update(copies, ["status_before"], batch_size=AT_ONCE)
    RotationCheck.objects.bulk_create([RotationCheck(leg=leg, copy=copy) for copy in copies], batch_size=AT_ONCE)
    save_items(items, events)


def call_back(*, actor: Actor, box: RotationBox) -> RotationLeg:
    """It never left, or went the wrong way: it is again where it was. Only before the receiver has seen a copy."""
    check_keeper(actor, box)
    now = timezone.now()
    with transaction.atomic():
        held = locked(box, Verb.CALL_BACK)
        leg = open_leg(held)
        if leg.checks.exclude(finding="").exists():
            raise Conflict("catalogue.box_being_received", where=name_of(leg.to_library_id))
        leg.called_back_by, leg.called_back_at = actor.label, now
        leg.save(update_fields=["called_back_by", "called_back_at"])
        at_home = leg.from_library_id == held.library_id
        _back_again(actor, held, leg, at_home=at_home)
        held.state = BoxState.HOME if at_home else BoxState.AT_HOST
        held.to_library, held.due_on = None, _due_before(held, leg)
        held.save(update_fields=["state", "to_library", "due_on"])
        tell(actor, "called_back", held, leg.checks.count(), name_of(leg.from_library_id))
    return leg


def _back_again(actor: Actor, box: RotationBox, leg: RotationLeg, *, at_home: bool) -> None:
    where, target = name_of(leg.from_library_id), name_of(leg.to_library_id)
    items: list[Item] = []
    events: list[ItemEvent] = []
    at = leg.called_back_at or timezone.now()
    for copy, item in locked_items(list(box.copies.filter(state=CopyState.IN))):
        item.at_library_id = None if at_home else leg.from_library_id
        item.box = None if at_home else box
        if at_home:
            events += change_status(item, copy.status_before, box, at, actor.label)
        events.append(happened(item, Kind.RECEIVED, target, where, box, at, actor.label))
        items.append(item)
    save_items(items, events)


def _due_before(box: RotationBox, leg: RotationLeg) -> dt.date | None:
    """When the library that has the box again was to hand it on."""
    before = box.legs.filter(number__lt=leg.number, received_at__isnull=False).order_by("-number").first()
    if before is None:
        return None
    extended = before.extensions.order_by("-due_on").first()
    return extended.due_on if extended else before.due_on
