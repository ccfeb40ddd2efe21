"""REST: a library's records read and written as MARC-in-JSON. `If-Match` carries the version that was changed."""

# No postponed annotations here: ninja reads them from the guarded functions.
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Schema, Status
from pydantic import Field

from lienthu.catalogue.actions.restore_version import restore_version
from lienthu.catalogue.actions.save_record import Saved, save_record
from lienthu.catalogue.actions.withdraw_record import return_record, withdraw_record
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.queries import editing_libraries, find_records, marc_of_version, record_to_edit
from lienthu.catalogue.routing import router
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import Invalid
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.kernel.sentences import sentence
from lienthu.marc import marcjson
from lienthu.marc.fields import Bib
from lienthu.marc.record import Record, from_compact

EDIT = Permission.CATALOGUE_EDIT
Id = Annotated[int, Field(ge=1, le=2**62)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
IfMatch = Annotated[str, Header(alias="If-Match", max_length=40)]


class Listed(Schema):
    id: int
    library: str
    control_no: str
    state: str
    version: int
    title: str
    changed_at: datetime


class Records(Schema):
    items: list[Listed]
    next: str | None


class Found(Schema):
    """`tag` and `occurrence` say where; `severity` error, warning or info."""

    code: str
    tag: str
    occurrence: int
    severity: str
    message: str


class RecordKept(Schema):
    """`changed` is false where nothing differed. `findings` did not keep the record from being stored."""

    id: int
    control_no: str
    version: int
    state: str
    changed: bool
    findings: list[Found]


class RecordIn(Schema):
    """`marc` is MARC-in-JSON."""

    marc: dict[str, Any]
    note: str = Field("", max_length=500)


class NewRecord(RecordIn):
    library: str = Field(max_length=30)


class Text(Schema):
    id: int
    library: str
    control_no: str
    version: int
    state: str
    marc: dict[str, Any]


class ActReason(Schema):
    reason: str = Field(max_length=500)


@router.get("/records/source", response=Records, summary="Records that I may edit, newest first")
@requires(EDIT)
def list_records(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    library: Annotated[str, Query(max_length=30)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Any:
    found = page(find_records(actor_of(request), q, library=library, state=state), by=("-id",), after=after, size=limit)
    return {"items": [_listed(record) for record in found.items], "next": found.next}


@router.post("/records/source", response={201: RecordKept}, summary="Create a record; it gets its control number")
@requires(EDIT)
def create_record(request: HttpRequest, data: NewRecord) -> Any:
    where = editing_libraries(actor_of(request)).filter(code=data.library.replace("\x00", "")).first()
    if where is None:
        raise Invalid("catalogue.library_needed")
    saved = save_record(actor=actor_of(request), library_id=where.id, marc=_marc(data.marc), note=data.note)
    return Status(201, _saved(saved))


@router.get("/records/source/{record_id}/marc", response=Text, summary="The whole text of a record, to be edited")
@requires(EDIT)
def get_marc(request: HttpRequest, response: HttpResponse, record_id: Id) -> Any:
    record = record_to_edit(actor_of(request), record_id)
    response["ETag"] = f'"{record.version}"'
    return _text(record, record.version, from_compact(record.marc))


@router.put("/records/source/{record_id}/marc", response=RecordKept, summary="A new version of a record")
@requires(EDIT)
def put_marc(request: HttpRequest, record_id: Id, data: RecordIn, if_match: IfMatch = "") -> Any:
    record = record_to_edit(actor_of(request), record_id)
    saved = save_record(
        actor=actor_of(request),
        library_id=record.library_id,
        record_id=record.id,
        marc=_marc(data.marc),
        expected_version=_expected(if_match),
        note=data.note,
    )
    return _saved(saved)


@router.get("/records/source/{record_id}/versions/{number}", response=Text, summary="An earlier text of a record")
@requires(EDIT)
def get_version(request: HttpRequest, record_id: Id, number: Number) -> Any:
    record = record_to_edit(actor_of(request), record_id)
    return _text(record, number, marc_of_version(record, number))


@router.post("/records/source/{record_id}/versions/{number}/restore", response=RecordKept, summary="It stands again")
@requires(EDIT)
def post_restore(request: HttpRequest, record_id: Id, number: Number, if_match: IfMatch = "") -> Any:
    expected = _expected(if_match)
    return _saved(
        restore_version(actor=actor_of(request), record_id=record_id, number=number, expected_version=expected)
    )


@router.post("/records/source/{record_id}/withdraw", response=RecordKept, summary="Out of the catalogue, with a reason")
@requires(EDIT)
def post_withdraw(request: HttpRequest, record_id: Id, data: ActReason, if_match: IfMatch = "") -> Any:
    expected = _expected(if_match)
    return _saved(
        withdraw_record(actor=actor_of(request), record_id=record_id, expected_version=expected, reason=data.reason)
    )


@router.post("/records/source/{record_id}/return", response=RecordKept, summary="Back in the catalogue, with a reason")
@requires(EDIT)
def post_return(request: HttpRequest, record_id: Id, data: ActReason, if_match: IfMatch = "") -> Any:
    expected = _expected(if_match)
    return _saved(
        return_record(actor=actor_of(request), record_id=record_id, expected_version=expected, reason=data.reason)
    )


def _expected(if_match: str) -> int:
    text = if_match.strip().removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Invalid("catalogue.version_needed")
    return int(text)


def _marc(data: dict[str, Any]) -> Record:
    try:
        return marcjson.from_json(data)
    except marcjson.Shape as error:
        raise Invalid(f"marc.{error.code}", **error.params) from error


def _listed(record: SourceRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "library": record.library.code,
        "control_no": record.control_no,
        "state": record.state,
        "version": record.version,
        "title": Bib(from_compact(record.marc)).full_title,
        "changed_at": record.changed_at,
    }


def _text(record: SourceRecord, number: int, marc: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "library": record.library.code,
        "control_no": record.control_no,
        "version": number,
        "state": record.state,
        "marc": marcjson.to_json(marc),
    }


def _saved(saved: Saved) -> dict[str, Any]:
    return {
        "id": saved.record_id,
        "control_no": saved.control_no,
        "version": saved.version,
        "state": saved.state,
        "changed": saved.changed,
        "findings": [
            {
                "code": one.code,
                "tag": one.tag,
                "occurrence": one.occurrence,
                "severity": one.severity,
                "message": sentence(f"marc.{one.code}", {"tag": one.tag, **one.params}),
            }
            for one in saved.findings
        ],
    }
