"""A record as the page's components want it."""

from __future__ import annotations

from typing import Any, Final

from django.utils.safestring import mark_safe

from lienthu.discovery import exports, labels
from lienthu.discovery.documents import Brief
from lienthu.discovery.engines.base import Filters
from lienthu.discovery.record import RecordPage, cover_seed, facts, search_link
from lienthu.discovery.search import Request, search
from lienthu.kernel.errors import Unavailable
from lienthu.marc.citation import citation
from lienthu.marc.record import Field
from lienthu.text import exact_key
from lienthu.union.queries import entry_page

SIMILAR: Final = 7


def context(page: RecordPage, url: str) -> dict[str, Any]:
    marc = page.marc
    subjects = list(page.value("subjects") or ())
    said = {exact_key(each) for each in subjects}
    keywords = [word for word in page.value("keywords") or () if exact_key(word) not in said]
    return {
        "page": page,
        "why": entry_page(page.entry.public_id),
        "cover": cover_seed(page.entry.public_id, page.data),
        "format": labels.format_name(str(page.value("format"))),
        "creators": [search_link(name, "creator", name) for name in page.creators],
        "subjects": [search_link(name, "subject", name) for name in subjects],
        "keywords": [search_link(word, "q", f'"{word}"') for word in keywords],
        "facts": facts(page),
        "editions": page.editions,
        "similar": _similar(page, subjects),
        "exports": list(exports.FORMATS.values()),
        "citation": citation(marc),
        "json_ld": mark_safe(exports.json_ld(marc, url)),  # noqa: S308 - escaped for a script element by json_ld
        "marc_lines": [_line(field) for field in marc.fields],
        "leader": marc.leader,
        "url": url,
    }


def _similar(page: RecordPage, subjects: list[str]) -> list[Brief]:
    """The newest with the same first subject. The page stands without them when search does not."""
    if not subjects:
        return []
    known = {page.entry.public_id, *(edition.id for edition in page.editions)}
    asked = Request(filters=Filters({"subject": (subjects[0],)}), sort="added", size=SIMILAR + len(known), facets=())
    try:
        hits = search(asked).hits
    except Unavailable:
        return []
    return [hit.brief for hit in hits if hit.brief.id not in known][:SIMILAR]


def _line(field: Field) -> tuple[str, str, list[tuple[str, str]], str]:
    return field.tag, field.indicators.replace(" ", "_"), list(field.subfields or ()), field.value
