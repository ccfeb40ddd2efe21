"""Search inside one object: an accented query finds exactly, an unaccented one all; hits know their boxes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from lienthu import text
from lienthu.repository.models import DigitalObject, PageText
from lienthu.repository.queries import image_id
from lienthu.repository.rules.places import Box, Words, terms_of, words_of
from lienthu.text.terms import terms

MOST: Final = 200
MOST_WORDS: Final = 20
LONGEST: Final = 200
_AROUND: Final = 6
_CHUNK: Final = 100
SEARCH = "http://iiif.io/api/search/2/context.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """A query inside one object: words next to each other, with accents exactly so."""

    terms: tuple[str, ...]
    exactly: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """`boxes`: x, y, width, height in pixels of the page image, one a line; `box` the first of them."""

    position: int
    page_id: int
    before: str
    match: str
    after: str
    boxes: tuple[Box, ...]

    @property
    def box(self) -> Box:
        return self.boxes[0]


#: Pages, or passages, that hold the words next to each other, by an index; None when the object does not stand there.
Finder = Callable[[DigitalObject, Asked], list[int] | None]
_finders: list[Finder] = []


def use(finder: Finder) -> None:
    """A room above keeps an index and answers from it."""
    _finders[:] = [finder]


def asked(query: str) -> Asked:
    query = query[:LONGEST]
    exactly = text.has_marks(query)
    return Asked(tuple(terms_of(query, exactly=exactly)[:MOST_WORDS]), exactly)


def hits(found: DigitalObject, query: str, most: int = MOST, *, bare: bool = False) -> list[Hit]:
    """The words of the query next to each other, in page order. `bare`: without the words around them, for readers
    whose pages are counted; else many a query would read a page that was never opened."""
    wanted = asked(query)
    if not wanted.terms:
        return []
    made = list(islice(_hits(_pages_with(found, wanted), wanted), most))
    return [replace(hit, before="", after="") for hit in made] if bare else made


def lit(page_text: PageText | None, query: str) -> list[Box]:
    """What is marked on one page: the words next to each other, else each of them."""
    wanted = asked(query)
    if page_text is None or not wanted.terms:
        return []
    page = words_of(page_text.lines, exactly=wanted.exactly)
    places = list(page.places(wanted.terms)) or list(page.any_of(wanted.terms))
    return [box for place in places[:MOST] for box in place.boxes]


def _hits(page_ids: list[int], wanted: Asked) -> Iterator[Hit]:
    for start in range(0, len(page_ids), _CHUNK):
        rows = PageText.objects.filter(page__in=page_ids[start : start + _CHUNK]).order_by("page__position")
        for position, page_id, lines in rows.values_list("page__position", "page_id", "lines"):
            page = words_of(lines, exactly=wanted.exactly)
            yield from _on_page(position, page_id, page, wanted.terms)


def _on_page(position: int, page_id: int, page: Words, wanted: Sequence[str]) -> Iterator[Hit]:
    for place in page.places(wanted):
        yield Hit(
            position,
            page_id,
            page.written(place.start - _AROUND, place.start),
            page.written(place.start, place.end),
            page.written(place.end, place.end + _AROUND),
            place.boxes,
        )


def _pages_with(found: DigitalObject, wanted: Asked) -> list[int]:
    """In page order, from the index when there is one, else from the texts; lines are read of these pages only."""
    pages = PageText.objects.filter(page__object=found)
    known = numbers_with(found, wanted)
    if known is not None:
        return _in_order(pages, known)
    rows = pages.order_by("page__position").values_list("page_id", "text").iterator(_CHUNK)
    return [page_id for page_id, whole in rows if _stands(whole, wanted)]


def numbers_with(found: DigitalObject, wanted: Asked) -> list[int] | None:
    """What the index says; None when it does not know the object as it is now."""
    return next((known for finder in _finders if (known := finder(found, wanted)) is not None), None)


def _in_order(pages: Any, known: Iterable[int]) -> list[int]:
    place = dict(pages.values_list("page_id", "page__position"))
    return sorted((page for page in known if page in place), key=lambda page: place[page])


def _stands(whole: str, wanted: Asked) -> bool:
    return f" {' '.join(wanted.terms)} " in f" {terms(whole)[0 if wanted.exactly else 1]} "


def as_annotations(found: DigitalObject, query: str, base: str) -> dict[str, Any]:
    """The hits as IIIF Content Search 2.0 has them: an annotation for each line of a hit."""
    here = f"{base}/iiif/search/2/{found.public_id}"
    canvas = f"{base}/iiif/presentation/3/{found.public_id}/canvas"
    query = query[:LONGEST]
    items = []
    for number, hit in enumerate(hits(found, query), 1):
        for line, (x, y, w, h) in enumerate(hit.boxes, 1):
            items.append(
                {
                    "id": f"{here}/hit/{image_id(hit.page_id)}/{number}" + (f".{line}" if line > 1 else ""),
                    "type": "Annotation",
                    "motivation": "highlighting",
                    "body": {"type": "TextualBody", "value": hit.match, "format": "text/plain"},
                    "target": f"{canvas}/{hit.position}#xywh={x},{y},{w},{h}",
                }
            )
    return {"@context": SEARCH, "id": f"{here}?{urlencode({'q': query})}", "type": "AnnotationPage", "items": items}
