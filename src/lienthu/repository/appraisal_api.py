"""REST: what waits for a decision, and many documents published at once."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.models import Job
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.repository import appraisal_queries as queries
from lienthu.repository.actions.publish_many import MOST, faults_of, left_behind, publish_many, publishing_named
from lienthu.repository.appraisal_words import said
from lienthu.repository.models import DigitalObject
from lienthu.repository.routing import router
from lienthu.repository.rules.states import CHECKS, Act

REVIEW = Permission.REPOSITORY_REVIEW
Limit = Annotated[int, Field(ge=1, le=200)]
Name = Annotated[str, Field(max_length=12)]
Documents = Annotated[list[Name], Field(max_length=MOST)]


class HeldOut(Schema):
    """`against`: why it cannot be published; empty when it can."""

    document: str
    title: str
    against: str


class InReview(HeldOut):
    """`outcome`: of the newest council that had it; empty while nobody has decided."""

    library: str
    version: int
    outcome: str
    sitting: str | None


class ReviewList(Schema):
    items: list[InReview]
    next: str | None


class ChosenIn(Schema):
    documents: Documents


class PublishIn(ChosenIn):
    checks: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)]


class PublicationPreview(Schema):
    """`checks`: to be confirmed with the publication. `unknown`: not there, or not this caller's to decide about."""

    ready: list[str]
    held: list[HeldOut]
    unknown: list[str]
    checks: list[str]


class PublicationOut(Schema):
    """`left`: what could not be published after all, and why."""

    id: str
    state: str
    done: int
    total: int
    published: int
    left: list[HeldOut]


@router.get("/reviews", response=ReviewList, summary="Documents that wait for a decision, the oldest first")
@requires(REVIEW)
def list_reviews(request: HttpRequest, after: str = "", limit: Limit = 50) -> Any:
    actor = actor_of(request)
    shown = page(queries.in_review(actor).select_related("library"), by=("id",), after=after, size=limit)
    against, cases = faults_of(actor, shown.items), queries.newest_cases(shown.items)
    rows = []
    for one in shown.items:
        case = cases.get(one.pk)
        more = {"outcome": case.outcome if case else "", "sitting": case.sitting.public_id if case else None}
        rows.append(_held(one, said(against[one.pk], one)) | _where(one) | more)
    return {"items": rows, "next": shown.next}


@router.post(
    "/publications/preview", response=PublicationPreview, summary="Which can be published, and why others cannot"
)
@requires(REVIEW)
def post_preview(request: HttpRequest, given: ChosenIn) -> Any:
    """Changes nothing."""
    chosen = queries.reviewed_objects(actor_of(request), given.documents)
    against = faults_of(actor_of(request), chosen)
    known = {one.public_id for one in chosen}
    return {
        "ready": [one.public_id for one in chosen if against[one.pk] is None],
        "held": [_held(one, said(against[one.pk], one)) for one in chosen if against[one.pk]],
        "unknown": [name for name in dict.fromkeys(given.documents) if name not in known],
        "checks": list(CHECKS[Act.PUBLISH]),
    }


@router.post("/publications", response={202: PublicationOut}, summary="Publish those that can be, one by one")
@requires(REVIEW)
def post_publication(request: HttpRequest, given: PublishIn) -> Any:
    """None of them when one is not there."""
    chosen = queries.all_reviewed_objects(actor_of(request), given.documents)
    return 202, _publication(publish_many(actor=actor_of(request), objects=chosen, checks=given.checks))


@router.get("/publications/{public_id}", response=PublicationOut, summary="How far a publication is")
@requires(REVIEW)
def get_publication(request: HttpRequest, public_id: str) -> Any:
    return _publication(publishing_named(actor_of(request), public_id))


def _held(one: DigitalObject, against: str) -> dict[str, Any]:
    return {"document": one.public_id, "title": one.title, "against": against}


def _where(one: DigitalObject) -> dict[str, Any]:
    return {"library": one.library.code, "version": one.version}


def _publication(job: Job) -> dict[str, Any]:
    left = [
        {"document": one.document, "title": one.title, "against": sentence(one.code, one.params)}
        for one in left_behind(job)
    ]
    return {
        "id": job.public_id,
        "state": job.state,
        "done": job.done,
        "total": job.total if job.total is not None else len(job.params["objects"]),
        "published": job.result.get("published", 0),
        "left": left,
    }
