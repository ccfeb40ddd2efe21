"""Hits inside an object as IIIF Content Search 1.0, which Mirador asks. https://iiif.io/api/search/1.0/"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from lienthu.repository.models import DigitalObject
from lienthu.repository.queries import image_id
from lienthu.repository.search_inside import hits

CONTEXT = ["http://iiif.io/api/presentation/2/context.json", "http://iiif.io/api/search/1/context.json"]


def as_annotations_1(found: DigitalObject, query: str, base: str, canvases: str, *, bare: bool) -> dict[str, Any]:
    """`canvases`: of which version of the manifest the canvases are named, `2` or `3`. `bare`: as `hits` has it."""
    here = f"{base}/iiif/search/1/{found.public_id}" + ("/2" if canvases == "2" else "")
    canvas = f"{base}/iiif/presentation/{canvases}/{found.public_id}/canvas"
    resources, around = [], []
    for number, hit in enumerate(hits(found, query, bare=bare), 1):
        name = f"{here}/hit/{image_id(hit.page_id)}/{number}"
        x, y, w, h = hit.box
        resources.append(
            {
                "@id": name,
                "@type": "oa:Annotation",
                "motivation": "sc:painting",
                "resource": {"@type": "cnt:ContentAsText", "chars": hit.match},
                "on": f"{canvas}/{hit.position}#xywh={x},{y},{w},{h}",
            }
        )
        around.append(
            {
                "@type": "search:Hit",
                "annotations": [name],
                "before": f"{hit.before} ",
                "match": hit.match,
                "after": f" {hit.after}",
            }
        )
    return {
        "@context": CONTEXT,
        "@id": f"{here}?{urlencode({'q': query})}",
        "@type": "sc:AnnotationList",
        "within": {"@type": "sc:Layer", "total": len(resources)},
        "resources": resources,
        "hits": around,
    }
