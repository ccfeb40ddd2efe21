"""Two pages about the house itself: what it is doing, and what privileged people did."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from lienthu.kernel import audit, jobs
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.models import AuditEntry, Job
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.policy import Policy
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import cards

JOBS = Policy(Permission.JOBS_VIEW)
AUDIT = Policy(Permission.AUDIT_VIEW)


@requires(Permission.JOBS_VIEW)
def job_list(request: HttpRequest) -> HttpResponse:
    rows = JOBS.filter(actor_of(request), Job.objects.all())
    found = page(rows, by=("-id",), after=request.GET.get("after"), size=30)
    actor = actor_of(request)
    described = [_described(job) | {"may_steer": jobs.may_steer(actor, job)} for job in found.items]
    context = {"jobs": described, "next": found.next, "room_current": "config:jobs"}
    return render(request, "config/jobs.html", context)


@requires(Permission.JOBS_VIEW)
def job(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(JOBS.filter(actor_of(request), Job.objects.all()), public_id=public_id)
    return render(request, "config/_job.html", _described(found))


@requires(Permission.JOBS_VIEW)
@require_POST
def change_job(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(JOBS.filter(actor_of(request), Job.objects.all()), public_id=public_id)
    (jobs.resume if request.POST.get("do") == "resume" else jobs.cancel)(actor=actor_of(request), job=found)
    return redirect("config:jobs")


@requires(Permission.AUDIT_VIEW)
def audit_log(request: HttpRequest) -> HttpResponse:
    rows = AUDIT.filter(actor_of(request), AuditEntry.objects.all())
    found = page(rows, by=("-number",), after=request.GET.get("after"), size=100)
    names = cards({entry.library_id for entry in found.items if entry.library_id is not None})
    entries = [
        (entry, audit.sentence(entry), names[entry.library_id].name if entry.library_id in names else "")
        for entry in found.items
    ]
    return render(
        request, "config/audit.html", {"entries": entries, "next": found.next, "room_current": "config:audit"}
    )


def _described(found: Job) -> dict[str, object]:
    kind = jobs.kinds().get(found.kind)
    message = sentence(found.error_code, found.error_params) if found.error_code else ""
    return {"job": found, "title": kind.title if kind else found.kind, "message": message}
