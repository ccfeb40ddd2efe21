"""REST: rotation boxes."""

# No postponed annotations here: ninja reads them from the guarded functions.
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema, Status
from pydantic import Field

from lienthu.catalogue import box_statistics
from lienthu.catalogue import rotation_queries as queries
from lienthu.catalogue.actions import fill_box, keep_box, move_box, receive_box
from lienthu.catalogue.handovers import minutes_pdf
from lienthu.catalogue.models import RotationBox, RotationLeg
from lienthu.catalogue.routing import router
from lienthu.catalogue.rules.rotation import Finding
from lienthu.catalogue.rules.scanned import codes_in
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.registry.models import Library

BOXES = Permission.CATALOGUE_BOXES
Code = Annotated[str, Field(max_length=100)]


class BoxIn(Schema):
    library: str = Field(max_length=30)
    code: str = Field(max_length=40)
    name: str = Field(max_length=120)


class ExtensionOut(Schema):
    """The day before it and the day after it."""

    before: date
    due_on: date
    reason: str
    at: datetime


class LegOut(Schema):
    """A handover. `received_at` and `called_back_at` are both null while the box is on its way."""

    number: int
    source: str
    target: str
    due_on: date | None
    sent_at: datetime
    received_at: datetime | None
    called_back_at: datetime | None
    is_remote: bool
    extensions: list[ExtensionOut]


class BoxOut(Schema):
    """`holder` has or had it last; `target` is set while it is on its way."""

    id: str
    library: str
    code: str
    name: str
    state: str
    holder: str
    target: str | None
    due_on: date | None
    inside: int
    missing: int
    damaged: int


class BoxWithLegs(BoxOut):
    legs: list[LegOut]


class BoxList(Schema):
    items: list[BoxOut]
    next: str | None


class BoxCopy(Schema):
    item: str
    number: str
    status: str
    state: str
    note: str


class BoxCopies(Schema):
    items: list[BoxCopy]
    next: str | None


class Codes(Schema):
    codes: list[Code] = Field(min_length=1, max_length=5_000)


class NotedCodes(Codes):
    note: str = Field("", max_length=200)


class FilledOut(Schema):
    """`barred`: pairs of number and why it stays."""

    added: int
    in_box: int
    barred: list[list[str]]
    unknown: list[str]


class SendingIn(Schema):
    to: str = Field(max_length=30)
    due_on: date | None = None
    is_remote: bool = False
    giver: str = Field("", max_length=200)
    note: str = Field("", max_length=500)


class ExtensionIn(Schema):
    due_on: date
    reason: str = Field(max_length=500)


class NamesIn(Schema):
    code: str = Field(max_length=40)
    name: str = Field(max_length=120)


class HandoversOut(Schema):
    """One library's handovers in a period; of `copies_received`, `damaged` came damaged."""

    code: str
    name: str
    boxes_sent: int
    copies_sent: int
    boxes_received: int
    copies_received: int
    damaged: int
    missing: int


class CheckIn(NotedCodes):
    """`finding`: present or damaged; empty takes an earlier one back."""

    finding: str = Field("present", max_length=10)


class CheckOut(Schema):
    seen: list[str]
    twice: list[str]
    changed: list[str]
    strays: list[str]
    ambiguous: list[str]


class ReceiptIn(Schema):
    """`rest_is_here`: what was not scanned is there as listed; otherwise it is missing."""

    receiver: str = Field("", max_length=200)
    remark: str = Field("", max_length=500)
    rest_is_here: bool = False


class ReceiptOut(Schema):
    here: int
    damaged: int
    missing: int


class Changed(Schema):
    changed: int


@router.get("/boxes", response=BoxList, summary="Rotation boxes of my libraries, newest first")
@requires(BOXES)
def list_boxes(request: HttpRequest, show: str = "open", after: str = "") -> Any:
    """`show`: open, coming, guests, late or closed."""
    if show not in queries.LISTS:
        raise NotFound("kernel.not_found")
    shown = page(queries.boxes_listed(actor_of(request), show), by=("-id",), after=after, size=50)
    return {"items": _boxes(shown.items), "next": shown.next}


@router.post("/boxes", response={201: BoxWithLegs}, summary="Make a box")
@requires(BOXES)
def post_box(request: HttpRequest, body: BoxIn) -> Any:
    actor = actor_of(request)
    where = queries.boxing_libraries(actor).filter(code=_plain(body.library)).first()
    if where is None:
        raise Invalid("catalogue.library_needed")
    made = fill_box.make_box(actor=actor, library_id=where.pk, code=body.code, name=body.name)
    return Status(201, _with_legs(queries.box_for(actor, made.public_id)))


@router.get("/boxes/{public_id}", response=BoxWithLegs, summary="One box and its handovers")
@requires(BOXES)
def get_box(request: HttpRequest, public_id: str) -> Any:
    return _with_legs(queries.box_for(actor_of(request), public_id))


@router.get("/boxes/{public_id}/copies", response=BoxCopies, summary="What is on the list of a box")
@requires(BOXES)
def get_box_copies(request: HttpRequest, public_id: str, after: str = "") -> Any:
    found = queries.box_for(actor_of(request), public_id)
    shown = page(queries.copies_in(found), by=("id",), after=after, size=200)
    items = [
        {
            "item": one.item.public_id,
            "number": one.item.accession_no,
            "status": one.item.status,
            "state": one.state,
            "note": one.condition,
        }
        for one in shown.items
    ]
    return {"items": items, "next": shown.next}


@router.post("/boxes/{public_id}/copies", response=FilledOut, summary="Put copies into a box at home")
@requires(BOXES)
def post_box_copies(request: HttpRequest, public_id: str, body: Codes) -> Any:
    found = queries.box_for(actor_of(request), public_id)
    done = fill_box.fill_box(actor=actor_of(request), box=found, codes=_codes(body))
    barred = [[number, why.value] for number, why in done.barred]
    return {"added": done.added, "in_box": done.in_box, "barred": barred, "unknown": done.unknown}


@router.post("/boxes/{public_id}/take-out", response=Changed, summary="Take copies out of a box at home")
@requires(BOXES)
def post_take_out(request: HttpRequest, public_id: str, body: Codes) -> Any:
    found = queries.box_for(actor_of(request), public_id)
    meant = queries.meant_in(found, _codes(body))
    ids = [some[0].pk for some in meant.values() if len(some) == 1]
    return {"changed": fill_box.take_out(actor=actor_of(request), box=found, copy_ids=ids)}


@router.post("/boxes/{public_id}/send", response=BoxWithLegs, summary="Send a box to a library, on, or home")
@requires(BOXES)
def post_send(request: HttpRequest, public_id: str, body: SendingIn) -> Any:
    actor = actor_of(request)
    found = queries.box_for(actor, public_id)
    target = Library.objects.filter(code=_plain(body.to)).first()
    if target is None:
        raise Invalid("catalogue.box_destination", field="to")
    sending = move_box.Sending(**body.dict(exclude={"to"}))
    move_box.send_box(actor=actor, box=found, to_library_id=target.pk, sending=sending)
    return _with_legs(queries.box_for(actor, public_id))


@router.post("/boxes/{public_id}/call-back", response=BoxWithLegs, summary="Call a box back before it is received")
@requires(BOXES)
def post_call_back(request: HttpRequest, public_id: str) -> Any:
    move_box.call_back(actor=actor_of(request), box=queries.box_for(actor_of(request), public_id))
    return _with_legs(queries.box_for(actor_of(request), public_id))


@router.post("/boxes/{public_id}/checks", response=CheckOut, summary="Say of scanned copies that they have come")
@requires(BOXES)
def post_checks(request: HttpRequest, public_id: str, body: CheckIn) -> Any:
    if body.finding not in ("", "present", "damaged"):
        raise Invalid("catalogue.box_finding_unknown", finding=body.finding)
    return receive_box.check_copies(
        actor=actor_of(request),
        box=queries.box_for(actor_of(request), public_id),
        codes=_codes(body),
        finding=Finding(body.finding),
        note=body.note,
    )


@router.post("/boxes/{public_id}/receive", response=ReceiptOut, summary="Finish the receipt: custody passes")
@requires(BOXES)
def post_receive(request: HttpRequest, public_id: str, body: ReceiptIn) -> Any:
    found = queries.box_for(actor_of(request), public_id)
    return receive_box.receive_box(actor=actor_of(request), box=found, **body.dict())


@router.post("/boxes/{public_id}/missing", response=Changed, summary="Copies that are missing from a box")
@requires(BOXES)
def post_missing(request: HttpRequest, public_id: str, body: NotedCodes) -> Any:
    return _recounted(request, public_id, body, are_here=False)


@router.post("/boxes/{public_id}/found", response=Changed, summary="Missing copies that turned up")
@requires(BOXES)
def post_found(request: HttpRequest, public_id: str, body: NotedCodes) -> Any:
    return _recounted(request, public_id, body, are_here=True)


@router.post("/boxes/{public_id}/extend", response=BoxWithLegs, summary="Let a box stay longer where it is")
@requires(BOXES)
def post_extend(request: HttpRequest, public_id: str, body: ExtensionIn) -> Any:
    actor = actor_of(request)
    keep_box.extend_box(actor=actor, box=queries.box_for(actor, public_id), due_on=body.due_on, reason=body.reason)
    return _with_legs(queries.box_for(actor, public_id))


@router.post("/boxes/{public_id}/rename", response=BoxWithLegs, summary="Change code and name of a box")
@requires(BOXES)
def post_rename(request: HttpRequest, public_id: str, body: NamesIn) -> Any:
    actor = actor_of(request)
    keep_box.rename_box(actor=actor, box=queries.box_for(actor, public_id), code=body.code, name=body.name)
    return _with_legs(queries.box_for(actor, public_id))


@router.get("/box-statistics", response=list[HandoversOut], summary="Boxes sent and received in a period")
@requires(BOXES)
def get_box_statistics(request: HttpRequest, since: date, until: date) -> Any:
    return box_statistics.statistics(actor_of(request), since, until)


@router.post("/boxes/{public_id}/close", response=BoxWithLegs, summary="Close a box at home; missing copies are lost")
@requires(BOXES)
def post_close_box(request: HttpRequest, public_id: str) -> Any:
    fill_box.close_box(actor=actor_of(request), box=queries.box_for(actor_of(request), public_id))
    return _with_legs(queries.box_for(actor_of(request), public_id))


@router.get("/boxes/{public_id}/minutes/{number}", summary="The minutes of a handover as PDF")
@requires(BOXES)
def get_minutes(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    found = queries.box_for(actor_of(request), public_id)
    return HttpResponse(minutes_pdf(found, queries.leg_of(found, number)), content_type="application/pdf")


def _recounted(request: HttpRequest, public_id: str, body: NotedCodes, *, are_here: bool) -> dict[str, int]:
    found = queries.box_for(actor_of(request), public_id)
    count = receive_box.recount(
        actor=actor_of(request), box=found, codes=_codes(body), are_here=are_here, note=body.note
    )
    return {"changed": count}


def _codes(body: Codes) -> list[str]:
    return codes_in("\n".join(body.codes))


def _plain(text: str) -> str:
    return text.replace("\x00", "")


def _boxes(boxes: list[RotationBox]) -> list[dict[str, Any]]:
    counts = queries.counts_of(boxes)
    return [box_json(box, counts.get(box.pk, queries.Counts())) for box in boxes]


def box_json(box: RotationBox, counts: queries.Counts) -> dict[str, Any]:
    return {
        "id": box.public_id,
        "library": box.library.code,
        "code": box.code,
        "name": box.name,
        "state": box.state,
        "holder": box.holder.code,
        "target": box.to_library.code if box.to_library else None,
        "due_on": box.due_on,
        "inside": counts.inside,
        "missing": counts.missing,
        "damaged": counts.damaged,
    }


def _with_legs(box: RotationBox) -> dict[str, Any]:
    legs = box.legs.select_related("from_library", "to_library").prefetch_related("extensions").order_by("number")
    return _boxes([box])[0] | {"legs": [_leg(leg) for leg in legs]}


def _leg(leg: RotationLeg) -> dict[str, Any]:
    return {
        "number": leg.number,
        "source": leg.from_library.code,
        "target": leg.to_library.code,
        "due_on": leg.due_on,
        "sent_at": leg.sent_at,
        "received_at": leg.received_at,
        "called_back_at": leg.called_back_at,
        "is_remote": leg.is_remote,
        "extensions": sorted(leg.extensions.all(), key=lambda one: one.pk),
    }
