"""The matcher's weights, what people's answers say about them, and matching everything again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.ui import progress
from lienthu.union import model
from lienthu.union.actions.rematch import accept_weights, refuse_weights, rematch
from lienthu.union.models import Member, UndecidedPair, WeightSet


@requires(Permission.UNION_ADMIN)
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    answers = UndecidedPair.objects.exclude(answer=None).count()
    shown = {"proposals": model.proposals(), "answers": answers, "accepted": WeightSet.objects.order_by("-id")[:20]}
    return render(request, "union/model.html", _runs() | shown | {"room_current": "union:model"})


@requires(Permission.UNION_ADMIN)
@require_safe
def state(request: HttpRequest) -> HttpResponse:
    runs = _runs()
    answer = render(request, "union/_rematch.html", runs)
    if not any(job and progress.state_of(job)["running"] for job in (runs["trial"], runs["real"])):
        answer["HX-Refresh"] = "true"
    return answer


@requires(Permission.UNION_ADMIN)
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    acts: dict[str, tuple[Callable[[], Any], str]] = _acts(request)
    act, said = acts.get(request.POST.get("do", ""), acts["again"])
    try:
        act()
    except (Conflict, Invalid) as error:
        messages.warning(request, sentence(error.code, error.params))
    else:
        messages.success(request, said)
    return redirect("union:model")


def _acts(request: HttpRequest) -> dict[str, tuple[Callable[[], Any], str]]:
    actor, note, chosen = actor_of(request), request.POST.get("note", ""), _chosen(request.POST)
    return {
        "try": (
            lambda: rematch(actor=actor, dry=True, weights=chosen),
            _("Counting what would change; nothing is changed."),
        ),
        "accept": (
            lambda: accept_weights(actor=actor, weights=chosen, note=note),
            _("Accepted. Everything is matched again in the background."),
        ),
        "refuse": (
            lambda: refuse_weights(actor=actor, codes=list(chosen), note=note),
            _("Refused; the weights stay as they are."),
        ),
        "again": (lambda: rematch(actor=actor), _("Everything is matched again in the background.")),
    }


def _chosen(said: QueryDict) -> dict[str, float]:
    """The proposals that were ticked, with the weights proposed now."""
    ticked = set(said.getlist("code"))
    return {one.code: one.proposed for one in model.proposals() if one.code in ticked}


def _runs() -> dict[str, Any]:
    return {
        "trial": model.last_rematch(dry=True),
        "real": model.last_rematch(dry=False),
        "model": model.in_force().name,
        "behind": model.is_behind(),
        "records": Member.objects.count(),
    }
