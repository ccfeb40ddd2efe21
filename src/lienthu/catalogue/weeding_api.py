"""REST: weeding rounds, their lists and their steps."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.catalogue import weeding_queries as queries
from lienthu.catalogue.actions import weed
from lienthu.catalogue.models import WeedingRound
from lienthu.catalogue.routing import router
from lienthu.catalogue.rules.scanned import codes_in
from lienthu.catalogue.rules.weeding import Reason
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.shapes import one_of

WEEDING = Permission.CATALOGUE_WEEDING
Why = Annotated[Reason, one_of(Reason)]


class RoundIn(Schema):
    """`stocktake`: a closed one of the library."""

    name: str = Field(max_length=120)
    stocktake: str = Field(max_length=9)


class RoundOut(Schema):
    """`proposed` of `holdings` copies; at most `most` may go."""

    id: str
    library: str
    name: str
    step: str
    proposed: int
    holdings: int
    most: int
    proposal: str
    minutes: str
    decision: str
    weeded: int
    skipped: int
    records_withdrawn: int


class RoundList(Schema):
    items: list[RoundOut]
    next: str | None


class AddIn(Schema):
    """Either `rules` (damaged, lost, surplus) or `codes` with one `reason`."""

    rules: list[Why] = []
    codes: list[Annotated[str, Field(max_length=100)]] = Field([], max_length=20_000)
    reason: Why = Reason.OUTDATED
    note: str = Field("", max_length=200)


class AddOut(Schema):
    """`exempt`: pairs of number and why it must stay; `away`: numbers of copies in a rotation box."""

    added: int
    on_list: int
    exempt: list[list[str]]
    away: list[str]
    unknown: list[str]


class PaperIn(Schema):
    """`paper`: number and date; `council`: one member a line."""

    paper: str = Field(max_length=200)
    council: str = Field("", max_length=4000)


@router.get("/weedings", response=RoundList, summary="Weeding rounds of my libraries, newest first")
@requires(WEEDING)
def list_rounds(request: HttpRequest, after: str = "") -> Any:
    shown = page(queries.rounds_for(actor_of(request)), by=("-id",), after=after, size=50)
    return {"items": [_out(one) for one in shown.items], "next": shown.next}


@router.post("/weedings", response={201: RoundOut}, summary="Begin a round after a stock-taking")
@requires(WEEDING)
def post_round(request: HttpRequest, body: RoundIn) -> Any:
    actor = actor_of(request)
    taking = queries.stocktake_to_weed(actor, body.stocktake)
    made = weed.open_round(actor=actor, library_id=taking.library_id, name=body.name, stocktake=taking)
    return Status(201, _out(made))


@router.get("/weedings/{public_id}", response=RoundOut, summary="One round and its limit")
@requires(WEEDING)
def get_round(request: HttpRequest, public_id: str) -> Any:
    return _out(queries.round_for(actor_of(request), public_id))


@router.post("/weedings/{public_id}/copies", response=AddOut, summary="Put copies on the list")
@requires(WEEDING)
def post_copies_to_weed(request: HttpRequest, public_id: str, body: AddIn) -> Any:
    actor, found = actor_of(request), queries.round_for(actor_of(request), public_id)
    if body.rules:
        added = weed.add_by_rules(actor=actor, round=found, reasons=set(body.rules))
    else:
        codes = codes_in("\n".join(body.codes))
        added = weed.add_by_list(actor=actor, round=found, codes=codes, reason=body.reason, note=body.note)
    exempt = [[number, why.value] for number, why in added.exempt]
    return {
        "added": added.added,
        "on_list": added.on_list,
        "exempt": exempt,
        "away": added.away,
        "unknown": added.unknown,
    }


@router.post("/weedings/{public_id}/propose", response=RoundOut, summary="Close the list and propose it")
@requires(WEEDING)
def post_propose(request: HttpRequest, public_id: str, body: PaperIn) -> Any:
    found = queries.round_for(actor_of(request), public_id)
    return _out(weed.propose(actor=actor_of(request), round=found, paper=body.paper, council=body.council))


@router.post("/weedings/{public_id}/review", response=RoundOut, summary="The council has met")
@requires(WEEDING)
def post_review(request: HttpRequest, public_id: str, body: PaperIn) -> Any:
    found = queries.round_for(actor_of(request), public_id)
    return _out(weed.review(actor=actor_of(request), round=found, paper=body.paper))


@router.post("/weedings/{public_id}/approve", response=RoundOut, summary="The managing body's decision")
@requires(Permission.WEEDING_APPROVE)
def post_approve(request: HttpRequest, public_id: str, body: PaperIn) -> Any:
    found = queries.round_for(actor_of(request), public_id)
    return _out(weed.approve(actor=actor_of(request), round=found, paper=body.paper))


@router.post("/weedings/{public_id}/send-back", response=RoundOut, summary="Back to the list, with a reason")
@requires(WEEDING)
def post_send_back(request: HttpRequest, public_id: str, body: PaperIn) -> Any:
    found = queries.round_for(actor_of(request), public_id)
    return _out(weed.send_back(actor=actor_of(request), round=found, reason=body.paper))


@router.post("/weedings/{public_id}/execute", response=RoundOut, summary="Carry out; cannot be taken back")
@requires(WEEDING)
def post_execute(request: HttpRequest, public_id: str) -> Any:
    found = queries.round_for(actor_of(request), public_id)
    return _out(weed.execute(actor=actor_of(request), round=found))


def _out(one: WeedingRound) -> dict[str, Any]:
    limit = weed.limit_of(one)
    return {
        "id": one.public_id,
        "library": one.library.code,
        "name": one.name,
        "step": one.step,
        "proposed": limit.proposed,
        "holdings": limit.holdings,
        "most": limit.most,
        "proposal": one.proposal,
        "minutes": one.minutes,
        "decision": one.decision,
        "weeded": one.weeded,
        "skipped": one.skipped,
        "records_withdrawn": one.records_withdrawn,
    }
