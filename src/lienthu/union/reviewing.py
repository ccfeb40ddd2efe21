"""The review desk's reads: which pair a person is shown next, and how the work goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet

from lienthu.catalogue.models import SourceRecord
from lienthu.kernel.actor import Actor
from lienthu.kernel.paging import Page, page
from lienthu.registry.queries import cards
from lienthu.union.models import Member, UndecidedPair
from lienthu.union.policies import REVIEW
from lienthu.union.queries import MemberView, member_view


@dataclass(frozen=True, slots=True)
class ReviewPair:
    pair: UndecidedPair
    left: MemberView
    right: MemberView
    left_entry: str
    right_entry: str


def waiting(actor: Actor) -> QuerySet[UndecidedPair]:
    """Pairs that wait for a person, those of the actor's own libraries, whose records are not together by now."""
    active = SourceRecord.State.ACTIVE
    found = UndecidedPair.objects.filter(answer=None, left__state=active, right__state=active)
    found = found.exclude(left__union_member__entry=F("right__union_member__entry"))
    scope = actor.scope(REVIEW.permission)
    if not scope.everything:
        found = found.filter(left__library__in=scope.library_ids, right__library__in=scope.library_ids)
    return found


def undecided(actor: Actor, after: str = "", size: int = 20) -> tuple[list[ReviewPair], Page[UndecidedPair]]:
    """In the order they arose."""
    found = page(waiting(actor), by=("id",), after=after, size=size)
    return viewed(found.items), found


def viewed(pairs: Iterable[UndecidedPair]) -> list[ReviewPair]:
    listed = list(pairs)
    ids = {record for one in listed for record in (one.left_id, one.right_id)}
    rows = {row.record_id: row for row in Member.objects.filter(record_id__in=ids).select_related("record", "entry")}
    libraries = cards({row.library_id for row in rows.values()})
    return [
        ReviewPair(
            one,
            member_view(rows[one.left_id], libraries),
            member_view(rows[one.right_id], libraries),
            rows[one.left_id].entry.public_id,
            rows[one.right_id].entry.public_id,
        )
        for one in listed
        if one.left_id in rows and one.right_id in rows
    ]
