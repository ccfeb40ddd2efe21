"""REST: are the masters still what was handed in? And new masters for a published document."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.permissions import Permission
from lienthu.registry.queries import library_by_code
from lienthu.repository import fixity_queries, queries
from lienthu.repository.actions.check_fixity import check_fixity
from lienthu.repository.actions.renew import keep_back, open_renewal, part_ways
from lienthu.repository.deposit_api import state_of
from lienthu.repository.deposit_schemas import ClearanceAnswers, DepositState
from lienthu.repository.models import DigitalObject
from lienthu.repository.routing import router
from lienthu.repository.rules.clearance import Clearance

KEEP = Permission.REPOSITORY_KEEP


class FixityRunOut(Schema):
    started_at: dt.datetime
    finished_at: dt.datetime | None
    files: int
    bytes: int
    faults: int


class FixityFaultOut(Schema):
    """`path`: in the store of masters."""

    file: str
    path: str
    object: str
    title: str
    kind: str
    expected: str
    found: str
    detail: str
    found_at: dt.datetime


class FixityOut(Schema):
    """`overdue`: masters that were not read within the promised `days`. `faults`: the open ones, the first 200."""

    files: int
    bytes: int
    never_read: int
    overdue: int
    days: int
    oldest: dt.datetime | None
    last_run: FixityRunOut | None
    faults: list[FixityFaultOut]


class FixityIn(Schema):
    """`library`: empty for all."""

    library: Annotated[str, Field(max_length=40)] = ""


class FixityStarted(Schema):
    job: str


class RenewalIn(Schema):
    """`reason`: readers see it beside the versions."""

    reason: Annotated[str, Field(max_length=500, examples=["Quét lại ở 600 dpi"])]
    clearance: ClearanceAnswers


class KeepBackIn(Schema):
    """`back`: closed to readers; else it follows the document again."""

    back: bool


class KeptBack(Schema):
    document: str
    version: int
    is_kept_back: bool


class MastersApart(Schema):
    """`renews`: what these are new masters of; empty."""

    document: str
    renews: str


@router.get("/fixity", response=FixityOut, summary="The soundness of my libraries' masters")
@requires(KEEP)
def get_fixity(request: HttpRequest) -> Any:
    return fixity_queries.as_json(fixity_queries.report(actor_of(request)))


@router.post("/fixity-runs", response={202: FixityStarted}, summary="Read the masters again, now")
@requires(KEEP)
def post_fixity_run(request: HttpRequest, given: FixityIn) -> Any:
    library = library_by_code(given.library).pk if given.library else None
    return 202, {"job": check_fixity(actor=actor_of(request), library_id=library).public_id}


@router.post("/objects/{public_id}/renewals", response={201: DepositState}, summary="Hand in new masters: a deposit")
@requires(KEEP)
def post_renewal(request: HttpRequest, public_id: str, given: RenewalIn) -> Any:
    """Its files go the way of every deposit, and take the document's place when they are published."""
    actor, said = actor_of(request), given.clearance
    found = queries.kept_object(actor, public_id)
    clearance = Clearance(said.holds_secrets, said.may_share, said.name)
    made = open_renewal(actor=actor, object_id=found.pk, clearance=clearance, reason=given.reason)
    return Status(201, state_of(made))


@router.post(
    "/objects/{public_id}/part-ways", response=MastersApart, summary="New masters on their way are a document apart"
)
@requires(KEEP)
def post_part_ways(request: HttpRequest, public_id: str) -> Any:
    actor = actor_of(request)
    part_ways(actor=actor, object_id=queries.kept_object(actor, public_id).pk)
    return {"document": public_id, "renews": ""}


@router.put("/objects/{public_id}/keep-back", response=KeptBack, summary="Close an earlier version, or show it again")
@requires(Permission.REPOSITORY_REVIEW)
def put_keep_back(request: HttpRequest, public_id: str, given: KeepBackIn) -> Any:
    actor = actor_of(request)
    keep_back(actor=actor, object_id=queries.kept_object(actor, public_id).pk, back=given.back)
    now: DigitalObject = queries.kept_object(actor, public_id)
    return {"document": public_id, "version": now.edition, "is_kept_back": now.is_kept_back}
