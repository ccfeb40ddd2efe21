"""REST: the versions of a document's masters."""

# No postponed annotations here: ninja reads them from the guarded functions.
import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Schema

from lienthu.kernel.access import Access, actor_of, requires
from lienthu.kernel.errors import NotFound
from lienthu.kernel.permissions import Permission
from lienthu.repository import gate, identifiers, version_list
from lienthu.repository.actions.take_bag import take_bag
from lienthu.repository.queries import kept_object, object_named
from lienthu.repository.routing import router
from lienthu.repository.rules.access import Surface
from lienthu.repository.views import mets as mets_view
from lienthu.repository.views.versions import bag_answer


class MastersVersion(Schema):
    """`until`: when it was replaced; null for the newest."""

    version: int
    ark: str
    document: str
    pages: int
    since: dt.datetime | None
    until: dt.datetime | None
    reason: str
    open: bool


class VersionsOut(Schema):
    document: str
    is_version_of: str
    versions: list[MastersVersion]


@router.get("/objects/{public_id}/versions", response=VersionsOut, summary="Versions of a document's masters")
@requires(Access.PUBLIC)
def get_versions(request: HttpRequest, public_id: str) -> Any:
    """Empty where there is only one."""
    found, visitor = object_named(public_id), gate.visitor_of(request)
    if not gate.decision_for(visitor, found).allows(Surface.RECORD):
        raise NotFound("kernel.not_found")
    rows = [
        {
            "version": one.number,
            "ark": one.ark,
            "document": one.object.public_id,
            "pages": one.object.page_count,
            "since": one.since,
            "until": one.until,
            "reason": one.reason,
            "open": one.open,
        }
        for one in version_list.told(visitor, found)
    ]
    main = gate.governing(found)
    return {"document": found.public_id, "is_version_of": identifiers.ark_of(main), "versions": rows}


def _bytes(mime: str) -> dict[str, Any]:
    return {"responses": {200: {"content": {mime: {"schema": {"type": "string", "format": "binary"}}}}}}


@router.get(
    "/objects/{public_id}/mets",
    response={200: str},
    summary="METS with PREMIS; `version`: a number, or `all` for a document that leads to each",
    openapi_extra=_bytes("application/mets+xml"),
)
@requires(Access.PUBLIC)
def get_mets(request: HttpRequest, public_id: str, version: str = "") -> HttpResponse:
    return mets_view.answer(request, public_id, version)


@router.get(
    "/objects/{public_id}/bag",
    response={200: str},
    summary="Masters, description and METS as a BagIt bag in a ZIP file; `version`: a number or `all`",
    openapi_extra=_bytes("application/zip"),
)
@requires(Permission.REPOSITORY_KEEP)
def get_bag(request: HttpRequest, public_id: str, version: str = "") -> StreamingHttpResponse:
    actor = actor_of(request)
    return bag_answer(take_bag(actor=actor, found=kept_object(actor, public_id), version=version))
