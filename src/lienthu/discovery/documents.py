"""One union entry to the document that every engine stores. Pure and quick: it runs for each of a million entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import orjson

from lienthu import text
from lienthu.discovery import analysis
from lienthu.discovery.sources import IndexSource

UNKNOWN_YEAR_LAST: Final = 9999
MAX_TEXT: Final = 20_000
MAX_PAIRS: Final = 100
LONG: Final = 120
HEADING_SEPARATOR: Final = "\x1f"
"""Between the folded form of a heading, its field's first letter and the heading as shown."""


@dataclass(frozen=True, slots=True)
class Document:
    """What an engine stores. `texts`: field → (exact terms, folded terms), space separated, `all` included.
    `facets`: facet → values. `headings`: terms for suggestions. `pairs`: exact words side by side, for spelling.
    `brief`: what a hit list shows, as JSON."""

    id: str
    texts: dict[str, tuple[str, str]]
    keys: dict[str, list[str]]
    facets: dict[str, list[str]]
    year: int | None
    sort: str
    added: int
    headings: list[str]
    pairs: list[str]
    brief: bytes
    records: tuple[int, ...] = ()


def build(source: IndexSource) -> Document:
    texts = {
        "title": analysis.terms(" ".join((source.title, source.subtitle, *source.other_titles))[:MAX_TEXT]),
        "creator": _terms_of((*source.creators, *source.names)),
        "subject": _terms_of((*source.subjects, *source.keywords, *source.subject_names)),
        "publisher": _terms_of((source.publisher,)),
        "series": _terms_of((source.series,)),
    }
    rest = analysis.terms(f"{source.summary[:MAX_TEXT]} {source.place} {source.edition} {source.year or ''}")
    texts["all"] = analysis.joined([*texts.values(), rest])
    return Document(
        id=source.id,
        texts=texts,
        keys=_keys(source),
        facets=_facets(source),
        year=source.year,
        sort=text.sort_key(source.title[:200]),
        added=source.added,
        headings=_headings(source),
        pairs=_pairs(texts["title"][0], source),
        brief=brief(source),
        records=source.records,
    )


_remembered: Final = lru_cache(maxsize=50_000)(analysis.terms)
"""Of names, subjects and publishers, which come again and again."""


def _terms(heading: str) -> tuple[str, str]:
    return _remembered(heading) if len(heading) <= LONG else analysis.terms(heading[:MAX_TEXT])


def _terms_of(headings: Iterable[str]) -> tuple[str, str]:
    room, found = MAX_TEXT, []
    for heading in headings:
        found.append(_terms(heading))
        room -= len(heading)
        if room < 0:
            break
    return analysis.joined(found)


def _keys(source: IndexSource) -> dict[str, list[str]]:
    return {
        "isbn": [analysis.isbn13(analysis.identifier(value)) for value in source.identifiers],
        "class": [analysis.identifier(value) for value in source.classes],
        "authority": [analysis.identifier(value) for value in source.authorities],
        "about": [analysis.identifier(value) for value in source.about],
        "call": [analysis.identifier(text.fold(value)) for value in source.call_numbers],
    }


def _facets(source: IndexSource) -> dict[str, list[str]]:
    places = source.places
    return {
        "library": [place.code for place in places],
        "area": sorted({place.area for place in places if place.area}),
        "area_old": sorted({area for place in places for area in place.areas_old}),
        "kind": sorted({place.kind for place in places if place.kind}),
        "format": [source.format] if source.format else [],
        "language": list(source.languages),
        "subject": list(dict.fromkeys(source.subjects)),
        "creator": list(dict.fromkeys(source.creators)),
        "availability": ["available" if any(place.available for place in places) else "not_now"],
    }


def _headings(source: IndexSource) -> list[str]:
    found = [("c", creator) for creator in source.creators] + [("s", subject) for subject in source.subjects]
    return [
        HEADING_SEPARATOR.join((_terms(heading)[1], letter, heading))
        for letter, heading in dict.fromkeys(found)
        if len(heading) <= LONG
    ]


def _pairs(title: str, source: IndexSource) -> list[str]:
    lines = [title, *(_terms(heading)[0] for heading in (*source.creators, *source.subjects) if len(heading) <= LONG)]
    found: set[str] = set()
    for line in lines:
        words = line.split(" ")
        found.update(map(" ".join, pairwise(words[:MAX_PAIRS])))
    return sorted(found)


def brief(source: IndexSource) -> bytes:
    return orjson.dumps(
        [
            source.id,
            source.title,
            source.subtitle,
            source.creators[:4],
            analysis.publisher_name(source.publisher),
            source.year,
            source.format,
            source.languages,
            [(place.code, place.copies, place.available) for place in source.places],
            source.subjects[:3],
            source.summary[:400],
            source.identifiers[:1],
            source.classes[0] if source.classes else "",
        ]
    )


@dataclass(frozen=True, slots=True)
class Held:
    library: str
    copies: int
    available: int


@dataclass(frozen=True, slots=True)
class Brief:
    id: str
    title: str
    subtitle: str
    creators: tuple[str, ...]
    publisher: str
    year: int | None
    format: str
    languages: tuple[str, ...]
    held: tuple[Held, ...]
    subjects: tuple[str, ...]
    summary: str
    identifiers: tuple[str, ...]
    class_no: str

    @property
    def full_title(self) -> str:
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def available(self) -> int:
        return sum(place.available for place in self.held)


def read_brief(data: bytes) -> Brief:
    row: list[Any] = orjson.loads(data)
    return Brief(
        id=row[0],
        title=row[1],
        subtitle=row[2],
        creators=tuple(row[3]),
        publisher=row[4],
        year=row[5],
        format=row[6],
        languages=tuple(row[7]),
        held=tuple(Held(*place) for place in row[8]),
        subjects=tuple(row[9]),
        summary=row[10],
        identifiers=tuple(row[11]),
        class_no=row[12],
    )
