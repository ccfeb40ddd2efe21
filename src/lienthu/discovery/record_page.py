"""A record as the page's components want it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.safestring import mark_safe

from lienthu.catalogue.authority_queries import beside
from lienthu.discovery import analysis, exports, headings
from lienthu.discovery.documents import Brief
from lienthu.discovery.engines.base import Filters
from lienthu.discovery.front import distinct
from lienthu.discovery.headings import Headings
from lienthu.discovery.record import RecordPage, cover_seed, facts, search_link
from lienthu.discovery.search import Request, search
from lienthu.kernel.errors import Unavailable
from lienthu.marc.citation import citation
from lienthu.marc.isbd import paragraphs
from lienthu.marc.record import Field, Record
from lienthu.text import loose_key
from lienthu.ui.shapes import Link
from lienthu.union import words
from lienthu.union.queries import entry_page

SIMILAR: Final = 7
#: Of what can be very much, the page shows so many; the exports have everything.
MEMBERS: Final = 30
LINES: Final = 300
PARAGRAPHS: Final = 40
HEADINGS: Final = 80
LONGEST: Final = 5_000


def context(page: RecordPage, url: str) -> dict[str, Any]:
    whole = page.marc
    marc = _bounded(whole)
    known = headings.links({page.entry.id: [one.id for one in page.records]}).get(page.entry.id, Headings())
    said = list(page.value("subjects") or ())
    subjects = list(dict.fromkeys(map(known.subject, said)))
    keywords = _not_yet_said(page.value("keywords") or (), subjects)
    return {
        "page": page,
        "why": entry_page(page.entry.public_id, most=MEMBERS),
        "cover": _cover(page, known),
        "format": words.format_name(str(page.value("format"))),
        "creators": _each_once(_creator_link(name, known) for name in page.creators),
        "as_written": [name for name in page.creators if name in known.creators and known.creator(name) != name],
        "subjects": _each_once(_subject_link(text, known) for text in said[:HEADINGS]),
        "see_also": [
            Link(one.heading, reverse("discovery:authority", args=[one.public_id]))
            for one in beside([each.public_id for each in (*known.creators.values(), *known.subjects.values())])[:12]
        ],
        "keywords": [search_link(word, "q", f'"{word}"') for word in keywords[:HEADINGS]],
        "facts": facts(page),
        "editions": page.editions,
        "similar": _similar(page, subjects),
        "exports": list(exports.FORMATS.values()),
        "citation": citation(marc),
        "json_ld": mark_safe(exports.json_ld(marc, url)),  # noqa: S308 - escaped for a script element by json_ld
        "isbd": paragraphs(marc)[:PARAGRAPHS],
        "marc_lines": [_line(field) for field in marc.fields],
        "more_lines": len(whole.fields) - len(marc.fields),
        "leader": marc.leader,
        "url": url,
    }


def _creator_link(name: str, known: Headings) -> Link:
    found = known.creators.get(name)
    if found is None:
        return search_link(name, "creator", name)
    return Link(known.creator(name), reverse("discovery:authority", args=[found.public_id]))


def _subject_link(text: str, known: Headings) -> Link:
    found = known.subjects.get(text)
    if found is None:
        return search_link(known.subject(text), "subject", known.subject(text))
    return Link(found.heading, reverse("discovery:authority", args=[found.public_id]))


def _each_once(links: Iterable[Link]) -> list[Link]:
    return list({link.label: link for link in links}.values())


def _cover(page: RecordPage, known: Headings) -> dict[str, str]:
    """The drawing that the result page shows: with the author as the authority is called."""
    drawn = cover_seed(page.entry.public_id, page.data)
    return drawn | {"creator": known.creator(drawn["creator"])}


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
    asked = Request(
        filters=Filters({"subject": (subjects[0],)}), sort="added", size=SIMILAR * 3 + len(known), facets=()
    )
    try:
        hits = search(asked).hits
    except Unavailable:
        return []
    return distinct(hit.brief for hit in hits if hit.brief.id not in known)[:SIMILAR]


def _line(field: Field) -> tuple[str, str, list[tuple[str, str]], str]:
    return field.tag, field.indicators.replace(" ", "_"), list(field.subfields or ()), field.value


def _bounded(marc: Record) -> Record:
    """What a page shows of a record: a contents note may have a megabyte, a record thousands of fields."""
    return Record(marc.leader, [_shortened(field) for field in marc.fields[:LINES]])


def _shortened(field: Field) -> Field:
    if field.subfields is None:
        return Field(field.tag, _cut(field.value))
    return Field(field.tag, "", field.indicators, [(code, _cut(text)) for code, text in field.subfields])


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"
