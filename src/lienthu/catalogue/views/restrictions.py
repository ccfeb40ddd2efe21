"""Restricted records: what they are, and the reviewer's decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.catalogue.actions.review_restriction import keep_restricted, release_record
from lienthu.catalogue.models import RestrictionCase
from lienthu.catalogue.queries import cases_for
from lienthu.catalogue.views import present
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence

ACTS = {"release": release_record, "keep": keep_restricted}


@requires(Permission.RESTRICTION_REVIEW)
def overview(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "open")
    state = state if state in RestrictionCase.State.values else RestrictionCase.State.OPEN
    found = cases_for(actor_of(request)).filter(state=state)
    shown = page(found, by=("id",), after=request.GET.get("after"), size=20)
    context = {"page": shown, "cases": [present.case(case) for case in shown.items], "state": state}
    return render(request, "catalogue/restrictions.html", context | {"tabs": present.case_tabs(request, state)})


@requires(Permission.RESTRICTION_REVIEW)
@require_POST
def decide(request: HttpRequest, case_id: int) -> HttpResponse:
    case = cases_for(actor_of(request)).filter(id=case_id).first()
    act = ACTS.get(request.POST.get("act", ""))
    if case is None or act is None:
        raise NotFound("kernel.not_found")
    try:
        act(actor=actor_of(request), case=case, reason=request.POST.get("reason", ""))
    except Invalid as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("The decision is saved."))
    return redirect("catalogue:restrictions")
