"""REST: what is said in recordings, and the search inside one document."""

# No postponed annotations here: ninja reads them from the guarded functions.
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from ninja import Schema
from pydantic import Field

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.errors import Refused
from lienthu.kernel.permissions import Permission
from lienthu.repository import gate, media_files, queries, search_inside, search_spoken, transcripts
from lienthu.repository.actions.correct_transcript import correct_transcript
from lienthu.repository.media_page import is_offered
from lienthu.repository.models import DigitalObject
from lienthu.repository.routing import router
from lienthu.repository.rules.access import Surface
from lienthu.repository.search_inside import LONGEST


class CueOut(Schema):
    start: float
    end: float
    who: str
    text: str


class TranscriptOut(Schema):
    """`seen` names this text: a correction says it, so that nobody's work is written over."""

    document: str
    recording: int
    name: str
    seen: str
    corrected: int
    cues: list[CueOut]


class TranscriptIn(Schema):
    source: Annotated[str, Field(description="WebVTT", max_length=media_files.MOST_TRANSCRIPT)]
    seen: Annotated[str, Field(description="Of the transcript that was corrected; empty: there is none", max_length=64)]


class InsideOut(Schema):
    """`page`, or `recording` with `seconds`, or `chapter`. `boxes`: x, y, width, height in pixels of the page."""

    kind: Literal["page", "recording", "chapter"]
    position: int
    seconds: int | None = None
    url: str
    before: str
    match: str
    after: str
    boxes: list[list[int]] = []


class HitsOut(Schema):
    document: str
    total: Annotated[int, Field(description="At most 200 are shown and counted")]
    hits: list[InsideOut]


@router.get("/objects/{public_id}/transcripts/{number}", response=TranscriptOut, summary="What is said in a recording")
@requires(Access.PUBLIC)
def get_transcript(request: HttpRequest, public_id: str, number: int) -> Any:
    """`number`: of the file that is played."""
    return _state(_passed(request, public_id), number)


@router.put("/objects/{public_id}/transcripts/{number}", response=TranscriptOut, summary="Correct a transcript")
@requires(Permission.REPOSITORY_KEEP)
def put_transcript(request: HttpRequest, public_id: str, number: int, given: TranscriptIn) -> Any:
    """The one it came with stays among the masters."""
    actor = actor_of(request)
    found = queries.kept_object(actor, public_id)
    correct_transcript(actor=actor, object_id=found.pk, recording=number, source=given.source, seen=given.seen)
    return _state(found, number)


@router.get("/objects/{public_id}/search", response=HitsOut, summary="Search inside one document")
@requires(Access.PUBLIC)
def search_object(request: HttpRequest, public_id: str, q: str = "") -> Any:
    """Words next to each other; with accents exactly so, without them in any way."""
    found = queries.object_named(public_id)
    query = q.replace("\x00", "").strip()[:LONGEST]
    rows = _on_pages(request, found, query) if found.page_count else _in_said(_passed(request, public_id), query)
    return {"document": found.public_id, "total": len(rows), "hits": rows}


def _on_pages(request: HttpRequest, found: DigitalObject, query: str) -> list[dict[str, Any]]:
    decision = gate.passed(gate.visitor_of(request), found, Surface.TEXT)
    address = reverse("repository:read", args=[found.public_id])
    return [
        {
            "kind": "page",
            "position": hit.position,
            "url": f"{address}?{urlencode({'page': hit.position, 'q': query})}",
            "before": hit.before,
            "match": hit.match,
            "after": hit.after,
            "boxes": [list(box) for box in hit.boxes],
        }
        for hit in search_inside.hits(found, query, bare=bool(decision.quota))
    ]


def _in_said(found: DigitalObject, query: str) -> list[dict[str, Any]]:
    address = reverse("repository:read", args=[found.public_id])
    return [
        {
            "kind": "recording" if hit.cue else "chapter",
            "position": hit.recording or hit.chapter,
            "seconds": hit.cue.second if hit.cue else None,
            "url": address + hit.address(query),
            "before": hit.before,
            "match": hit.match,
            "after": hit.after,
        }
        for hit in search_spoken.hits(found, media_files.files_of(found), query)
    ]


def _passed(request: HttpRequest, public_id: str) -> DigitalObject:
    found = queries.object_named(public_id)
    if not is_offered(gate.passed(gate.visitor_of(request), found, Surface.TEXT)):
        raise Refused("repository.not_to_take_away")
    return found


def _state(found: DigitalObject, number: int) -> dict[str, Any]:
    shown = transcripts.of(found, number)
    return {
        "document": found.public_id,
        "recording": shown.recording.position,
        "name": shown.recording.name,
        "seen": shown.seen,
        "corrected": shown.editions,
        "cues": [{"start": one.start, "end": one.end, "who": one.who, "text": one.text} for one in shown.cues],
    }
