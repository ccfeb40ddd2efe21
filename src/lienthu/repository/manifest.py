"""IIIF Presentation 3.0 manifests as plain dictionaries. https://iiif.io/api/presentation/3.0/"""

from __future__ import annotations

from typing import Any

from lienthu.registry.queries import cards
from lienthu.repository import identifiers, rights
from lienthu.repository.models import DigitalObject
from lienthu.repository.queries import PageBrief
from lienthu.repository.rules.access import Decision, Surface

PRESENTATION = "http://iiif.io/api/presentation/3/context.json"
_THUMB = 200


def manifest(found: DigitalObject, pages: list[PageBrief], decision: Decision, base: str) -> dict[str, Any]:
    """`base`: scheme and host, without a slash at its end."""
    here = f"{base}/iiif/presentation/3/{found.public_id}"
    card = cards([found.library_id]).get(found.library_id)
    body: dict[str, Any] = {
        "@context": PRESENTATION,
        "id": f"{here}/manifest",
        "type": "Manifest",
        "label": {found.language[:2] or "none": [found.title]},
        "metadata": _metadata(found, card.name if card else ""),
        "provider": [
            {
                "id": f"{base}/",
                "type": "Agent",
                "label": {"vi": [card.name if card else "Liên Thư"]},
                "homepage": [{"id": f"{base}/", "type": "Text", "label": {"vi": ["Liên Thư"]}, "format": "text/html"}],
            }
        ],
        "homepage": [
            {
                "id": f"{base}/vi/read/{found.public_id}",
                "type": "Text",
                "label": {"vi": [found.title]},
                "format": "text/html",
            }
        ],
        "behavior": ["paged"] if found.kind == DigitalObject.Kind.BOOK else ["individuals"],
        "items": [_canvas(page, here, base) for page in pages],
    }
    if found.description:
        body["summary"] = {"vi": [found.description]}
    if uri := rights.uri_of(found.rights):
        body["rights"] = uri
    if decision.allows(Surface.TEXT):
        body["service"] = [{"id": f"{base}/iiif/search/2/{found.public_id}", "type": "SearchService2"}]
    if ranges := _ranges(found, pages, here):
        body["structures"] = ranges
    return body


def _metadata(found: DigitalObject, library: str) -> list[dict[str, Any]]:
    said = [
        ("Tác giả", "Creator", found.creators),
        ("Thời gian", "Date", [found.date_text] if found.date_text else []),
        ("Đề tài", "Subject", found.subjects),
        ("Nguồn", "Source", [found.source] if found.source else []),
        ("Thư viện", "Library", [library] if library else []),
        ("Mã định danh", "Identifier", [identifiers.ark_of(found)]),
    ]
    return [
        {"label": {"vi": [vi], "en": [en]}, "value": {"none": [str(value) for value in values]}}
        for vi, en, values in said
        if values
    ]


def _canvas(page: PageBrief, here: str, base: str) -> dict[str, Any]:
    canvas, image = f"{here}/canvas/{page.position}", f"{base}/iiif/image/3/{page.image}"
    service = [{"id": image, "type": "ImageService3", "profile": "level2"}]
    ratio = min(1.0, _THUMB / max(page.width, page.height))
    width, height = max(1, round(page.width * ratio)), max(1, round(page.height * ratio))
    return {
        "id": canvas,
        "type": "Canvas",
        "label": {"none": [page.label or str(page.position)]},
        "width": page.width,
        "height": page.height,
        "thumbnail": [
            {
                "id": f"{image}/full/{width},{height}/0/default.jpg",
                "type": "Image",
                "format": "image/jpeg",
                "width": width,
                "height": height,
            }
        ],
        "items": [
            {
                "id": f"{canvas}/page",
                "type": "AnnotationPage",
                "items": [
                    {
                        "id": f"{canvas}/image",
                        "type": "Annotation",
                        "motivation": "painting",
                        "target": canvas,
                        "body": {
                            "id": f"{image}/full/max/0/default.jpg",
                            "type": "Image",
                            "format": "image/jpeg",
                            "width": page.width,
                            "height": page.height,
                            "service": service,
                        },
                    }
                ],
            }
        ],
    }


def _ranges(found: DigitalObject, pages: list[PageBrief], here: str) -> list[dict[str, Any]]:
    """One range for each line of the contents: `{"label", "page"}`, to the line before the next."""
    last = pages[-1].position if pages else 0
    lines = [line for line in found.contents if 1 <= line["page"] <= last]
    if not lines:
        return []
    ends = [line["page"] - 1 for line in lines[1:]] + [last]
    return [
        {
            "id": f"{here}/range/{number}",
            "type": "Range",
            "label": {"none": [line["label"]]},
            "items": [
                {"id": f"{here}/canvas/{at}", "type": "Canvas"}
                for at in range(line["page"], max(end, line["page"]) + 1)
            ],
        }
        for number, (line, end) in enumerate(zip(lines, ends, strict=True), 1)
    ]
