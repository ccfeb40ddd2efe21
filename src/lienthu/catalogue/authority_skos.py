"""Authorities as SKOS concepts in JSON-LD, one after another.

Every other name is an `altLabel`; what kind of name it is (a pen name, a former name, an abbreviation) is said once
more by a label of SKOS-XL with a `dct:type`, which readers of plain SKOS pass over.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

import orjson

from lienthu.catalogue.authority_queries import AuthorityView
from lienthu.catalogue.rules.authority_data import ADDRESSES, FormRole
from lienthu.catalogue.rules.headings import Kind

CONTEXT = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "schema": "https://schema.org/",
    "dct": "http://purl.org/dc/terms/",
    "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
    "altLabel": {"@id": "skos:altLabel", "@container": "@set", "@language": "vi"},
    "typedLabel": {"@id": "skosxl:altLabel", "@container": "@set"},
    "literalForm": {"@id": "skosxl:literalForm", "@language": "vi"},
    "labelType": "dct:type",
    "note": {"@id": "skos:note", "@language": "vi"},
    "broader": {"@id": "skos:broader", "@type": "@id", "@container": "@set"},
    "narrower": {"@id": "skos:narrower", "@type": "@id", "@container": "@set"},
    "related": {"@id": "skos:related", "@type": "@id", "@container": "@set"},
    "replaces": {"@id": "dct:replaces", "@type": "@id", "@container": "@set"},
    "isReplacedBy": {"@id": "dct:isReplacedBy", "@type": "@id", "@container": "@set"},
    "exactMatch": {"@id": "skos:exactMatch", "@type": "@id", "@container": "@set"},
    "birthDate": "schema:birthDate",
    "deathDate": "schema:deathDate",
    "source": {"@id": "dct:source", "@container": "@set"},
}
#: Roles of names that an `altLabel` alone would lose.
TYPED = (FormRole.PEN_NAME, FormRole.FORMER, FormRole.ABBREVIATION)
_TYPES = {
    Kind.PERSON: "schema:Person",
    Kind.BODY: "schema:Organization",
    Kind.PLACE: "schema:Place",
    Kind.WORK: "schema:CreativeWork",
}
_WAYS = {
    "broader": "broader", "narrower": "narrower", "related": "related", "earlier": "replaces", "later": "isReplacedBy",
}  # fmt: skip


def concept(view: AuthorityView, base: str) -> dict[str, Any]:
    """`base`: where authorities are, up to the identifier."""
    one = view.authority
    types = ["skos:Concept", *filter(None, [_TYPES.get(Kind(one.kind))])]
    labels = {"vi": one.heading} | ({"en": view.english} if view.english else {})
    found: dict[str, Any] = {"@id": f"{base}{one.public_id}", "@type": types, "prefLabel": labels}
    found["altLabel"] = [form.text for form in view.names if form.role != FormRole.ENGLISH]
    found["typedLabel"] = [
        {"@type": "skosxl:Label", "literalForm": form.text, "labelType": form.role}
        for form in view.names
        if form.role in TYPED
    ]
    for relation in view.relations:
        found.setdefault(_WAYS[relation.way], []).append(f"{base}{relation.other.public_id}")
    found["exactMatch"] = [ADDRESSES[scheme] % value for scheme, value in sorted(one.identifiers.items())]
    found |= {"birthDate": one.born, "deathDate": one.died, "note": one.about, "source": one.sources}
    return {name: value for name, value in found.items() if value}


def document(view: AuthorityView, base: str) -> dict[str, Any]:
    return {"@context": CONTEXT, **concept(view, base)}


def write(views: Iterable[AuthorityView], base: str, out: BinaryIO) -> int:
    """A whole JSON-LD document, streamed; returns how many concepts."""
    count = 0
    out.write(b'{"@context":' + orjson.dumps(CONTEXT) + b',"@graph":[\n')
    for view in views:
        out.write((b",\n" if count else b"") + orjson.dumps(concept(view, base)))
        count += 1
    out.write(b"\n]}\n")
    return count
