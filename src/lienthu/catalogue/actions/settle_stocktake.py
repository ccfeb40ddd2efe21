"""The lists of a stock-taking settled line by line or in bulk: a person says what is true, and statuses follow."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q, QuerySet

from lienthu.catalogue.actions.change_items import Change, change_items
from lienthu.catalogue.actions.receive_box import recount
from lienthu.catalogue.actions.take_stock import STILL_HERE, record_scans
from lienthu.catalogue.models import ItemAct, RotationBox, Stocktake, StocktakeCopy
from lienthu.catalogue.policies import STOCKTAKES
from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.catalogue.rules.stocktake import AFTER_CLOSE, WHILE_OPEN, Outcome, Settled
from lienthu.catalogue.stocktake_queries import LISTS, listed
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid, NotFound

State = Stocktake.State
MOST = 20_000
_AT_ONCE = 500
_WAITING = Q(settled="") | Q(act__undone_at__isnull=False)


@dataclass(slots=True)
class Done:
    """`acts`: the changes of copies that can be taken back; `stayed`: lines of copies that could not be changed."""

    count: int = 0
    stayed: int = 0
    acts: list[ItemAct] = field(default_factory=list)


def settle(
    *, actor: Actor, stocktake: Stocktake, kind: str, settled: Settled, ids: Collection[int] | None = None,
    reason: str = "",
) -> Done:  # fmt: skip
    """`kind`: one of `stocktake_queries.LISTS`; `ids`: its lines, None for all that wait."""
    STOCKTAKES.check(actor, stocktake)
    if kind not in LISTS:
        raise NotFound("kernel.not_found")
    with transaction.atomic():
        held = Stocktake.objects.select_for_update(no_key=True).get(id=stocktake.pk)
        _check(held, kind, settled)
        lines = list(_chosen(held, kind, settled, ids)[: MOST + 1])
        if len(lines) > MOST:
            raise Invalid("catalogue.too_many_codes", most=MOST)
        if not lines:
            raise Conflict("catalogue.nothing_to_confirm")
        return _settle(actor, held, settled, lines, reason or held.name)


def _check(held: Stocktake, kind: str, settled: Settled) -> None:
    may = {State.OPEN: WHILE_OPEN, State.CLOSED: AFTER_CLOSE}.get(State(held.state))
    if may is None:
        raise Conflict("catalogue.stocktake_ended")
    if settled not in may[kind]:
        closed = held.state == State.CLOSED or settled not in AFTER_CLOSE[kind]
        raise Conflict("catalogue.stocktake_verdict" if closed else "catalogue.stocktake_not_closed")


def waiting(stocktake: Stocktake, kind: str) -> QuerySet[Any]:
    """Lines of which nothing was said, or what was said was taken back."""
    lines = listed(stocktake, kind).filter(_WAITING)
    return lines.filter(STILL_HERE) if kind == "missing" else lines


def _chosen(held: Stocktake, kind: str, settled: Settled, ids: Collection[int] | None) -> QuerySet[Any]:
    lines = waiting(held, kind)
    if settled is Settled.BACK:
        lines = lines.filter(outcome=Outcome.BACK)
    elif settled is Settled.MOVED:
        lines = lines.exclude(store="").filter(item__library=held.library_id)
    return lines if ids is None else lines.filter(id__in=list(ids)[:MOST])


def _settle(actor: Actor, held: Stocktake, settled: Settled, lines: list[Any], reason: str) -> Done:
    done = Done()
    match settled:
        case Settled.FOUND if held.state == State.OPEN:
            codes = [line.item.public_id for line in lines]
            record_scans(actor=actor, stocktake=held, codes=codes, token=uuid4().hex)
            done.count = len(codes)
        case Settled.MISSING:
            own = [line for line in lines if line.item.library_id == held.library_id]
            _change(actor, held, settled, own, Change(ItemStatus.MISSING), reason, done)
            _miss_guests(actor, [line for line in lines if line.item.library_id != held.library_id], reason, done)
        case Settled.BACK:
            _change(actor, held, settled, lines, Change(ItemStatus.AVAILABLE), reason, done)
        case Settled.MOVED:
            for store, some in groupby(sorted(lines, key=lambda line: line.store), key=lambda line: line.store):
                _change(actor, held, settled, list(some), Change(store=store), reason, done)
        case _:
            _mark(lines, settled, None)
            done.count = len(lines)
    return done


def _change(
    actor: Actor, held: Stocktake, settled: Settled, lines: list[Any], change: Change, reason: str, done: Done
) -> None:
    if not lines:
        return
    ids = [line.item_id for line in lines]
    act = change_items(actor=actor, library_id=held.library_id, item_ids=ids, change=change, reason=reason)
    changed = set(act.events.values_list("item_id", flat=True))
    if change.store is not None:  # one that has this store already is settled too
        changed |= {line.item_id for line in lines if line.item.place == change.store}
    settled_now = [line for line in lines if line.item_id in changed]
    _mark(settled_now, settled, act)
    done.count += len(settled_now)
    done.stayed += len(lines) - len(settled_now)
    done.acts.append(act)


def _miss_guests(actor: Actor, lines: list[StocktakeCopy], reason: str, done: Done) -> None:
    """A guest that is not there is missing from its box: its owner is told by the box."""
    by_box: dict[int, list[StocktakeCopy]] = {}
    for line in lines:
        by_box.setdefault(line.item.box_id or 0, []).append(line)
    for box in RotationBox.objects.filter(id__in=by_box).order_by("id"):
        some = by_box[box.pk]
        codes = [line.item.public_id for line in some]
        done.count += recount(actor=actor, box=box, codes=codes, are_here=False, note=reason)
        _mark(some, Settled.MISSING, None)


def _mark(lines: Iterable[Any], settled: Settled, act: ItemAct | None) -> None:
    found = list(lines)
    ids = [line.pk for line in found]
    for start in range(0, len(ids), _AT_ONCE):
        type(found[0]).objects.filter(id__in=ids[start : start + _AT_ONCE]).update(settled=settled, act=act)
