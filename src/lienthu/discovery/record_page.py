"""A record as the page's components want it."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import mark_safe

from lienthu.discovery import exports, labels
from lienthu.discovery.record import RecordPage, cover_seed, facts, search_link
from lienthu.marc.citation import citation
from lienthu.marc.record import Field
from lienthu.union.queries import entry_page


def context(page: RecordPage, url: str) -> dict[str, Any]:
    marc = page.marc
    return {
        "page": page,
        "why": entry_page(page.entry.public_id),
        "cover": cover_seed(page.entry.public_id, page.data),
        "format": labels.format_name(str(page.value("format"))),
        "creators": [search_link(name, "creator", name) for name in page.creators],
        "subjects": [search_link(name, "subject", name) for name in page.value("subjects") or ()],
        "keywords": [search_link(word, "q", f'"{word}"') for word in page.value("keywords") or ()],
        "facts": facts(page),
        "editions": page.editions,
        "exports": list(exports.FORMATS.values()),
        "citation": citation(marc),
        "json_ld": mark_safe(exports.json_ld(marc, url)),  # noqa: S308 - escaped for a script element by json_ld
        "marc_lines": [_line(field) for field in marc.fields],
        "leader": marc.leader,
        "url": url,
    }


def _line(field: Field) -> tuple[str, str, list[tuple[str, str]], str]:
    return field.tag, field.indicators.replace(" ", "_"), list(field.subfields or ()), field.value
