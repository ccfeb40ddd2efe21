"""REST: open educational resources, and what schools say they use."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.shapes import one_of
from lienthu.registry.queries import library_by_code
from lienthu.repository import gate, identifiers, rights
from lienthu.repository.actions.teach import Said, describe_learning, start_using, stop_using
from lienthu.repository.learning import linked, queries
from lienthu.repository.models import DigitalObject, Learning
from lienthu.repository.queries import kept_object
from lienthu.repository.routing import router
from lienthu.repository.rules.access import Surface

KEEP = Permission.REPOSITORY_KEEP
TEACH = Permission.REPOSITORY_TEACH
Limit = Annotated[int, Field(ge=1, le=100)]


class LearningBrief(Schema):
    document: str
    ark: str
    title: str
    kind: str
    subjects: list[str]
    grades: list[int]
    licence: str
    schools: int
    version: int
    made_from: str


class LearningList(Schema):
    items: list[LearningBrief]
    next: str | None


class SchoolOut(Schema):
    library: str
    name: str
    since: dt.date


class LearningOut(LearningBrief):
    used_by: list[SchoolOut]
    json_ld: dict[str, Any]


class UseIn(Schema):
    library: Annotated[str, Field(max_length=40, description="code of the school's library")]


class ProfileIn(Schema):
    """`parent`: identifier of the resource that it was made from; `changes`: what was changed in it."""

    version: Annotated[int, Field(ge=0, lt=2**31, description="The one that was seen; 0 for a new one")]
    kind: Annotated[Learning.Kind, one_of(Learning.Kind)]
    subjects: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=50, examples=[["ls-dl"]])]
    grades: Annotated[list[int], Field(max_length=20, examples=[[6]])]
    audience: Annotated[Learning.Audience, one_of(Learning.Audience)] = Learning.Audience.BOTH
    outcomes: Annotated[str, Field(max_length=4000)] = ""
    minutes: Annotated[int, Field(ge=1, le=2000)] | None = None
    parent: Annotated[str, Field(max_length=12)] = ""
    changes: Annotated[str, Field(max_length=500)] = ""


class ProfileOut(Schema):
    """`version`: to be sent along with a change."""

    document: str
    version: int
    kind: str
    subjects: list[str]
    grades: list[int]
    audience: str
    outcomes: str
    minutes: int | None
    licence: str
    parent: str
    changes: str


def _brief(one: Learning, schools: int) -> dict[str, Any]:
    parent = one.parent
    return {
        "document": one.object.public_id,
        "ark": identifiers.ark_of(one.object),
        "title": one.object.title,
        "kind": one.kind,
        "subjects": one.subjects,
        "grades": one.grades,
        "licence": rights.uri_of(one.object.rights),
        "schools": schools,
        "version": one.object.edition,
        "made_from": parent.object.public_id if parent and parent.object.state == queries.PUBLISHED else "",
    }


@router.get("/learning", response=LearningList, summary="Open educational resources, newest first")
@requires(Access.PUBLIC)
def list_learning(
    request: HttpRequest,
    subject: str = "",
    grade: str = "",
    kind: str = "",
    licence: str = "",
    q: str = "",
    after: str = "",
    limit: Limit = 50,
) -> Any:
    asked = queries.wanted(subject, grade, kind, licence, q)
    rows = queries.found(asked).select_related("object", "parent__object")
    listed = page(rows, by=("-object_id",), after=after, size=limit)
    decisions = gate.decisions_for(gate.visitor_of(request), [one.object for one in listed.items])
    seen = [one for one in listed.items if decisions[one.object_id].allows(Surface.RECORD)]
    return {"items": [_brief(one, one.schools) for one in seen], "next": listed.next}  # type: ignore[attr-defined]


@router.get("/learning/{public_id}", response=LearningOut, summary="An open educational resource and who uses it")
@requires(Access.PUBLIC)
def get_learning(request: HttpRequest, public_id: str) -> Any:
    one = queries.named(public_id)
    gate.passed(gate.visitor_of(request), one.object, Surface.RECORD)
    return _state(request, one)


def _state(request: HttpRequest, one: Learning) -> dict[str, Any]:
    used = queries.schools(one)
    return _brief(one, len(used)) | {
        "used_by": [{"library": each.card.code, "name": each.card.name, "since": each.since} for each in used],
        "json_ld": linked.data(one, request.build_absolute_uri("/")[:-1], len(used)),
    }


@router.get("/objects/{public_id}/learning", response=ProfileOut, summary="What the desk says of it for schools")
@requires(KEEP)
def get_profile(request: HttpRequest, public_id: str) -> Any:
    """`version` 0: nothing yet."""
    found = kept_object(actor_of(request), public_id)
    return _profile(found, Learning.objects.select_related("parent__object").filter(object=found).first())


@router.put("/objects/{public_id}/learning", response=ProfileOut, summary="Make it an open educational resource")
@requires(KEEP)
def put_profile(request: HttpRequest, public_id: str, given: ProfileIn) -> Any:
    """Its licence is the document's own, and has to be open. What is left out goes."""
    actor = actor_of(request)
    found = kept_object(actor, public_id)
    said = Said(
        **given.dict(exclude={"version", "subjects", "grades"}),
        subjects=tuple(given.subjects),
        grades=tuple(given.grades),
    )
    return _profile(found, describe_learning(actor=actor, object_id=found.pk, said=said, version=given.version))


def _profile(found: DigitalObject, known: Learning | None) -> dict[str, Any]:
    names = ("version", "kind", "subjects", "grades", "audience", "outcomes", "minutes", "changes")
    plain = {name: getattr(known or Learning(version=0), name) for name in names}
    parent = known.parent.object.public_id if known and known.parent else ""
    return plain | {"document": found.public_id, "licence": found.rights, "parent": parent}


@router.post("/learning/{public_id}/uses", response={201: LearningOut}, summary="Our school uses it")
@requires(TEACH)
def post_use(request: HttpRequest, public_id: str, given: UseIn) -> Any:
    one = queries.named(public_id)
    start_using(actor=actor_of(request), learning_id=one.pk, library_id=library_by_code(given.library).pk)
    return Status(201, _state(request, one))


@router.delete("/learning/{public_id}/uses/{library}", response=LearningOut, summary="Our school uses it no more")
@requires(TEACH)
def delete_use(request: HttpRequest, public_id: str, library: str) -> Any:
    one = queries.named(public_id)
    stop_using(actor=actor_of(request), learning_id=one.pk, library_id=library_by_code(library).pk)
    return _state(request, one)
