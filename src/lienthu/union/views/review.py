"""The list of undecided pairs, and the form that takes a record out of its entry."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, NotFound
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.union import queries, reviewing
from lienthu.union.actions.decide_pair import decide_pair as decide
from lienthu.union.actions.unmerge import unmerge


@requires(Permission.UNION_REVIEW)
def pairs(request: HttpRequest) -> HttpResponse:
    found, page = reviewing.undecided(actor_of(request), after=request.GET.get("after", ""))
    return render(request, "union/review.html", {"pairs": found, "page": page, "room_current": "union:review"})


@requires(Permission.UNION_REVIEW)
@require_POST
def decide_pair(request: HttpRequest, pair_id: int) -> HttpResponse:
    same = request.POST.get("verdict") == "same"
    try:
        decide(
            actor=actor_of(request),
            pair_id=pair_id,
            verdict="same" if same else "different",
            note=request.POST.get("note", ""),
        )
    except (Conflict, NotFound) as error:
        messages.warning(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("They are one entry now.") if same else _("They stay apart for good."))
    return redirect("union:review")


@requires(Permission.UNION_REVIEW)
@require_POST
def take_apart(request: HttpRequest, public_id: str) -> HttpResponse:
    record_id = queries.find_source(queries.resolve(public_id), request.POST.get("record", ""))
    try:
        unmerge(actor=actor_of(request), public_id=public_id, record_id=record_id, note=request.POST.get("note", ""))
    except Conflict as error:
        messages.warning(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("The record has an entry of its own now."))
    return redirect(f"/{request.LANGUAGE_CODE}/record/{public_id}")
