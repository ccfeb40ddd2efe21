"""The desk's page of a transcript: listen, correct, save."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import queries, transcripts
from lienthu.repository.actions.correct_transcript import correct_transcript
from lienthu.repository.views.words import tabs


@requires(Permission.REPOSITORY_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """What was typed stays in the form when it is refused."""
    actor, fault = actor_of(request), ""
    found = queries.kept_object(actor, public_id)
    shown = transcripts.of(found, number)
    if request.method == "POST":
        said, seen = request.POST.get("source", ""), request.POST.get("seen", "")
        try:
            correct_transcript(actor=actor, object_id=found.pk, recording=number, source=said, seen=seen)
            messages.success(request, _("Saved. Readers have it now, and the search finds it in a moment."))
            return redirect("repository:transcript_desk", public_id, number)
        except (Invalid, Conflict) as error:
            shown, fault = transcripts.with_source(shown, said), sentence(error.code, error.params)
    context = {"object": found, "shown": shown, "fault": fault} | tabs(request, "repository:overview")
    return render(request, "repository/transcript.html", context, status=422 if fault else 200)
