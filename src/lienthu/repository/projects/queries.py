"""Typed reads of digitisation work. Figures are sums of rows (`WorkStep`, `WorkJob`) and can be traced to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import NotFound
from lienthu.repository.models import (
    Booking,
    DepositFile,
    DigitalObject,
    Inspection,
    JobDelivery,
    Machine,
    Project,
    RegisterEntry,
    Selection,
    SelectionLine,
    WorkJob,
    WorkLot,
    WorkStep,
)
from lienthu.repository.policies import KEEPS
from lienthu.repository.projects.rules.codes import recognised
from lienthu.repository.projects.rules.progress import Outlook, Plan, Spent, outlook, per_page, spent
from lienthu.repository.projects.rules.steps import DELIVERED, STAGES, Act, Stage
from lienthu.repository.queries import with_words

_MOST_CARDS = 60
_MOST_STRAYS = 20


def projects_of(actor: Actor) -> QuerySet[Project]:
    return KEEPS.filter(actor, Project.objects.all()).select_related("library", "agency")


def project_named(actor: Actor, code: str) -> Project:
    found = projects_of(actor).filter(code=_text(code).upper()).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def lot_of(project: Project, number: int) -> WorkLot:
    found = project.lots.filter(number=number).select_related("project").first() if number < 32_768 else None
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def job_named(actor: Actor, code: str) -> WorkJob:
    """By what a barcode reader or a person typed: the code with its check character."""
    found = WorkJob.objects.filter(code=recognised(_text(code))).select_related("project__library", "lot", "object")
    job = found.first()
    if job is None or not KEEPS.allows(actor, job.project):
        raise NotFound("repository.no_such_job", job=code[:30])
    return job


def selections_of(actor: Actor) -> QuerySet[Selection]:
    found = KEEPS.filter(actor, Selection.objects.all()).select_related("library", "job")
    return found.annotate(titles=Count("lines"))


def selection_named(actor: Actor, public_id: str) -> Selection:
    found = selections_of(actor).filter(public_id=_text(public_id)).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def register_of(actor: Actor) -> QuerySet[RegisterEntry]:
    return KEEPS.filter(actor, RegisterEntry.objects.all()).select_related("library")


def machines_of(actor: Actor) -> QuerySet[Machine]:
    return KEEPS.filter(actor, Machine.objects.all()).select_related("library")


def machine_named(actor: Actor, public_id: str) -> Machine:
    found = machines_of(actor).filter(public_id=_text(public_id)).first()
    if found is None:
        raise NotFound("kernel.not_found")
    return found


def fit_machines(library_id: int) -> list[Machine]:
    """Those that may scan today."""
    running = Machine.objects.filter(library_id=library_id, ended_at=None, calibrated_until__gte=today())
    return list(running.order_by("name"))


def bookings_from(machines: Sequence[Machine], day: dt.date, days: int) -> dict[tuple[int, dt.date, str], Booking]:
    last = day + dt.timedelta(days - 1)
    found = Booking.objects.filter(machine__in=machines, day__range=(day, last)).select_related("project")
    return {(one.machine_id, one.day, one.shift): one for one in found}


def inspection_named(actor: Actor, public_id: str) -> Inspection:
    found = Inspection.objects.select_related("lot__project__library").filter(public_id=_text(public_id)).first()
    if found is None or not KEEPS.allows(actor, found.lot.project):
        raise NotFound("kernel.not_found")
    return found


def _text(said: str) -> str:
    return said.replace("\x00", "")


def newest_delivery(job: WorkJob) -> JobDelivery | None:
    return job.deliveries.order_by("-id").select_related("object").first()


def deliveries_of(job: WorkJob) -> list[JobDelivery]:
    """The newest first."""
    return list(job.deliveries.order_by("-id").select_related("object")[:20])


@dataclass(frozen=True, slots=True)
class Stray:
    """A document whose folder looks like one of the project's, but belongs to no job: a code typed wrongly."""

    folder: str
    object: DigitalObject


def strays(project: Project) -> list[Stray]:
    """At most twenty, the newest first."""
    near = Q(folder__istartswith=f"{project.code}-") | Q(folder__icontains=f"/{project.code}-")
    lost = DepositFile.objects.filter(near, deposit__library_id=project.library_id, object__isnull=False)
    lost = lost.exclude(object__in=JobDelivery.objects.exclude(object=None).values("object"))
    found: dict[int, Stray] = {}
    for file in lost.select_related("object").order_by("-id")[:2_000]:
        if file.object is not None and len(found) < _MOST_STRAYS:
            found.setdefault(file.object.pk, Stray(file.folder, file.object))
    return list(found.values())


def selections_for(actor: Actor, project: Project) -> list[tuple[Selection, int]]:
    """Confirmed lists of the project's library with titles that are in no project yet."""
    confirmed = selections_of(actor).filter(library_id=project.library_id, state=Selection.State.CONFIRMED)
    free = Q(lines__choice=SelectionLine.Choice.IN, lines__work=None)
    counted = confirmed.annotate(free=Count("lines", filter=free, distinct=True)).filter(free__gt=0).order_by("-id")
    return [(one, one.free) for one in counted[:50]]


@dataclass(frozen=True, slots=True)
class Column:
    """A stage on the board: its first cards, how many jobs stand there and how many pages they have."""

    stage: Stage
    jobs: list[WorkJob]
    count: int
    pages: int

    @property
    def more(self) -> int:
        return self.count - len(self.jobs)


def board(project: Project, lot: int | None = None, words: str = "") -> list[Column]:
    """Who waits longest stands on top; what is finished, the newest first. `words`: of codes, titles and creators."""
    jobs = with_words(project.jobs.select_related("lot"), words)
    if lot is not None:
        jobs = jobs.filter(lot__number=lot)
    totals = {
        stage: (count, pages)
        for stage, count, pages in jobs.values_list("stage").annotate(n=Count("id"), p=Sum("pages")).order_by()
    }
    columns = []
    for stage in STAGES:
        order = "-moved_at" if stage is Stage.DONE else "moved_at"
        shown = list(jobs.filter(stage=stage).order_by(order, "id")[:_MOST_CARDS])
        count, pages = totals.get(stage, (0, 0))
        columns.append(Column(stage, shown, count, pages or 0))
    return columns


def delivered_by_day(project: Project) -> dict[dt.date, int]:
    """Pages of jobs that stand delivered, by the day of their last delivery: what came back is not counted."""
    last = WorkStep.objects.filter(job__project=project, job__stage__in=DELIVERED, stage=Stage.DELIVER, act=Act.FINISH)
    newest = last.values("job_id").annotate(step=Max("id")).values("step")
    rows = WorkStep.objects.filter(id__in=newest).values_list("day").annotate(n=Sum("pages")).order_by("day")
    return dict(rows)


def finished_by_day(project: Project, stage: Stage) -> dict[dt.date, int]:
    """Pages that went through a stage, whatever became of them afterwards: the capacity of a day."""
    rows = WorkStep.objects.filter(job__project=project, stage=stage, act=Act.FINISH)
    return dict(rows.values_list("day").annotate(n=Sum("pages")).order_by("day"))


def plan_of(project: Project) -> Plan:
    return Plan(project.starts, project.ends, project.planned_pages, project.planned_cost)


@dataclass(frozen=True, slots=True)
class Tally:
    """A line of hours: a stage, a person or a machine."""

    label: str
    minutes: int
    pages: int

    @property
    def per_hour(self) -> float | None:
        return round(self.pages * 60 / self.minutes, 1) if self.minutes else None


@dataclass(frozen=True, slots=True)
class Figures:
    """`page_cost`: what a page has cost so far; `at_end`: what the whole plan costs at that price."""

    outlook: Outlook
    spent: Spent
    minutes: int
    planned_cost: int
    plan_page_cost: int | None
    page_cost: int | None
    at_end: int | None
    jobs: int
    delivered: int
    accepted_pages: int
    by_stage: list[Tally] = field(default_factory=list)
    by_person: list[Tally] = field(default_factory=list)
    by_machine: list[Tally] = field(default_factory=list)


def figures(project: Project, done: dict[dt.date, int] | None = None) -> Figures:
    plan = plan_of(project)
    view = outlook(plan, delivered_by_day(project) if done is None else done, today())
    steps = WorkStep.objects.filter(job__project=project)
    by_stage = _tallies(steps, "stage")
    machines = _tallies(steps.exclude(machine=None), "machine__name")
    prices = dict(Machine.objects.filter(library_id=project.library_id).values_list("name", "hour_cost"))
    minutes = sum(one.minutes for one in by_stage)
    money = spent(
        minutes,
        project.hour_cost,
        [(one.minutes, prices.get(one.label, 0)) for one in machines],
        _contract_pages(project),
    )
    page_cost = per_page(money.total, view.done)
    return Figures(
        outlook=view,
        spent=money,
        minutes=minutes,
        planned_cost=project.planned_cost,
        plan_page_cost=per_page(project.planned_cost, project.planned_pages),
        page_cost=page_cost,
        at_end=None if page_cost is None else page_cost * project.planned_pages,
        jobs=project.jobs.count(),
        delivered=project.jobs.filter(stage__in=DELIVERED).count(),
        accepted_pages=_pages(project.jobs.filter(lot__state="accepted")),
        by_stage=sorted(by_stage, key=lambda one: STAGES.index(Stage(one.label))),
        by_person=_tallies(steps, "by"),
        by_machine=machines,
    )


def _tallies(steps: QuerySet[WorkStep], name: str) -> list[Tally]:
    rows = steps.values_list(name).annotate(m=Sum("minutes"), p=Sum("pages")).order_by(name)
    return [Tally(label, minutes or 0, pages or 0) for label, minutes, pages in rows if minutes or pages]


def _pages(jobs: QuerySet[WorkJob]) -> int:
    objects = DigitalObject.objects.filter(work_jobs__in=jobs)
    return int(objects.aggregate(n=Sum("page_count"))["n"] or 0)


def _contract_pages(project: Project) -> list[tuple[int, int]]:
    """(pages delivered, price a page) of each lot of a contractor."""
    contracts = project.lots.exclude(contractor="").exclude(page_price=0)
    return [(_pages(lot.jobs.filter(stage__in=DELIVERED)), lot.page_price) for lot in contracts]


def summaries(projects: Sequence[Project]) -> dict[int, tuple[int, int]]:
    """Project → (pages delivered, jobs), for a list: two queries."""
    jobs = WorkJob.objects.filter(project__in=projects)
    counts = dict(jobs.values_list("project_id").annotate(n=Count("id")).order_by())
    delivered = jobs.filter(stage__in=DELIVERED).values_list("project_id").annotate(n=Sum("object__page_count"))
    pages = dict(delivered.order_by())
    return {one.pk: (pages.get(one.pk) or 0, counts.get(one.pk, 0)) for one in projects}


def last_days(done: dict[dt.date, int], number: int = 14) -> list[tuple[dt.date, int]]:
    day = timezone.localdate()
    return [(one, done.get(one, 0)) for one in (day - dt.timedelta(back) for back in range(number - 1, -1, -1))]
