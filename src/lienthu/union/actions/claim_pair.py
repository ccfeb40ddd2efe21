"""Who looks at which pair: a claim of some minutes, so that two reviewers never get the same one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, NotFound
from lienthu.union.models import UndecidedPair

MINUTES = 10
_LATER = timedelta(days=1)
_TRIES = 5


def free_for(actor: Actor, pairs: QuerySet[UndecidedPair]) -> QuerySet[UndecidedPair]:
    """Those that nobody else looks at and that are not put off, the most useful first."""
    now = timezone.now()
    mine = Q(claimed_by=owner(actor)) | Q(claimed_until=None) | Q(claimed_until__lte=now)
    put_off = Q(put_off_until=None) | Q(put_off_until__lte=now)
    return pairs.filter(mine, put_off).order_by("-benefit", "id")


def owner(actor: Actor) -> int:
    return actor.user_id or 0


def claim_next(*, actor: Actor, pairs: QuerySet[UndecidedPair], without: Collection[int] = ()) -> UndecidedPair | None:
    """The most useful pair of `pairs` that is free, claimed; None when there is none."""
    for pair in free_for(actor, pairs).exclude(pk__in=without)[:_TRIES]:
        if _claim(actor, pair.pk):
            return pair
    return None


def claim(*, actor: Actor, pair: UndecidedPair) -> None:
    if not _claim(actor, pair.pk):
        pair.refresh_from_db()
        raise Conflict("union.pair_claimed", who=pair.claimed_label)


def _claim(actor: Actor, pair_id: int) -> bool:
    now = timezone.now()
    free = Q(claimed_by=owner(actor)) | Q(claimed_until=None) | Q(claimed_until__lte=now)
    return bool(
        UndecidedPair.objects.filter(free, pk=pair_id, answer=None).update(
            claimed_by=owner(actor), claimed_label=actor.label[:200], claimed_until=now + timedelta(minutes=MINUTES)
        )
    )


def put_off(*, actor: Actor, pair_id: int) -> None:
    """The pair comes again tomorrow."""
    with transaction.atomic():
        pair = UndecidedPair.objects.filter(pk=pair_id, answer=None).first()
        if pair is None:
            raise NotFound("union.no_such_pair")
        claim(actor=actor, pair=pair)
        UndecidedPair.objects.filter(pk=pair.pk).update(
            put_off_until=timezone.now() + _LATER, claimed_by=None, claimed_label="", claimed_until=None
        )
