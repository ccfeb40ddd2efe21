"""A record as the page's components want it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.safestring import mark_safe

from lienthu.discovery import analysis, exports
from lienthu.discovery.documents import Brief
from lienthu.discovery.engines.base import Filters
from lienthu.discovery.record import RecordPage, cover_seed, facts, search_link
from lienthu.discovery.search import Request, search
from lienthu.kernel.errors import Unavailable
from lienthu.marc.citation import citation
from lienthu.marc.isbd import paragraphs
from lienthu.marc.record import Field
from lienthu.text import loose_key
from lienthu.union import words
from lienthu.union.queries import entry_page

SIMILAR: Final = 7


def context(page: RecordPage, url: str) -> dict[str, Any]:
    marc = page.marc
    subjects = list(page.value("subjects") or ())
    keywords = _not_yet_said(page.value("keywords") or (), subjects)
    return {
        "page": page,
        "why": entry_page(page.entry.public_id),
        "cover": cover_seed(page.entry.public_id, page.data),
        "format": words.format_name(str(page.value("format"))),
        "creators": [search_link(name, "creator", name) for name in page.creators],
        "subjects": [search_link(name, "subject", name) for name in subjects],
        "keywords": [search_link(word, "q", f'"{word}"') for word in keywords],
        "facts": facts(page),
        "editions": page.editions,
        "similar": _similar(page, subjects),
        "exports": list(exports.FORMATS.values()),
        "citation": citation(marc),
        "json_ld": mark_safe(exports.json_ld(marc, url)),  # noqa: S308 - escaped for a script element by json_ld
        "isbd": paragraphs(marc),
        "marc_lines": [_line(field) for field in marc.fields],
        "leader": marc.leader,
        "url": url,
    }


def _not_yet_said(keywords: Sequence[str], subjects: Sequence[str]) -> list[str]:
    """Keywords that no subject spells alike, whatever its case, stops, tone placement, i or y; each once."""

    def key(heading: str) -> str:
        return " ".join(analysis.tokens(loose_key(heading)))

    said = {key(subject) for subject in subjects}
    fresh = {key(word): word for word in reversed(keywords) if key(word) not in said}
    return list(fresh.values())[::-1]


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
