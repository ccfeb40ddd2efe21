"""IIIF: images, manifests, search inside. Every address asks the gate; what it refuses says why in one sentence."""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthu.kernel.access import Access, requires
from lienthu.kernel.sentences import sentence
from lienthu.repository import gate, queries, uses
from lienthu.repository.images import render, store
from lienthu.repository.manifest import manifest
from lienthu.repository.models import Page
from lienthu.repository.rules.access import Decision, Surface
from lienthu.repository.rules.counter import Kind
from lienthu.repository.rules.iiif_image import FORMATS, BadRequest, NotOffered, Wanted, parse
from lienthu.repository.search_inside import as_annotations

R = TypeVar("R", bound=HttpResponse)
_THUMBNAIL_SIDE = 250


@requires(Access.PUBLIC)
@require_safe
def image(
    request: HttpRequest, version: str, image: str, region: str, size: str, rotation: str, quality: str, format: str
) -> HttpResponse:
    page = queries.page_named(image)
    visitor = gate.visitor_of(request)
    gate.passed(visitor, page.object, Surface.THUMBNAIL)  # what cannot be read tells of a picture's size
    try:
        sides = {"width": page.width, "height": page.height}
        wanted = parse(region, size, rotation, quality, format, **sides, version=int(version))
    except BadRequest as error:
        return _said(sentence("repository.iiif_unreadable", {"part": str(error)}), 400)
    except NotOffered as error:
        return _said(sentence("repository.iiif_not_offered", {"part": str(error)}), 501)
    decision = gate.passed(visitor, page.object, _surface(wanted, region))
    return _cors(_picture(request, page, wanted, decision, visitor.actor.label))


def _surface(wanted: Wanted, region: str) -> Surface:
    small = region == "full" and max(wanted.out_width, wanted.out_height) <= _THUMBNAIL_SIDE
    return Surface.THUMBNAIL if small else Surface.IMAGE


def _picture(request: HttpRequest, page: Page, wanted: Wanted, decision: Decision, who: str) -> HttpResponse:
    mark = f"{who or _('Reader')} · {timezone.localtime():%H:%M %d/%m/%Y}" if decision.watermark else ""
    tag = hashlib.blake2b(f"{page.pyramid}{wanted}{mark}".encode(), digest_size=12).hexdigest()
    if not mark and request.headers.get("If-None-Match") == f'"{tag}"':
        return _private(HttpResponseNotModified(), tag)
    body = b"" if mark else _stored(page, wanted)
    body = body or render.picture(store.found(page.pyramid), wanted, mark)
    return _private(HttpResponse(body, content_type=FORMATS[wanted.format]), "" if mark else tag)


def _stored(page: Page, wanted: Wanted) -> bytes:
    plain = wanted.format == "jpg" and not wanted.turn and not wanted.mirror and wanted.quality in ("default", "color")
    if not plain:
        return b""
    box = (wanted.x, wanted.y, wanted.width, wanted.height, wanted.out_width, wanted.out_height)
    return store.opened(page.pyramid).tile(*box) or b""


@requires(Access.PUBLIC)
@require_safe
def base(request: HttpRequest, version: str, image: str) -> HttpResponse:
    """The image's own address leads to its description (Image API 3.0, 2)."""
    return _cors(redirect(f"/iiif/image/{version}/{image}/info.json", permanent=False))


@requires(Access.PUBLIC)
@require_safe
def info(request: HttpRequest, version: str, image: str) -> HttpResponse:
    page = queries.page_named(image)
    gate.passed(gate.visitor_of(request), page.object, Surface.IMAGE)
    here = request.build_absolute_uri(f"/iiif/image/{version}/{image}")
    body = _info3(page, here) if version == "3" else _info2(page, here)
    kind = f'application/ld+json;profile="http://iiif.io/api/image/{version}/context.json"'
    if version == "2" and "application/ld+json" not in request.headers.get("Accept", ""):
        kind = "application/json"
    response = JsonResponse(body, content_type=kind)
    response["Link"] = f'<http://iiif.io/api/image/{version}/level2.json>;rel="profile"'
    return _cors(_private(response))


def _tiles(page: Page) -> list[dict[str, Any]]:
    levels = store.opened(page.pyramid).levels
    return [{"width": levels[0].tile, "height": levels[0].tile, "scaleFactors": [1 << n for n in range(len(levels))]}]


def _info3(page: Page, here: str) -> dict[str, Any]:
    return {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": here,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level2",
        "width": page.width,
        "height": page.height,
        "tiles": _tiles(page),
        "extraFormats": ["png", "webp"],
        "extraQualities": ["color", "gray", "bitonal"],
        "extraFeatures": ["mirroring", "sizeUpscaling", "rotationBy90s", "regionSquare"],
    }


def _info2(page: Page, here: str) -> dict[str, Any]:
    return {
        "@context": "http://iiif.io/api/image/2/context.json",
        "@id": here,
        "protocol": "http://iiif.io/api/image",
        "width": page.width,
        "height": page.height,
        "tiles": _tiles(page),
        "profile": [
            "http://iiif.io/api/image/2/level2.json",
            {
                "formats": ["jpg", "png", "webp"],
                "qualities": ["color", "gray", "bitonal", "default"],
                "supports": ["mirroring", "rotationBy90s", "sizeAboveFull", "regionSquare"],
            },
        ],
    }


@requires(Access.PUBLIC)
@require_safe
def presentation(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.object_named(public_id)
    decision = gate.passed(gate.visitor_of(request), found, Surface.IMAGE)
    uses.record(request, found, Kind.OPEN)
    body = manifest(found, queries.briefs(found.pk), decision, request.build_absolute_uri("/")[:-1])
    kind = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
    return _cors(_private(JsonResponse(body, content_type=kind, json_dumps_params={"ensure_ascii": False})))


@requires(Access.PUBLIC)
@require_safe
def search(request: HttpRequest, public_id: str) -> HttpResponse:
    """Content Search 2.0. https://iiif.io/api/search/2.0/"""
    found = queries.object_named(public_id)
    gate.passed(gate.visitor_of(request), found, Surface.TEXT)
    body = as_annotations(found, request.GET.get("q", ""), request.build_absolute_uri("/")[:-1])
    return _cors(_private(JsonResponse(body, json_dumps_params={"ensure_ascii": False})))


def _private(response: R, tag: str = "") -> R:
    """Kept by no shared cache, and asked for again each time: a right that ends, ends at once."""
    response["Cache-Control"] = "private, no-cache" if tag else "private, no-store"
    if tag:
        response["ETag"] = f'"{tag}"'
    return response


def _said(text: str, status: int) -> HttpResponse:
    return _cors(HttpResponse(text, status=status, content_type="text/plain; charset=utf-8"))


def _cors(response: R) -> R:
    """Any viewer may read what is public. Cookies are not sent across sites, so nothing else is."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
