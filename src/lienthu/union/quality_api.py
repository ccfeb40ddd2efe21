"""REST: how good the records of a library are, which lack what, and judging them anew."""

# No postponed annotations here: ninja reads them from the guarded functions.
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.errors import NotFound
from lienthu.kernel.permissions import Permission
from lienthu.registry.models import Library
from lienthu.union import quality
from lienthu.union.actions.score_anew import score_anew
from lienthu.union.quality_words import WORDS
from lienthu.union.routing import router


class FixOut(Schema):
    code: str
    name: str
    advice: str
    weight: int = Field(description="points that a record regains")
    records: int
    benefit: int = Field(description="points times copies")


class DayOut(Schema):
    day: date
    score: float


class BandOut(Schema):
    least: int
    most: int
    records: int


class QualityOut(Schema):
    score: float
    records: int
    missing: int = Field(description="active records that have no score yet")
    bands: list[BandOut]
    fixes: list[FixOut]
    course: list[DayOut]


class RankedRecord(Schema):
    id: int
    library: str
    control_no: str
    title: str
    copies: int
    score: int
    reasons: list[str]


class RecordsOut(Schema):
    records: list[RankedRecord]
    next: str | None


class Asked(Schema):
    library: str = Field(default="", max_length=30, description="code; without it all your libraries")


class Page(Asked):
    after: str = Field(default="", max_length=200, description="`next` of the page before")


class Started(Schema):
    job: str


@router.get("/quality", response=QualityOut, summary="Score, spread, fix-list and course of your libraries")
@requires(Permission.CATALOGUE_VIEW)
def get_quality(request: HttpRequest, wanted: Query[Asked]) -> Any:
    return as_data(quality.sheet(ids_of(request, wanted.library)))


@router.get("/quality/{code}", response=RecordsOut, summary="Records with one reason, those with the most copies first")
@requires(Permission.CATALOGUE_VIEW)
def get_records(request: HttpRequest, code: str, wanted: Query[Page]) -> Any:
    found, shown = quality.records_with(ids_of(request, wanted.library), code, after=wanted.after)
    return {"records": [_record(one) for one in found], "next": shown.next}


@router.post("/quality-runs", response={202: Started}, summary="Judge the records of a library, or of all, anew")
@requires(Permission.CATALOGUE_EDIT)
def post_again(request: HttpRequest, data: Asked) -> Any:
    library_id = ids_of(request, data.library)[0] if data.library else None
    return 202, {"job": score_anew(actor=actor_of(request), library_id=library_id).public_id}


def ids_of(request: HttpRequest, code: str) -> list[int]:
    libraries: list[Library] = quality.scored_libraries(actor_of(request))
    found = [one.id for one in libraries if not code or one.code == code]
    if not found:
        raise NotFound("kernel.not_found")
    return found


def as_data(sheet: quality.Sheet) -> dict[str, Any]:
    return {
        "score": round(sheet.score, 2),
        "records": sheet.records,
        "missing": sheet.missing,
        "bands": [{"least": bar.start, "most": bar.end, "records": bar.count} for bar in sheet.bands],
        "fixes": [
            {
                "code": fix.code,
                "name": str(WORDS[fix.code].name),
                "advice": str(WORDS[fix.code].advice),
                "weight": fix.weight,
                "records": fix.records,
                "benefit": fix.benefit,
            }
            for fix in sheet.fixes
        ],
        "course": [{"day": day, "score": round(score, 2)} for day, score in sheet.course],
    }


def _record(one: quality.Listed) -> dict[str, Any]:
    return {
        "id": one.record.pk,
        "library": one.record.library.code,
        "control_no": one.record.control_no,
        "title": one.title,
        "copies": one.copies,
        "score": one.score,
        "reasons": one.reasons,
    }
