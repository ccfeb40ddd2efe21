"""Bytes that a reader's page plays or shows: recordings with ranges, transcripts, pictures of a book."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lienthu.files import kinds
from lienthu.kernel.access import Access, requires
from lienthu.kernel.errors import NotFound, Refused, Unavailable
from lienthu.repository import epub, gate, media_files, queries
from lienthu.repository.media_files import PLAYED
from lienthu.repository.media_page import is_offered
from lienthu.repository.models import DigitalObject, ObjectFile
from lienthu.repository.rules.access import Surface
from lienthu.repository.stores import MASTERS
from lienthu.repository.views.iiif import cors
from lienthu.repository.views.ranges import Answer, ranged


def _passed(request: HttpRequest, public_id: str, surface: Surface) -> DigitalObject:
    """The gate first: what is closed does not tell whether it is there."""
    found = queries.object_named(public_id)
    if not is_offered(gate.passed(gate.visitor_of(request), found, surface)):
        raise Refused("repository.not_to_take_away")
    return found


def _master(request: HttpRequest, public_id: str, number: int, surface: Surface) -> ObjectFile:
    found = _passed(request, public_id, surface)
    file = ObjectFile.objects.filter(object=found, role=ObjectFile.Role.MASTER, position=number).first()
    if file is None:
        raise NotFound("kernel.not_found")
    if not MASTERS.holds(file.sha256):
        raise Unavailable("repository.bytes_missing")
    return file


@requires(Access.PUBLIC)
@require_safe
def media(request: HttpRequest, public_id: str, number: int) -> Answer:
    file = _master(request, public_id, number, Surface.IMAGE)
    if file.mime not in PLAYED:
        raise NotFound("kernel.not_found")
    blanks = media_files.blanks_of(file.sha256, file.mime)
    tag = f'"{file.sha256}-bare"' if blanks else f'"{file.sha256}"'
    response = ranged(request, MASTERS.path(file.sha256), file.mime, tag, blanks)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = "inline"
    return cors(response)


@requires(Access.PUBLIC)
@require_safe
def transcript(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Of a recording, by its own number or that of the transcript it came with: as it reads now."""
    found = _passed(request, public_id, Surface.TEXT)
    files = media_files.files_of(found)
    file = media_files.transcript_of(media_files.recording_at(files, number), files)
    if file is None:
        raise NotFound("kernel.not_found")
    if not MASTERS.holds(file.sha256):
        raise Unavailable("repository.bytes_missing")
    response = HttpResponse(MASTERS.path(file.sha256).read_bytes(), content_type="text/vtt; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return cors(response)


@requires(Access.PUBLIC)
@require_safe
def book_picture(request: HttpRequest, public_id: str, number: int, name: str) -> HttpResponse:
    file = _master(request, public_id, number, Surface.IMAGE)
    if file.mime != kinds.EPUB.mime:
        raise NotFound("kernel.not_found")
    data, mime = epub.picture(MASTERS.path(file.sha256), name)
    response = HttpResponse(data, content_type=mime)
    response["Cache-Control"] = "private, no-store"
    return response
