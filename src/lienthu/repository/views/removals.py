"""Reporting what should not be here, and the second person's decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.errors import Conflict, LienThuError
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import gate, queries
from lienthu.repository.actions.remove import dismiss_report, remove_for_good, report_mistake
from lienthu.repository.rules.access import Surface
from lienthu.repository.stores import MASTERS, PYRAMIDS, QUARANTINE
from lienthu.repository.views.words import tabs

REVIEW = Permission.REPOSITORY_REVIEW
_KIND = {"reported": "warn", "removed": "bad", "dismissed": "good"}
_STORES = {
    MASTERS.name: gettext_lazy("Masters"),
    PYRAMIDS.name: gettext_lazy("Pictures of pages"),
    QUARANTINE.name: gettext_lazy("Quarantine"),
}


@requires(Access.SIGNED_IN)
@require_POST
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.object_named(public_id)
    gate.passed(gate.visitor_of(request), found, Surface.RECORD)
    report_mistake(actor=actor_of(request), found=found)
    messages.success(request, _("Thank you. The document is closed; a second person decides."))
    return redirect("repository:collection")


@requires(REVIEW)
def overview(request: HttpRequest) -> HttpResponse:
    shown = page(queries.removals_for(actor_of(request)), by=("-id",), after=request.GET.get("after"), size=50)
    context = {"page": shown, "rows": [(one, _KIND[one.state]) for one in shown.items]}
    return render(request, "repository/removals.html", context | tabs(request, "repository:removals"))


@requires(REVIEW)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.removal_named(actor_of(request), public_id)
    context = {
        "removal": found,
        "kind": _KIND[found.state],
        "may_decide": found.reporter_id != actor_of(request).user_id,
        "removed": [(one, _STORES.get(one["store"], one["store"])) for one in found.removed],
    }
    return render(request, "repository/removal.html", context | tabs(request, "repository:removals"))


@requires(REVIEW)
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.removal_named(actor, public_id)
    try:
        if request.POST.get("act") == "remove":
            remove_for_good(actor=actor, removal=found)
        elif request.POST.get("act") == "dismiss":
            dismiss_report(actor=actor, removal=found)
        else:
            raise Conflict("repository.no_such_act")
    except LienThuError as error:
        messages.error(request, sentence(error.code, error.params))
    else:
        messages.success(request, _("Done."))
    return redirect("repository:removal", public_id)
