"""IIIF images and their descriptions. Every address asks the gate; what it refuses says why in one sentence."""

from __future__ import annotations

from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from lienthu.kernel.access import Access, requires
from lienthu.kernel.sentences import sentence
from lienthu.repository import gate, iiif_auth, queries, tiles
from lienthu.repository.actions.package import mark_of
from lienthu.repository.images import render, store
from lienthu.repository.models import Page
from lienthu.repository.rules import etags
from lienthu.repository.rules.access import Surface
from lienthu.repository.rules.iiif_image import FORMATS, MAX_AREA, MAX_SIDE, BadRequest, NotOffered, Wanted, parse

R = TypeVar("R", bound=HttpResponseBase)


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
    decision = gate.passed_page(visitor, page, tiles.surface_of(wanted, region))
    return cors(_picture(request, page, wanted, mark_of(visitor, decision)))


def _picture(request: HttpRequest, page: Page, wanted: Wanted, mark: str) -> HttpResponse:
    if mark:
        return private(_bytes(render.picture(store.found(page.pyramid), wanted, mark), wanted))
    tag = tiles.tag_of(page.pyramid, wanted)
    if etags.names(request.headers.get("If-None-Match", ""), tag):
        return private(HttpResponseNotModified(), tag)
    body = tiles.stored(page.pyramid, wanted) or render.picture(store.found(page.pyramid), wanted)
    return private(_bytes(body, wanted), tag)


def _bytes(body: bytes, wanted: Wanted) -> HttpResponse:
    return HttpResponse(body, content_type=FORMATS[wanted.format])


@requires(Access.PUBLIC)
@require_safe
def base(request: HttpRequest, version: str, image: str) -> HttpResponse:
    """The image's own address leads to its description (Image API 3.0, 2)."""
    return cors(redirect(f"/iiif/image/{version}/{image}/info.json", permanent=False))


@requires(Access.PUBLIC)
@require_safe
def info(request: HttpRequest, version: str, image: str) -> HttpResponse:
    page = queries.page_named(image)
    gate.passed(gate.visitor_of(request), page.object, Surface.IMAGE)
    here = request.build_absolute_uri(f"/iiif/image/{version}/{image}")
    body = _info3(page, here) if version == "3" else _info2(page, here)
    if version == "3" and not gate.is_open(page.object):
        # The service's own words come before those of the image (Authorization Flow 2.0, 2.1).
        body["@context"] = [iiif_auth.CONTEXT, body["@context"]]
        body["service"] = [iiif_auth.probe_of_image(image, request.build_absolute_uri("/")[:-1])]
    kind = f'application/ld+json;profile="http://iiif.io/api/image/{version}/context.json"'
    if version == "2" and "application/ld+json" not in request.headers.get("Accept", ""):
        kind = "application/json"
    response = JsonResponse(body, content_type=kind)
    response["Link"] = f'<http://iiif.io/api/image/{version}/level2.json>;rel="profile"'
    return cors(private(response))


def _tiles(page: Page) -> list[dict[str, Any]]:
    levels = store.opened(page.pyramid).levels
    return [{"width": levels[0].tile, "height": levels[0].tile, "scaleFactors": [1 << n for n in range(len(levels))]}]


def _sizes(page: Page) -> list[dict[str, int]]:
    """The whole picture at the levels of the pyramid, as far as it is made in one piece."""
    levels = range(len(store.opened(page.pyramid).levels))
    sizes = [(-(-page.width >> level), -(-page.height >> level)) for level in levels]
    return [
        {"width": width, "height": height}
        for width, height in reversed(sizes)
        if width * height <= MAX_AREA and max(width, height) <= MAX_SIDE
    ]


_LIMITS = {"maxWidth": MAX_SIDE, "maxHeight": MAX_SIDE, "maxArea": MAX_AREA}


def _info3(page: Page, here: str) -> dict[str, Any]:
    return {
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": here,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level2",
        "width": page.width,
        "height": page.height,
        **_LIMITS,
        "sizes": _sizes(page),
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
        "sizes": _sizes(page),
        "tiles": _tiles(page),
        "profile": [
            "http://iiif.io/api/image/2/level2.json",
            {
                "formats": ["jpg", "png", "webp"],
                "qualities": ["color", "gray", "bitonal", "default"],
                "supports": ["mirroring", "rotationBy90s", "sizeAboveFull", "regionSquare"],
                **_LIMITS,
            },
        ],
    }


def private(response: R, tag: str = "") -> R:
    """Kept by no shared cache, and asked for again each time: a right that ends, ends at once."""
    response["Cache-Control"] = "private, no-cache" if tag else "private, no-store"
    if tag:
        response["ETag"] = tag
    return response


def _said(text: str, status: int) -> HttpResponse:
    return cors(HttpResponse(text, status=status, content_type="text/plain; charset=utf-8"))


def cors(response: R) -> R:
    """Any viewer may read what is public. Cookies are not sent across sites, so nothing else is."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
