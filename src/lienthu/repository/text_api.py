"""REST: the text of pages, lines that readers correct, and what its keepers decide; texts read anew, reading copies."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.paging import page
from lienthu.kernel.permissions import Permission
from lienthu.repository import gate, queries
from lienthu.repository.actions.correct import MOST_WAITING, decide, propose
from lienthu.repository.actions.make_pdf import make_pdf
from lienthu.repository.actions.recognise import recognise
from lienthu.repository.models import Correction
from lienthu.repository.routing import router
from lienthu.repository.rules.access import Surface
from lienthu.repository.rules.corrections import text_of
from lienthu.repository.views.texts import passed_text

KEEP = Permission.REPOSITORY_KEEP
Limit = Annotated[int, Field(ge=1, le=500)]
Box = Annotated[list[int], Field(description="x, y, width, height in pixels of the page")]


class PageLineOut(Schema):
    """`confidence`: of the word that is the least sure, 0 to 100."""

    line: int
    text: str
    box: Box
    confidence: float


class PageTextOut(Schema):
    """`version`: to be sent along with corrections. `origin`: the file itself, a machine, or people."""

    document: str
    page: int
    version: int
    origin: str
    lines: list[PageLineOut]


class PageLineIn(Schema):
    line: Annotated[int, Field(ge=1, lt=2**31)]
    text: Annotated[str, Field(max_length=5000)]


class PageLinesIn(Schema):
    """`credit`: the name that may be shown beside the page; empty for none."""

    version: Annotated[int, Field(ge=1, lt=2**31)]
    lines: Annotated[list[PageLineIn], Field(min_length=1, max_length=MOST_WAITING)]
    credit: Annotated[str, Field(max_length=100)] = ""


class LinesTaken(Schema):
    """Lines that say what stands there already are no proposals."""

    taken: int


class LineCorrectionOut(Schema):
    id: int
    document: str
    title: str
    page: int
    line: int
    before: str
    after: str
    box: Box
    credit: str
    state: str
    made_at: dt.datetime
    note: str


class LineCorrectionList(Schema):
    items: list[LineCorrectionOut]
    next: str | None


class LineDecisionIn(Schema):
    accept: bool
    note: Annotated[str, Field(max_length=300)] = ""


class AgainIn(Schema):
    """`again`: also what a machine has read before; texts of files and of people are never read over."""

    again: bool = False


class ReadingStarted(Schema):
    job: str


@router.get(
    "/objects/{public_id}/pages/{number}/text", response=PageTextOut, summary="The text of a page, line by line"
)
@requires(Access.PUBLIC)
def get_text(request: HttpRequest, public_id: str, number: int) -> Any:
    found, here, text = passed_text(request, public_id, number, Surface.TEXT)
    lines = [
        {
            "line": at,
            "text": text_of(line),
            "box": line[:4],
            "confidence": min((word[5] for word in line[4]), default=0),
        }
        for at, line in enumerate(text.lines, 1)
    ]
    told = {"document": found.public_id, "page": here.position, "version": text.version, "origin": text.origin}
    return told | {"lines": lines}


@router.post(
    "/objects/{public_id}/pages/{number}/corrections",
    response={201: LinesTaken},
    summary="Propose how lines of a page read; its keepers decide",
)
@requires(Access.SIGNED_IN)
def post_corrections(request: HttpRequest, public_id: str, number: int, given: PageLinesIn) -> Any:
    _found, here, _text = passed_text(request, public_id, number, Surface.TEXT, Surface.IMAGE)
    said = {one.line - 1: one.text for one in given.lines}
    visitor = gate.visitor_of(request)
    taken = propose(visitor=visitor, page=here, version=given.version, lines=said, credit=given.credit)
    return Status(201, {"taken": taken})


@router.get(
    "/corrections", response=LineCorrectionList, summary="Corrections that wait for my libraries, the oldest first"
)
@requires(KEEP)
def list_corrections(request: HttpRequest, after: str = "", limit: Limit = 100) -> Any:
    shown = page(queries.corrections_for(actor_of(request)), by=("id",), after=after, size=limit)
    return {"items": [_correction(one) for one in shown.items], "next": shown.next}


@router.post(
    "/corrections/{number}/decide", response=LineCorrectionOut, summary="Accept a corrected line, or turn it down"
)
@requires(KEEP)
def post_decision(request: HttpRequest, number: int, given: LineDecisionIn) -> Any:
    actor = actor_of(request)
    return _correction(decide(actor=actor, correction_id=number, accept=given.accept, note=given.note))


@router.post("/objects/{public_id}/recognise", response={202: ReadingStarted}, summary="Have the pages read by machine")
@requires(KEEP)
def post_recognise(request: HttpRequest, public_id: str, given: AgainIn) -> Any:
    actor = actor_of(request)
    found = queries.kept_object(actor, public_id)
    return 202, {"job": recognise(actor=actor, object_id=found.pk, again=given.again).public_id}


@router.post(
    "/objects/{public_id}/reading-copy", response={202: ReadingStarted}, summary="Have the reading copy made as PDF"
)
@requires(KEEP)
def post_reading_copy(request: HttpRequest, public_id: str) -> Any:
    actor = actor_of(request)
    return 202, {"job": make_pdf(actor=actor, object_id=queries.kept_object(actor, public_id).pk).public_id}


def _correction(one: Correction) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("before", "after", "box", "credit", "state", "made_at", "note")}
    named = {"document": one.object.public_id, "title": one.object.title, "page": one.page.position}
    return plain | named | {"id": one.pk, "line": one.line + 1}
