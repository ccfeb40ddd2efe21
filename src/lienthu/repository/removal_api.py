"""REST: documents said to hold a state secret: reported, removed for good, or opened again by a second person."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.repository import gate, queries
from lienthu.repository.actions.remove import dismiss_report, remove_for_good, report_mistake
from lienthu.repository.models import Removal
from lienthu.repository.routing import router
from lienthu.repository.rules.access import Surface

REVIEW = Permission.REPOSITORY_REVIEW
Limit = Annotated[int, Field(ge=1, le=200)]


class Reported(Schema):
    """It is closed on every surface from now on."""

    document: str


class RemovedBytes(Schema):
    """`gone`: no other document holds them, and they were deleted."""

    store: str
    sha256: str
    size: int
    gone: bool


class RemovalOut(Schema):
    """`since`: from when backups may hold it; `rows`: how many of which were removed."""

    id: str
    document: str
    library: str
    state: str
    reported_at: dt.datetime
    reported_by: str
    decided_at: dt.datetime | None
    decided_by: str
    since: dt.datetime
    removed: list[RemovedBytes]
    rows: dict[str, int]


class RemovalList(Schema):
    items: list[RemovalOut]
    next: str | None


class RemovalDecision(Schema):
    """`remove`: for good. `dismiss`: it was no mistake, and is opened as it was."""

    act: Literal["remove", "dismiss"]


@router.post("/objects/{public_id}/report", response={201: Reported}, summary="Say that it holds a state secret")
@requires(Access.SIGNED_IN)
def post_report(request: HttpRequest, public_id: str) -> Any:
    """It and every document with the same bytes close at once; a second person decides."""
    found = queries.object_named(public_id)
    gate.passed(gate.visitor_of(request), found, Surface.RECORD)
    report_mistake(actor=actor_of(request), found=found)
    return Status(201, {"document": found.public_id})


@router.get("/removals", response=RemovalList, summary="Reports and removals of my libraries, newest first")
@requires(REVIEW)
def list_removals(request: HttpRequest, after: str = "", limit: Limit = 50) -> Any:
    shown = page(
        queries.removals_for(actor_of(request)).select_related("library"), by=("-id",), after=after, size=limit
    )
    return {"items": [_removal(one) for one in shown.items], "next": shown.next}


@router.get("/removals/{public_id}", response=RemovalOut, summary="A report and what became of it")
@requires(REVIEW)
def get_removal(request: HttpRequest, public_id: str) -> Any:
    return _removal(queries.removal_named(actor_of(request), public_id))


@router.post("/removals/{public_id}/decide", response=RemovalOut, summary="Remove it for good, or open it again")
@requires(REVIEW)
def post_removal_decision(request: HttpRequest, public_id: str, given: RemovalDecision) -> Any:
    """By another person than the one who reported it."""
    actor = actor_of(request)
    decide = remove_for_good if given.act == "remove" else dismiss_report
    decide(actor=actor, removal=queries.removal_named(actor, public_id))
    return _removal(queries.removal_named(actor, public_id))


def _removal(one: Removal) -> dict[str, Any]:
    plain = ("state", "reported_at", "reported_by", "decided_at", "decided_by", "since", "removed", "rows")
    named = {"id": one.public_id, "document": one.object_public_id, "library": one.library.code}
    return {name: getattr(one, name) for name in plain} | named
