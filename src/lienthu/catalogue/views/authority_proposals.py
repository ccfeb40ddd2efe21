"""Headings that look like one thing: the queue, the most used first, and a person's decision."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.catalogue import authority_queries as queries
from lienthu.catalogue.actions.propose_authorities import PROPOSE, accept_proposal, dismiss_proposal, start_proposing
from lienthu.catalogue.models.authorities import KIND_WORDS
from lienthu.catalogue.views.act import said
from lienthu.catalogue.views.authorities import KEEP, ROOM, kind_named
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.models import Job
from lienthu.kernel.paging import page

SIZE = 10


@requires(KEEP)
def overview(request: HttpRequest) -> HttpResponse:
    kind = kind_named(request.GET.get("kind", ""))
    waiting = queries.open_proposals(kind)
    found = page(waiting, by=("-records", "-id"), after=request.GET.get("after"), size=SIZE)
    context = {
        "found": found,
        "proposals": queries.proposal_views(found.items),
        "total": waiting.count(),
        "job": _job(),
        "kinds": {one.value: word for one, word in KIND_WORDS.items()},
    }
    return render(request, "catalogue/authority_proposals.html", context | ROOM)


def _job() -> Job | None:
    return Job.objects.filter(kind=PROPOSE).order_by("-id").first()


@requires(KEEP)
def progress(request: HttpRequest) -> HttpResponse:
    job = _job()
    answer = render(request, "catalogue/_authority_progress.html", {"job": job})
    if job is None or not job.is_active:
        answer["HX-Refresh"] = "true"
    return answer


@requires(KEEP)
@require_POST
def gather(request: HttpRequest) -> HttpResponse:
    with said(request) as outcome:
        start_proposing(actor=actor_of(request))
        outcome.good = _("The headings are being gathered.")
    return redirect("catalogue:authority_proposals")


@requires(KEEP)
@require_POST
def decide(request: HttpRequest, proposal_id: int) -> HttpResponse:
    actor = actor_of(request)
    with said(request) as outcome:
        if request.POST.get("act") == "dismiss":
            dismiss_proposal(actor=actor, proposal_id=proposal_id)
            outcome.good = _("Dismissed: it will not be proposed again.")
        else:
            ids = [int(one) for one in request.POST.getlist("heading_id") if one.isdecimal() and len(one) < 19]
            typed = request.POST.get("heading", "")
            made = accept_proposal(actor=actor, proposal_id=proposal_id, heading=typed, heading_ids=ids)
            outcome.good = _("“%(heading)s” is an authority now with the chosen names.") % {"heading": made.heading}
    return redirect("catalogue:authority_proposals")
