"""Typed reads of rotation boxes: whose, where, what is in them, and what stands in a library as its guest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from lienthu.catalogue.item_queries import by_code
from lienthu.catalogue.models import Item, RotationBox, RotationCheck, RotationCopy, RotationLeg, SourceRecord
from lienthu.catalogue.policies import BOXES
from lienthu.catalogue.rules.accession import key_of
from lienthu.catalogue.rules.rotation import BoxState, CopyState, Finding
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import NotFound
from lienthu.kernel.ids import unsealed
from lienthu.kernel.permissions import Permission
from lienthu.registry.models import Library


def boxing_libraries(actor: Actor) -> QuerySet[Library]:
    """Libraries for which the actor may keep, send and receive boxes."""
    scope = actor.scope(Permission.CATALOGUE_BOXES)
    libraries = Library.objects.order_by("code")
    return libraries if scope.everything else libraries.filter(id__in=scope.library_ids)


def boxes_for(actor: Actor) -> QuerySet[RotationBox]:
    """Of the libraries that own them and of those that have, had or expect them."""
    scope = actor.scope(Permission.CATALOGUE_BOXES)
    boxes = RotationBox.objects.select_related("library", "holder", "to_library").order_by("-id")
    if scope.everything:
        return boxes
    mine = list(scope.library_ids)
    way = RotationLeg.objects.filter(Q(from_library__in=mine) | Q(to_library__in=mine)).values("box_id")
    return boxes.filter(Q(library__in=mine) | Q(id__in=way))


#: Kinds of the list: what a library has to do with a box.
LISTS = ("open", "coming", "guests", "late", "closed")


def boxes_listed(actor: Actor, kind: str) -> QuerySet[RotationBox]:
    boxes, scope = boxes_for(actor), actor.scope(Permission.CATALOGUE_BOXES)
    mine = Q() if scope.everything else Q(to_library__in=scope.library_ids)
    held = Q() if scope.everything else Q(holder__in=scope.library_ids)
    match kind:
        case "coming":
            return boxes.filter(mine, state=BoxState.ON_THE_WAY)
        case "guests":
            return boxes.filter(held, state=BoxState.AT_HOST)
        case "late":
            return boxes.filter(state__in=[BoxState.ON_THE_WAY, BoxState.AT_HOST], due_on__lt=today())
        case "closed":
            return boxes.filter(state=BoxState.CLOSED)
    return boxes.exclude(state=BoxState.CLOSED)


def box_for(actor: Actor, public_id: str) -> RotationBox:
    found = boxes_for(actor).filter(public_id=public_id[:9].replace("\x00", "")).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def leg_of(box: RotationBox, number: int) -> RotationLeg:
    found = box.legs.filter(number=number).select_related("from_library", "to_library").first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def fillable_boxes(actor: Actor, library_id: int) -> list[RotationBox]:
    """Boxes of the library that are at home, for a list of copies to go into."""
    return list(BOXES.filter(actor, boxes_for(actor)).filter(library_id=library_id, state=BoxState.HOME)[:100])


@dataclass(frozen=True, slots=True)
class Counts:
    inside: int = 0
    missing: int = 0
    damaged: int = 0


def counts_of(boxes: Collection[RotationBox]) -> dict[int, Counts]:
    """Box → what is in it, missing from it, damaged in it; lost ones count as missing for ever. One query."""
    rows = (
        RotationCopy.objects.filter(box__in=boxes)
        .values("box_id")
        .annotate(
            inside=Count("id", filter=Q(state=CopyState.IN)),
            missing=Count("id", filter=Q(state__in=[CopyState.MISSING, CopyState.LOST])),
            damaged=Count("id", filter=Q(state=CopyState.IN, item__status="damaged")),
        )
        .order_by()
    )
    return {row["box_id"]: Counts(row["inside"], row["missing"], row["damaged"]) for row in rows}


def copies_in(box: RotationBox) -> QuerySet[RotationCopy]:
    """What is on the box's list now; of a closed one, all that ever was."""
    copies = box.copies.select_related("item__record").order_by("id")
    return copies if box.state == BoxState.CLOSED else copies.filter(ended_at=None)


def checks_of(leg: RotationLeg) -> QuerySet[RotationCheck]:
    return leg.checks.select_related("copy__item__record").order_by("id")


def standing(leg: RotationLeg) -> dict[str, int]:
    """Finding → copies, with `all` and `strays`."""
    said = dict(leg.checks.values_list("finding").annotate(n=Count("id")).order_by())
    counts = {finding.name.lower(): said.get(finding.value, 0) for finding in Finding}
    return counts | {"all": sum(said.values()), "strays": leg.strays.count()}


def meant_in(box: RotationBox, codes: Sequence[str]) -> dict[str, list[RotationCopy]]:
    """Code → copies on the box's list that it may mean, by accession number however written, else by identifier. Read
    by the numbers: a scan costs the same whatever the box holds."""
    wanted = list(dict.fromkeys(codes))
    keys = {code: key_of(code) for code in wanted}
    numbers = {code: number for code in wanted if (number := unsealed(code.lower())) is not None}
    by_key: dict[str, list[RotationCopy]] = {}
    by_id: dict[int, list[RotationCopy]] = {}
    for copy in _copies_called(box, sorted(set(keys.values()) - {""}), sorted(set(numbers.values()))):
        by_key.setdefault(copy.item.accession_key, []).append(copy)
        by_id[copy.item_id] = [copy]
    return {code: by_key.get(keys[code]) or by_id.get(numbers.get(code, 0), []) for code in wanted}


def _copies_called(box: RotationBox, keys: Sequence[str], numbers: Sequence[int]) -> list[RotationCopy]:
    """What is on the box's list under these keys or identifiers, in the order of the list. The owner's copies are found
    by the index of their numbers, then their time in a box by that of the copy."""
    ids = set(numbers)
    for start in range(0, len(keys), 500):
        items = Item.objects.filter(library_id=box.library_id, accession_key__in=keys[start : start + 500])
        ids.update(items.values_list("id", flat=True))
    found: list[RotationCopy] = []
    for start in range(0, len(ids), 500):
        times = RotationCopy.objects.filter(ended_at=None, item__in=sorted(ids)[start : start + 500])
        found += [one for one in times.select_related("item") if one.box_id == box.pk]
    return sorted(found, key=lambda one: one.pk)


def items_called(leg: RotationLeg, codes: Sequence[str]) -> dict[str, Item]:
    """Code → the one copy of the box's owner, else of the receiver, that it means."""
    found: dict[str, Item] = {}
    for library_id in (leg.to_library_id, leg.box.library_id):
        for code, items in by_code(library_id, codes).items():
            shown = [item for item in items if item.record.state != SourceRecord.State.RESTRICTED]
            if len(shown) == 1:
                found[code] = shown[0]
    return found


# What stands where, for other pages and other rooms


def guests_at(library_id: int) -> QuerySet[Item]:
    """Copies of other libraries that a box has brought here."""
    return Item.objects.held().filter(at_library_id=library_id)


def guests_called(library_id: int, codes: Iterable[str]) -> dict[str, list[Item]]:
    keys = {code: key_of(code) for code in codes}
    numbers = {code: number for code in keys if (number := unsealed(code.lower())) is not None}
    named = Q(accession_key__in=set(keys.values()) - {""}) | Q(id__in=set(numbers.values()))
    found: dict[str, list[Item]] = {}
    for item in guests_at(library_id).filter(named).select_related("record").order_by("id"):
        for code, key in keys.items():
            if key == item.accession_key or numbers.get(code) == item.pk:
                found.setdefault(code, []).append(item)
    return found


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a copy in a box is: at a library, or on its way to one; neither while it is missing."""

    at_library_id: int | None
    to_library_id: int | None


def whereabouts(items: Iterable[Item]) -> dict[int, Whereabouts]:
    """Item → where it is, for those that are away in a box. One query, none when all are at home."""
    away = {item.pk: item for item in items if item.box_id is not None}
    if not away:
        return {}
    boxes = RotationBox.objects.filter(id__in={item.box_id for item in away.values()})
    targets = dict(boxes.values_list("id", "to_library_id"))
    return {
        pk: Whereabouts(item.at_library_id, None if item.at_library_id else targets.get(item.box_id or 0))
        for pk, item in away.items()
    }


@dataclass(frozen=True, slots=True)
class Guest:
    """A box at a library as its public page tells of it."""

    name: str
    owner_id: int
    copies: int
    until: dt.date | None


def boxes_at(library_id: int) -> list[Guest]:
    boxes = list(RotationBox.objects.filter(state=BoxState.AT_HOST, holder_id=library_id).order_by("due_on", "id")[:20])
    counts = counts_of(boxes)
    return [Guest(box.name, box.library_id, counts.get(box.pk, Counts()).inside, box.due_on) for box in boxes]


def away_from(library_id: int) -> int:
    """Copies of the library that readers find elsewhere now."""
    return Item.objects.held().filter(library_id=library_id, at_library__isnull=False).count()
