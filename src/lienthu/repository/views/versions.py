"""New masters for a published document, closing an earlier version, and taking versions away as a bag."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, Refused, Unavailable
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import queries
from lienthu.repository.actions import renew as acts
from lienthu.repository.actions.take_bag import Taken, take_bag
from lienthu.repository.forms import CLEARANCE_FIELDS, RenewalForm
from lienthu.repository.rules.clearance import Clearance
from lienthu.repository.views.words import tabs

KEEP = Permission.REPOSITORY_KEEP


@requires(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, public_id: str) -> HttpResponse:
    """The clearance question, and why; then the files go the way of every deposit."""
    found = queries.kept_object(actor_of(request), public_id)
    form = RenewalForm(request.POST or None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            made = acts.open_renewal(
                actor=actor_of(request),
                object_id=found.pk,
                clearance=Clearance(data["secrets"] == "yes", data["may_share"] == "yes", data["answers"]),
                reason=data["reason"],
            )
            return redirect("repository:deposit", made.public_id)
        except (Invalid, Conflict, Refused) as error:
            named = error.params.get("field") or CLEARANCE_FIELDS.get(error.code)
            form.add_error(named if named in form.fields else None, sentence(error.code, error.params))
    context = {"object": found, "form": form} | tabs(request, "repository:overview")
    return render(request, "repository/renew.html", context, status=422 if form.errors else 200)


@requires(Permission.REPOSITORY_REVIEW)
@require_POST
def keep_back(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.kept_object(actor_of(request), public_id)
    acts.keep_back(actor=actor_of(request), object_id=found.pk, back=request.POST.get("back") == "yes")
    messages.success(request, _("Done."))
    return redirect("repository:object", public_id)


@requires(KEEP)
@require_safe
def bag(request: HttpRequest, public_id: str) -> HttpResponse | StreamingHttpResponse:
    """Masters and what is known about them as a BagIt bag: of the newest version, of a chosen one, or of all."""
    found = queries.kept_object(actor_of(request), public_id)
    try:
        return bag_answer(take_bag(actor=actor_of(request), found=found, version=request.GET.get("version", "")))
    except Unavailable as error:
        messages.error(request, sentence(error.code, error.params))
        return redirect("repository:object", public_id)


def bag_answer(taken: Taken) -> StreamingHttpResponse:
    response = StreamingHttpResponse(taken.chunks, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, taken.name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@requires(KEEP)
@require_POST
def part_ways(request: HttpRequest, public_id: str) -> HttpResponse:
    """New masters on their way become a document of their own."""
    found = queries.kept_object(actor_of(request), public_id)
    try:
        acts.part_ways(actor=actor_of(request), object_id=found.pk)
    except Conflict as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("Done."))
    return redirect("repository:object", public_id)
