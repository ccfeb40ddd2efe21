"""A file as a whole or a part of it (RFC 9110, 13.1.5 and 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.utils.http import content_disposition_header

from lienthu.files.storage import CHUNK
from lienthu.files.tags import Blank, blanked
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


def ranged(request: HttpRequest, path: Path, mime: str, tag: str, blanks: Sequence[Blank] = ()) -> Answer:
    """`tag`: of the whole file as it is sent, with its quotes. `blanks`: what is not sent as it stands there."""
    if etags.names(request.headers.get("If-None-Match", ""), tag):
        return HttpResponseNotModified()
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    is_same = etags.is_same(request.headers.get("If-Range", tag), tag)
    if not asked or not any(asked.groups()) or _is_turned(asked[1], asked[2]) or not is_same:
        return _whole(path, mime, blanks)
    size = path.stat().st_size
    first, last = _span(asked[1], asked[2], size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    stream = path.open("rb")
    stream.seek(first)
    response = StreamingHttpResponse(_some(stream, last - first + 1, blanks), status=206, content_type=mime)
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


def _whole(path: Path, mime: str, blanks: Sequence[Blank]) -> Answer:
    if not blanks:
        return FileResponse(path.open("rb"), content_type=mime)
    size = path.stat().st_size
    response = StreamingHttpResponse(_some(path.open("rb"), size, blanks), content_type=mime)
    response["Content-Length"] = str(size)
    return response


def _some(stream: BinaryIO, left: int, blanks: Sequence[Blank]) -> Iterator[bytes]:
    """So many bytes from where the stream stands."""
    with stream:
        at = stream.tell()
        while left and (chunk := stream.read(min(CHUNK, left))):
            yield blanked(chunk, at, blanks) if blanks else chunk
            left -= len(chunk)
            at += len(chunk)
