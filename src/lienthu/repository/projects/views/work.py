"""The desk of the workshop: a scanned barcode opens its job, and a job is taken in hand, finished or sent back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Conflict, Invalid, LienThuError, NotFound
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import queries as room
from lienthu.repository.models import WorkJob
from lienthu.repository.projects import job_sheets, queries, words
from lienthu.repository.projects.actions import work
from lienthu.repository.projects.actions.deliveries import attach_by_hand
from lienthu.repository.projects.forms import WorkForm
from lienthu.repository.projects.rules.codes import page_name
from lienthu.repository.projects.rules.steps import Act, Stage, before
from lienthu.repository.projects.views.answers import number_in, pdf

KEEP = Permission.REPOSITORY_KEEP


@requires(KEEP)
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Where the barcode reader sends its code."""
    try:
        return redirect("repository:job", queries.job_named(actor_of(request), request.GET.get("code", "")).code)
    except NotFound as error:
        messages.error(request, sentence(error.code, error.params))
        return redirect("repository:projects")


@requires(KEEP)
def job(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.job_named(actor, code)
    delivery = queries.newest_delivery(found)
    facts = work.facts_of(found)
    context = words.project_page(
        request,
        found.project,
        "repository:project",
        job=found,
        facts=words.job_facts(found),
        way=words.way_of(found),
        stage=words.stage_word(found.stage),
        may_deposit=actor.may(Permission.REPOSITORY_DEPOSIT),
        is_mine=found.holder_id is not None and found.holder_id == actor.user_id,
        machines=queries.fit_machines(found.project.library_id) if found.stage == Stage.SCAN and facts.is_own else [],
        needs_machine=found.stage == Stage.SCAN and facts.is_own,
        backs=[(one.value, words.stage_word(one)) for one in before(Stage(found.stage))],
        delivery=delivery,
        earlier=[one for one in queries.deliveries_of(found) if one != delivery],
        deviations=words.deviations(delivery),
        steps=[
            words.event(step)
            for step in found.steps.exclude(act=Act.START).select_related("machine").order_by("-id")[:60]
        ],
        pages=room.briefs(found.object.pk, 1, 24) if found.object else [],
        names=[page_name(found.code, 1), page_name(found.code, 2)],
        spec=words.spec_facts(found.project),
    )
    return render(request, "repository/projects/job.html", context)


@requires(KEEP)
@require_POST
def act(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.job_named(actor, code)
    try:
        version = number_in(request.POST, "version")
        if request.POST.get("act") == "attach":
            attach_by_hand(actor=actor, job=found, document=request.POST.get("document", ""))
        elif request.POST.get("act") == "let_pass":
            work.let_pass(actor=actor, job=found, reason=request.POST.get("note", ""), version=version)
        else:
            _moved(
                request, work.act_on(actor=actor, job=found, act=_act(request), version=version, said=_said(request))
            )
    except LienThuError as error:
        messages.error(request, sentence(error.code, error.params))
    return redirect("repository:job", found.code)


def _moved(request: HttpRequest, job: WorkJob) -> None:
    stage = words.stage_word(job.stage)
    said = _("In your hand: %(step)s.") if job.holder_id else _("Noted. Next: %(step)s.")
    messages.success(request, said % {"step": stage})


def _act(request: HttpRequest) -> Act:
    try:
        return Act(request.POST.get("act", ""))
    except ValueError as error:
        raise Invalid("repository.no_such_act") from error


def _said(request: HttpRequest) -> work.Said:
    form = WorkForm(request.POST)
    if not form.is_valid():
        raise Invalid("repository.job_figures")
    data, back = form.cleaned_data, request.POST.get("back_to", "scan")
    if back not in set(Stage):
        raise Conflict("repository.job_not_back")
    machine = request.POST.get("machine", "")
    return work.Said(data["minutes"], data["pages"], machine, data["note"], Stage(back), data["on"])


@requires(KEEP)
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet of one job, to be printed again."""
    found = queries.job_named(actor_of(request), code)
    return pdf(job_sheets.job_sheets([found]), found.code)
