"""REST: files of authorities in, row by row, and out."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Annotated, Any

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Schema, Status, UploadedFile
from pydantic import Field

from lienthu.catalogue import authority_queries as queries
from lienthu.catalogue.actions.hand_in_authorities import hand_in_authorities, take_intake
from lienthu.catalogue.authority_api import KEEP
from lienthu.catalogue.authority_export import FORMATS, as_file
from lienthu.catalogue.files import chunks_of_upload
from lienthu.catalogue.models import AuthorityIntake
from lienthu.catalogue.routing import router
from lienthu.catalogue.rules.headings import Kind
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import NotFound
from lienthu.kernel.paging import page
from lienthu.kernel.sentences import sentence


class IntakeOut(Schema):
    id: str
    file: str
    format: str
    state: str
    counts: dict[str, int] = Field(description="outcome → number of rows")
    relations: int
    job: str | None


class IntakeRowOut(Schema):
    number: int
    heading: str
    kind: str
    outcome: str
    message: str
    authority: str | None


class IntakeRows(Schema):
    items: list[IntakeRowOut]
    next: str | None


def _told(intake: AuthorityIntake) -> dict[str, Any]:
    return {
        "id": intake.public_id,
        "file": intake.filename,
        "format": intake.format,
        "state": intake.state,
        "counts": queries.intake_counts(intake),
        "relations": intake.relations,
        "job": intake.job.public_id if intake.job else None,
    }


@router.post("/authority-intakes", response={202: IntakeOut}, summary="Hand in a file of authorities; changes nothing")
@requires(KEEP)
def post_intake(request: HttpRequest, file: File[UploadedFile], kind: Form[Kind | None] = None) -> Any:
    made = hand_in_authorities(
        actor=actor_of(request), filename=file.name or "", chunks=chunks_of_upload(file), kind=kind
    )
    return Status(202, _told(made))


@router.get("/authority-intakes/{public_id}", response=IntakeOut, summary="A file of authorities, with counts")
@requires(KEEP)
def get_intake(request: HttpRequest, public_id: str) -> Any:
    return _told(queries.intake_for(public_id))


@router.get("/authority-intakes/{public_id}/rows", response=IntakeRows, summary="Its rows, each with its outcome")
@requires(KEEP)
def get_intake_rows(
    request: HttpRequest,
    public_id: str,
    outcome: str = "",
    after: str = "",
    limit: Annotated[int, Field(ge=1, le=500)] = 50,
) -> Any:
    found = page(queries.intake_rows(queries.intake_for(public_id), outcome), by=("number",), after=after, size=limit)
    rows = [
        {
            "number": one.number,
            "heading": one.heading,
            "kind": one.kind,
            "outcome": one.outcome,
            "message": sentence(one.code, one.params) if one.code else "",
            "authority": one.authority.public_id if one.authority else None,
        }
        for one in found.items
    ]
    return {"items": rows, "next": found.next}


@router.post("/authority-intakes/{public_id}/take", response={202: IntakeOut}, summary="Take in what was looked at")
@requires(KEEP)
def post_take(request: HttpRequest, public_id: str) -> Any:
    intake = queries.intake_for(public_id)
    take_intake(actor=actor_of(request), intake=intake)
    return Status(202, _told(intake))


@router.get("/authority-export", summary="All authorities, or those of a kind: jsonld (SKOS), marc21, marcxml")
@requires(KEEP)
def get_export(request: HttpRequest, format: str = "jsonld", kind: Kind | None = None) -> Any:
    if format not in FORMATS:
        raise NotFound("kernel.not_found")
    out, name, media = as_file(format, kind, request.build_absolute_uri("/authority/"))
    return FileResponse(out, as_attachment=True, filename=name, content_type=media)
