"""REST: reading devices, and reading by turns."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema, Status
from pydantic import Field

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.registry.queries import library_by_code
from lienthu.repository import gate, queries
from lienthu.repository.actions.devices import MOST_DAYS, end_device, register_device
from lienthu.repository.models import ReadingDevice, Seat, Waiting
from lienthu.repository.policies import KEEPS
from lienthu.repository.routing import router
from lienthu.repository.rules.access import Surface
from lienthu.repository.views.seats import ACTS, seat_of

KEEP = Permission.REPOSITORY_KEEP
Limit = Annotated[int, Field(ge=1, le=200)]


class DeviceIn(Schema):
    library: Annotated[str, Field(max_length=40, description="code of the library whose reading room it stands in")]
    name: Annotated[str, Field(max_length=100, examples=["Phòng đọc 2, máy 5"])]
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 365


class DeviceOut(Schema):
    id: str
    library: str
    name: str
    registered_at: dt.datetime
    registered_by: str
    expires_at: dt.datetime
    ended_at: dt.datetime | None


class DeviceMade(DeviceOut):
    """`cookie`, `value`: to be put into the device's browser; they are told only here."""

    cookie: str
    value: str


class DeviceList(Schema):
    items: list[DeviceOut]
    next: str | None


class SeatIn(Schema):
    act: Literal["borrow", "return", "wait", "leave"]


class SeatOut(Schema):
    """`until`: how long mine is lent. `held_until`: my turn, kept so long. `place`: in the queue, 0: not in it."""

    seats: int
    free: int
    until: dt.datetime | None
    held_until: dt.datetime | None
    place: int
    may_take: bool


class SeatState(Schema):
    """`seat`: null where nobody needs one, or something else stands against reading."""

    document: str
    seat: SeatOut | None


class MySeat(Schema):
    """`until`: of what is lent; `held_until`: of a turn that has come; both null while one waits."""

    document: str
    title: str
    until: dt.datetime | None
    held_until: dt.datetime | None


@router.get("/reading-devices", response=DeviceList, summary="Reading devices of my libraries, newest first")
@requires(KEEP)
def list_devices(request: HttpRequest, after: str = "", limit: Limit = 100) -> Any:
    found = KEEPS.filter(actor_of(request), ReadingDevice.objects.all()).select_related("library")
    shown = page(found, by=("-id",), after=after, size=limit)
    return {"items": [_device(one) for one in shown.items], "next": shown.next}


@router.post("/reading-devices", response={201: DeviceMade}, summary="Register a reading device")
@requires(KEEP)
def post_device(request: HttpRequest, given: DeviceIn) -> Any:
    where = library_by_code(given.library)
    made, secret = register_device(actor=actor_of(request), library_id=where.pk, name=given.name, days=given.days)
    return Status(201, _device(made) | {"cookie": gate.DEVICE_COOKIE, "value": gate.device_cookie(secret)})


@router.post("/reading-devices/{public_id}/end", response=DeviceOut, summary="End a reading device")
@requires(KEEP)
def post_device_end(request: HttpRequest, public_id: str) -> Any:
    """What it opened is closed from the next request on."""
    ended = end_device(actor=actor_of(request), public_id=public_id)
    return _device(ReadingDevice.objects.select_related("library").get(id=ended.pk))


@router.get("/objects/{public_id}/seat", response=SeatState, summary="How it stands with my seat")
@requires(Access.SIGNED_IN)
def get_seat(request: HttpRequest, public_id: str) -> Any:
    return _seat(request, public_id)


@router.post("/objects/{public_id}/seat", response=SeatState, summary="Borrow, give back, queue up, leave the queue")
@requires(Access.SIGNED_IN)
def post_seat(request: HttpRequest, public_id: str, given: SeatIn) -> Any:
    ACTS[given.act](visitor=gate.visitor_of(request), found=queries.object_named(public_id))
    return _seat(request, public_id)


@router.get("/my-seats", response=list[MySeat], summary="What I have borrowed and wait for")
@requires(Access.SIGNED_IN)
def list_my_seats(request: HttpRequest) -> Any:
    user_id, now = actor_of(request).user_id or 0, timezone.now()
    held = Seat.objects.filter(user_id=user_id, ended_at=None, ends_at__gt=now).select_related("object")
    queue = Waiting.objects.filter(user_id=user_id, ended_at=None).select_related("object")
    rows = [(one.object, one.ends_at, None) for one in held.order_by("ends_at")]
    turns = [(one.object, None, one.held_until) for one in queue.order_by("asked_at")]
    waited = [row for row in turns if row[2] is None or row[2] > now]
    return [
        {"document": found.public_id, "title": found.title, "until": until, "held_until": turn}
        for found, until, turn in [*rows, *waited]
    ]


def _device(one: ReadingDevice) -> dict[str, Any]:
    plain = ("name", "registered_at", "registered_by", "expires_at", "ended_at")
    return {name: getattr(one, name) for name in plain} | {"id": one.public_id, "library": one.library.code}


def _seat(request: HttpRequest, public_id: str) -> dict[str, Any]:
    found, visitor = queries.object_named(public_id), gate.visitor_of(request)
    decision = gate.passed(visitor, found, Surface.RECORD)
    return {"document": found.public_id, "seat": seat_of(visitor, found, decision)}
