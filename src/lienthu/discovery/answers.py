"""Search results for programs: the REST interface and the command say the same."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from lienthu.discovery.search import Found, ShownHit


def found_as_data(found: Found) -> dict[str, Any]:
    return {
        "total": found.total,
        "seconds": round(found.seconds, 4),
        "understood": found.understood,
        "suggestion": found.suggestion,
        "approximate": [facet.name for facet in found.facets if facet.is_approximate],
        "hits": [hit_as_data(hit) for hit in found.hits],
        "facets": {
            facet.name: [{"value": v.value, "label": v.label, "count": v.count} for v in facet.values]
            for facet in found.facets
        }
        | {"year": [{"value": str(b.start), "label": _span(b.start, b.end), "count": b.count} for b in found.years]},
    }


def hit_as_data(hit: ShownHit) -> dict[str, Any]:
    brief = hit.brief
    return {
        "id": brief.id,
        "title": brief.full_title,
        "creators": list(brief.creators),
        "year": brief.year,
        "publisher": brief.publisher,
        "format": brief.format,
        "languages": list(brief.languages),
        "libraries": [
            {"code": place.code, "name": place.name, "copies": place.copies, "available": place.available}
            for place in hit.held
        ],
        "score": round(hit.score, 4),
        "url": reverse("discovery:record", args=[brief.id]),
    }


def _span(start: int, end: int) -> str:
    return str(start) if start == end else f"{start}–{end}"
