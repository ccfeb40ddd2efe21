"""What the verbs about rotation boxes share: the lock, the state that a verb needs, history and audit."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from lienthu.catalogue.models import Item, ItemEvent, RotationBox, RotationCopy, RotationLeg
from lienthu.catalogue.policies import BOXES
from lienthu.catalogue.rules.rotation import ALLOWED, BoxState, Verb
from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.registry.queries import cards
from lienthu.text import clean

AT_ONCE = 500
Kind = ItemEvent.Kind


def locked(box: RotationBox, verb: Verb) -> RotationBox:
    """The box's row, held; refused with where it is when the verb does not fit its state any more."""
    rows = RotationBox.objects.select_for_update(no_key=True, of=("self",))
    held = rows.select_related("library", "holder", "to_library").get(id=box.pk)
    if verb not in ALLOWED[BoxState(held.state)]:
        raise _refusal(held)
    return held


def _refusal(box: RotationBox) -> Conflict:
    match BoxState(box.state):
        case BoxState.ON_THE_WAY:
            leg = open_leg(box)
            return Conflict("catalogue.box_on_the_way", box=box.code, where=name_of(leg.to_library_id), by=leg.sent_by)
        case BoxState.AT_HOST:
            return Conflict("catalogue.box_at_host", box=box.code, where=name_of(box.holder_id))
        case BoxState.HOME:
            return Conflict("catalogue.box_at_home", box=box.code)
    return Conflict("catalogue.box_closed", box=box.code, by=box.closed_by)


def open_leg(box: RotationBox) -> RotationLeg:
    return RotationLeg.objects.get(box=box, received_at=None, called_back_at=None)


def check_keeper(actor: Actor, box: RotationBox) -> None:
    """The owner, or the library that has the box."""
    if not BOXES.allows_library(actor, box.holder_id):
        BOXES.check(actor, box)


def name_of(library_id: int) -> str:
    card = cards([library_id]).get(library_id)
    return card.name if card else str(library_id)


def line(text: str, most: int) -> str:
    return clean(text)[:most]


def locked_items(copies: Collection[RotationCopy]) -> Iterator[tuple[RotationCopy, Item]]:
    """Each copy with its item, the items locked in one order."""
    of_item = {copy.item_id: copy for copy in copies}
    ids = sorted(of_item)
    for start in range(0, len(ids), AT_ONCE):
        items = Item.objects.select_for_update(no_key=True, of=("self",)).select_related("record")
        for item in items.filter(id__in=ids[start : start + AT_ONCE]).order_by("id"):
            yield of_item[item.pk], item


def happened(
    item: Item, kind: Kind, before: str, after: str, box: RotationBox, at: datetime, by: str, note: str = ""
) -> ItemEvent:
    reason = f"{box.code} {box.name}" + (f": {note}" if note else "")
    return ItemEvent(
        item=item, at=at, kind=kind, before=before[:200], after=after[:200], reason=reason[:500], actor_label=by
    )


def change_status(item: Item, status: str, box: RotationBox, at: datetime, by: str) -> list[ItemEvent]:
    """Sets it and gives the line of the history, none when it was so already."""
    before, item.status = item.status, status
    return [] if before == status else [happened(item, Kind.STATUS, before, status, box, at, by)]


def tell(actor: Actor, code: str, box: RotationBox, count: int, where: str = "") -> None:
    audit.record(
        actor=actor,
        code=f"catalogue.box_{code}",
        subject=f"box:{box.public_id}",
        library_id=box.library_id,
        data={"box": f"{box.code} {box.name}", "count": count, "where": where},
    )
