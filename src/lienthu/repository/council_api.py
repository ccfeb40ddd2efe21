"""REST: councils, their sittings, votes and minutes."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema, Status
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.shapes import one_of
from lienthu.registry.queries import library_by_code
from lienthu.repository import appraisal_queries as queries
from lienthu.repository.actions import councils as acts
from lienthu.repository.models import Case, Council, CouncilMember, Sitting
from lienthu.repository.routing import router
from lienthu.repository.rules.council import Choice, Seat
from lienthu.repository.views.appraisal import minutes

REVIEW = Permission.REPOSITORY_REVIEW
Limit = Annotated[int, Field(ge=1, le=200)]


class CouncilMemberIn(Schema):
    """`post`: as it stands on the minutes."""

    account: Annotated[str, Field(max_length=150)]
    seat: Annotated[Seat, one_of(Seat)] = Seat.MEMBER
    post: Annotated[str, Field(max_length=200)] = ""


class CouncilIn(Schema):
    """`decision`: number and date of the paper that sets it up. `quorum`: more than half of the members."""

    library: Annotated[str, Field(max_length=40)]
    name: Annotated[str, Field(max_length=200)]
    decision: Annotated[str, Field(max_length=200, examples=["QĐ 12/QĐ-TVT ngày 02/11/2026"])]
    quorum: Annotated[int, Field(ge=2, le=99)]
    members: Annotated[list[CouncilMemberIn], Field(max_length=99)]


class CouncilMemberOut(Schema):
    account: str
    name: str
    seat: str
    post: str


class SittingBrief(Schema):
    id: str
    held_on: dt.date
    place: str
    closed_at: dt.datetime | None


class CouncilOut(Schema):
    id: str
    library: str
    name: str
    decision: str
    quorum: int
    ended_at: dt.datetime | None
    members: list[CouncilMemberOut]


class CouncilList(Schema):
    items: list[CouncilOut]
    next: str | None


class SittingList(Schema):
    items: list[SittingBrief]
    next: str | None


class SittingIn(Schema):
    held_on: dt.date
    place: Annotated[str, Field(max_length=200)] = ""


class VoteOut(Schema):
    name: str
    choice: str
    reason: str
    at: dt.datetime


class CaseOut(Schema):
    """`version`: of the description that is voted on."""

    number: int
    document: str
    title: str
    version: int
    outcome: str
    votes: list[VoteOut]


class SittingOut(SittingBrief):
    council: str
    remarks: str
    cases: list[CaseOut]


class CasesIn(Schema):
    documents: Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=acts.MOST_CASES)]


class PutOut(Schema):
    """`put`: how many of them are on the list anew."""

    put: int
    sitting: SittingOut


class VoteIn(Schema):
    choice: Annotated[Choice, one_of(Choice)]
    reason: Annotated[str, Field(max_length=500)] = ""


class ClosingIn(Schema):
    remarks: Annotated[str, Field(max_length=10_000)] = ""


@router.get("/councils", response=CouncilList, summary="Councils of my libraries, newest first")
@requires(REVIEW)
def list_councils(request: HttpRequest, after: str = "", limit: Limit = 50) -> Any:
    found = queries.councils(actor_of(request)).select_related("library").prefetch_related("members__user")
    shown = page(found, by=("-id",), after=after, size=limit)
    return {"items": [_council(one) for one in shown.items], "next": shown.next}


@router.post("/councils", response={201: CouncilOut}, summary="Set up a council")
@requires(REVIEW)
def post_council(request: HttpRequest, given: CouncilIn) -> Any:
    """At least three members who may review there, one of them in the chair."""
    library = library_by_code(given.library).pk
    people = queries.reviewers_named(library, [one.account for one in given.members])
    members = [acts.Member(people[one.account], one.seat, one.post) for one in given.members]
    said = given.dict(include={"name", "decision", "quorum"})
    made = acts.set_up_council(actor=actor_of(request), library_id=library, members=members, **said)
    return Status(201, _council(made))


@router.get("/councils/{public_id}", response=CouncilOut, summary="A council and its members")
@requires(REVIEW)
def get_council(request: HttpRequest, public_id: str) -> Any:
    return _council(queries.council_named(actor_of(request), public_id))


@router.post("/councils/{public_id}/end", response=CouncilOut, summary="End a council")
@requires(REVIEW)
def post_end(request: HttpRequest, public_id: str) -> Any:
    actor = actor_of(request)
    acts.end_council(actor=actor, council=queries.council_named(actor, public_id))
    return _council(queries.council_named(actor, public_id))


@router.get("/councils/{public_id}/sittings", response=SittingList, summary="Sittings of a council, newest first")
@requires(REVIEW)
def list_sittings(request: HttpRequest, public_id: str, after: str = "", limit: Limit = 50) -> Any:
    found = queries.council_named(actor_of(request), public_id).sittings.all()
    shown = page(found, by=("-id",), after=after, size=limit)
    return {"items": [_brief(one) for one in shown.items], "next": shown.next}


@router.post("/councils/{public_id}/sittings", response={201: SittingOut}, summary="Open a sitting")
@requires(REVIEW)
def post_sitting(request: HttpRequest, public_id: str, given: SittingIn) -> Any:
    actor = actor_of(request)
    found = queries.council_named(actor, public_id)
    made = acts.open_sitting(actor=actor, council=found, held_on=given.held_on, place=given.place)
    return Status(201, _sitting(made))


@router.get("/sittings/{public_id}", response=SittingOut, summary="A sitting: its documents and their votes")
@requires(REVIEW)
def get_sitting(request: HttpRequest, public_id: str) -> Any:
    return _sitting(queries.sitting_named(actor_of(request), public_id))


@router.post("/sittings/{public_id}/cases", response=PutOut, summary="Put documents in review before a sitting")
@requires(REVIEW)
def post_cases(request: HttpRequest, public_id: str, given: CasesIn) -> Any:
    """Those that are on its list already stay there."""
    actor = actor_of(request)
    found = queries.sitting_named(actor, public_id)
    chosen = [one.pk for one in queries.all_reviewed_objects(actor, given.documents)]
    put = acts.put_before(actor=actor, sitting=found, object_ids=chosen)
    return {"put": put, "sitting": _sitting(found)}


@router.put("/sittings/{public_id}/cases/{number}/vote", response=SittingOut, summary="My own vote on a document")
@requires(REVIEW)
def put_vote(request: HttpRequest, public_id: str, number: int, given: VoteIn) -> Any:
    """It may be changed until the sitting is closed; the last one counts."""
    actor = actor_of(request)
    found = queries.sitting_named(actor, public_id)
    acts.cast_vote(actor=actor, case=acts.case_in(found, number), choice=given.choice, reason=given.reason)
    return _sitting(found)


@router.post("/sittings/{public_id}/close", response=SittingOut, summary="Close a sitting: the votes are counted")
@requires(REVIEW)
def post_close_sitting(request: HttpRequest, public_id: str, given: ClosingIn) -> Any:
    actor = actor_of(request)
    found = queries.sitting_named(actor, public_id)
    return _sitting(acts.close_sitting(actor=actor, sitting=found, remarks=given.remarks))


@router.get(
    "/sittings/{public_id}/minutes",
    response={200: str},
    summary="The minutes of a sitting as PDF",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {"schema": {"type": "string"}}}}}},
)
@requires(REVIEW)
def get_sitting_minutes(request: HttpRequest, public_id: str) -> HttpResponse:
    return minutes(request, public_id)


def _council(one: Council) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("name", "decision", "quorum", "ended_at")}
    members = [_member(member) for member in sorted(one.members.all(), key=lambda member: member.pk)]
    return plain | {"id": one.public_id, "library": one.library.code, "members": members}


def _member(one: CouncilMember) -> dict[str, str]:
    return {"account": one.user.get_username(), "name": one.name, "seat": one.seat, "post": one.post}


def _brief(one: Sitting) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("held_on", "place", "closed_at")} | {"id": one.public_id}


def _sitting(one: Sitting) -> dict[str, Any]:
    more = {"council": one.council.public_id, "remarks": one.remarks}
    return _brief(one) | more | {"cases": [_case(case) for case in queries.cases_of(one)]}


def _case(case: Case) -> dict[str, Any]:
    votes = sorted(case.votes.all(), key=lambda vote: vote.at)
    told = [{"name": vote.member.name, "choice": vote.choice, "reason": vote.reason, "at": vote.at} for vote in votes]
    plain = {name: getattr(case, name) for name in ("title", "version", "outcome")}
    return plain | {"number": case.pk, "document": case.object.public_id, "votes": told}
