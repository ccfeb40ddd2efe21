"""REST: stock-taking from a phone, a scanner or a program that was without the network."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.catalogue import stocktake_queries as queries
from lienthu.catalogue.actions import take_stock
from lienthu.catalogue.actions.settle_stocktake import settle
from lienthu.catalogue.models import Stocktake
from lienthu.catalogue.routing import router
from lienthu.catalogue.rules.scanned import codes_in
from lienthu.catalogue.rules.stocktake import Outcome, Settled
from lienthu.catalogue.views import stocktake_words
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission

STOCKTAKE = Permission.CATALOGUE_STOCKTAKE


class ScopeIn(Schema):
    library: str = Field(max_length=30)
    name: str = Field(max_length=120)
    store: str = Field("", max_length=200)
    call_from: str = Field("", max_length=80)
    call_to: str = Field("", max_length=80)
    decision: str = Field("", max_length=200)
    members: str = Field("", max_length=4000)


class StocktakeOut(Schema):
    """`excused` copies left the shelf by a recorded act since the start. `outcomes`: scans that count, by outcome."""

    id: str
    library: str
    name: str
    store: str
    state: str
    expected: int
    found: int
    missing: int
    excused: int
    outcomes: dict[str, int]


class StocktakeList(Schema):
    items: list[StocktakeOut]
    next: str | None


class ScansIn(Schema):
    """`token` is the sender's own, new for each request: sent again, it counts nothing twice."""

    codes: list[Annotated[str, Field(max_length=100)]] = Field(min_length=1, max_length=20_000)
    store: str = Field("", max_length=200)
    token: str = Field(min_length=1, max_length=36)


class ScanOut(Schema):
    id: int
    code: str
    outcome: str
    item: str | None


class ScanList(Schema):
    items: list[ScanOut]


class ListRow(Schema):
    number: str
    title: str
    store: str
    call_number: str
    note: str
    item: str
    line: int
    settled: str


class ListPage(Schema):
    items: list[ListRow]
    next: str | None


class SettleIn(Schema):
    """`settled`: found, missing, reshelved, moved, back or noted; `lines`: null for all that wait."""

    settled: Settled
    lines: list[Annotated[int, Field(ge=1, lt=10**18)]] | None = Field(None, max_length=20_000)
    reason: str = Field("", max_length=500)


class SettleOut(Schema):
    """`stayed`: lines of copies that could not be changed; `changes`: ids to take them back by."""

    count: int
    stayed: int
    changes: list[str]


class CancelReason(Schema):
    reason: str = Field("", max_length=500)


@router.get("/stocktakes", response=StocktakeList, summary="Stock-takings of my libraries, newest first")
@requires(STOCKTAKE)
def list_stocktakes(request: HttpRequest, after: str = "") -> Any:
    shown = page(queries.stocktakes_for(actor_of(request)), by=("-id",), after=after, size=50)
    return {"items": [_out(one) for one in shown.items], "next": shown.next}


@router.post("/stocktakes", response={201: StocktakeOut}, summary="Start: what should be there is frozen")
@requires(STOCKTAKE)
def post_stocktake(request: HttpRequest, body: ScopeIn) -> Any:
    actor = actor_of(request)
    where = queries.counting_libraries(actor).filter(code=body.library).first()
    if where is None:
        raise Invalid("catalogue.library_needed")
    scope = take_stock.Scope(**body.dict(exclude={"library"}))
    return Status(201, _out(take_stock.start_stocktake(actor=actor, library_id=where.pk, scope=scope)))


@router.get("/stocktakes/{public_id}", response=StocktakeOut, summary="One stock-taking and its figures")
@requires(STOCKTAKE)
def get_stocktake(request: HttpRequest, public_id: str) -> Any:
    return _out(queries.stocktake_for(actor_of(request), public_id))


@router.post("/stocktakes/{public_id}/scans", response={201: ScanList}, summary="Count scanned numbers")
@requires(STOCKTAKE)
def post_scans(request: HttpRequest, public_id: str, body: ScansIn) -> Any:
    scans = take_stock.record_scans(
        actor=actor_of(request),
        stocktake=queries.stocktake_for(actor_of(request), public_id),
        codes=codes_in("\n".join(body.codes)),
        store=body.store,
        token=body.token,
    )
    # What a stranger's number means elsewhere stays there.
    foreign = Outcome.OTHER_LIBRARY
    return Status(
        201,
        {
            "items": [
                {
                    "id": one.pk,
                    "code": one.code,
                    "outcome": one.outcome,
                    "item": one.item.public_id if one.item and one.outcome != foreign else None,
                }
                for one in scans
            ]
        },
    )


@router.post("/stocktakes/{public_id}/scans/{scan_id}/undo", response={204: None}, summary="Undo one scan")
@requires(STOCKTAKE)
def post_undo_scan(request: HttpRequest, public_id: str, scan_id: int) -> Any:
    scan = queries.scan_for(actor_of(request), public_id, scan_id)
    take_stock.undo_scan(actor=actor_of(request), scan=scan)
    return Status(204, None)


@router.get("/stocktakes/{public_id}/lists/{kind}", response=ListPage, summary="missing, misplaced or unexpected")
@requires(STOCKTAKE)
def get_list(request: HttpRequest, public_id: str, kind: str, after: str = "") -> Any:
    found = queries.stocktake_for(actor_of(request), public_id)
    if kind not in queries.LISTS:
        raise NotFound("kernel.not_found")
    shown = page(queries.listed(found, kind), by=("id",), after=after, size=200)
    rows = stocktake_words.rows(kind, shown.items)
    return {
        "items": [
            {
                "number": row.number,
                "title": row.title,
                "store": row.store,
                "call_number": row.call_number,
                "note": row.note,
                "item": row.public_id,
                "line": row.line,
                "settled": row.settled,
            }
            for row in rows
        ],
        "next": shown.next,
    }


@router.post("/stocktakes/{public_id}/lists/{kind}/settle", response=SettleOut, summary="Say what is true of lines")
@requires(STOCKTAKE)
def post_settle(request: HttpRequest, public_id: str, kind: str, body: SettleIn) -> Any:
    done = settle(
        actor=actor_of(request),
        stocktake=queries.stocktake_for(actor_of(request), public_id),
        kind=kind,
        settled=body.settled,
        ids=body.lines,
        reason=body.reason,
    )
    return {"count": done.count, "stayed": done.stayed, "changes": [act.public_id for act in done.acts]}


@router.post("/stocktakes/{public_id}/close", response=StocktakeOut, summary="Close; no status changes yet")
@requires(STOCKTAKE)
def post_close(request: HttpRequest, public_id: str) -> Any:
    found = queries.stocktake_for(actor_of(request), public_id)
    return _out(take_stock.close_stocktake(actor=actor_of(request), stocktake=found))


@router.post("/stocktakes/{public_id}/cancel", response=StocktakeOut, summary="Give it up, with a reason")
@requires(STOCKTAKE)
def post_cancel(request: HttpRequest, public_id: str, body: CancelReason) -> Any:
    found = queries.stocktake_for(actor_of(request), public_id)
    return _out(take_stock.cancel_stocktake(actor=actor_of(request), stocktake=found, reason=body.reason))


def _out(one: Stocktake) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "library": one.library.code,
        "name": one.name,
        "store": one.store,
        "state": one.state,
    } | queries.standing(one)
