"""REST: authorities as SKOS for everybody; entered, renamed, named, related, merged and apart by who may."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.catalogue import authority_queries as queries
from lienthu.catalogue import authority_skos as skos
from lienthu.catalogue.actions import keep_authority as keep
from lienthu.catalogue.actions.merge_authorities import merge_authorities, unmerge_authority
from lienthu.catalogue.actions.relate_authorities import relate, unrelate
from lienthu.catalogue.routing import router
from lienthu.catalogue.rules.authority_data import Details, FormRole, RelationKind
from lienthu.catalogue.rules.headings import Kind
from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.errors import NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission

KEEP = Permission.CATALOGUE_AUTHORITIES
Text = Annotated[str, Field(max_length=300)]
Reason = Annotated[str, Field(max_length=500)]


class NameIn(Schema):
    text: Text
    role: FormRole = FormRole.VARIANT


class AuthorityIn(Schema):
    kind: Kind
    heading: Text
    names: Annotated[list[NameIn], Field(max_length=500)] = []
    born: Annotated[str, Field(max_length=4)] = ""
    died: Annotated[str, Field(max_length=4)] = ""
    about: Annotated[str, Field(max_length=4000)] = ""
    sources: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=50)] = []
    identifiers: dict[str, Text] = {}
    reason: Reason = ""


class RenameIn(Schema):
    heading: Text
    version: int
    old_as: FormRole = FormRole.VARIANT
    reason: Reason = ""


class OtherIn(Schema):
    other: Text
    reason: Reason = ""


class RelationIn(Schema):
    other: Text
    relation: RelationKind


class ReasonIn(Schema):
    reason: Reason


class AuthorityRow(Schema):
    id: str
    kind: str
    heading: str
    born: str
    died: str


class AuthorityList(Schema):
    items: list[AuthorityRow]
    next: str | None


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/authority/")


def _shown(request: HttpRequest, public_id: str) -> dict[str, Any]:
    view = queries.view(public_id)
    names = [{"id": form.pk, "text": form.text, "role": form.role} for form in view.forms]
    relations = [{"id": one.id, "relation": one.way, "other": one.other.public_id} for one in view.relations]
    merged = [one.public_id for one in view.merged]
    more = {"kind": view.authority.kind, "version": view.authority.version, "names": names}
    return skos.document(view, _base(request)) | more | {"relations": relations, "merged": merged}


@router.get("/authorities", response=AuthorityList, summary="Authorities, all or those with a name that begins so")
@requires(Access.PUBLIC)
def list_authorities(
    request: HttpRequest,
    kind: Kind | None = None,
    q: str = "",
    after: str = "",
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> Any:
    found = page(queries.listed(kind, q), by=("heading", "id"), after=after, size=limit)
    rows = [
        {"id": one.public_id, "kind": one.kind, "heading": one.heading, "born": one.born, "died": one.died}
        for one in found.items
    ]
    return {"items": rows, "next": found.next}


@router.get("/authorities/{public_id}", summary="One authority as SKOS (JSON-LD) with names and relations")
@requires(Access.PUBLIC)
def get_authority(request: HttpRequest, public_id: str) -> Any:
    return _shown(request, public_id)


@router.post("/authorities", response={201: dict[str, Any]}, summary="Enter an authority")
@requires(KEEP)
def post_authority(request: HttpRequest, data: AuthorityIn) -> Any:
    details = Details(data.born, data.died, data.about, tuple(data.sources), data.identifiers)
    names = tuple((one.role, one.text) for one in data.names)
    made = keep.create_authority(
        actor=actor_of(request),
        data=keep.NewAuthority(data.kind, data.heading, names, details),
        reason=data.reason,
    )
    return Status(201, _shown(request, made.public_id))


@router.post("/authorities/{public_id}/heading", summary="Rename: search and pages follow, records keep what they say")
@requires(KEEP)
def post_heading(request: HttpRequest, public_id: str, data: RenameIn) -> Any:
    keep.rename_authority(
        actor=actor_of(request),
        authority_id=queries.find(public_id).pk,
        heading=data.heading,
        expected_version=data.version,
        old_as=data.old_as,
        reason=data.reason,
    )
    return _shown(request, public_id)


@router.post("/authorities/{public_id}/names", summary="Add a name")
@requires(KEEP)
def post_name(request: HttpRequest, public_id: str, data: NameIn) -> Any:
    one = queries.find(public_id)
    keep.add_name(actor=actor_of(request), authority_id=one.pk, text=data.text, role=data.role)
    return _shown(request, public_id)


@router.delete("/authorities/{public_id}/names/{name_id}", summary="Take a name away")
@requires(KEEP)
def delete_name(request: HttpRequest, public_id: str, name_id: Annotated[int, Field(ge=1, le=2**62)]) -> Any:
    if name_id not in {form.pk for form in queries.view(public_id).forms}:
        raise NotFound("catalogue.no_such_authority")
    keep.remove_name(actor=actor_of(request), form_id=name_id)
    return _shown(request, public_id)


@router.post("/authorities/{public_id}/relations", summary="Relate to another: broader, related, earlier")
@requires(KEEP)
def post_relation(request: HttpRequest, public_id: str, data: RelationIn) -> Any:
    one, other = queries.find(public_id), queries.called(data.other)
    relate(actor=actor_of(request), source_id=one.pk, target_id=other.pk, kind=data.relation)
    return _shown(request, public_id)


@router.delete("/authorities/{public_id}/relations/{relation_id}", summary="Remove a relation")
@requires(KEEP)
def delete_relation(request: HttpRequest, public_id: str, relation_id: Annotated[int, Field(ge=1, le=2**62)]) -> Any:
    if relation_id not in {one.id for one in queries.view(public_id).relations}:
        raise NotFound("catalogue.no_such_authority")
    unrelate(actor=actor_of(request), relation_id=relation_id)
    return _shown(request, public_id)


@router.post("/authorities/{public_id}/merge", summary="Merge another one into this; to be taken back at any time")
@requires(KEEP)
def post_merge(request: HttpRequest, public_id: str, data: OtherIn) -> Any:
    one = queries.find(public_id)
    other = queries.called(data.other, Kind(one.kind))
    merge_authorities(actor=actor_of(request), loser_id=other.pk, winner_id=one.pk, reason=data.reason)
    return _shown(request, public_id)


@router.post("/authorities/{public_id}/unmerge", summary="Take this one out of what it was merged into")
@requires(KEEP)
def post_unmerge(request: HttpRequest, public_id: str, data: ReasonIn) -> Any:
    unmerge_authority(actor=actor_of(request), authority_id=queries.find(public_id).pk, reason=data.reason)
    return _shown(request, public_id)
