"""Reading by turns, for the reader: borrow, give back, wait, and what one has borrowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.errors import Conflict
from lienthu.kernel.sentences import sentence
from lienthu.repository import gate, queries
from lienthu.repository.actions.borrow import borrow, desk_of, give_back, leave_queue, queue_up, terms_today
from lienthu.repository.models import DigitalObject, Seat, Waiting
from lienthu.repository.rules.access import Decision, Surface

ACTS = {"borrow": borrow, "return": give_back, "wait": queue_up, "leave": leave_queue}


@dataclass(frozen=True, slots=True)
class SeatView:
    """`place`: in the queue, from 1; 0 for who is not in it."""

    seats: int
    free: int
    until: datetime | None
    held_until: datetime | None
    place: int
    may_take: bool


def seat_of(visitor: gate.Visitor, found: DigitalObject, decision: Decision) -> SeatView | None:
    """How it stands with this reader's seat; None where nobody needs one, or something else stands against it."""
    seats, user_id = terms_today(found).seats, visitor.actor.user_id
    if not seats or user_id is None or not (decision.allows(Surface.IMAGE) or decision.why == "repository.no_seat"):
        return None
    now = timezone.now()
    desk = desk_of(found.pk, seats, now)
    mine = Seat.objects.filter(object=found, user_id=user_id, ended_at=None, ends_at__gt=now).first()
    turn = Waiting.objects.filter(object=found, user_id=user_id, ended_at=None, held_until__gt=now).first()
    place = list(desk.waiting).index(user_id) + 1 if user_id in desk.waiting else 0
    return SeatView(
        seats=seats,
        free=desk.free,
        until=mine.ends_at if mine else None,
        held_until=turn.held_until if turn else None,
        place=place,
        may_take=desk.may_take(user_id),
    )


@requires(Access.SIGNED_IN)
@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.object_named(public_id)
    wanted = ACTS.get(request.POST.get("act", ""))
    try:
        if wanted is None:
            raise Conflict("repository.no_such_act")
        wanted(visitor=gate.visitor_of(request), found=found)
    except Conflict as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("Done."))
    return redirect("repository:read", public_id)


@requires(Access.SIGNED_IN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What is borrowed and waited for; a turn that has come stands first."""
    user_id, now = actor_of(request).user_id or 0, timezone.now()
    held = Seat.objects.filter(user_id=user_id, ended_at=None, ends_at__gt=now).select_related("object")
    queue = Waiting.objects.filter(user_id=user_id, ended_at=None).select_related("object").order_by("asked_at")
    rows = list(queue)
    context = {
        "held": held.order_by("ends_at"),
        "turns": [one for one in rows if one.held_until and one.held_until > now],
        "waiting": [one for one in rows if not one.held_until],
    }
    return render(request, "repository/my_seats.html", context)
