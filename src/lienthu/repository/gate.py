"""The one door of this room: what a reader may have of an object, asked by everything that sends bytes.

A decision is made anew for every request from the object's row, so a change holds from the moment it is committed. What
is kept between requests is only the rules under one `gate` number, and every change draws another number.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.utils import timezone

from lienthu.kernel.access import actor_of
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import NotSignedIn, Refused
from lienthu.repository.models import AccessRule, DigitalObject, NamedReader, ReadingDevice
from lienthu.repository.policies import KEEPS
from lienthu.repository.rules import access
from lienthu.repository.rules.access import Decision, Level, Place, Reader, Restriction, Rule, Surface
from lienthu.repository.tombstones import absent

DEVICE_COOKIE = "lienthu_device"
_SIGN_IN_MAY_HELP = frozenset({"repository.named_readers", "repository.to_be_paid", "repository.no_seat"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, and from where: `device_library` is the library whose reading device this is."""

    actor: Actor
    device_library: int | None = None


def visitor_of(request: HttpRequest) -> Visitor:
    known: Visitor | None = getattr(request, "_visitor", None)
    if known is None:
        known = Visitor(actor_of(request), _device_library(request.COOKIES.get(DEVICE_COOKIE, "")))
        request._visitor = known  # type: ignore[attr-defined]
    return known


def decision_for(visitor: Visitor, found: DigitalObject) -> Decision:
    reader = Reader(
        user_id=visitor.actor.user_id,
        device_library=visitor.device_library,
        keeps=KEEPS.allows(visitor.actor, found),
    )
    return access.decide(
        rules_of(found.pk, found.gate),
        published=found.state == DigitalObject.State.PUBLISHED,
        owner=found.library_id,
        reader=reader,
        day=timezone.localdate(),
    )


def passed(visitor: Visitor, found: DigitalObject, surface: Surface) -> Decision:
    """The decision, when it allows the surface. Raises `NotFound`, or `Gone` under a tombstone, where not even the
    record is shown, `NotSignedIn` where signing in may open it, else `Refused`."""
    decision = decision_for(visitor, found)
    if decision.allows(surface):
        return decision
    if not decision.allows(Surface.RECORD):
        raise absent(found)
    why = decision.why or "repository.not_to_take_away"
    if why in _SIGN_IN_MAY_HELP and not visitor.actor.is_signed_in:
        raise NotSignedIn(why)
    raise Refused(why)


@lru_cache(maxsize=4096)
def rules_of(object_id: int, gate: int) -> tuple[Rule, ...]:
    """The rules that stand under one gate number, oldest first."""
    rows = list(AccessRule.objects.filter(object_id=object_id, is_over=False).order_by("id"))
    named: dict[int, set[int]] = {}
    for rule_id, user_id in NamedReader.objects.filter(rule__in=rows).values_list("rule_id", "user_id"):
        named.setdefault(rule_id, set()).add(user_id)
    return tuple(
        Rule(
            id=row.pk,
            level=Level(row.level),
            restriction=Restriction(row.restriction),
            place=Place(row.place),
            starts=row.starts,
            ends=row.ends,
            seats=row.seats,
            quota=row.quota,
            watermark=row.watermark,
            readers=frozenset(named.get(row.pk, ())),
        )
        for row in rows
    )


def _device_library(cookie: str) -> int | None:
    if not cookie or len(cookie) > 200:
        return None
    digest = hashlib.sha256(cookie.encode("utf-8", "replace")).hexdigest()
    found: int | None = (
        ReadingDevice.objects.filter(key_hash=digest, ended_at=None).values_list("library_id", flat=True).first()
    )
    return found
