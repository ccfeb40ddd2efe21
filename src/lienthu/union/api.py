"""REST: why an entry is as it is; take apart, put together."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.permissions import Permission
from lienthu.union import present, quality_api, queries, ranks_api, reviewing  # noqa: F401 - registers on import
from lienthu.union.actions.claim_pair import put_off
from lienthu.union.actions.correct import correct, remove_correction
from lienthu.union.actions.decide_pair import decide_pair
from lienthu.union.actions.decisions import take_back
from lienthu.union.actions.merge import merge
from lienthu.union.actions.unmerge import unmerge
from lienthu.union.actions.works import link_works, part_work
from lienthu.union.model import current_weights
from lienthu.union.routing import router


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


class CorrectionOut(Schema):
    id: int
    reason: str
    at: str


class FieldOut(Schema):
    name: str
    value: Any
    sources: list[int]
    others: list[Other]
    correction: CorrectionOut | None = None


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
    records: int
    members: list[MemberOut] = Field(description="the first 500 records")
    editions: list[EditionOut]


class Moved(Schema):
    id: str
    records: int


class DecisionOut(Schema):
    id: int
    kind: str
    one: list[int]
    other: list[int]
    moved: list[list[int | str]] = Field(description="[record, entry before, entry after]")
    author: str
    note: str
    at: str
    stands: bool
    takes_back: int | None


class Noted(Schema):
    note: str = Field(default="", max_length=500)


class Corrected(Schema):
    field: str = Field(min_length=1, max_length=30)
    value: str | int | list[str]
    reason: str = Field(min_length=1, max_length=500)


class Answer(Schema):
    verdict: str = Field(min_length=1, max_length=20, description="same, always, different, never or later")
    note: str = Field(default="", max_length=500)


class PairOut(Schema):
    id: int
    records: list[int]
    entries: list[str]
    score: float
    benefit: int
    reasons: list[Reason]


class PairsOut(Schema):
    items: list[PairOut]
    next: str | None


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


@router.get(
    "/union/entries/{public_id}/decisions", response=list[DecisionOut], summary="What people decided about an entry"
)
@requires(Permission.UNION_REVIEW)
def get_decisions(request: HttpRequest, public_id: str) -> Any:
    return [present.decision(one) for one in queries.decisions_about(queries.resolve(public_id).pk)]


@router.post("/union/decisions/{decision_id}/take-back", response=DecisionOut, summary="Take a decision back")
@requires(Permission.UNION_REVIEW)
def post_take_back(request: HttpRequest, decision_id: int, data: Noted) -> Any:
    made = take_back(actor=actor_of(request), decision_id=decision_id, note=data.note)
    return present.decision(queries.person_decision(made))


@router.post("/union/entries/{public_id}/corrections", response=EntryOut, summary="Put a field of an entry right")
@requires(Permission.UNION_REVIEW)
def post_correction(request: HttpRequest, public_id: str, data: Corrected) -> Any:
    said = data.dict()
    correct(actor=actor_of(request), public_id=public_id, **said)
    return present.entry(queries.entry_page(public_id))


@router.delete("/union/corrections/{correction_id}", response=EntryOut, summary="Remove a correction")
@requires(Permission.UNION_REVIEW)
def delete_correction(request: HttpRequest, correction_id: int) -> Any:
    removed = remove_correction(actor=actor_of(request), correction_id=correction_id)
    return present.entry(queries.entry_page(removed.entry.public_id))


@router.post("/union/entries/{public_id}/work", response=DecisionOut, summary="Link the work of another entry to it")
@requires(Permission.UNION_REVIEW)
def post_link_works(request: HttpRequest, public_id: str, data: Together) -> Any:
    made = link_works(actor=actor_of(request), public_id=public_id, other=data.other, note=data.note)
    return present.decision(queries.person_decision(made))


@router.delete("/union/entries/{public_id}/work", response=DecisionOut, summary="Take an entry out of its work")
@requires(Permission.UNION_REVIEW)
def delete_work(request: HttpRequest, public_id: str) -> Any:
    return present.decision(queries.person_decision(part_work(actor=actor_of(request), public_id=public_id)))


@router.get("/union/pairs", response=PairsOut, summary="Pairs that wait for a person, in the order they arose")
@requires(Permission.UNION_REVIEW)
def get_pairs(request: HttpRequest, after: str = "", size: int = 20) -> Any:
    pairs, found = reviewing.undecided(actor_of(request), after, max(1, min(size, 100)))
    weights = current_weights()
    return {"items": [present.pair(one, weights) for one in pairs], "next": found.next}


@router.post("/union/pairs/{pair_id}", response={200: DecisionOut, 204: None}, summary="Answer an undecided pair")
@requires(Permission.UNION_REVIEW)
def post_answer(request: HttpRequest, pair_id: int, data: Answer) -> Any:
    if data.verdict == "later":
        put_off(actor=actor_of(request), pair_id=pair_id)
        return 204, None
    made = decide_pair(actor=actor_of(request), pair_id=pair_id, verdict=data.verdict, note=data.note)
    return present.decision(queries.person_decision(made))
