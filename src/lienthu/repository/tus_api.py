"""REST: resumable upload by tus 1.0.0 (https://tus.io/protocols/resumable-upload), with the extensions creation,
creation-with-upload, checksum, termination and expiration. Pages and programs use the same operations."""

# No postponed annotations here: ninja reads them from the guarded functions.
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from lienthu.files.storage import CHUNK
from lienthu.kernel.access import actor_of, requires
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Invalid, LienThuError
from lienthu.kernel.middleware import answer
from lienthu.kernel.permissions import Permission
from lienthu.repository import queries
from lienthu.repository.actions import upload as uploads
from lienthu.repository.deposit_api import address_of
from lienthu.repository.models import Upload
from lienthu.repository.routing import router

DEPOSIT = Permission.REPOSITORY_DEPOSIT
VERSION: Final = "1.0.0"
_EXTENSIONS: Final = "creation,creation-with-upload,checksum,termination,expiration"
_PIECE: Final = "application/offset+octet-stream"
_DIGEST: Final = re.compile(r"sha-256=:([A-Za-z0-9+/=]{44}):")
_HEX: Final = re.compile(r"[0-9a-fA-F]{64}")


class _WrongVersion(Invalid):
    status = 412


class _WrongType(Invalid):
    status = 415


class _NoLength(Invalid):
    status = 411


class _BadHeader(Invalid):
    status = 400


def tus(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Speaks the version, also where it refuses."""

    @wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.headers.get("Tus-Resumable") != VERSION:
                raise _WrongVersion("repository.tus_version")
            response = view(request, *args, **kwargs)
        except LienThuError as error:
            response = answer(request, error)
            if error.status == _WrongVersion.status:
                response["Tus-Version"] = VERSION
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return spoken


@router.api_operation(
    ["OPTIONS"], "/deposits/{public_id}/uploads", response={204: None}, summary="What tus may do here"
)
@requires(DEPOSIT)
def tus_options(request: HttpRequest, public_id: str) -> HttpResponse:
    response = HttpResponse(status=204)
    response["Tus-Resumable"] = response["Tus-Version"] = VERSION
    response["Tus-Extension"] = _EXTENSIONS
    response["Tus-Max-Size"] = str(settings.DEPOSIT_MAX_BYTES)
    response["Tus-Checksum-Algorithm"] = ",".join(uploads.ALGORITHMS)
    return response


@router.post(
    "/deposits/{public_id}/uploads",
    response={201: None},
    summary="tus: begin a file. `Upload-Length`, `Upload-Metadata: filename BASE64[,sha256 BASE64]`",
)
@requires(DEPOSIT)
@tus
def tus_begin(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    promised = said.get("sha256", "")
    if promised and not _HEX.fullmatch(promised):
        raise _BadHeader("repository.tus_header", name="Upload-Metadata: sha256")
    begun = uploads.begin_upload(
        actor=actor,
        deposit=queries.deposit_named(actor, public_id),
        path=said.get("relativePath") or said.get("filename", ""),
        size=_number(request, "Upload-Length"),
        promised=promised,
    )
    response = HttpResponse(status=201)
    response["Location"] = address_of(begun)
    offset = begun.offset
    if request.content_type == _PIECE and offset == 0:
        offset = _received(request, actor, begun, 0)
    return _told(response, begun, offset)


@router.api_operation(["HEAD"], "/uploads/{public_id}", response={200: None}, summary="tus: how much is here")
@requires(DEPOSIT)
@tus
def tus_head(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.upload_named(actor_of(request), public_id)
    response = HttpResponse(status=200)
    response["Upload-Length"] = str(found.size)
    return _told(response, found, found.offset)


@router.patch(
    "/uploads/{public_id}",
    response={204: None},
    summary="tus: a piece. `Upload-Offset`; `Upload-Checksum`; with the last one `Repr-Digest` of the whole file",
)
@requires(DEPOSIT)
@tus
def tus_patch(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    if request.content_type != _PIECE:
        raise _WrongType("repository.tus_header", name=f"Content-Type: {_PIECE}")
    found = queries.upload_named(actor, public_id)
    offset = _received(request, actor, found, _number(request, "Upload-Offset"))
    return _told(HttpResponse(status=204), found, offset)


@router.delete("/uploads/{public_id}", response={204: None}, summary="tus: give the file up")
@requires(DEPOSIT)
@tus
def tus_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    actor = actor_of(request)
    uploads.give_up(actor=actor, upload=queries.upload_named(actor, public_id))
    return HttpResponse(status=204)


def _received(request: HttpRequest, actor: Actor, found: Upload, offset: int) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal():
        raise _NoLength("repository.tus_header", name="Content-Length")
    end = found.offset
    if found.state == Upload.State.RECEIVING and (int(length) or offset != found.size):
        end = uploads.receive(
            actor=actor,
            upload=found,
            offset=offset,
            chunks=_chunks(request),
            checksum=uploads.Checksum.read(request.headers.get("Upload-Checksum", "")),
            length=int(length),
        )
    if end == found.size:
        uploads.finish(actor=actor, upload=found, promised=_promised(request))
    return end


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk


def _told(response: HttpResponse, upload: Upload, offset: int) -> HttpResponse:
    response["Upload-Offset"] = str(offset)
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


def _number(request: HttpRequest, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        raise _BadHeader("repository.tus_header", name=name)
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    """`name BASE64,name BASE64`"""
    found = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _space, encoded = pair.partition(" ")
        try:
            found[key] = b64decode(encoded, validate=True).decode().replace("\0", "")
        except ValueError as error:
            raise _BadHeader("repository.tus_header", name="Upload-Metadata") from error
    return found


def _promised(request: HttpRequest) -> str:
    """RFC 9530."""
    found = _DIGEST.search(request.headers.get("Repr-Digest", ""))
    return b64decode(found[1]).hex() if found else ""
