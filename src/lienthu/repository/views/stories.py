"""Exhibitions and themed collections as readers have them, the things they tell of, their feed and IIIF collections."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lienthu.kernel.access import Access, requires
from lienthu.kernel.paging import page
from lienthu.registry.queries import cards
from lienthu.repository import gate
from lienthu.repository.models import Story
from lienthu.repository.rules.stories import unpacked
from lienthu.repository.stories import feed, linked, queries, relations, shown
from lienthu.repository.views.iiif import cors
from lienthu.ui.shapes import Point

_SIZE = 24


def private(response: HttpResponse) -> HttpResponse:
    """What is closed is closed for the next request."""
    response["Cache-Control"] = "private, no-cache"
    return response


@requires(Access.PUBLIC)
@require_safe
def exhibitions(request: HttpRequest) -> HttpResponse:
    return _listed(request, queries.EXHIBITION, "repository/exhibitions.html")


@requires(Access.PUBLIC)
@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    return _listed(request, queries.COLLECTION, "repository/themed_all.html")


def _listed(request: HttpRequest, kind: str, template: str) -> HttpResponse:
    found = queries.published(kind) if kind == queries.EXHIBITION else queries.top_collections()
    listed = page(found, by=("-published_at", "-id"), after=request.GET.get("after"), size=_SIZE)
    context = {"cards": shown.cards(gate.visitor_of(request), listed.items), "page": listed}
    return private(render(request, template, context))


@requires(Access.PUBLIC)
@require_safe
def exhibition(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.story_shown(queries.EXHIBITION, public_id)
    return private(render(request, "repository/exhibition.html", told(request, found, found.shown)))


@requires(Access.PUBLIC)
@require_safe
def collection(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.story_shown(queries.COLLECTION, public_id)
    return private(render(request, "repository/themed.html", told(request, found, found.shown)))


def told(request: HttpRequest, found: Story, packed: dict[str, Any]) -> dict[str, Any]:
    """What the page of a story shows; `packed` is a published version, or the draft for those who work on it."""
    visitor = gate.visitor_of(request)
    content = unpacked(packed)
    story = shown.tell(visitor, content)
    return {
        "found": found,
        "story": story,
        "library": cards([found.library_id]).get(found.library_id),
        "path": shown.cards(visitor, queries.above(found)),
        "inside": shown.cards(visitor, queries.below(found)),
        "ground": queries.ground() if story.points else [],
        "json_ld": linked.story(found, story, request.build_absolute_uri("/")[:-1]),
    }


@requires(Access.PUBLIC)
@require_safe
def thing(request: HttpRequest, public_id: str) -> HttpResponse:
    found = queries.thing_shown(public_id)
    visitor = gate.visitor_of(request)
    one = shown.show_things(visitor, [found])[0]
    points = []
    if found.latitude is not None and found.longitude is not None:
        points = [Point(found.latitude, found.longitude, one.title.text, kind="point", show_label=True)]
    context = {
        "one": one,
        "thing": found,
        "back": relations.back(visitor, relations.to_thing(found.pk)),
        "stories": shown.cards(visitor, queries.telling_of(things=[found.pk])),
        "points": points,
        "ground": queries.ground() if points else [],
        "json_ld": linked.thing(one, request.build_absolute_uri("/")[:-1]),
    }
    return private(render(request, "repository/thing.html", context))


@requires(Access.PUBLIC)
@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """What was published last, for feed readers."""
    newest = list(Story.objects.filter(state=Story.State.PUBLISHED).order_by("-published_at", "-id")[:50])
    told = shown.cards(gate.visitor_of(request), newest)
    body = feed.atom(told, request.build_absolute_uri(request.path), request.build_absolute_uri("/")[:-1])
    return private(HttpResponse(body, content_type="application/atom+xml; charset=utf-8"))


@requires(Access.PUBLIC)
@require_safe
def iiif_collection(request: HttpRequest, public_id: str) -> HttpResponse:
    """A themed collection for other viewers: the manifests that this visitor may open, and the collections in it."""
    found = queries.story_shown(queries.COLLECTION, public_id)
    story = shown.tell(gate.visitor_of(request), unpacked(found.shown))
    body = linked.iiif(found, story, queries.below(found), request.build_absolute_uri("/")[:-1])
    kind = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
    return cors(private(JsonResponse(body, content_type=kind)))
