"""Stories and things for machines: schema.org in JSON-LD, IIIF Presentation 3 collections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from django.utils.safestring import SafeString, mark_safe

from lienthu.repository import rights
from lienthu.repository.manifest import PRESENTATION
from lienthu.repository.models import Story, Thing
from lienthu.repository.rules.stories import unpacked
from lienthu.repository.stories.shown import ShownThing, Told, moment_words

_TYPES = {
    Thing.Kind.MUSEUM: "CreativeWork",
    Thing.Kind.HERITAGE: "LandmarksOrHistoricalBuildings",
    Thing.Kind.PLACE: "Place",
    Thing.Kind.EVENT: "Event",
}


def story(found: Story, told: Told, base: str) -> SafeString:
    """`base`: scheme and host, without a slash at its end."""
    is_exhibition = found.kind == Story.Kind.EXHIBITION
    path = "exhibitions" if is_exhibition else "collections"
    said = {
        "@context": "https://schema.org",
        "@type": "CreativeWork" if is_exhibition else "Collection",
        "@id": f"{base}/vi/read/{path}/{found.public_id}",
        "additionalType": "" if is_exhibition else "http://www.w3.org/2004/02/skos/core#Collection",
        "genre": "exhibition" if is_exhibition else "",
        "name": told.title.text,
        "inLanguage": told.title.lang,
        "description": told.lead.text,
        "image": base + told.cover.image.src if told.cover and told.cover.image else "",
        "datePublished": found.published_at.date().isoformat() if found.published_at else "",
        "version": found.shown_version or "",
        "hasPart": _parts(told, base),
        "spatialCoverage": [
            {"@type": "Place", "name": str(one.label), "latitude": one.latitude, "longitude": one.longitude}
            for one in told.points
        ],
        "temporalCoverage": [moment_words(one.moment) for one in told.moments if one.moment],
    }
    return script(said)


def _parts(told: Told, base: str) -> list[dict[str, Any]]:
    shown = [picture for chapter in told.chapters for picture in chapter.pictures]
    shown += [one.picture for one in told.items if one.object]
    named = {one.document: one.title for one in shown if one.title}
    parts: list[dict[str, Any]] = [
        {"@type": "CreativeWork", "@id": f"{base}/vi/read/{public_id}", "name": title}
        for public_id, title in named.items()
    ]
    things = [one for chapter in told.chapters for one in chapter.things] + [
        one.thing for one in told.items if one.thing
    ]
    return parts + [{"@type": _TYPES[Thing.Kind(one.thing.kind)], "name": one.title.text} for one in things]


def thing(one: ShownThing, base: str) -> SafeString:
    found = one.thing
    place = {}
    if found.latitude is not None:
        place = {"@type": "GeoCoordinates", "latitude": found.latitude, "longitude": found.longitude}
    kind = _TYPES[Thing.Kind(found.kind)]
    is_place = kind in ("Place", "LandmarksOrHistoricalBuildings")
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": f"{base}/vi/read/things/{found.public_id}",
        "name": one.title.text,
        "description": one.text.text,
        "image": base + one.picture.image.src if one.picture and one.picture.image else "",
        "license": rights.uri_of(found.rights),
        "geo" if is_place else "location": place if is_place or not place else {"@type": "Place", "geo": place},
        "startDate" if kind == "Event" else "temporalCoverage": _years(found),
        "maintainer" if kind == "CreativeWork" else "": found.holder,
        "isBasedOn": found.source_url,
    }
    return script({name: value for name, value in said.items() if name})


def _years(found: Thing) -> str:
    if found.year is None:
        return found.date_text
    return f"{found.year:04}" if found.year_to is None else f"{found.year:04}/{found.year_to:04}"


def script(said: dict[str, Any]) -> SafeString:
    """For a script element: nothing in it ends the element."""
    text = orjson.dumps({name: value for name, value in said.items() if value not in ("", [], {}, None)}).decode()
    return mark_safe(  # noqa: S308 - escaped here
        text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    )


def iiif(found: Story, told: Told, inside: Sequence[Story], base: str) -> dict[str, Any]:
    """https://iiif.io/api/presentation/3.0/#51-collection"""
    items: list[dict[str, Any]] = [
        {
            "id": f"{base}/iiif/presentation/3/collection/{one.public_id}",
            "type": "Collection",
            "label": _label(unpacked(one.shown).title),
        }
        for one in inside
    ]
    for line in told.items:
        if line.object is None or line.picture.image is None:
            continue
        items.append(
            {
                "id": f"{base}/iiif/presentation/3/{line.object.public_id}/manifest",
                "type": "Manifest",
                "label": {line.object.language[:2] or "none": [line.object.title]},
            }
        )
    content = unpacked(found.shown)
    body: dict[str, Any] = {
        "@context": PRESENTATION,
        "id": f"{base}/iiif/presentation/3/collection/{found.public_id}",
        "type": "Collection",
        "label": _label(content.title),
        "homepage": [
            {
                "id": f"{base}/vi/read/collections/{found.public_id}",
                "type": "Text",
                "label": _label(content.title),
                "format": "text/html",
            }
        ],
        "items": items,
    }
    if content.lead:
        body["summary"] = _label(content.lead)
    return body


def _label(words: Any) -> dict[str, list[str]]:
    return {language: [text] for language, text in (("vi", words.vi), ("en", words.en)) if text}
