"""REST: projects with their figures, jobs and what is done to them, selection lists, samples, the register."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.registry.queries import library_by_code
from lienthu.repository.models import Inspection, Project, RegisterEntry, SampledPage, SelectionLine, WorkJob
from lienthu.repository.projects import queries
from lienthu.repository.projects.actions import inspect, selections, work
from lienthu.repository.projects.rules.steps import Act, Stage
from lienthu.repository.routing import router

KEEP = Permission.REPOSITORY_KEEP
REVIEW = Permission.REPOSITORY_REVIEW
Limit = Annotated[int, Field(ge=1, le=500)]
_BASE = "/digitisation"


class ProjectOut(Schema):
    code: str
    library: str
    name: str
    state: str
    starts: dt.date
    ends: dt.date
    planned_pages: int
    planned_cost: int


class FiguresOut(ProjectOut):
    """`pace`: pages a working day; `forecast`: the day of the end at that pace; money in dong."""

    pages_delivered: int
    pages_due: int
    pages_accepted: int
    pace: float
    forecast: dt.date | None
    days_late: int
    jobs: int
    jobs_delivered: int
    minutes: int
    spent_people: int
    spent_machines: int
    spent_contractors: int
    page_cost: int | None
    plan_page_cost: int | None


class ProjectList(Schema):
    items: list[ProjectOut]
    next: str | None


class DeviationOut(Schema):
    """`file`: empty for the delivery as a whole."""

    file: str
    code: str
    message: str


class JobOut(Schema):
    """`version`: to be sent along with the next act."""

    code: str
    project: str
    lot: int | None
    title: str
    pages: int
    stage: str
    holder: str
    version: int
    object: str | None
    deviations: list[DeviationOut]


class JobList(Schema):
    items: list[JobOut]
    next: str | None


class ActIn(Schema):
    """`machine`: its identifier, for scanning. `back_to`: for `back`. `on`: the day, where it is entered later."""

    act: Act
    version: int = Field(ge=1, lt=2**31)
    minutes: int | None = Field(None, ge=0, le=1440)
    pages: int | None = Field(None, ge=0, le=50_000)
    machine: str = Field("", max_length=12)
    note: str = Field("", max_length=300)
    back_to: Stage = Stage.SCAN
    on: dt.date | None = None


class SelectionIn(Schema):
    """`weights`: ground → weight, over the usual ones."""

    library: str = Field(max_length=40)
    name: str = Field(max_length=200)
    most: int = Field(200, ge=1, le=2_000)
    weights: dict[str, Annotated[int, Field(ge=0, le=100)]] = {}
    with_digitised: bool = False


class SelectionOut(Schema):
    id: str
    library: str
    name: str
    state: str
    titles: int
    weights: dict[str, int]
    job: str | None


class SelectionList(Schema):
    items: list[SelectionOut]
    next: str | None


class ReasonOut(Schema):
    ground: str
    points: int
    count: int


class TitleOut(Schema):
    id: int
    place: int
    entry: str
    title: str
    creator: str
    year: int | None
    store: str
    call_number: str
    pages: int
    libraries: int
    score: int
    reasons: list[ReasonOut]
    choice: str
    note: str


class TitleList(Schema):
    items: list[TitleOut]
    next: str | None


class TitleIn(Schema):
    choice: Literal["in", "out", "open"]
    note: str = Field("", max_length=300)


class ConfirmIn(Schema):
    decision: str = Field("", max_length=200)


class SampledOut(Schema):
    number: int
    job: str
    page: int
    file: str
    is_bad: bool | None
    is_critical: bool
    faults: list[str]
    note: str


class InspectionOut(Schema):
    """A sample by ISO 2859-1, level II: `size` pages of `pages`, at most `accept` bad, drawn with `seed`."""

    id: str
    project: str
    lot: int
    round: int
    pages: int
    size: int
    letter: str
    aql: str
    accept: int
    seed: int
    is_accepted: bool | None
    reason: str
    sample: list[SampledOut]


class JudgeIn(Schema):
    faults: list[Annotated[str, Field(max_length=20)]] = Field([], max_length=20)
    note: str = Field("", max_length=300)


class DecideIn(Schema):
    accept: bool
    reason: str = Field("", max_length=500)


class RegisterOut(Schema):
    id: str
    number: int
    library: str
    kind: str
    criteria: list[str]
    title: str
    creator: str
    year: int | None
    call_number: str
    entry: str
    decision: str
    decided_on: dt.date
    is_struck: bool


class RegisterList(Schema):
    items: list[RegisterOut]
    next: str | None


@router.get(f"{_BASE}/projects", response=ProjectList, summary="Digitisation projects of my libraries, newest first")
@requires(KEEP)
def list_projects(request: HttpRequest, after: str = "", limit: Limit = 50) -> Any:
    shown = page(queries.projects_of(actor_of(request)), by=("-id",), after=after, size=limit)
    return {"items": [_project(one) for one in shown.items], "next": shown.next}


@router.get(f"{_BASE}/projects/{{code}}", response=FiguresOut, summary="A project: progress, forecast, hours, money")
@requires(KEEP)
def get_project(request: HttpRequest, code: str) -> Any:
    return figures_of(queries.project_named(actor_of(request), code))


@router.get(f"{_BASE}/projects/{{code}}/jobs", response=JobList, summary="The jobs of a project")
@requires(KEEP)
def list_jobs(request: HttpRequest, code: str, stage: Stage | None = None, after: str = "", limit: Limit = 100) -> Any:
    found = queries.project_named(actor_of(request), code).jobs.select_related("project", "lot", "object")
    found = found.filter(stage=stage) if stage else found
    shown = page(found.prefetch_related("deliveries"), by=("id",), after=after, size=limit)
    return {"items": [job_state(one) for one in shown.items], "next": shown.next}


@router.get(f"{_BASE}/jobs/{{code}}", response=JobOut, summary="A job by its barcode")
@requires(KEEP)
def get_job(request: HttpRequest, code: str) -> Any:
    return job_state(queries.job_named(actor_of(request), code))


@router.post(f"{_BASE}/jobs/{{code}}/act", response=JobOut, summary="Take a job in hand, finish its step, send it back")
@requires(KEEP)
def post_act(request: HttpRequest, code: str, given: ActIn) -> Any:
    actor = actor_of(request)
    said = work.Said(given.minutes, given.pages, given.machine, given.note, given.back_to, given.on)
    job = queries.job_named(actor, code)
    return job_state(work.act_on(actor=actor, job=job, act=given.act, version=given.version, said=said))


@router.get(f"{_BASE}/selections", response=SelectionList, summary="Selection lists of my libraries, newest first")
@requires(KEEP)
def list_selections(request: HttpRequest, after: str = "", limit: Limit = 50) -> Any:
    shown = page(queries.selections_of(actor_of(request)), by=("-id",), after=after, size=limit)
    return {"items": [_selection(one) for one in shown.items], "next": shown.next}


@router.post(f"{_BASE}/selections", response={201: SelectionOut}, summary="Weigh a library's titles into a new list")
@requires(KEEP)
def post_selection(request: HttpRequest, given: SelectionIn) -> Any:
    made = selections.start_selection(
        actor=actor_of(request),
        library_id=library_by_code(given.library).pk,
        name=given.name,
        weights=given.weights,
        most=given.most,
        with_digitised=given.with_digitised,
    )
    return Status(201, _selection(queries.selection_named(actor_of(request), made.public_id)))


@router.get(
    f"{_BASE}/selections/{{public_id}}/titles",
    response=TitleList,
    summary="The titles of a list in their order, each with what speaks for it",
)
@requires(KEEP)
def list_titles(request: HttpRequest, public_id: str, after: str = "", limit: Limit = 100) -> Any:
    found = queries.selection_named(actor_of(request), public_id)
    shown = page(found.lines.all(), by=("place", "id"), after=after, size=limit)
    return {"items": [_title(one) for one in shown.items], "next": shown.next}


@router.post(
    f"{_BASE}/selections/{{public_id}}/titles/{{number}}",
    response=TitleOut,
    summary="Digitise a title, or leave it out",
)
@requires(KEEP)
def post_title(request: HttpRequest, public_id: str, number: int, given: TitleIn) -> Any:
    actor = actor_of(request)
    found = queries.selection_named(actor, public_id)
    if not 0 < number < 2**62 or not found.lines.filter(id=number).exists():
        raise NotFound("kernel.not_found")
    return _title(selections.decide_line(actor=actor, line_id=number, choice=given.choice, said=given.note))


@router.post(f"{_BASE}/selections/{{public_id}}/confirm", response=SelectionOut, summary="Confirm a list: it is fixed")
@requires(KEEP)
def post_confirm(request: HttpRequest, public_id: str, given: ConfirmIn) -> Any:
    actor = actor_of(request)
    found = queries.selection_named(actor, public_id)
    selections.confirm_selection(actor=actor, selection=found, decision=given.decision)
    return _selection(queries.selection_named(actor, public_id))


@router.get(f"{_BASE}/inspections/{{public_id}}", response=InspectionOut, summary="A sample and what was found in it")
@requires(KEEP)
def get_inspection(request: HttpRequest, public_id: str) -> Any:
    return _inspection(queries.inspection_named(actor_of(request), public_id))


@router.post(
    f"{_BASE}/projects/{{code}}/lots/{{number}}/sample",
    response={201: InspectionOut},
    summary="Draw the sample of a delivered lot",
)
@requires(REVIEW)
def post_sample(request: HttpRequest, code: str, number: int) -> Any:
    actor = actor_of(request)
    lot = queries.lot_of(queries.project_named(actor, code), number)
    return Status(201, _inspection(inspect.draw_sample(actor=actor, lot=lot)))


@router.post(
    f"{_BASE}/inspections/{{public_id}}/pages/{{number}}",
    response=SampledOut,
    summary="Judge a page of a sample; without faults it is good",
)
@requires(REVIEW)
def post_page(request: HttpRequest, public_id: str, number: int, given: JudgeIn) -> Any:
    actor = actor_of(request)
    found = queries.inspection_named(actor, public_id)
    if not 0 < number < 2**31:
        raise NotFound("kernel.not_found")
    return _sampled(
        inspect.judge_page(actor=actor, inspection=found, number=number, faults=given.faults, note=given.note)
    )


@router.post(f"{_BASE}/inspections/{{public_id}}/decide", response=InspectionOut, summary="Accept or return the lot")
@requires(REVIEW)
def post_decide(request: HttpRequest, public_id: str, given: DecideIn) -> Any:
    actor = actor_of(request)
    found = queries.inspection_named(actor, public_id)
    inspect.decide_lot(actor=actor, inspection=found, accept=given.accept, reason=given.reason)
    return _inspection(queries.inspection_named(actor, public_id))


@router.get(f"{_BASE}/register", response=RegisterList, summary="The register of old, rare and special documents")
@requires(KEEP)
def list_register(request: HttpRequest, after: str = "", limit: Limit = 100) -> Any:
    shown = page(queries.register_of(actor_of(request)), by=("id",), after=after, size=limit)
    return {"items": [registered(one) for one in shown.items], "next": shown.next}


def _plain(one: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


def _project(one: Project) -> dict[str, Any]:
    named = _plain(one, "code", "name", "state", "starts", "ends", "planned_pages", "planned_cost")
    return named | {"library": one.library.code}


def figures_of(one: Project) -> dict[str, Any]:
    """What page, REST and command say of a project."""
    found = queries.figures(one)
    return _project(one) | {
        "pages_delivered": found.outlook.done,
        "pages_due": found.outlook.due,
        "pages_accepted": found.accepted_pages,
        "pace": round(found.outlook.pace, 1),
        "forecast": found.outlook.ends,
        "days_late": found.outlook.days_late,
        "jobs": found.jobs,
        "jobs_delivered": found.delivered,
        "minutes": found.minutes,
        "spent_people": found.spent.people,
        "spent_machines": found.spent.machines,
        "spent_contractors": found.spent.contracts,
        "page_cost": found.page_cost,
        "plan_page_cost": found.plan_page_cost,
    }


def job_state(one: WorkJob) -> dict[str, Any]:
    newest = max(one.deliveries.all(), key=lambda delivery: delivery.pk, default=None)
    deviations = (newest.deviations or []) if newest else []
    return _plain(one, "code", "title", "pages", "stage", "version") | {
        "project": one.project.code,
        "lot": one.lot.number if one.lot else None,
        "holder": one.holder_name,
        "object": one.object.public_id if one.object else None,
        "deviations": [
            {"file": name, "code": code, "message": sentence(code, said)} for name, code, said in deviations
        ],
    }


def _selection(one: Any) -> dict[str, Any]:
    """Of `queries.selections_of`, which counts the titles."""
    return _plain(one, "name", "state", "weights") | {
        "id": one.public_id,
        "library": one.library.code,
        "titles": one.titles,
        "job": one.job.public_id if one.job else None,
    }


def _title(one: SelectionLine) -> dict[str, Any]:
    names = (
        "id", "place", "entry", "title", "creator", "year", "store", "call_number", "pages", "libraries", "score",
        "choice", "note",
    )  # fmt: skip
    reasons = [{"ground": ground, "points": points, "count": count} for ground, points, count in one.reasons]
    return _plain(one, *names) | {"reasons": reasons}


def _inspection(one: Inspection) -> dict[str, Any]:
    names = ("round", "pages", "size", "letter", "aql", "accept", "seed", "is_accepted", "reason")
    sample = one.sample.select_related("job").order_by("number")
    return _plain(one, *names) | {
        "id": one.public_id,
        "project": one.lot.project.code,
        "lot": one.lot.number,
        "sample": [_sampled(each) for each in sample],
    }


def _sampled(one: SampledPage) -> dict[str, Any]:
    named = _plain(one, "number", "is_bad", "is_critical", "faults", "note")
    return named | {"job": one.job.code, "page": one.position, "file": one.name}


def registered(one: RegisterEntry) -> dict[str, Any]:
    names = ("number", "kind", "criteria", "title", "creator", "year", "call_number", "entry", "decision", "decided_on")
    more = {"id": one.public_id, "library": one.library.code, "is_struck": one.struck_at is not None}
    return _plain(one, *names) | more
