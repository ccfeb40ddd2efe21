"""Files that readers take away, with ranges (RFC 9110, 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from lienthu.files.storage import CHUNK
from lienthu.kernel.access import Access, requires
from lienthu.kernel.errors import NotFound, Unavailable
from lienthu.repository import gate, queries, uses
from lienthu.repository.models import ObjectFile
from lienthu.repository.rules.access import Surface
from lienthu.repository.rules.counter import Kind
from lienthu.repository.stores import MASTERS

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@requires(Access.PUBLIC)
@require_safe
def download(request: HttpRequest, public_id: str, number: int) -> HttpResponse | StreamingHttpResponse:
    found = queries.object_named(public_id)
    gate.passed(gate.visitor_of(request), found, Surface.DOWNLOAD)
    file = ObjectFile.objects.filter(object=found, role=ObjectFile.Role.READING, position=number).first()
    if file is None:
        raise NotFound("kernel.not_found")
    if not MASTERS.holds(file.sha256):
        raise Unavailable("repository.bytes_missing")
    if request.headers.get("Range", "bytes=0-").startswith("bytes=0-"):  # the later parts belong to the same use
        uses.record(request, found, Kind.TAKE, number)
    response = ranged(request, MASTERS.path(file.sha256), file)
    response["Cache-Control"] = "private, no-store"
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    return response


def ranged(request: HttpRequest, path: Path, file: ObjectFile) -> HttpResponse | StreamingHttpResponse:
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not asked or not any(asked.groups()) or _is_turned(asked[1], asked[2]) or "If-Range" in request.headers:
        return FileResponse(path.open("rb"), content_type=file.mime)
    first, last = _span(asked[1], asked[2], file.size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    stream = path.open("rb")
    stream.seek(first)
    response = StreamingHttpResponse(_some(stream, last - first + 1), status=206, content_type=file.mime)
    response["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    response["Content-Length"] = str(last - first + 1)
    return response


def _is_turned(first: str, last: str) -> bool:
    """No range at all (RFC 9110, 14.1.1)."""
    return bool(first and last) and int(first) > int(last)


def _span(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:  # the last so many bytes
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _some(stream: BinaryIO, left: int) -> Iterator[bytes]:
    with stream:
        while left and (chunk := stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
