"""The report of fixity: are the masters still what was handed in?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict
from lienthu.kernel.models import Job
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import cards
from lienthu.repository import fixity_queries
from lienthu.repository.actions.check_fixity import FIXITY, check_fixity
from lienthu.repository.views.words import tabs

KEEP = Permission.REPOSITORY_KEEP
_TREND = 3  # readings that make a drawing worth looking at


@requires(KEEP)
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    found = fixity_queries.report(actor)
    scope = actor.scope(KEEP)
    running = Job.objects.filter(kind=FIXITY, state__in=Job.ACTIVE).order_by("-id")
    if not scope.everything:
        running = running.filter(library_id__in=scope.library_ids)
    context = {
        "report": found,
        "files": [run.files for run in reversed(found.runs)] if len(found.runs) >= _TREND else [],
        "runs": [(run, "bad" if run.faults else "good" if run.finished_at else "info") for run in found.runs],
        "libraries": [] if scope.everything else sorted(cards(scope.library_ids).values(), key=lambda card: card.name),
        "job": running.first(),
    }
    return render(request, "repository/fixity.html", context | tabs(request, "repository:fixity"))


@requires(KEEP)
@require_POST
def run(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("library", "")
    library = next((card.id for card in cards().values() if card.code == code), None) if code else None
    try:
        check_fixity(actor=actor_of(request), library_id=library)
    except Conflict as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("The masters are being read again."))
    return redirect("repository:fixity")
