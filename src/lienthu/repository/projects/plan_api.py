"""REST: projects opened and planned, their lots, and the jobs that are put into them."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.permissions import Permission
from lienthu.registry.queries import library_by_code
from lienthu.repository.models import Project, WorkLot
from lienthu.repository.projects import queries
from lienthu.repository.projects.actions import plan
from lienthu.repository.projects.actions.plan import LotSaid, PlanSaid
from lienthu.repository.projects.api import JobOut, job_state
from lienthu.repository.projects.rules.capture import Spec
from lienthu.repository.projects.rules.sampling import USUAL_AQL
from lienthu.repository.queries import agency_id
from lienthu.repository.routing import router

KEEP = Permission.REPOSITORY_KEEP
Money = Annotated[int, Field(ge=0, lt=2**31, description="In dong")]
_WHERE = "/digitisation/projects"
_SPEC = ("dpi", "bits", "space", "formats", "target")
_PLAIN = (
    "name",
    "purpose",
    "decision",
    "funding",
    "planned_pages",
    "planned_cost",
    "hour_cost",
    "starts",
    "ends",
    "aql",
)


class PlanSchema(Schema):
    """`hour_cost`: of an hour of the house's own people. `formats`: MIME types. `aql`: bad pages in a hundred that are
    still tolerated (ISO 2859-1)."""

    name: Annotated[str, Field(max_length=200)]
    purpose: Annotated[str, Field(max_length=2000)] = ""
    agency: Annotated[str, Field(max_length=40, description="code of the one that ordered it; empty: the library")] = ""
    decision: Annotated[str, Field(max_length=200)] = ""
    funding: Annotated[str, Field(max_length=200)] = ""
    planned_pages: Annotated[int, Field(ge=1, le=100_000_000)]
    planned_cost: Annotated[int, Field(ge=0, lt=2**53, description="In dong")] = 0
    hour_cost: Money = 0
    starts: dt.date
    ends: dt.date
    dpi: Annotated[int, Field(ge=72, le=4800)] = 300
    bits: Annotated[int, Field(ge=1, le=32)] = 8
    space: Annotated[str, Field(max_length=8, description="any, srgb, adobe or grey")] = "srgb"
    formats: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=10)] = ["image/tiff"]
    target: bool = False
    aql: Annotated[str, Field(max_length=5)] = USUAL_AQL

    def said(self) -> PlanSaid:
        spec = Spec(self.dpi, self.bits, self.space, tuple(self.formats), self.target)
        return PlanSaid(**self.dict(include=set(_PLAIN)), agency_id=agency_id(self.agency), spec=spec)


class ProjectIn(PlanSchema):
    """`code`: two to twelve capital letters and digits; it begins the code of every job, and stays."""

    code: Annotated[str, Field(max_length=12, examples=["DC26"])]
    library: Annotated[str, Field(max_length=40)]


class PlanChange(PlanSchema):
    """The whole plan: what is left out is as for a new project."""

    version: Annotated[int, Field(ge=1, lt=2**31, description="The one that was seen")]


class PlanOut(PlanSchema):
    code: str
    library: str
    state: str
    version: int


class LotIn(Schema):
    """`contractor`: empty for the library's own people."""

    name: Annotated[str, Field(max_length=200)] = ""
    contractor: Annotated[str, Field(max_length=200)] = ""
    contract: Annotated[str, Field(max_length=200)] = ""
    page_price: Money = 0
    due: dt.date | None = None


class LotOut(LotIn):
    project: str
    number: int
    state: str
    round: int
    jobs: int


class HandIn(Schema):
    title: Annotated[str, Field(max_length=500)]
    creator: Annotated[str, Field(max_length=300)] = ""
    year: Annotated[int, Field(ge=1, le=2200)] | None = None
    call_number: Annotated[str, Field(max_length=200)] = ""
    pages: Annotated[int, Field(ge=0, le=50_000)] = 0


class FromListIn(Schema):
    """`titles`: numbers of titles of the list; empty: all that are in no project yet."""

    selection: Annotated[str, Field(max_length=12)]
    titles: Annotated[list[Annotated[int, Field(ge=1, lt=2**62)]], Field(max_length=2_000)] = []


class JobsMade(Schema):
    jobs: list[str]


@router.post(_WHERE, response={201: PlanOut}, summary="Open a digitisation project")
@requires(KEEP)
def post_project(request: HttpRequest, given: ProjectIn) -> Any:
    library = library_by_code(given.library).pk
    made = plan.open_project(actor=actor_of(request), library_id=library, code=given.code, said=given.said())
    return Status(201, _plan(queries.project_named(actor_of(request), made.code)))


@router.get(f"{_WHERE}/{{code}}/plan", response=PlanOut, summary="The plan of a project")
@requires(KEEP)
def get_plan(request: HttpRequest, code: str) -> Any:
    return _plan(queries.project_named(actor_of(request), code))


@router.put(f"{_WHERE}/{{code}}/plan", response=PlanOut, summary="Change the plan of a project")
@requires(KEEP)
def put_plan(request: HttpRequest, code: str, given: PlanChange) -> Any:
    actor = actor_of(request)
    project = queries.project_named(actor, code)
    plan.change_plan(actor=actor, project=project, said=given.said(), version=given.version)
    return _plan(queries.project_named(actor, code))


@router.post(f"{_WHERE}/{{code}}/close", response=PlanOut, summary="Close a project: nothing of it changes any more")
@requires(KEEP)
def post_project_close(request: HttpRequest, code: str) -> Any:
    actor = actor_of(request)
    plan.close_project(actor=actor, project=queries.project_named(actor, code))
    return _plan(queries.project_named(actor, code))


@router.get(f"{_WHERE}/{{code}}/lots", response=list[LotOut], summary="The lots of a project")
@requires(KEEP)
def list_lots(request: HttpRequest, code: str) -> Any:
    return [_lot(one) for one in queries.project_named(actor_of(request), code).lots.order_by("number")]


@router.post(f"{_WHERE}/{{code}}/lots", response={201: LotOut}, summary="Open a lot")
@requires(KEEP)
def post_lot(request: HttpRequest, code: str, given: LotIn) -> Any:
    actor = actor_of(request)
    said = LotSaid(**given.dict())
    return Status(201, _lot(plan.open_lot(actor=actor, project=queries.project_named(actor, code), said=said)))


@router.post(f"{_WHERE}/{{code}}/lots/{{number}}/jobs", response={201: JobOut}, summary="Put a document in by hand")
@requires(KEEP)
def post_job(request: HttpRequest, code: str, number: int, given: HandIn) -> Any:
    actor = actor_of(request)
    lot = queries.lot_of(queries.project_named(actor, code), number)
    return Status(201, job_state(plan.put_by_hand(actor=actor, lot=lot, **given.dict())))


@router.post(f"{_WHERE}/{{code}}/lots/{{number}}/titles", response={201: JobsMade}, summary="Put titles of a list in")
@requires(KEEP)
def post_titles(request: HttpRequest, code: str, number: int, given: FromListIn) -> Any:
    """Of a confirmed list, in its order; a title goes into one project only."""
    actor = actor_of(request)
    lot = queries.lot_of(queries.project_named(actor, code), number)
    selection = queries.selection_named(actor, given.selection)
    made = plan.put_selected(actor=actor, lot=lot, selection=selection, line_ids=given.titles)
    return Status(201, {"jobs": [one.code for one in made]})


def _plan(one: Project) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in (*_PLAIN, *_SPEC, "code", "state", "version")}
    return plain | {"library": one.library.code, "agency": one.agency.code if one.agency else ""}


def _lot(one: WorkLot) -> dict[str, Any]:
    plain = ("name", "contractor", "contract", "page_price", "due", "number", "state", "round")
    more = {"project": one.project.code, "jobs": one.jobs.count()}
    return {name: getattr(one, name) for name in plain} | more
