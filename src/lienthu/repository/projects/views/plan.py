"""Projects: the list, the board, the plan, hours and money, lots."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict, Invalid, LienThuError
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import queries as room
from lienthu.repository.models import Project, WorkLot
from lienthu.repository.policies import REVIEWS
from lienthu.repository.projects import job_sheets, queries, sheets, words
from lienthu.repository.projects.actions import inspect, plan
from lienthu.repository.projects.chart import drawing
from lienthu.repository.projects.forms import HandForm, LotForm, PlanForm, plan_initial
from lienthu.repository.projects.rules.sampling import plan_for
from lienthu.repository.projects.rules.steps import Stage
from lienthu.repository.projects.views.answers import failed, number_in, pdf

KEEP = Permission.REPOSITORY_KEEP
REVIEW = Permission.REPOSITORY_REVIEW


@requires(KEEP)
def overview(request: HttpRequest) -> HttpResponse:
    shown = page(queries.projects_of(actor_of(request)), by=("-id",), after=request.GET.get("after"), size=20)
    done = queries.summaries(shown.items)
    rows = [(one, *done[one.pk], min(100, done[one.pk][0] * 100 // one.planned_pages)) for one in shown.items]
    context = words.page(request, "repository:projects", rows=rows, page=shown)
    return render(request, "repository/projects/projects.html", context)


@requires(KEEP)
def new(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, libraries=words.libraries(request), agencies=room.agencies_today())
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = plan.open_project(
                actor=actor_of(request),
                library_id=int(said["library"]),
                code=said["code"],
                said=form.said(room.agency_id(said["agency"])),
            )
            return redirect("repository:project", made.code)
        except (Invalid, Conflict) as error:
            failed(form, error)
    context = words.page(request, "repository:projects", form=form)
    return render(request, "repository/projects/project_new.html", context, status=422 if form.errors else 200)


@requires(KEEP)
def board(request: HttpRequest, code: str) -> HttpResponse:
    project = queries.project_named(actor_of(request), code)
    wanted = request.GET.get("lot", "")
    lot = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 5 else None
    done = queries.delivered_by_day(project)
    figures = queries.figures(project, done)
    context = words.project_page(
        request,
        project,
        "repository:project",
        columns=[(one, words.stage_word(one.stage)) for one in queries.board(project, lot, request.GET.get("q", ""))],
        strays=queries.strays(project),
        lots=list(project.lots.order_by("number").values_list("number", flat=True)),
        wanted=lot,
        figures=figures,
        capacity=[pages for _day, pages in queries.last_days(queries.finished_by_day(project, Stage.SCAN))],
        chart=drawing(queries.plan_of(project), done, figures.outlook, today()),
    )
    return render(request, "repository/projects/board.html", context)


@requires(KEEP)
def figures(request: HttpRequest, code: str) -> HttpResponse:
    project = queries.project_named(actor_of(request), code)
    found = queries.figures(project)
    scanned = queries.finished_by_day(project, Stage.SCAN)
    delivered = queries.finished_by_day(project, Stage.DELIVER)
    context = words.project_page(
        request,
        project,
        "repository:project_figures",
        figures=found,
        hours=words.hours(found.minutes),
        days=[(day, scanned.get(day, 0), delivered.get(day, 0)) for day in sorted({*scanned, *delivered})[-30:]],
        tables=words.hour_tables(found),
        money=words.money_facts(found),
    )
    return render(request, "repository/projects/figures.html", context)


@requires(KEEP)
def plan_page(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    project = queries.project_named(actor, code)
    form = PlanForm(request.POST or None, agencies=room.agencies_today(), initial=plan_initial(project))
    if form.is_bound and form.is_valid():
        try:
            said = form.said(room.agency_id(form.cleaned_data["agency"]))
            plan.change_plan(actor=actor, project=project, said=said, version=number_in(request.POST, "version"))
            messages.success(request, _("The plan is changed."))
            return redirect("repository:project", code)
        except (Invalid, Conflict) as error:
            failed(form, error)
    context = words.project_page(request, project, "repository:project_plan", form=form)
    return render(request, "repository/projects/plan.html", context, status=422 if form.errors else 200)


@requires(KEEP)
@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    try:
        plan.close_project(actor=actor, project=queries.project_named(actor, code))
    except Conflict as error:
        messages.error(request, sentence(error.code, error.params))
    return redirect("repository:project", code)


@requires(KEEP)
def jobs_sheet(request: HttpRequest, code: str, what: str) -> HttpResponseBase:
    project = queries.project_named(actor_of(request), code)
    rows = sheets.day_rows if what == "days" else sheets.job_rows
    return sheets.answer(rows(project), f"{project.code}-{what}")


@requires(KEEP)
def lots(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    project = queries.project_named(actor, code)
    form = LotForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = plan.open_lot(actor=actor, project=project, said=form.said())
            return redirect("repository:lot", project.code, made.number)
        except (Invalid, Conflict) as error:
            failed(form, error)
    context = words.project_page(request, project, "repository:project_lots", form=form, rows=words.lot_rows(project))
    return render(request, "repository/projects/lots.html", context, status=422 if form.errors else 200)


@requires(KEEP)
def lot(request: HttpRequest, code: str, number: int) -> HttpResponse:
    actor = actor_of(request)
    project = queries.project_named(actor, code)
    return _lot(request, project, queries.lot_of(project, number), HandForm())


def _lot(request: HttpRequest, project: Project, found: WorkLot, form: HandForm) -> HttpResponse:
    actor = actor_of(request)
    rows = list(found.jobs.select_related("object").order_by("number")[:500])
    pages = sum(job.object.page_count for job in rows if job.object)
    context = words.project_page(
        request,
        project,
        "repository:project_lots",
        lot=found,
        kind=words.lot_kind(found),
        rows=[(job, words.stage_word(job.stage)) for job in rows],
        selections=queries.selections_for(actor, project),
        inspections=list(found.inspections.order_by("-id")),
        waits=sum(job.stage not in ("shelve", "done") for job in rows),
        pages=pages,
        sample=plan_for(pages, project.aql) if pages else None,
        may_inspect=REVIEWS.allows(actor, project),
        form=form,
    )
    return render(request, "repository/projects/lot.html", context, status=422 if form.errors else 200)


@requires(KEEP)
@require_POST
def put(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Titles of a confirmed list, or one document by hand, into a lot."""
    actor = actor_of(request)
    project = queries.project_named(actor, code)
    found = queries.lot_of(project, number)
    form = HandForm(request.POST)
    try:
        if request.POST.get("selection"):
            made = len(_selected(request, found))
        elif form.is_valid():
            made = len([plan.put_by_hand(actor=actor, lot=found, **_by_hand(form))])
        else:
            return _lot(request, project, found, form)
        messages.success(request, ngettext("%(n)s job made.", "%(n)s jobs made.", made) % {"n": made})
    except (Invalid, Conflict) as error:
        messages.error(request, sentence(error.code, error.params))
    return redirect("repository:lot", project.code, number)


def _selected(request: HttpRequest, found: WorkLot) -> list[Any]:
    actor = actor_of(request)
    selection = queries.selection_named(actor, request.POST.get("selection", ""))
    most = request.POST.get("most", "").strip()
    free = selection.lines.filter(choice="in", work=None).order_by("place", "id").values_list("id", flat=True)
    chosen = list(free[: number_in(request.POST, "most")]) if most else []
    return plan.put_selected(actor=actor, lot=found, selection=selection, line_ids=chosen)


def _by_hand(form: HandForm) -> dict[str, Any]:
    return form.cleaned_data | {"pages": form.cleaned_data["pages"] or 0}


@requires(KEEP)
def papers(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The job sheets of a lot."""
    found = queries.lot_of(queries.project_named(actor_of(request), code), number)
    jobs = list(found.jobs.select_related("project", "lot").order_by("number")[:1000])
    return pdf(job_sheets.job_sheets(jobs), f"{code}-{number}")


@requires(REVIEW)
@require_POST
def draw(request: HttpRequest, code: str, number: int) -> HttpResponse:
    actor = actor_of(request)
    project = queries.project_named(actor, code)
    try:
        made = inspect.draw_sample(actor=actor, lot=queries.lot_of(project, number))
        return redirect("repository:inspection", made.public_id)
    except LienThuError as error:
        messages.error(request, sentence(error.code, error.params))
    return redirect("repository:lot", project.code, number)
