"""A file as a whole or a part of it (RFC 9110, 13.1.5 and 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.utils.http import content_disposition_header

from lienthu.files.storage import CHUNK
from lienthu.repository.rules import etags

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
Answer = HttpResponse | StreamingHttpResponse


def sent(request: HttpRequest, path: Path, *, mime: str, name: str, sha256: str) -> Answer:
    """`sha256`: of the bytes, which is their tag. Asked for again each time, since a right may have ended."""
    tag = f'"{sha256}"'
    response = ranged(request, path, mime, tag)
    response["Cache-Control"] = "private, no-cache"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    if response.status_code in (200, 206):
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def ranged(request: HttpRequest, path: Path, mime: str, tag: str) -> Answer:
    """`tag`: of the whole file, with its quotes."""
    if etags.names(request.headers.get("If-None-Match", ""), tag):
        return HttpResponseNotModified()
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    is_same = etags.is_same(request.headers.get("If-Range", tag), tag)
    if not asked or not any(asked.groups()) or _is_turned(asked[1], asked[2]) or not is_same:
        return FileResponse(path.open("rb"), content_type=mime)
    size = path.stat().st_size
    first, last = _span(asked[1], asked[2], size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    stream = path.open("rb")
    stream.seek(first)
    response = StreamingHttpResponse(_some(stream, last - first + 1), status=206, content_type=mime)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
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
