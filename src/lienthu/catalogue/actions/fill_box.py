"""A rotation box made, filled, emptied and closed at home by its owner."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from lienthu.catalogue.actions.boxes import AT_ONCE, change_status, line, locked, locked_items, tell
from lienthu.catalogue.actions.change_items import save_items
from lienthu.catalogue.item_queries import by_code
from lienthu.catalogue.models import Item, ItemEvent, RotationBox, RotationCopy, SourceRecord, WeedingCopy
from lienthu.catalogue.policies import BOXES
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.catalogue.rules.rotation import Bar, BoxState, CopyFact, CopyState, Verb, bar_of
from lienthu.catalogue.rules.weeding import Exemption, Step, exemption
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid

MOST_COPIES = 2_000
_DONE = (Step.EXECUTED, Step.CANCELLED)
_RARE = (Exemption.RARE, Exemption.LEGAL_DEPOSIT)


@dataclass(slots=True)
class Filled:
    """`barred`: (number, why); `unknown`: numbers that no copy of the owner has, or that several have."""

    added: int = 0
    in_box: int = 0
    barred: list[tuple[str, Bar]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def make_box(*, actor: Actor, library_id: int, code: str, name: str) -> RotationBox:
    BOXES.check_library(actor, library_id)
    code, name = called(code, name)
    try:
        with transaction.atomic():
            made = RotationBox.objects.create(
                library_id=library_id, holder_id=library_id, code=code, name=name, created_by=actor.label
            )
            tell(actor, "made", made, 0)
    except IntegrityError as error:
        raise Conflict("catalogue.box_code_taken", box=code, field="code") from error
    return made


def called(code: str, name: str) -> tuple[str, str]:
    """Code and name of a box as they are kept."""
    code, name = line(code, 40), line(name, 120)
    for value, at in ((code, "code"), (name, "name")):
        if not value:
            raise Invalid("catalogue.box_needs_code_and_name", field=at)
    return code, name


def fill_box(*, actor: Actor, box: RotationBox, codes: Sequence[str]) -> Filled:
    """Copies of the owner by their numbers; what may not go is named and the rest goes in."""
    BOXES.check(actor, box)
    if not codes:
        raise Invalid("catalogue.scan_empty")
    with transaction.atomic():
        held = locked(box, Verb.FILL)
        filled = Filled()
        meant: dict[int, Item] = {}
        for code, items in by_code(held.library_id, list(dict.fromkeys(codes))).items():
            if len(items) == 1:
                meant[items[0].pk] = items[0]
            else:
                filled.unknown.append(code)
        _put_in(actor, held, meant, filled)
        tell(actor, "filled", held, filled.added)
    return filled


def _put_in(actor: Actor, box: RotationBox, meant: dict[int, Item], filled: Filled) -> None:
    boxes = _boxes_of(meant)
    weeded = _weeded(meant)
    now = timezone.now()
    rows = []
    ids = sorted(meant)
    for start in range(0, len(ids), AT_ONCE):
        chosen = Item.objects.select_for_update(no_key=True, of=("self",)).select_related("record")
        for item in chosen.filter(id__in=ids[start : start + AT_ONCE]).order_by("id"):
            if boxes.get(item.pk) == box.pk:
                filled.in_box += 1
            elif bar := bar_of(fact_of(item, in_other_box=item.pk in boxes, is_weeded=item.pk in weeded)):
                filled.barred.append((item.accession_no or item.public_id, bar))
            else:
                rows.append(RotationCopy(box=box, item=item, added_by=actor.label, added_at=now))
    if box.copies.filter(ended_at=None).count() + len(rows) > MOST_COPIES:
        raise Invalid("catalogue.box_full", most=MOST_COPIES)
    try:
        with transaction.atomic():
            RotationCopy.objects.bulk_create(rows, batch_size=AT_ONCE)
    except IntegrityError as error:  # somebody put one of them into another box at the same moment
        raise Conflict("catalogue.box_copy_taken") from error
    filled.added = len(rows)


def fact_of(item: Item, *, in_other_box: bool = False, is_weeded: bool = False, is_away: bool = False) -> CopyFact:
    """What is known of a copy that wants to go. A rare one is known by its store."""
    return CopyFact(
        status=item.status,
        has_left=item.left_at is not None,
        is_restricted=item.record.state != SourceRecord.State.ACTIVE,
        is_rare=exemption(f"{item.location} {item.store}", ()) in _RARE,
        in_other_box=in_other_box,
        is_weeded=is_weeded,
        is_away=is_away,
    )


def _boxes_of(item_ids: Collection[int]) -> dict[int, int]:
    rows = RotationCopy.objects.filter(item_id__in=list(item_ids), ended_at=None)
    return dict(rows.values_list("item_id", "box_id"))


def _weeded(item_ids: Collection[int]) -> set[int]:
    """Those on the list of a weeding round under way that the council did not keep."""
    rows = WeedingCopy.objects.filter(item_id__in=list(item_ids), kept="").exclude(round__step__in=_DONE)
    return set(rows.values_list("item_id", flat=True))


def take_out(*, actor: Actor, box: RotationBox, copy_ids: Collection[int]) -> int:
    """Copies back to their shelves, at home only. A missing one stays on the list until it is found or given up."""
    BOXES.check(actor, box)
    with transaction.atomic():
        held = locked(box, Verb.FILL)
        chosen = held.copies.filter(id__in=list(copy_ids), state=CopyState.IN)
        count = chosen.update(state=CopyState.OUT, ended_at=timezone.now())
        if not count:
            raise Conflict("catalogue.box_nothing_to_take_out")
        tell(actor, "emptied", held, count)
    return count


def close_box(*, actor: Actor, box: RotationBox) -> RotationBox:
    """The tour is over: what is in the box stands on its shelves again, what is still missing is lost."""
    BOXES.check(actor, box)
    now = timezone.now()
    with transaction.atomic():
        held = locked(box, Verb.CLOSE)
        lost = list(held.copies.filter(state=CopyState.MISSING))
        items: list[Item] = []
        events: list[ItemEvent] = []
        for copy, item in locked_items(lost):
            copy.state, copy.ended_at = CopyState.LOST, now
            item.box = None
            if item.left_at is None:
                events += change_status(item, ItemStatus.LOST, held, now, actor.label)
            items.append(item)
        RotationCopy.objects.bulk_update(lost, ["state", "ended_at"], batch_size=AT_ONCE)
        held.copies.filter(state=CopyState.IN).update(state=CopyState.OUT, ended_at=now)
        save_items(items, events)
        held.state, held.closed_by, held.closed_at = BoxState.CLOSED, actor.label, now
        held.save()
        tell(actor, "closed", held, len(lost))
    return held
