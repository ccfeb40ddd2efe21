"""REST: copies of a record, and a library's series of accession numbers."""

# No postponed annotations here: ninja reads them from the guarded functions.
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.catalogue.actions.add_copy import AUTO, CopyData, add_copies
from lienthu.catalogue.actions.change_items import Change, change_items, undo_act
from lienthu.catalogue.actions.keep_series import SeriesData, begin_series, end_series, preview, reserve_numbers
from lienthu.catalogue.item_queries import (
    act_for,
    copies_of,
    history_of,
    item_for,
    keeping_libraries,
    look_up,
    series_of,
    series_views,
)
from lienthu.catalogue.models import Item, ItemAct
from lienthu.catalogue.routing import router
from lienthu.catalogue.rules.item_status import BY_HAND, ItemStatus
from lienthu.catalogue.rules.scanned import codes_in
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Invalid
from lienthu.kernel.permissions import Permission


class Copy(Schema):
    """`id` is stable for ever. `store` is where the copy stands now, `library` whose it is, `at` where it is."""

    id: str
    library: str
    at: str
    accession_no: str
    store: str
    shelf: str
    call_number: str
    status: str
    price: int | None
    left: bool


class CopyList(Schema):
    items: list[Copy]


class NewCopies(Schema):
    count: int = Field(1, ge=1, le=200)
    accession: str = Field(AUTO, max_length=100, description="auto, a number, or empty for a copy without one")
    series: str = Field("", max_length=80)
    location: str = Field("", max_length=200)
    call_number: str = Field("", max_length=200)
    shelf: str = Field("", max_length=80)
    price: int | None = Field(None, ge=0, le=10**12)
    status: str = Field("available", max_length=40)
    kind: str = Field("", max_length=40)
    note: str = Field("", max_length=500)


class SeriesIn(Schema):
    library: str = Field(max_length=30)
    name: str = Field(max_length=80)
    pattern: str = Field(max_length=40)
    store: str = Field("", max_length=200)
    kind: str = Field("", max_length=40)
    first: int | None = Field(None, ge=1, le=900_000_000)


class SeriesOut(Schema):
    id: int
    library: str
    name: str
    pattern: str
    store: str
    kind: str
    next: str


class SeriesList(Schema):
    items: list[SeriesOut]


class PreviewOut(Schema):
    """`odd`: the library's numbers that are written otherwise, as `Hk000003`."""

    numbers: list[str]
    used: int
    highest: int
    gaps: int
    odd: list[str]


class RangeIn(Schema):
    count: int = Field(ge=1, le=10_000)
    note: str = Field("", max_length=200)


class RangeOut(Schema):
    numbers: list[str]


def as_copy(item: Item) -> dict[str, Any]:
    return {
        "id": item.public_id,
        "library": item.library.code,
        "at": (item.at_library or item.library).code,
        "accession_no": item.accession_no,
        "store": item.place,
        "shelf": item.shelf,
        "call_number": item.call_number,
        "status": item.status,
        "price": item.price,
        "left": item.left_at is not None,
    }


@router.get("/records/source/{record_id}/copies", response=CopyList, summary="The copies of a record")
@requires(Permission.CATALOGUE_VIEW)
def get_copies(request: HttpRequest, record_id: int) -> Any:
    return {"items": [as_copy(item) for item in copies_of(actor_of(request), record_id)[1]]}


@router.post("/records/source/{record_id}/copies", response={201: CopyList}, summary="Add copies to a record")
@requires(Permission.CATALOGUE_ITEMS)
def post_copies(request: HttpRequest, record_id: int, body: NewCopies) -> Any:
    said = body.dict(exclude={"count", "accession", "series"})
    items = add_copies(
        actor=actor_of(request),
        record_id=record_id,
        copy=CopyData(**said),
        count=body.count,
        accession=body.accession,
        series=body.series,
    )
    return Status(201, {"items": [as_copy(item) for item in items]})


class Happening(Schema):
    at: datetime
    kind: str
    before: str
    after: str
    reason: str
    by: str


class CopyWithHistory(Copy):
    """`history`: the newest first, at most 200."""

    history: list[Happening]


class ChangeIn(Schema):
    """Codes are accession numbers or copy ids. What is left out stays."""

    library: str = Field(max_length=30)
    codes: list[Annotated[str, Field(max_length=100)]] = Field(max_length=20_000)
    status: str | None = Field(None, max_length=40)
    store: str | None = Field(None, max_length=200)
    shelf: str | None = Field(None, max_length=80)
    reason: str = Field("", max_length=500)


class ChangeOut(Schema):
    """`refused` copies stayed as they were; `told` names up to 200 of them with their status."""

    id: str
    done: int
    same: int
    refused: int
    undone: int
    told: list[list[str]]
    unknown: list[str]
    ambiguous: list[str]


@router.get("/copies/{public_id}", response=CopyWithHistory, summary="One copy and its history")
@requires(Permission.CATALOGUE_ITEMS)
def get_copy(request: HttpRequest, public_id: str) -> Any:
    item = item_for(actor_of(request), public_id)
    history = [
        {
            "at": one.at,
            "kind": one.kind,
            "before": one.before,
            "after": one.after,
            "reason": one.reason,
            "by": one.actor_label,
        }
        for one in history_of(item)[:200]
    ]
    return as_copy(item) | {"history": history}


@router.post("/copy-changes", response={201: ChangeOut}, summary="Change the status or place of copies")
@requires(Permission.CATALOGUE_ITEMS)
def post_change(request: HttpRequest, body: ChangeIn) -> Any:
    actor, where = actor_of(request), _library(request, body.library)
    found = look_up(actor, where, codes_in("\n".join(body.codes)))
    act = change_items(
        actor=actor,
        library_id=where,
        item_ids=[item.pk for item in found.items],
        change=Change(_status(body.status), body.store, body.shelf),
        reason=body.reason,
    )
    return Status(201, _change(act) | {"unknown": found.unknown, "ambiguous": found.ambiguous})


@router.post("/copy-changes/{public_id}/undo", response=ChangeOut, summary="Take a change back")
@requires(Permission.CATALOGUE_ITEMS)
def post_undo(request: HttpRequest, public_id: str) -> Any:
    return _change(undo_act(actor=actor_of(request), act=act_for(actor_of(request), public_id)))


@router.get("/accession-series", response=SeriesList, summary="Open series of my libraries")
@requires(Permission.CATALOGUE_ITEMS)
def list_series(request: HttpRequest) -> Any:
    return {"items": [_series(one.series, one.next) for one in series_views(actor_of(request))]}


@router.post("/accession-series", response={201: SeriesOut}, summary="Begin a series")
@requires(Permission.CATALOGUE_ITEMS)
def post_series(request: HttpRequest, body: SeriesIn) -> Any:
    data = SeriesData(body.name, body.pattern, body.store, body.kind, body.first)
    made = begin_series(actor=actor_of(request), library_id=_library(request, body.library), data=data)
    following = next(one.next for one in series_views(actor_of(request)) if one.series.pk == made.pk)
    return Status(201, _series(made, following))


@router.post("/accession-series/preview", response=PreviewOut, summary="What a pattern would do; writes nothing")
@requires(Permission.CATALOGUE_ITEMS)
def post_preview(request: HttpRequest, body: SeriesIn) -> Any:
    where = _library(request, body.library)
    looked = preview(actor=actor_of(request), library_id=where, pattern=body.pattern, first=body.first)
    seen = looked.seen
    return {
        "numbers": list(looked.numbers),
        "used": seen.count,
        "highest": seen.highest,
        "gaps": seen.gaps,
        "odd": list(seen.odd),
    }


@router.post("/accession-series/{series_id}/ranges", response={201: RangeOut}, summary="Keep numbers for labels")
@requires(Permission.CATALOGUE_ITEMS)
def post_range(request: HttpRequest, series_id: int, body: RangeIn) -> Any:
    series = series_of(actor_of(request), series_id)
    kept = reserve_numbers(actor=actor_of(request), series=series, count=body.count, note=body.note)
    return Status(201, {"numbers": list(kept.numbers)})


@router.post("/accession-series/{series_id}/end", response={204: None}, summary="End a series")
@requires(Permission.CATALOGUE_ITEMS)
def post_end(request: HttpRequest, series_id: int) -> Any:
    end_series(actor=actor_of(request), series=series_of(actor_of(request), series_id))
    return Status(204, None)


def _library(request: HttpRequest, code: str) -> int:
    where = keeping_libraries(actor_of(request)).filter(code=code).first()
    if where is None:
        raise Invalid("catalogue.library_needed")
    return where.pk


def _status(code: str | None) -> ItemStatus | None:
    if code is None:
        return None
    if code not in BY_HAND:
        raise Invalid("catalogue.status_not_by_hand")
    return ItemStatus(code)


def _change(act: ItemAct) -> dict[str, Any]:
    return {
        "id": act.public_id,
        "done": act.done,
        "same": act.same,
        "refused": act.refused,
        "undone": act.undone,
        "told": act.told,
        "unknown": [],
        "ambiguous": [],
    }


def _series(series: Any, following: str) -> dict[str, Any]:
    return {
        "id": series.pk,
        "library": series.library.code,
        "name": series.name,
        "pattern": series.pattern,
        "store": series.store,
        "kind": series.kind,
        "next": following,
    }
