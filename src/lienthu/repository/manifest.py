"""IIIF Presentation 3.0 manifests as plain dictionaries. https://iiif.io/api/presentation/3.0/"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from lienthu.registry.queries import cards
from lienthu.repository import identifiers, iiif_auth, rights
from lienthu.repository.models import DigitalObject
from lienthu.repository.queries import PageBrief
from lienthu.repository.rules.access import Decision, Surface

PRESENTATION = "http://iiif.io/api/presentation/3/context.json"
_THUMB = 200


def manifest(
    found: DigitalObject,
    pages: list[PageBrief],
    decision: Decision,
    base: str,
    *,
    is_open: bool = True,
    texts: Collection[int] = (),
    recordings: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """`base`: scheme and host, without a slash at its end. `is_open`: to anybody, so that no image has a probe.
    `texts`: positions of the pages whose text (ALTO) this reader may have. `recordings`: canvases of sound and film."""
    here = f"{base}/iiif/presentation/3/{found.public_id}"
    card = cards([found.library_id]).get(found.library_id)
    body: dict[str, Any] = {
        "@context": PRESENTATION if is_open else [iiif_auth.CONTEXT, PRESENTATION],
        "id": f"{here}/manifest",
        "type": "Manifest",
        "label": {found.language[:2] or "none": [found.title]},
        "metadata": [
            {"label": {"vi": [vi], "en": [en]}, "value": {"none": [str(value) for value in values]}}
            for vi, en, values in facts(found, card.name if card else "")
        ],
        "provider": [_provider(card.name if card else "Liên Thư", base)],
        "homepage": [_page_for_people(f"{base}/vi/read/{found.public_id}", found.title)],
        "behavior": ["paged"] if found.kind == DigitalObject.Kind.BOOK else ["individuals"],
        "items": [*(_canvas(page, here, base, is_open) for page in pages), *recordings],
    }
    for page, canvas in zip(pages, body["items"], strict=False):
        if page.position in texts:
            canvas["seeAlso"] = [_text_of(found, page, base)]
    if found.description:
        body["summary"] = {"vi": [found.description]}
    if uri := rights.uri_of(found.rights):
        body["rights"] = uri
    if decision.allows(Surface.TEXT):
        body["service"] = _search_services(found, base)
    if ranges := _ranges(found, pages, here):
        body["structures"] = ranges
    return body


def _provider(name: str, base: str) -> dict[str, Any]:
    home = [_page_for_people(f"{base}/", "Liên Thư")]
    return {"id": f"{base}/", "type": "Agent", "label": {"vi": [name]}, "homepage": home}


def _page_for_people(address: str, label: str) -> dict[str, Any]:
    return {"id": address, "type": "Text", "label": {"vi": [label]}, "format": "text/html"}


def _text_of(found: DigitalObject, page: PageBrief, base: str) -> dict[str, Any]:
    return {
        "id": f"{base}/vi/read/{found.public_id}/text/{page.position}.xml",
        "type": "Dataset",
        "label": {"en": ["ALTO"]},
        "format": "application/xml",
        "profile": "http://www.loc.gov/standards/alto/v4/alto.xsd",
    }


def _search_services(found: DigitalObject, base: str) -> list[dict[str, Any]]:
    """The newer search, and the older one for viewers that know no other (Mirador)."""
    older = {
        "@id": f"{base}/iiif/search/1/{found.public_id}",
        "@type": "SearchService1",
        "profile": "http://iiif.io/api/search/1/search",
    }
    return [{"id": f"{base}/iiif/search/2/{found.public_id}", "type": "SearchService2"}, older]


def facts(found: DigitalObject, library: str) -> list[tuple[str, str, list[Any]]]:
    """What is known, as label in Vietnamese, label in English, values."""
    said: list[tuple[str, str, list[Any]]] = [
        ("Tác giả", "Creator", found.creators),
        ("Thời gian", "Date", [found.date_text] if found.date_text else []),
        ("Đề tài", "Subject", found.subjects),
        ("Nguồn", "Source", [found.source] if found.source else []),
        ("Thư viện", "Library", [library] if library else []),
        ("Mã định danh", "Identifier", [identifiers.ark_of(found)]),
    ]
    return [line for line in said if line[2]]


def thumbnail_size(page: PageBrief) -> tuple[int, int]:
    ratio = min(1.0, _THUMB / max(page.width, page.height))
    return max(1, round(page.width * ratio)), max(1, round(page.height * ratio))


def _canvas(page: PageBrief, here: str, base: str, is_open: bool) -> dict[str, Any]:
    canvas, image = f"{here}/canvas/{page.position}", f"{base}/iiif/image/3/{page.image}"
    service: list[dict[str, Any]] = [{"id": image, "type": "ImageService3", "profile": "level2"}]
    if not is_open:
        service.append(iiif_auth.probe_of_image(page.image, base))
    width, height = thumbnail_size(page)
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


def spans(found: DigitalObject, pages: list[PageBrief]) -> list[tuple[str, int, int]]:
    """The lines of the contents: heading, first page, last page before the next line."""
    last = pages[-1].position if pages else 0
    lines = [line for line in found.contents if 1 <= line["page"] <= last]
    ends = [line["page"] - 1 for line in lines[1:]] + [last]
    return [(line["label"], line["page"], max(end, line["page"])) for line, end in zip(lines, ends, strict=False)]


def _ranges(found: DigitalObject, pages: list[PageBrief], here: str) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{here}/range/{number}",
            "type": "Range",
            "label": {"none": [label]},
            "items": [{"id": f"{here}/canvas/{at}", "type": "Canvas"} for at in range(first, last + 1)],
        }
        for number, (label, first, last) in enumerate(spans(found, pages), 1)
    ]
