"""Reading by turns: takes a seat, gives it back, joins the queue and leaves it; turns that are over end by themselves.

One seat is one copy that the library owns. The object's row is locked first, and a seat's number is unique while it is
taken, so two people never sit on one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from lienthu.kernel import audit, jobs
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, NotFound, NotSignedIn, Refused
from lienthu.repository import gate
from lienthu.repository.gate import Visitor
from lienthu.repository.models import DigitalObject, Seat, Waiting
from lienthu.repository.rules.access import Surface, Terms, in_force
from lienthu.repository.rules.seats import Desk

SETTLE: Final = "repository.settle_seats"
#: Where nothing is lent one sits so long, and again when nobody waits.
AT_THE_DESK: Final = timedelta(hours=1)
#: Whose turn it is has so long to come.
HELD: Final = timedelta(days=2)


def borrow(*, visitor: Visitor, found: DigitalObject) -> Seat:
    """Raises `Conflict` when every copy is out or others were first."""
    user_id = _person(visitor)
    with transaction.atomic():
        terms = _locked(visitor, found)
        now = timezone.now()
        desk = settle(found.pk, terms, now)
        if user_id in desk.taken:
            raise Conflict("repository.seat_held_already")
        if not desk.may_take(user_id):
            raise Conflict("repository.no_seat")
        lasts = timedelta(days=terms.lend_days) if terms.lend_days else AT_THE_DESK
        made = _sit_down(found.pk, user_id, terms.seats, now, now + lasts)
        Waiting.objects.filter(object=found, user_id=user_id, ended_at=None).update(ended_at=now)
        _note(visitor.actor, found, "repository.seat_taken")
        _look_again(visitor.actor, found, made.ends_at)
    return made


def give_back(*, visitor: Visitor, found: DigitalObject) -> None:
    user_id = _person(visitor)
    with transaction.atomic():
        terms = _locked(visitor, found, asked=False)
        now = timezone.now()
        if not Seat.objects.filter(object=found, user_id=user_id, ended_at=None).update(ended_at=now):
            raise Conflict("repository.seat_not_held")
        _note(visitor.actor, found, "repository.seat_given_back")
        settle(found.pk, terms, now)


def queue_up(*, visitor: Visitor, found: DigitalObject) -> Waiting:
    user_id = _person(visitor)
    with transaction.atomic():
        terms = _locked(visitor, found)
        now = timezone.now()
        desk = settle(found.pk, terms, now)
        if user_id in desk.taken:
            raise Conflict("repository.seat_held_already")
        if user_id in desk.waiting or user_id in desk.offered:
            raise Conflict("repository.waiting_already")
        made = Waiting.objects.create(object=found, user_id=user_id, asked_at=now)
        settle(found.pk, terms, now)
    return made


def leave_queue(*, visitor: Visitor, found: DigitalObject) -> None:
    user_id = _person(visitor)
    with transaction.atomic():
        terms = _locked(visitor, found, asked=False)
        now = timezone.now()
        if not Waiting.objects.filter(object=found, user_id=user_id, ended_at=None).update(ended_at=now):
            raise Conflict("repository.not_waiting")
        settle(found.pk, terms, now)


def settle(object_id: int, terms: Terms, now: datetime) -> Desk:
    """Ends what is over, and tells the next of the queue that it is their turn. Needs the object's row locked."""
    Seat.objects.filter(object_id=object_id, ended_at=None, ends_at__lte=now).update(ended_at=now)
    Waiting.objects.filter(object_id=object_id, ended_at=None, held_until__lte=now).update(ended_at=now)
    desk = desk_of(object_id, terms.seats, now)
    turns = desk.next_turns()
    if turns:
        held = now + HELD
        Waiting.objects.filter(object_id=object_id, ended_at=None, user_id__in=turns).update(held_until=held)
        jobs.start(actor=Actor.system("seats"), kind=SETTLE, params={"object": object_id}, run_after=held)
        desk = desk_of(object_id, terms.seats, now)
    return desk


def desk_of(object_id: int, seats: int, now: datetime) -> Desk:
    taken = Seat.objects.filter(object_id=object_id, ended_at=None, ends_at__gt=now).values_list("user_id", flat=True)
    queue = Waiting.objects.filter(object_id=object_id, ended_at=None).order_by("asked_at", "id")
    rows = [row for row in queue.values_list("user_id", "held_until") if row[1] is None or row[1] > now]
    return Desk(
        seats=seats,
        taken=list(taken),
        offered=[user for user, held in rows if held],
        waiting=[user for user, held in rows if not held],
    )


def terms_today(found: DigitalObject) -> Terms:
    return in_force(gate.rules_of(found.pk, found.gate), timezone.localdate(), found.year)


def _person(visitor: Visitor) -> int:
    if visitor.actor.user_id is None:
        raise NotSignedIn("repository.no_seat")
    return visitor.actor.user_id


def _locked(visitor: Visitor, found: DigitalObject, *, asked: bool = True) -> Terms:
    """The terms of today. With `asked`, nothing but a seat may stand between this reader and the pages."""
    row = DigitalObject.objects.select_for_update(no_key=True).filter(id=found.pk).first()
    if row is None:
        raise NotFound("kernel.not_found")
    terms = terms_today(row)
    if asked:
        decision = gate.decision_for(visitor, row)
        if not decision.allows(Surface.RECORD):
            raise NotFound("kernel.not_found")
        if decision.why and decision.why != "repository.no_seat":
            raise Refused(decision.why)
        if not terms.seats:
            raise Conflict("repository.not_by_turns")
    return terms


def _sit_down(object_id: int, user_id: int, seats: int, now: datetime, ends: datetime) -> Seat:
    taken = set(Seat.objects.filter(object_id=object_id, ended_at=None).values_list("number", flat=True))
    number = next((one for one in range(1, seats + 1) if one not in taken), 0)
    if not number:
        raise Conflict("repository.no_seat")
    try:
        with transaction.atomic():
            return Seat.objects.create(object_id=object_id, user_id=user_id, number=number, taken_at=now, ends_at=ends)
    except IntegrityError as error:  # another was quicker
        raise Conflict("repository.no_seat") from error


def _look_again(actor: Actor, found: DigitalObject, at: datetime) -> None:
    jobs.start(actor=actor, kind=SETTLE, params={"object": found.pk}, library_id=found.library_id, run_after=at)


def _note(actor: Actor, found: DigitalObject, code: str) -> None:
    data = {"object": found.public_id}
    audit.record(actor=actor, code=code, subject=f"object:{found.pk}", library_id=found.library_id, data=data)
