"""REST: why an entry is as it is; take apart, put together."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.permissions import Permission
from lienthu.union import present, queries
from lienthu.union.actions.merge import merge
from lienthu.union.actions.unmerge import unmerge

router = Router(tags=["union"])


class Apart(Schema):
    source: str = Field(min_length=1, max_length=200, description="record number, or LIBRARY:CONTROL-NUMBER")
    note: str = Field(default="", max_length=500)


class Together(Schema):
    other: str = Field(min_length=1, max_length=12, description="the entry that joins this one")
    note: str = Field(default="", max_length=500)


class Reason(Schema):
    code: str
    weight: float
    text: str


class MemberOut(Schema):
    record: int
    library: str | None
    control_no: str
    matched_with: int | None
    score: float | None
    reasons: list[Reason]


class Other(Schema):
    source: int
    value: Any


class FieldOut(Schema):
    name: str
    value: Any
    sources: list[int]
    others: list[Other]


class EditionOut(Schema):
    id: str
    title: str
    year: int | None
    edition: str
    records: int


class EntryOut(Schema):
    id: str
    state: str
    fields: list[FieldOut]
    members: list[MemberOut]
    editions: list[EditionOut]


class Moved(Schema):
    id: str
    records: int


@router.get("/union/entries/{public_id}", response=EntryOut, summary="An entry, its records and why they are together")
@requires(Access.PUBLIC)
def get_entry(request: HttpRequest, public_id: str) -> Any:
    return present.entry(queries.entry_page(public_id))


@router.post("/union/entries/{public_id}/unmerge", response=Moved, summary="Take one record out of an entry")
@requires(Permission.UNION_REVIEW)
def post_unmerge(request: HttpRequest, public_id: str, data: Apart) -> Any:
    record_id = queries.find_source(queries.resolve(public_id), data.source)
    own = unmerge(actor=actor_of(request), public_id=public_id, record_id=record_id, note=data.note)
    return {"id": own.public_id, "records": own.size}


@router.post("/union/entries/{public_id}/merge", response=Moved, summary="Join another entry to this one")
@requires(Permission.UNION_REVIEW)
def post_merge(request: HttpRequest, public_id: str, data: Together) -> Any:
    entry = merge(actor=actor_of(request), public_id=public_id, other=data.other, note=data.note)
    return {"id": entry.public_id, "records": entry.size}
