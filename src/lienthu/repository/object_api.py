"""REST: the documents that the desk keeps: what is said of them, and their way to the readers."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Invalid
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.shapes import one_of
from lienthu.repository import queries
from lienthu.repository.actions.describe import describe
from lienthu.repository.actions.move_on import Farewell, move_on
from lienthu.repository.appraisal_words import ways
from lienthu.repository.models import DigitalObject, Step, Tombstone
from lienthu.repository.routing import router
from lienthu.repository.rules.states import Act
from lienthu.repository.views.words import described

KEEP = Permission.REPOSITORY_KEEP
Limit = Annotated[int, Field(ge=1, le=200)]
Line = Annotated[str, Field(max_length=500)]
Version = Annotated[int, Field(ge=1, lt=2**31, description="The one that was seen")]
Words = Annotated[str, Field(max_length=200, description="Of title, people, subjects, description; accents or none")]
State = Annotated[DigitalObject.State, one_of(DigitalObject.State)]
_STEPS = 200


class ObjectBrief(Schema):
    id: str
    library: str
    kind: str
    title: str
    state: str
    pages: int
    version: int


class ObjectList(Schema):
    items: list[ObjectBrief]
    next: str | None


class Heading(Schema):
    page: Annotated[int, Field(ge=1, le=999_999)]
    label: Annotated[str, Field(min_length=1, max_length=300)]


class HeadingOut(Schema):
    page: int
    label: str


class WayOut(Schema):
    """`checks`: to be confirmed with the act. `against`: why it cannot be done yet; empty when it can."""

    act: str
    needs_note: bool
    checks: list[str]
    against: str


class StepOut(Schema):
    at: dt.datetime
    act: str
    note: str
    checks: list[str]
    by: str


class TombstoneOut(Schema):
    ground: str
    says: str
    reason: str
    replaced_by: str
    withdrawn_at: dt.datetime


class ObjectOut(ObjectBrief):
    """`version`: to be sent along with a change of the description. `ways`: what this caller may do with it now."""

    creators: list[str]
    date_text: str
    year: int | None
    description: str
    subjects: list[str]
    source: str
    rights: str
    entry: str
    contents: list[HeadingOut]
    published_at: dt.datetime | None
    ways: list[WayOut]
    steps: Annotated[list[StepOut], Field(description=f"The last {_STEPS}, newest first")]
    tombstone: TombstoneOut | None


class DescriptionIn(Schema):
    """What is left out stays as it is. `reason`: for what readers have."""

    version: Version
    reason: Annotated[str, Field(max_length=500)] = ""
    title: Annotated[str, Field(max_length=500, examples=["Địa chí Đắk Nông"])] = ""
    kind: Annotated[DigitalObject.Kind, one_of(DigitalObject.Kind)] = DigitalObject.Kind.BOOK
    creators: Annotated[list[Line], Field(max_length=2000)] = []
    date_text: Annotated[str, Field(max_length=60)] = ""
    year: Annotated[int, Field(ge=1, le=2200)] | None = None
    description: Annotated[str, Field(max_length=100_000)] = ""
    subjects: Annotated[list[Line], Field(max_length=2000)] = []
    source: Annotated[str, Field(max_length=300)] = ""
    rights: Annotated[str, Field(max_length=20, examples=["CC-BY"])] = ""
    entry: Annotated[str, Field(max_length=12, description="Identifier of the entry in the union catalogue")] = ""
    contents: Annotated[list[Heading], Field(max_length=2000)] = []


class FarewellIn(Schema):
    """Why it is withdrawn, how much the public is told, and what takes its place."""

    ground: Annotated[Tombstone.Ground, one_of(Tombstone.Ground)]
    says: Annotated[Tombstone.Says, one_of(Tombstone.Says)]
    replaced_by: Annotated[str, Field(max_length=12)] = ""


class MoveIn(Schema):
    """`farewell`: for `withdraw`. `note`: why, for `return`, `withdraw` and `reopen`."""

    act: Annotated[Act, one_of(Act)]
    note: Annotated[str, Field(max_length=5000)] = ""
    checks: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=20)] = []
    farewell: FarewellIn | None = None


@router.get("/objects", response=ObjectList, summary="Documents that my libraries keep, newest first")
@requires(KEEP)
def list_objects(
    request: HttpRequest, state: State | None = None, q: Words = "", after: str = "", limit: Limit = 50
) -> Any:
    found = queries.with_words(queries.objects_kept_by(actor_of(request)), q).select_related("library")
    found = found.filter(state=state) if state else found.exclude(state=DigitalObject.State.EARLIER)
    shown = page(found, by=("-id",), after=after, size=limit)
    return {"items": [brief(one) for one in shown.items], "next": shown.next}


@router.get("/objects/{public_id}", response=ObjectOut, summary="A document as the desk has it, with its steps")
@requires(KEEP)
def get_object(request: HttpRequest, public_id: str) -> Any:
    return _state(request, public_id)


@router.patch("/objects/{public_id}", response=ObjectOut, summary="Describe a document")
@requires(KEEP)
def patch_object(request: HttpRequest, public_id: str, given: DescriptionIn) -> Any:
    actor = actor_of(request)
    found = queries.kept_object(actor, public_id)
    said = described(found) | _lines(given.dict(exclude_unset=True, exclude={"version", "reason"}))
    describe(actor=actor, object_id=found.pk, said=said, version=given.version, reason=given.reason)
    return _state(request, public_id)


@router.post("/objects/{public_id}/move", response=ObjectOut, summary="Hand on, submit, return, publish, withdraw")
@requires(KEEP)
def post_move(request: HttpRequest, public_id: str, given: MoveIn) -> Any:
    """Nothing is withdrawn without its `farewell`."""
    actor = actor_of(request)
    found = queries.kept_object(actor, public_id)
    if given.act is Act.WITHDRAW and given.farewell is None:
        raise Invalid("repository.no_such_farewell", field="farewell")
    farewell = Farewell(**given.farewell.dict()) if given.farewell else None
    move_on(actor=actor, object_id=found.pk, act=given.act, note=given.note, checks=given.checks, farewell=farewell)
    return _state(request, public_id)


def _lines(said: dict[str, Any]) -> dict[str, Any]:
    """Lists as the lines of the desk's form."""
    for name in {"creators", "subjects"} & said.keys():
        said[name] = "\n".join(" ".join(one.split()) for one in said[name])
    if "contents" in said:
        said["contents"] = "\n".join(f"{one['page']} {' '.join(one['label'].split())}" for one in said["contents"])
    return said


def brief(found: DigitalObject) -> dict[str, Any]:
    plain = {name: getattr(found, name) for name in ("kind", "title", "state", "version")}
    return plain | {"id": found.public_id, "library": found.library.code, "pages": found.page_count}


def _state(request: HttpRequest, public_id: str) -> dict[str, Any]:
    found = queries.kept_object(actor_of(request), public_id)
    plain = ("creators", "date_text", "year", "description", "subjects", "source", "rights", "entry", "contents")
    open_ways = [
        {
            "act": way.act,
            "needs_note": way.needs_reason,
            "checks": [code for code, _word in way.checks],
            "against": way.against,
        }
        for way in ways(actor_of(request), found)
    ]
    return (
        brief(found)
        | {name: getattr(found, name) for name in (*plain, "published_at")}
        | {
            "ways": open_ways,
            "steps": list(Step.objects.filter(object=found).order_by("-id")[:_STEPS]),
            "tombstone": Tombstone.objects.filter(object=found).first(),
        }
    )
