"""IIIF manifests and search inside, each in the version of today and the one that older viewers know."""

from __future__ import annotations

from collections.abc import Sized
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from lienthu.kernel.access import Access, requires
from lienthu.kernel.errors import NotFound
from lienthu.repository import gate, manifest, manifest2, manifest_media, queries, uses
from lienthu.repository.content_search import as_annotations_1
from lienthu.repository.models import DigitalObject
from lienthu.repository.rules.access import Decision, Surface
from lienthu.repository.rules.counter import Kind
from lienthu.repository.search_inside import as_annotations
from lienthu.repository.views.iiif import cors, private

_KIND = 'application/ld+json;profile="http://iiif.io/api/presentation/{}/context.json"'


@requires(Access.PUBLIC)
@require_safe
def presentation(request: HttpRequest, public_id: str) -> HttpResponse:
    found, decision, base = _passed(request, public_id, Surface.IMAGE)
    texts = queries.positions_with_text(found.pk) if decision.allows(Surface.TEXT) else frozenset()
    pages, is_open = queries.briefs(found.pk), gate.is_open(found)
    here = f"{base}/iiif/presentation/3/{found.public_id}"
    recordings = manifest_media.canvases(found, decision, here, base, is_open=is_open)
    _has_something(pages or recordings)
    uses.record(request, found, Kind.OPEN)
    body = manifest.manifest(found, pages, decision, base, is_open=is_open, texts=texts, recordings=recordings)
    return _sent(body, _KIND.format(3))


@requires(Access.PUBLIC)
@require_safe
def presentation_2(request: HttpRequest, public_id: str) -> HttpResponse:
    found, decision, base = _passed(request, public_id, Surface.IMAGE)
    pages = queries.briefs(found.pk)
    _has_something(pages)
    uses.record(request, found, Kind.OPEN)
    return _sent(manifest2.manifest(found, pages, decision, base), _KIND.format(2))


def _has_something(canvases: Sized) -> None:
    """A manifest has at least one canvas, and the older version knows pages alone."""
    if not canvases:
        raise NotFound("repository.nothing_for_viewers")


@requires(Access.PUBLIC)
@require_safe
def search(request: HttpRequest, public_id: str) -> HttpResponse:
    """Content Search 2.0. https://iiif.io/api/search/2.0/"""
    found, _decision, base = _passed(request, public_id, Surface.TEXT)
    return _sent(as_annotations(found, _query(request), base))


@requires(Access.PUBLIC)
@require_safe
def search_1(request: HttpRequest, public_id: str, canvases: str = "3") -> HttpResponse:
    """Content Search 1.0; viewers that speak no newer one open the newer manifest too, and ask about its canvases."""
    found, decision, base = _passed(request, public_id, Surface.TEXT)
    return _sent(as_annotations_1(found, _query(request), base, canvases, bare=bool(decision.quota)))


def _passed(request: HttpRequest, public_id: str, surface: Surface) -> tuple[DigitalObject, Decision, str]:
    found = queries.object_named(public_id)
    return found, gate.passed(gate.visitor_of(request), found, surface), request.build_absolute_uri("/")[:-1]


def _query(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:200]


def _sent(body: dict[str, Any], kind: str = "application/json") -> HttpResponse:
    return cors(private(JsonResponse(body, content_type=kind, json_dumps_params={"ensure_ascii": False})))
