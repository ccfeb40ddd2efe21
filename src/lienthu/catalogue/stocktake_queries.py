"""Typed reads of stock-takings: lists, live figures, what is missing and what was not expected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet

from lienthu.catalogue.actions.take_stock import STILL_HERE, figures, missing_copies
from lienthu.catalogue.models import ItemAct, Stocktake, StocktakeCopy, StocktakeScan
from lienthu.catalogue.policies import STOCKTAKES
from lienthu.catalogue.rules.stocktake import UNEXPECTED, Outcome
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import NotFound
from lienthu.kernel.permissions import Permission
from lienthu.registry.models import Library

LATEST = 10
LISTS = ("missing", "misplaced", "unexpected")


def counting_libraries(actor: Actor) -> QuerySet[Library]:
    scope = actor.scope(Permission.CATALOGUE_STOCKTAKE)
    libraries = Library.objects.order_by("code")
    return libraries if scope.everything else libraries.filter(id__in=scope.library_ids)


def stocktakes_for(actor: Actor) -> QuerySet[Stocktake]:
    return STOCKTAKES.filter(actor, Stocktake.objects.select_related("library")).order_by("-id")


def stocktake_for(actor: Actor, public_id: str) -> Stocktake:
    found = stocktakes_for(actor).filter(public_id=public_id[:9]).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def scan_for(actor: Actor, public_id: str, scan_id: int) -> StocktakeScan:
    scans = StocktakeScan.objects.select_related("stocktake")
    found = scans.filter(stocktake=stocktake_for(actor, public_id), id=scan_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def standing(stocktake: Stocktake) -> dict[str, Any]:
    """The figures of now, or those of the close."""
    return stocktake.result or figures(stocktake)


def latest_scans(stocktake: Stocktake, by: str = "") -> list[StocktakeScan]:
    """The last ten that count, of one person or of all, the newest first."""
    scans = StocktakeScan.objects.filter(stocktake=stocktake, undone_at=None).select_related("item__record")
    return list((scans.filter(by=by) if by else scans).order_by("-id")[:LATEST])


def listed(stocktake: Stocktake, kind: str) -> QuerySet[Any]:
    """`missing`: expectations; `misplaced` and `unexpected`: scans. In the order of their ids."""
    if kind == "missing":
        return missing_copies(stocktake).select_related("item__record", "item__library", "act").order_by("id")
    outcomes = (Outcome.MISPLACED,) if kind == "misplaced" else UNEXPECTED
    scans = StocktakeScan.objects.filter(stocktake=stocktake, undone_at=None, outcome__in=outcomes)
    return scans.select_related("item__record", "item__library", "act").order_by("id")


def stores_of(stocktake: Stocktake) -> list[tuple[str, int, int, int]]:
    """Store, expected, seen, missing."""
    rows = (
        StocktakeCopy.objects.filter(stocktake=stocktake)
        .values("store")
        .annotate(
            expected=Count("id"),
            seen=Count("id", filter=~Q(outcome="")),
            missing=Count("id", filter=Q(STILL_HERE, outcome="")),
        )
        .order_by("store")
    )
    return [(row["store"], row["expected"], row["seen"], row["missing"]) for row in rows]


def acts_of(stocktake: Stocktake) -> list[ItemAct]:
    """The changes of copies that its settled lines made and that stand, the newest first."""
    lines = (StocktakeCopy, StocktakeScan)
    ids = {pk for line in lines for pk in line.objects.filter(stocktake=stocktake).values_list("act_id", flat=True)}
    return list(ItemAct.objects.filter(id__in=ids - {None}, undone_at=None).order_by("-id"))


def every(queryset: QuerySet[Any]) -> Iterator[Any]:
    """All rows of a list in pages: no cursor is held, memory stays flat."""
    last = 0
    while page := list(queryset.filter(id__gt=last)[:1000]):
        yield from page
        last = page[-1].id
