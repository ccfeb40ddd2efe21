"""REST: the equipment register, and documents entered into the register of old, rare and special ones."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.clock import today
from lienthu.kernel.errors import NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.shapes import one_of
from lienthu.registry.queries import library_by_code
from lienthu.repository.models import Machine
from lienthu.repository.projects import queries
from lienthu.repository.projects.actions import machines as acts
from lienthu.repository.projects.actions import register
from lienthu.repository.projects.api import RegisterOut, registered
from lienthu.repository.projects.rules.legal import Criterion, Kind
from lienthu.repository.projects.rules.machines import Shift
from lienthu.repository.routing import router

KEEP = Permission.REPOSITORY_KEEP
Limit = Annotated[int, Field(ge=1, le=200)]
_MACHINES = "/digitisation/machines"


class MachineIn(Schema):
    """`hour_cost`: wear and power, in dong an hour."""

    library: Annotated[str, Field(max_length=40)]
    name: Annotated[str, Field(max_length=120)]
    maker: Annotated[str, Field(max_length=120)] = ""
    serial_no: Annotated[str, Field(max_length=80)] = ""
    bought_on: dt.date | None = None
    hour_cost: Annotated[int, Field(ge=0, lt=2**31)] = 0


class BookingOut(Schema):
    number: int
    day: dt.date
    shift: str
    project: str
    by: str


class MachineOut(MachineIn):
    """`bookings`: from today on."""

    id: str
    calibrated_until: dt.date | None
    ended_at: dt.datetime | None
    bookings: list[BookingOut]


class MachineList(Schema):
    items: list[MachineOut]
    next: str | None


class CalibrationIn(Schema):
    """`by`: the person or firm that calibrated it; `result`: certificate."""

    on: dt.date
    until: dt.date
    by: Annotated[str, Field(max_length=200)]
    result: Annotated[str, Field(max_length=300)] = ""


class BookingIn(Schema):
    project: Annotated[str, Field(max_length=12)]
    day: dt.date
    shift: Annotated[Shift, one_of(Shift)]


class MachineEnd(Schema):
    reason: Annotated[str, Field(max_length=200)]


class RegisterIn(Schema):
    """Decree 93/2020/NĐ-CP, articles 5 to 7. `entry`: identifier of the entry in the union catalogue."""

    library: Annotated[str, Field(max_length=40)]
    kind: Annotated[Kind, one_of(Kind)]
    criteria: Annotated[list[Annotated[Criterion, one_of(Criterion)]], Field(max_length=10)]
    title: Annotated[str, Field(max_length=500)]
    decision: Annotated[str, Field(max_length=120)]
    decided_on: dt.date
    creator: Annotated[str, Field(max_length=300)] = ""
    year: Annotated[int, Field(ge=1, le=2200)] | None = None
    call_number: Annotated[str, Field(max_length=200)] = ""
    entry: Annotated[str, Field(max_length=200)] = ""
    condition: Annotated[str, Field(max_length=300)] = ""
    kept_at: Annotated[str, Field(max_length=200)] = ""


class StrikeIn(Schema):
    reason: Annotated[str, Field(max_length=300)]


@router.get(_MACHINES, response=MachineList, summary="Machines of my libraries, newest first")
@requires(KEEP)
def list_machines(request: HttpRequest, after: str = "", limit: Limit = 50) -> Any:
    shown = page(queries.machines_of(actor_of(request)).select_related("library"), by=("-id",), after=after, size=limit)
    return {"items": [_machine(one) for one in shown.items], "next": shown.next}


@router.post(_MACHINES, response={201: MachineOut}, summary="Enter a machine")
@requires(KEEP)
def post_machine(request: HttpRequest, given: MachineIn) -> Any:
    said = acts.MachineSaid(**given.dict(exclude={"library"}))
    where = library_by_code(given.library).pk
    return Status(201, _machine(acts.enter_machine(actor=actor_of(request), library_id=where, said=said)))


@router.post(f"{_MACHINES}/{{public_id}}/calibrations", response=MachineOut, summary="Note that it was calibrated")
@requires(KEEP)
def post_calibration(request: HttpRequest, public_id: str, given: CalibrationIn) -> Any:
    actor = actor_of(request)
    acts.calibrate(actor=actor, machine=queries.machine_named(actor, public_id), **given.dict())
    return _machine(queries.machine_named(actor, public_id))


@router.post(f"{_MACHINES}/{{public_id}}/bookings", response=MachineOut, summary="Book it for half a day")
@requires(KEEP)
def post_booking(request: HttpRequest, public_id: str, given: BookingIn) -> Any:
    actor = actor_of(request)
    found = queries.machine_named(actor, public_id)
    project = queries.project_named(actor, given.project)
    acts.book(actor=actor, machine=found, project=project, day=given.day, shift=given.shift)
    return _machine(found)


@router.delete(f"{_MACHINES}/{{public_id}}/bookings/{{number}}", response=MachineOut, summary="Give half a day back")
@requires(KEEP)
def delete_booking(request: HttpRequest, public_id: str, number: int) -> Any:
    actor = actor_of(request)
    found = queries.machine_named(actor, public_id)
    booking = found.bookings.select_related("machine", "project").filter(id=number).first()
    if booking is None:
        raise NotFound("kernel.not_found")
    acts.give_back(actor=actor, booking=booking)
    return _machine(found)


@router.post(f"{_MACHINES}/{{public_id}}/end", response=MachineOut, summary="Take a machine out of use")
@requires(KEEP)
def post_machine_end(request: HttpRequest, public_id: str, given: MachineEnd) -> Any:
    actor = actor_of(request)
    acts.end_machine(actor=actor, machine=queries.machine_named(actor, public_id), reason=given.reason)
    return _machine(queries.machine_named(actor, public_id))


@router.post("/digitisation/register", response={201: RegisterOut}, summary="Enter a document under a decision")
@requires(KEEP)
def post_register(request: HttpRequest, given: RegisterIn) -> Any:
    said = register.Document(**given.dict(exclude={"library"}))
    where = library_by_code(given.library).pk
    return Status(201, registered(register.enter_document(actor=actor_of(request), library_id=where, said=said)))


@router.post("/digitisation/register/{public_id}/strike", response=RegisterOut, summary="Strike a document out")
@requires(KEEP)
def post_strike(request: HttpRequest, public_id: str, given: StrikeIn) -> Any:
    actor = actor_of(request)
    found = queries.register_of(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("kernel.not_found")
    register.strike_out(actor=actor, document=found, reason=given.reason)
    found.refresh_from_db()
    return registered(found)


def _machine(one: Machine) -> dict[str, Any]:
    names = ("name", "maker", "serial_no", "bought_on", "hour_cost", "calibrated_until", "ended_at")
    booked = one.bookings.filter(day__gte=today()).select_related("project").order_by("day", "-shift")[:60]
    bookings = [
        {"number": each.pk, "day": each.day, "shift": each.shift, "project": each.project.code, "by": each.by}
        for each in booked
    ]
    return {name: getattr(one, name) for name in names} | {
        "id": one.public_id,
        "library": one.library.code,
        "bookings": bookings,
    }
