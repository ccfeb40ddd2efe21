"""IIIF Presentation 2.1 manifests, for viewers that know no newer. https://iiif.io/api/presentation/2.1/"""

from __future__ import annotations

from typing import Any

from lienthu.registry.queries import cards
from lienthu.repository import rights
from lienthu.repository.manifest import facts, spans, thumbnail_size
from lienthu.repository.models import DigitalObject
from lienthu.repository.queries import PageBrief
from lienthu.repository.rules.access import Decision, Surface

CONTEXT = "http://iiif.io/api/presentation/2/context.json"
_IMAGE = {"@context": "http://iiif.io/api/image/2/context.json", "profile": "http://iiif.io/api/image/2/level2.json"}


def manifest(found: DigitalObject, pages: list[PageBrief], decision: Decision, base: str) -> dict[str, Any]:
    """`base`: scheme and host, without a slash at its end."""
    here = f"{base}/iiif/presentation/2/{found.public_id}"
    card = cards([found.library_id]).get(found.library_id)
    body: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": f"{here}/manifest",
        "@type": "sc:Manifest",
        "label": found.title,
        "metadata": [
            {"label": [_in("vi", vi), _in("en", en)], "value": [str(value) for value in values]}
            for vi, en, values in facts(found, card.name if card else "")
        ],
        "attribution": card.name if card else "Liên Thư",
        "related": {"@id": f"{base}/vi/read/{found.public_id}", "format": "text/html"},
        "viewingHint": "paged" if found.kind == DigitalObject.Kind.BOOK else "individuals",
        "sequences": [
            {
                "@id": f"{here}/sequence/normal",
                "@type": "sc:Sequence",
                "canvases": [_canvas(page, here, base) for page in pages],
            }
        ],
    }
    if found.description:
        body["description"] = found.description
    if uri := rights.uri_of(found.rights):
        body["license"] = uri
    if decision.allows(Surface.TEXT):
        body["service"] = search_service(found, base)
    if lines := spans(found, pages):
        body["structures"] = [
            {
                "@id": f"{here}/range/{number}",
                "@type": "sc:Range",
                "label": label,
                "canvases": [f"{here}/canvas/{at}" for at in range(first, last + 1)],
            }
            for number, (label, first, last) in enumerate(lines, 1)
        ]
    return body


def search_service(found: DigitalObject, base: str) -> dict[str, Any]:
    return {
        "@context": "http://iiif.io/api/search/1/context.json",
        "@id": f"{base}/iiif/search/1/{found.public_id}/2",
        "profile": "http://iiif.io/api/search/1/search",
    }


def _in(language: str, text: str) -> dict[str, str]:
    return {"@value": text, "@language": language}


def _canvas(page: PageBrief, here: str, base: str) -> dict[str, Any]:
    canvas, image = f"{here}/canvas/{page.position}", f"{base}/iiif/image/2/{page.image}"
    service = _IMAGE | {"@id": image}
    width, height = thumbnail_size(page)
    return {
        "@id": canvas,
        "@type": "sc:Canvas",
        "label": page.label or str(page.position),
        "width": page.width,
        "height": page.height,
        "thumbnail": {"@id": f"{image}/full/{width},{height}/0/default.jpg", "service": service},
        "images": [
            {
                "@id": f"{canvas}/image",
                "@type": "oa:Annotation",
                "motivation": "sc:painting",
                "on": canvas,
                "resource": {
                    "@id": f"{image}/full/full/0/default.jpg",
                    "@type": "dctypes:Image",
                    "format": "image/jpeg",
                    "width": page.width,
                    "height": page.height,
                    "service": service,
                },
            }
        ],
    }
