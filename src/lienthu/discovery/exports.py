"""A record in the formats other programs read. Staff names (911, 912) were taken out before it comes here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import orjson

from lienthu.kernel.errors import Invalid
from lienthu.marc import crosswalks, iso2709, marcjson, marcxml
from lienthu.marc.record import Record


@dataclass(frozen=True, slots=True)
class Format:
    extension: str
    label: str
    media_type: str
    write: Callable[[Record], bytes]
    is_for_citing: bool = False
    """What a reader's citation program takes; the others are for libraries."""


def _iso2709(record: Record) -> bytes:
    try:
        return iso2709.write(record)
    except iso2709.TooLong as error:
        raise Invalid("discovery.too_long_for_iso2709") from error


FORMATS: Final = {
    each.extension: each
    for each in (
        Format("mrc", "MARC 21", "application/marc", _iso2709),
        Format("xml", "MARCXML", "application/marcxml+xml", lambda r: b"".join(marcxml.write_collection([r]))),
        Format("json", "MARC-in-JSON", "application/marc+json", marcjson.write),
        Format("ris", "RIS", "application/x-research-info-systems", lambda r: crosswalks.ris(r).encode(), True),
        Format("bib", "BibTeX", "application/x-bibtex", lambda r: crosswalks.bibtex(r).encode(), True),
        Format("dc", "Dublin Core", "application/xml", lambda r: crosswalks.dublin_core_xml(r).encode()),
    )
}


def write(record: Record, extension: str) -> tuple[Format, bytes]:
    chosen = FORMATS.get(extension)
    if chosen is None:
        raise Invalid("discovery.no_such_format", known=", ".join(FORMATS))
    return chosen, chosen.write(record)


# `<`, `>` and `&` would end the script element or be read as markup; as \u escapes JSON means the same.
_ESCAPES: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def json_ld(record: Record, url: str) -> str:
    """schema.org description, safe inside `<script type="application/ld+json">`."""
    data: dict[str, Any] = crosswalks.schema_org(record, url)
    return orjson.dumps(data).decode().translate(_ESCAPES)
