"""Canvases of sound and film in IIIF Presentation 3.0: as long as the recording, with its transcript beside it."""

from __future__ import annotations

from typing import Any

from lienthu.files import kinds
from lienthu.repository import iiif_auth
from lienthu.repository.media_files import PLAYED, files_of, recordings, transcript_of
from lienthu.repository.media_page import is_offered
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.rules.access import Decision, Surface
from lienthu.repository.rules.recordings import Extent, measured
from lienthu.repository.stores import MASTERS


def canvases(
    found: DigitalObject, decision: Decision, here: str, base: str, *, is_open: bool = True
) -> list[dict[str, Any]]:
    """`here`: what the canvases' addresses begin with; `base`: scheme and host; `is_open`: to anybody, so that there is
    no probe. A canvas must say how long it is, so a recording that does not has none."""
    if found.page_count or not is_offered(decision):
        return []
    files = files_of(found)
    made = []
    for file in recordings(files):
        extent = _extent(file)
        if extent is not None:
            said = transcript_of(file, files) if decision.allows(Surface.TEXT) else None
            canvas = _canvas(found, file, extent, said, f"{here}/canvas/{file.position}", base)
            if not is_open:
                body = canvas["items"][0]["items"][0]["body"]
                body["service"] = [iiif_auth.probe_of_recording(found.public_id, file.position, base)]
            made.append(canvas)
    return made


def _extent(file: ObjectFile) -> Extent | None:
    if not MASTERS.holds(file.sha256):
        return None
    with MASTERS.path(file.sha256).open("rb") as stream:
        return measured(stream, file.size, file.mime)


def _canvas(
    found: DigitalObject, file: ObjectFile, extent: Extent, said: ObjectFile | None, canvas: str, base: str
) -> dict[str, Any]:
    measures: dict[str, Any] = {"duration": extent.seconds}
    if extent.width and extent.height:
        measures |= {"width": extent.width, "height": extent.height}
    is_video = PLAYED[file.mime].family is kinds.Family.VIDEO
    body = {
        "id": f"{base}/vi/read/{found.public_id}/media/{file.position}",
        "type": "Video" if is_video else "Sound",
        "format": file.mime,
        **measures,
    }
    made = {
        "id": canvas,
        "type": "Canvas",
        "label": {"none": [file.name]},
        **measures,
        "items": [_page(f"{canvas}/page", _annotation(f"{canvas}/recording", "painting", canvas, body))],
    }
    if said is not None:
        text = {
            "id": f"{base}/vi/read/{found.public_id}/media/{file.position}/transcript",
            "type": "Text",
            "format": "text/vtt",
            "language": found.language[:2] or "vi",
        }
        spoken = _annotation(f"{canvas}/transcript", "supplementing", canvas, text)
        made["annotations"] = [_page(f"{canvas}/transcripts", spoken)]
    return made


def _page(name: str, annotation: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "type": "AnnotationPage", "items": [annotation]}


def _annotation(name: str, motivation: str, canvas: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "type": "Annotation", "motivation": motivation, "target": canvas, "body": body}
