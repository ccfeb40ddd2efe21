"""Typed reads of weeding rounds."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from lienthu.catalogue.models import Item, Stocktake, WeedingCopy, WeedingRound
from lienthu.catalogue.policies import WEEDING, WEEDING_APPROVAL
from lienthu.catalogue.rules.weeding import Step, interval
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Invalid, NotFound


def rounds_for(actor: Actor) -> QuerySet[WeedingRound]:
    """Of those who weed, and of those who approve: the managing body."""
    rounds = WeedingRound.objects.all()
    mine = WEEDING.filter(actor, rounds) | WEEDING_APPROVAL.filter(actor, rounds)
    return mine.select_related("library", "job", "stocktake").order_by("-id")


def round_for(actor: Actor, public_id: str) -> WeedingRound:
    found = rounds_for(actor).filter(public_id=public_id[:9]).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def stocktakes_to_weed(actor: Actor) -> QuerySet[Stocktake]:
    closed = Stocktake.objects.filter(state=Stocktake.State.CLOSED).select_related("library")
    return WEEDING.filter(actor, closed).order_by("-id")


def stocktake_to_weed(actor: Actor, public_id: str) -> Stocktake:
    found = stocktakes_to_weed(actor).filter(public_id=public_id).first()
    if found is None:
        raise Invalid("catalogue.weeding_stocktake", field="stocktake")
    return found


def list_of(round: WeedingRound) -> QuerySet[WeedingCopy]:
    return WeedingCopy.objects.filter(round=round).select_related("item__record").order_by("id")


def by_reason(round: WeedingRound) -> list[tuple[str, int]]:
    going = WeedingCopy.objects.filter(round=round, kept="")
    return list(going.values_list("reason").annotate(n=Count("id")).order_by("-n", "reason"))


def last_copies(round: WeedingRound) -> int:
    """Records that lose their last copy by this round."""
    going = WeedingCopy.objects.filter(round=round, kept="").values("item_id")
    records = Item.objects.filter(id__in=going).values("record_id")
    kept = Item.objects.held().exclude(id__in=going).filter(record_id__in=records).values("record_id").distinct()
    return Item.objects.filter(id__in=going).exclude(record_id__in=kept).values("record_id").distinct().count()


def years_since_last(round: WeedingRound, holdings: int) -> tuple[int, int] | None:
    """Years since the library's last round and those the law has between two; None when it is the first one."""
    last = (
        WeedingRound.objects.filter(library_id=round.library_id, step=Step.EXECUTED, executed_at__isnull=False)
        .exclude(id=round.pk)
        .order_by("-executed_at")
        .first()
    )
    if last is None or last.executed_at is None:
        return None
    until = round.executed_at or round.created_at
    return (until - last.executed_at).days // 365, interval(holdings)
