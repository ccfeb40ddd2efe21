"""The one door of this room: what a reader may have of an object, asked by everything that sends bytes.

A decision is made anew for every request from the object's row, so a change holds from the moment it is committed. What
is kept between requests is only the rules under one `gate` number, and every change draws another number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from lienthu.accounts.tokens import digest_of
from lienthu.kernel.access import actor_of
from lienthu.kernel.actor import ANONYMOUS, Actor
from lienthu.kernel.errors import NotSignedIn, Refused
from lienthu.repository.models import AccessRule, DigitalObject, NamedReader, Page, ReadingDevice, Seat
from lienthu.repository.policies import KEEPS
from lienthu.repository.quota import count_page
from lienthu.repository.rules import access
from lienthu.repository.rules.access import Decision, Level, Place, Reader, Restriction, Surface, Terms
from lienthu.repository.tombstones import absent

DEVICE_COOKIE = "lienthu_device"
_SIGN_IN_MAY_HELP = frozenset(
    {"repository.named_readers", "repository.to_be_paid", "repository.no_seat", "repository.quota_needs_name"}
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, and from where: `device_library` is the library whose reading device `device_id` is."""

    actor: Actor
    device_library: int | None = None
    device_id: int | None = None


def visitor_of(request: HttpRequest) -> Visitor:
    known: Visitor | None = getattr(request, "_visitor", None)
    if known is None:
        device_id, library = device_of(request.COOKIES.get(DEVICE_COOKIE, ""))
        known = Visitor(actor_of(request), library, device_id)
        request._visitor = known  # type: ignore[attr-defined]
    return known


def visitor(actor: Actor, device_id: int | None) -> Visitor:
    """The same of somebody who was here before; the device has to be registered still."""
    row = _devices().filter(id=device_id).values_list("id", "library_id").first() if device_id else None
    return Visitor(actor, row[1], row[0]) if row else Visitor(actor)


def decision_for(visitor: Visitor, found: DigitalObject) -> Decision:
    if is_earlier(found):
        return _of_earlier(visitor, found)
    return _decided(visitor, found, rules_of(found.pk, found.gate))


def is_earlier(found: DigitalObject) -> bool:
    return found.state == DigitalObject.State.EARLIER


def governing(found: DigitalObject) -> DigitalObject:
    """The object whose terms hold: for an earlier version what it was a version of."""
    return found.current if is_earlier(found) and found.current else found


def _of_earlier(visitor: Visitor, found: DigitalObject) -> Decision:
    """Never more than the current version: its terms hold, and closing the earlier one itself closes it besides."""
    if access.is_secret(rules_of(found.pk, found.gate)):
        return access.NOTHING
    if found.is_kept_back and not KEEPS.allows(visitor.actor, found):
        return access.NOTHING
    main = governing(found)
    return _decided(visitor, main, rules_of(main.pk, main.gate))


def decisions_for(visitor: Visitor, objects: Sequence[DigitalObject]) -> dict[int, Decision]:
    """By the object's id, with as many queries for many as for one."""
    rules = _rules_that_stand([found.pk for found in objects])
    return {
        found.pk: _of_earlier(visitor, found) if is_earlier(found) else _decided(visitor, found, rules[found.pk])
        for found in objects
    }


def is_open(found: DigitalObject) -> bool:
    """Whether anybody anywhere may read it today."""
    return decision_for(Visitor(ANONYMOUS), found).allows(Surface.IMAGE)


def signing_in_may_help(visitor: Visitor, why: str) -> bool:
    return why in _SIGN_IN_MAY_HELP and not visitor.actor.is_signed_in


def _decided(visitor: Visitor, found: DigitalObject, rules: tuple[Terms, ...]) -> Decision:
    user_id = visitor.actor.user_id
    return access.decide(
        rules,
        published=found.state == DigitalObject.State.PUBLISHED,
        owner=found.library_id,
        reader=Reader(
            user_id=user_id,
            device_library=visitor.device_library,
            keeps=KEEPS.allows(visitor.actor, found),
            seated=user_id is not None and any(rule.seats for rule in rules) and is_seated(found.pk, user_id),
        ),
        day=timezone.localdate(),
        year=found.year,
    )


def is_seated(object_id: int, user_id: int) -> bool:
    """A seat ends by itself when its time is over."""
    return Seat.objects.filter(object_id=object_id, user_id=user_id, ended_at=None, ends_at__gt=timezone.now()).exists()


def passed(visitor: Visitor, found: DigitalObject, surface: Surface) -> Decision:
    """The decision, when it allows the surface. Raises `NotFound`, or `Gone` under a tombstone, where not even the
    record is shown, `NotSignedIn` where signing in may open it, else `Refused`."""
    decision = decision_for(visitor, found)
    if decision.allows(surface):
        return decision
    if not decision.allows(Surface.RECORD):
        raise absent(found)
    why = decision.why or "repository.not_to_take_away"
    if signing_in_may_help(visitor, why):
        raise NotSignedIn(why)
    raise Refused(why)


def passed_page(visitor: Visitor, page: Page, surface: Surface) -> Decision:
    """The same for one page, which is counted where a reader may open only so many a day."""
    decision = passed(visitor, page.object, surface)
    if decision.quota and surface is not Surface.THUMBNAIL:
        count_page(visitor, page, governing(page.object).pk, decision.quota)
    return decision


@lru_cache(maxsize=4096)
def rules_of(object_id: int, gate: int) -> tuple[Terms, ...]:
    """The rules that stand under one gate number, oldest first."""
    return _rules_that_stand([object_id])[object_id]


def _rules_that_stand(object_ids: Sequence[int]) -> dict[int, tuple[Terms, ...]]:
    rows = list(AccessRule.objects.filter(object_id__in=object_ids, is_over=False).order_by("id"))
    named: dict[int, dict[int, str]] = {}
    for rule_id, user_id, basis in NamedReader.objects.filter(rule__in=rows).values_list("rule_id", "user_id", "basis"):
        named.setdefault(rule_id, {})[user_id] = basis
    found: dict[int, list[Terms]] = {object_id: [] for object_id in object_ids}
    for row in rows:
        found[row.object_id].append(_rule(row, named.get(row.pk, {})))
    return {object_id: tuple(rules) for object_id, rules in found.items()}


def _rule(row: AccessRule, readers: dict[int, str]) -> Terms:
    return Terms(
        level=Level(row.level),
        restriction=Restriction(row.restriction),
        place=Place(row.place),
        starts=row.starts,
        ends=row.ends,
        wall=row.wall,
        seats=row.seats,
        lend_days=row.lend_days,
        quota=row.quota,
        watermark=row.watermark,
        readers=readers,
    )


def device_cookie(secret: str) -> str:
    """What the device's browser keeps. Signed here and not by Django's `set_signed_cookie`, whose salt is its own."""
    return str(signing.get_cookie_signer(salt=DEVICE_COOKIE).sign(secret))


def device_of(cookie: str) -> tuple[int | None, int | None]:
    """The registered reading device that has this cookie, and its library. The cookie is signed, so that guesses are
    refused without a look at the table; the table has only the secret's digest."""
    if not cookie or len(cookie) > 200:
        return None, None
    try:
        secret = signing.get_cookie_signer(salt=DEVICE_COOKIE).unsign(cookie)
    except signing.BadSignature:
        return None, None
    row = _devices().filter(key_hash=digest_of(secret)).values_list("id", "library_id").first()
    return row or (None, None)


def _devices() -> QuerySet[ReadingDevice]:
    return ReadingDevice.objects.filter(ended_at=None, expires_at__gt=timezone.now())
