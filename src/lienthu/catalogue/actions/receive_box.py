"""A rotation box received copy by copy, what is missing from it, and what is found again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
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
from lienthu.catalogue.models import Item, ItemEvent, RotationBox, RotationCheck, RotationCopy, RotationLeg
from lienthu.catalogue.models import RotationStray as Stray
from lienthu.catalogue.policies import BOXES
from lienthu.catalogue.rotation_queries import items_called, meant_in
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.catalogue.rules.rotation import BoxState, CopyState, Finding, Verb, received
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid

STRAYS_MOST = 500


@dataclass(slots=True)
class Checked:
    """Codes by what they were: `seen` for the first time, `twice`, `changed` to another finding, of no copy of the box
    (`strays`), `ambiguous`."""

    seen: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Received:
    leg: RotationLeg
    here: int
    damaged: int
    missing: int


def check_copies(
    *, actor: Actor, box: RotationBox, codes: Sequence[str], finding: Finding = Finding.PRESENT, note: str = ""
) -> Checked:
    """The receiver says what is there. The same code again changes nothing, another finding takes the last one's
    place."""
    _check_receiver(actor, box)
    if not codes or finding is Finding.MISSING:
        raise Invalid("catalogue.scan_empty")
    now, note = timezone.now(), line(note, 200)
    with transaction.atomic():
        held = locked(box, Verb.RECEIVE)
        _check_receiver(actor, held)
        leg = open_leg(held)
        checked = Checked()
        meant = meant_in(held, codes)
        checks = {
            one.copy_id: one for one in leg.checks.filter(copy__in=[one.pk for some in meant.values() for one in some])
        }
        for code in dict.fromkeys(codes):
            if len(meant[code]) > 1:
                checked.ambiguous.append(code)
            elif meant[code]:
                _say(checks, leg, meant[code][0], finding, note, code, checked)
            else:
                checked.strays.append(code)
        checked.twice += [code for code, times in Counter(codes).items() for _again in range(times - 1)]
        _save_checks(checks, actor, now)
        _save_strays(leg, checked.strays, actor, now)
    return checked


def _check_receiver(actor: Actor, box: RotationBox) -> None:
    BOXES.check_library(actor, box.to_library_id if box.to_library_id is not None else box.holder_id)


def _say(
    checks: dict[int, RotationCheck], leg: RotationLeg, copy: RotationCopy, finding: Finding, note: str, code: str,
    checked: Checked,
) -> None:  # fmt: skip
    # A copy that was missing on an earlier way has no line on this one yet.
    one = checks.setdefault(copy.pk, RotationCheck(leg=leg, copy=copy))
    before = Finding(one.finding)
    if before == finding and (not note or note == one.note):
        checked.twice.append(code)
        return
    (checked.seen if before is Finding.WAITING else checked.changed).append(code)
    one.finding, one.note = finding, "" if finding is Finding.WAITING else note
    one.at = None  # stamped when saved


def _save_checks(checks: dict[int, RotationCheck], actor: Actor, now: datetime) -> None:
    said = [one for one in checks.values() if one.at is None and (one.finding or one.by)]
    for one in said:
        one.at, one.by = now, actor.label
    RotationCheck.objects.bulk_create([one for one in said if one.pk is None], batch_size=AT_ONCE)
    known = [one for one in said if one.pk is not None]
    RotationCheck.objects.bulk_update(known, ["finding", "note", "at", "by"], batch_size=AT_ONCE)


def _save_strays(leg: RotationLeg, codes: list[str], actor: Actor, now: datetime) -> None:
    if not codes:
        return
    known = set(leg.strays.values_list("code", flat=True))
    new = [code for code in codes if code not in known]
    if len(known) + len(new) > STRAYS_MOST:
        raise Invalid("catalogue.box_too_many_strays", most=STRAYS_MOST)
    items = items_called(leg, new)
    rows = [Stray(leg=leg, code=code, item=items.get(code), at=now, by=actor.label) for code in new]
    Stray.objects.bulk_create(rows, batch_size=AT_ONCE)


def drop_stray(*, actor: Actor, box: RotationBox, stray_id: int) -> None:
    _check_receiver(actor, box)
    with transaction.atomic():
        leg = open_leg(locked(box, Verb.RECEIVE))
        leg.strays.filter(id=stray_id).delete()


def receive_box(
    *, actor: Actor, box: RotationBox, receiver: str = "", remark: str = "", rest_is_here: bool = False
) -> Received:
    """Custody passes. What was not seen is missing, or (`rest_is_here`) there as listed."""
    _check_receiver(actor, box)
    now = timezone.now()
    with transaction.atomic():
        held = locked(box, Verb.RECEIVE)
        _check_receiver(actor, held)
        leg = open_leg(held)
        waiting = leg.checks.filter(finding=Finding.WAITING)
        if not rest_is_here and waiting.exists() and not leg.checks.exclude(finding=Finding.WAITING).exists():
            raise Invalid("catalogue.box_nothing_seen")
        waiting.update(finding=Finding.PRESENT if rest_is_here else Finding.MISSING, at=now, by=actor.label)
        leg.receiver, leg.remark = line(receiver, 200), line(remark, 500)
        leg.received_by, leg.received_at = actor.label, now
        leg.save()
        counts = _take_in(actor, held, leg, now)
        at_home = leg.to_library_id == held.library_id
        held.state = BoxState.HOME if at_home else BoxState.AT_HOST
        held.holder_id, held.to_library = leg.to_library_id, None
        held.save(update_fields=["state", "holder", "to_library"])
        tell(actor, "received", held, counts[Finding.MISSING], name_of(leg.to_library_id))
    here = counts[Finding.PRESENT] + counts[Finding.DAMAGED]
    return Received(leg, here, counts[Finding.DAMAGED], counts[Finding.MISSING])


def _take_in(actor: Actor, box: RotationBox, leg: RotationLeg, now: datetime) -> Counter[str]:
    where, target = name_of(leg.from_library_id), name_of(leg.to_library_id)
    at_home = leg.to_library_id == box.library_id
    checks = {one.copy_id: one for one in leg.checks.select_related("copy")}
    items: list[Item] = []
    events: list[ItemEvent] = []
    for copy, item in locked_items([one.copy for one in checks.values()]):
        check = checks[copy.pk]
        before, outcome = copy.state, received(Finding(check.finding), item.status, copy.status_before, at_home=at_home)
        copy.state, copy.condition = outcome.state, check.note or copy.condition
        is_here = outcome.state == CopyState.IN
        item.at_library_id = leg.to_library_id if is_here and not at_home else None
        item.box = None if is_here and at_home else box
        kind = Kind.MISSED if not is_here else Kind.FOUND if before == CopyState.MISSING else Kind.RECEIVED
        events.append(happened(item, kind, where, target if is_here else "", box, now, actor.label, check.note))
        events += change_status(item, outcome.status, box, now, actor.label)
        items.append(item)
    RotationCopy.objects.bulk_update([one.copy for one in checks.values()], ["state", "condition"], batch_size=AT_ONCE)
    save_items(items, events)
    return Counter(one.finding for one in checks.values())


def recount(*, actor: Actor, box: RotationBox, codes: Sequence[str], are_here: bool, note: str = "") -> int:
    """Between two handovers: copies that the library has missed, or that turned up again. Returns how many changed."""
    check_keeper(actor, box)
    now, note = timezone.now(), line(note, 200)
    with transaction.atomic():
        held = locked(box, Verb.RECOUNT)
        check_keeper(actor, held)
        wanted = CopyState.MISSING if are_here else CopyState.IN
        if not are_here and held.state == BoxState.HOME:
            raise Invalid("catalogue.box_at_home", box=held.code)
        meant = meant_in(held, codes)
        chosen = [some[0] for some in meant.values() if len(some) == 1 and some[0].state == wanted]
        if not chosen:
            raise Conflict("catalogue.box_not_in_it")
        _recount(actor, held, chosen, are_here, note, now)
        tell(actor, "found" if are_here else "missed", held, len(chosen), name_of(held.holder_id))
    return len(chosen)


def _recount(
    actor: Actor, box: RotationBox, copies: list[RotationCopy], are_here: bool, note: str, now: datetime
) -> None:
    where, at_home = name_of(box.holder_id), box.state == BoxState.HOME
    items: list[Item] = []
    events: list[ItemEvent] = []
    for copy, item in locked_items(copies):
        copy.state, copy.condition = (CopyState.IN if are_here else CopyState.MISSING), note or copy.condition
        item.at_library_id = box.holder_id if are_here and not at_home else None
        item.box = None if are_here and at_home else box
        back = copy.status_before if at_home else ItemStatus.ON_ROTATION
        kind, before, after = (Kind.FOUND, "", where) if are_here else (Kind.MISSED, where, "")
        events.append(happened(item, kind, before, after, box, now, actor.label, note))
        events += change_status(item, back if are_here else ItemStatus.MISSING, box, now, actor.label)
        items.append(item)
    RotationCopy.objects.bulk_update(copies, ["state", "condition"], batch_size=AT_ONCE)
    save_items(items, events)
