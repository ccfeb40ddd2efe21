"""The review desk: one pair, an answer by one key, the next pair ready."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, NotFound
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.union import reviewing
from lienthu.union.actions.claim_pair import claim, claim_next, put_off
from lienthu.union.actions.decide_pair import decide_pair
from lienthu.union.actions.decisions import take_back
from lienthu.union.model import current_weights
from lienthu.union.models import UndecidedPair
from lienthu.union.reviewing import Narrowed, ReviewPair

_SAID = {
    "same": gettext_noop("They are one entry now."),
    "always": gettext_noop("They are one entry now, and stay together for good."),
    "different": gettext_noop("They stay apart."),
    "never": gettext_noop("They stay apart for good."),
    "later": gettext_noop("The pair comes again tomorrow."),
}


@requires(Permission.UNION_REVIEW)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    actor, narrowed = actor_of(request), Narrowed.of(request.GET)
    pair = _asked_for(request, actor) or _next(actor, narrowed)
    shown = {"offered": reviewing.offered(actor), "narrowed": narrowed, "room_current": "union:review"}
    return render(request, "union/review.html", _status(actor) | shown | _pair(pair, narrowed))


@requires(Permission.UNION_REVIEW)
@require_safe
def following(request: HttpRequest) -> HttpResponse:
    """The pair after those named by `not` (on the screen, just answered), for the page to hold ready."""
    narrowed = Narrowed.of(request.GET)
    without = [int(one) for one in request.GET.getlist("not")[:50] if one.isdecimal() and len(one) < 19]
    pair = _next(actor_of(request), narrowed, without)
    return render(request, "union/_pair.html", _pair(pair, narrowed))


@requires(Permission.UNION_REVIEW)
@require_POST
def answer(request: HttpRequest, pair_id: int) -> HttpResponse:
    actor, verdict = actor_of(request), request.POST.get("verdict", "")
    try:
        if verdict == "later":
            put_off(actor=actor, pair_id=pair_id)
        else:
            decide_pair(actor=actor, pair_id=pair_id, verdict=verdict, note=request.POST.get("note", ""))
    except (Conflict, NotFound) as error:
        messages.warning(request, sentence(error.code, error.params))
    else:
        messages.success(request, _(_SAID[verdict]))
    return _answered(request, actor)


@requires(Permission.UNION_REVIEW)
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    actor, said = actor_of(request), request.POST.get("decision", "")
    number = int(said) if said.isdecimal() and len(said) < 19 else 0
    pair = UndecidedPair.objects.filter(answer=number).first()
    try:
        take_back(actor=actor, decision_id=number)
    except (Conflict, NotFound) as error:
        messages.warning(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("Taken back; all is as it was before."))
    return redirect(_address(request, {"pair": str(pair.pk)} if pair else {}))


def _next(actor: Actor, narrowed: Narrowed, without: list[int] | None = None) -> UndecidedPair | None:
    return claim_next(actor=actor, pairs=reviewing.waiting(actor, narrowed), without=without or [])


def _asked_for(request: HttpRequest, actor: Actor) -> UndecidedPair | None:
    """The pair named in the address, when it still waits and nobody else looks at it."""
    asked = request.GET.get("pair", "")
    if not asked.isdecimal() or len(asked) > 18:
        return None
    pair = reviewing.waiting(actor).filter(pk=int(asked)).first()
    try:
        if pair is not None:
            claim(actor=actor, pair=pair)
    except Conflict as error:
        messages.warning(request, sentence(error.code, error.params))
        return None
    return pair


def _pair(pair: UndecidedPair | None, narrowed: Narrowed) -> dict[str, Any]:
    shown: list[ReviewPair] = reviewing.viewed([pair], current_weights()) if pair else []
    return {"pair": shown[0] if shown else None, "kept": urlencode(narrowed.pairs()), "narrowed": narrowed}


def _status(actor: Actor) -> dict[str, Any]:
    return {"progress": reviewing.progress(actor), "acts": reviewing.last_acts(actor)}


def _answered(request: HttpRequest, actor: Actor) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "union/_status.html", _status(actor) | {"with_messages": True})
    return redirect(_address(request, {}))


def _address(request: HttpRequest, extra: dict[str, str]) -> str:
    query = urlencode(Narrowed.of(request.POST).pairs() | extra)
    return reverse("union:review") + (f"?{query}" if query else "")
