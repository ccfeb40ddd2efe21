"""The imports of my libraries, and one import: columns to check, progress, result."""

from __future__ import annotations

import tempfile
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from lienthu.catalogue import report, results, withdrawals
from lienthu.catalogue.actions.continue_import import confirm_withdrawal, resume_import, stop_import
from lienthu.catalogue.actions.prepare_result import prepare_result
from lienthu.catalogue.models import ImportBatch
from lienthu.catalogue.policies import IMPORTS, RESTRICTIONS
from lienthu.catalogue.queries import batch_for, batches_for, quality
from lienthu.catalogue.views import present
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import cards

ACTS = {"resume": resume_import, "stop": stop_import}
_IN_MEMORY = 4 * 1024 * 1024


@requires(Permission.CATALOGUE_VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    chosen, libraries = present.switch(actor, request.GET.get("library", ""))
    found = batches_for(actor).filter(library__code=chosen) if chosen else batches_for(actor)
    shown = page(found, by=("-id",), after=request.GET.get("after"), size=50)
    names = cards({batch.library_id for batch in shown.items})
    context = {
        "page": shown,
        "libraries": libraries,
        "chosen": chosen,
        "batches": [(batch, names.get(batch.library_id), present.status(batch)) for batch in shown.items],
        "quality": quality(actor),
        "may_import": actor.may(Permission.CATALOGUE_IMPORT),
    }
    return render(request, "catalogue/overview.html", context)


@requires(Permission.CATALOGUE_VIEW)
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    batch = batch_for(actor, public_id)
    context = _frame(request, batch) | {"may_import": IMPORTS.allows(actor, batch)}
    if batch.state == ImportBatch.State.MAPPING:
        return render(request, "catalogue/mapping.html", context | present.mapping(batch))
    if batch.is_active:
        return render(request, "catalogue/progress.html", context)
    sees = RESTRICTIONS.allows(actor, batch)
    context["held_back"] = withdrawals.held_back(batch)
    return render(request, "catalogue/result.html", context | present.result(batch, request.GET, sees_restricted=sees))


@requires(Permission.CATALOGUE_VIEW)
def progress(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = batch_for(actor_of(request), public_id)
    response = render(request, "catalogue/_progress.html", _frame(request, batch))
    if not batch.is_active:
        response["HX-Redirect"] = reverse("catalogue:batch", args=[public_id])
    return response


@requires(Permission.CATALOGUE_IMPORT)
@require_POST
def go_on(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = batch_for(actor_of(request), public_id)
    seen = request.POST.get("missing", "")
    act(actor_of(request), batch, request.POST.get("act", ""), int(seen) if seen.isascii() and seen.isdigit() else None)
    return redirect("catalogue:batch", public_id)


def act(actor: Actor, batch: ImportBatch, name: str, expected: int | None) -> None:
    """`stop`, `resume`, or `withdraw` so many records as the person has seen."""
    if name == "withdraw":
        confirm_withdrawal(actor=actor, batch=batch, expected=expected)
    elif name in ACTS:
        ACTS[name](actor=actor, batch=batch)
    else:
        raise Conflict("catalogue.not_running")


@requires(Permission.CATALOGUE_IMPORT)
def going(request: HttpRequest, public_id: str) -> HttpResponse:
    """The records that a full file does not name, before they are withdrawn though the file may not be believed."""
    batch = batch_for(actor_of(request), public_id)
    if batch.is_active or not withdrawals.is_held_back(batch):
        return redirect("catalogue:batch", public_id)
    gone = withdrawals.missing(batch)
    batch.missing = gone.count()  # today: other files may have brought some back
    shown = page(gone, by=("id",), after=request.GET.get("after"), size=50)
    records = list(withdrawals.shown(actor_of(request), shown.items))
    context = {"page": shown, "records": records, "total": batch.missing}
    return render(request, "catalogue/going.html", _frame(request, batch) | _held_back(request, batch) | context)


def _held_back(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    return {
        "held_back": withdrawals.held_back(batch),
        "overtaken": sentence("catalogue.newer_import", {}) if withdrawals.is_overtaken(batch) else "",
        "may_import": IMPORTS.allows(actor_of(request), batch),
    }


@requires(Permission.CATALOGUE_VIEW)
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    batch = batch_for(actor_of(request), public_id)
    file = report_file(actor_of(request), batch)
    return file or render(request, "catalogue/preparing.html", _preparing(request, batch), status=202)


@requires(Permission.CATALOGUE_VIEW)
def preparing(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = batch_for(actor_of(request), public_id)
    return render(request, "catalogue/_preparing.html", _preparing(request, batch))


def report_file(actor: Actor, batch: ImportBatch) -> FileResponse | None:
    """None while the worker is at it."""
    if batch.is_active or batch.state == ImportBatch.State.MAPPING:
        raise Conflict("catalogue.not_finished")
    if results.is_small(batch):
        # Closed by the response when it has been sent.
        out: Any = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        report.write(batch, out, sees_restricted=RESTRICTIONS.allows(actor, batch))
        out.seek(0)
    else:
        path = prepare_result(actor=actor, batch=batch).path
        if path is None:
            return None
        out = path.open("rb")
    return FileResponse(out, as_attachment=True, filename=report.filename(batch))


def _preparing(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    prepared = prepare_result(actor=actor_of(request), batch=batch)
    job = prepared.job
    return _frame(request, batch) | {
        "ready": prepared.path is not None,
        "job": job,
        "poll": reverse("catalogue:preparing", args=[batch.public_id]),
        "message": sentence(job.error_code, job.error_params) if job and job.error_code else "",
    }


def _frame(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    card = cards([batch.library_id]).get(batch.library_id)
    return {
        "batch": batch,
        "job": batch.job,
        "library": card,
        "library_name": card.name if card else batch.library.code,
        "poll": reverse("catalogue:progress", args=[batch.public_id]),
        "room_current": "catalogue:overview",
    }
