"""A project with its plan, its lots, and the jobs in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.repository.models import Project, Selection, SelectionLine, WorkJob, WorkLot
from lienthu.repository.policies import KEEPS
from lienthu.repository.projects.rules.capture import FORMATS, SPACES, Spec
from lienthu.repository.projects.rules.codes import is_project_code, job_code
from lienthu.repository.projects.rules.sampling import AQLS, USUAL_AQL
from lienthu.repository.projects.rules.steps import Lot
from lienthu.repository.projects.trail import note
from lienthu.text import clean, fold

MOST_JOBS = 99_999


@dataclass(frozen=True, slots=True)
class PlanSaid:
    """What a person says of a project. Money in dong; `hour_cost`: of an hour of the house's own people."""

    name: str
    planned_pages: int
    starts: dt.date
    ends: dt.date
    purpose: str = ""
    decision: str = ""
    funding: str = ""
    planned_cost: int = 0
    hour_cost: int = 0
    agency_id: int | None = None
    spec: Spec = field(default_factory=Spec)
    aql: str = USUAL_AQL


def open_project(*, actor: Actor, library_id: int, code: str, said: PlanSaid) -> Project:
    """`code` begins the code of every job, so it is the project's for ever."""
    KEEPS.check_library(actor, library_id)
    code = code.strip().upper()
    if not is_project_code(code):
        raise Invalid("repository.project_code", field="code")
    try:
        with transaction.atomic():
            made = Project.objects.create(code=code, library_id=library_id, made_by=actor.label[:200], **_checked(said))
            note(actor, "project_opened", f"project:{made.pk}", library_id, project=code, pages=said.planned_pages)
    except IntegrityError as error:
        raise Conflict("repository.project_code_taken", field="code", project=code) from error
    return made


def change_plan(*, actor: Actor, project: Project, said: PlanSaid, version: int) -> None:
    """`version`: the one that the person saw."""
    KEEPS.check(actor, project)
    with transaction.atomic():
        mine = Project.objects.filter(id=project.pk, version=version, state=Project.State.RUNNING)
        if not mine.update(**_checked(said), version=F("version") + 1):
            raise Conflict("repository.changed_meanwhile")
        data = {"project": project.code, "pages": said.planned_pages}
        note(actor, "project_changed", f"project:{project.pk}", project.library_id, **data)


def close_project(*, actor: Actor, project: Project) -> None:
    """Nothing of it changes any more. Lots that are being inspected are decided first."""
    KEEPS.check(actor, project)
    with transaction.atomic():
        Project.objects.select_for_update(no_key=True).get(id=project.pk)
        if project.lots.filter(state=Lot.INSPECTED).exists() or project.jobs.exclude(holder=None).exists():
            raise Conflict("repository.project_busy")
        closed = Project.objects.filter(id=project.pk, state=Project.State.RUNNING)
        if not closed.update(state=Project.State.CLOSED, closed_at=timezone.now(), version=F("version") + 1):
            raise Conflict("repository.project_closed")
        note(actor, "project_closed", f"project:{project.pk}", project.library_id, project=project.code)


def _checked(said: PlanSaid) -> dict[str, object]:
    if not clean(said.name):
        raise Invalid("repository.title_needed", field="name")
    if said.ends < said.starts:
        raise Invalid("repository.dates_turned", field="ends")
    if said.planned_pages < 1:
        raise Invalid("repository.project_pages", field="planned_pages")
    spec = said.spec
    if not spec.formats or not set(spec.formats) <= set(FORMATS) or spec.space not in SPACES or said.aql not in AQLS:
        raise Invalid("repository.project_spec", field="formats")
    return {
        "name": clean(said.name)[:200],
        "purpose": clean(said.purpose)[:2000],
        "decision": clean(said.decision)[:200],
        "funding": clean(said.funding)[:200],
        "planned_pages": said.planned_pages,
        "planned_cost": said.planned_cost,
        "hour_cost": said.hour_cost,
        "starts": said.starts,
        "ends": said.ends,
        "agency_id": said.agency_id,
        "dpi": spec.dpi,
        "bits": spec.bits,
        "space": spec.space,
        "formats": list(spec.formats),
        "target": spec.target,
        "aql": said.aql,
    }


@dataclass(frozen=True, slots=True)
class LotSaid:
    """`contractor`: empty for the house itself; `page_price`: what the contractor gets for a page."""

    name: str = ""
    contractor: str = ""
    contract: str = ""
    page_price: int = 0
    due: dt.date | None = None


def open_lot(*, actor: Actor, project: Project, said: LotSaid) -> WorkLot:
    KEEPS.check(actor, project)
    contractor = clean(said.contractor)
    if said.page_price and not contractor:
        raise Invalid("repository.price_without_contractor", field="contractor")
    with transaction.atomic():
        _running(project)
        number = (project.lots.aggregate(n=Max("number"))["n"] or 0) + 1
        made = WorkLot.objects.create(
            project=project,
            number=number,
            name=clean(said.name)[:200],
            contractor=contractor[:200],
            contract=clean(said.contract)[:200],
            page_price=said.page_price,
            due=said.due,
            made_by=actor.label[:200],
        )
        note(actor, "lot_opened", f"project:{project.pk}", project.library_id, project=project.code, lot=number)
    return made


def put_selected(*, actor: Actor, lot: WorkLot, selection: Selection, line_ids: Collection[int] = ()) -> list[WorkJob]:
    """Titles of a confirmed list become jobs of a lot, in the order of the list; without `line_ids` all that are in no
    project yet. A title goes into one project only."""
    KEEPS.check(actor, lot.project)
    KEEPS.check(actor, selection)
    if selection.state != Selection.State.CONFIRMED:
        raise Conflict("repository.selection_not_confirmed")
    with transaction.atomic():
        project = _open_lot(lot)
        lines = selection.lines.filter(choice=SelectionLine.Choice.IN, work=None).order_by("place", "id")
        if line_ids:
            lines = lines.filter(id__in=line_ids)
        return _make(actor, project, lot, [_of_line(line) for line in lines])


def put_by_hand(
    *, actor: Actor, lot: WorkLot, title: str, call_number: str = "", pages: int = 0, creator: str = "",
    year: int | None = None, line: SelectionLine | None = None,
) -> WorkJob:  # fmt: skip
    """A document that no list holds: a photograph, a map, a bundle of papers."""
    KEEPS.check(actor, lot.project)
    if not clean(title):
        raise Invalid("repository.title_needed", field="title")
    with transaction.atomic():
        project = _open_lot(lot)
        made = WorkJob(
            line=line,
            title=clean(title)[:500],
            creator=clean(creator)[:300],
            year=year,
            call_number=clean(call_number)[:200],
            pages=pages,
        )
        return _make(actor, project, lot, [made])[0]


def _of_line(line: SelectionLine) -> WorkJob:
    return WorkJob(
        line=line,
        title=line.title,
        creator=line.creator,
        year=line.year,
        entry=line.entry,
        call_number=" · ".join(filter(None, (line.store, line.call_number)))[:200],
        pages=line.pages,
    )


def _make(actor: Actor, project: Project, lot: WorkLot, jobs: Sequence[WorkJob]) -> list[WorkJob]:
    """Numbers run through the whole project, so that a job's code outlives its lot."""
    if project.last_job + len(jobs) > MOST_JOBS:
        raise Invalid("repository.project_full", most=MOST_JOBS)
    for number, job in enumerate(jobs, project.last_job + 1):
        job.project, job.lot, job.number = project, lot, number
        job.code = job_code(project.code, number)
        job.search_text = fold(f"{job.code} {job.title} {job.creator}")[:500]
    made = WorkJob.objects.bulk_create(jobs)
    Project.objects.filter(id=project.pk).update(last_job=F("last_job") + len(jobs))
    if made:
        data = {"project": project.code, "lot": lot.number, "jobs": len(made)}
        note(actor, "jobs_made", f"project:{project.pk}", project.library_id, **data)
    return made


def _running(project: Project) -> Project:
    locked = Project.objects.select_for_update(no_key=True).get(id=project.pk)
    if locked.state != Project.State.RUNNING:
        raise Conflict("repository.project_closed")
    return locked


def _open_lot(lot: WorkLot) -> Project:
    project = _running(lot.project)
    if not WorkLot.objects.filter(id=lot.pk, state=Lot.OPEN).exists():
        raise Conflict("repository.lot_not_open")
    return project
