"""A page that was found as a reader sees it: the words around the hit, and the stretch of the image they stand on."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import orjson
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.safestring import SafeString

from lienthu.discovery import analysis
from lienthu.discovery.highlight import Piece, as_html
from lienthu.discovery.query import Node, Word, leaves
from lienthu.discovery.schema import ALL
from lienthu.repository.models import PageText
from lienthu.repository.queries import image_id
from lienthu.repository.rules.access import Decision, Surface
from lienthu.repository.rules.places import Box, Place, Words, words_of

BEFORE: Final = 8
LENGTH: Final = 34
MOST_BOXES: Final = 60
STRIP_WIDTH: Final = 720
#: Width and height of the stretch by the width of the page: what can be read on a phone.
WIDE, LEAST, MOST = 0.62, 0.10, 0.30


@dataclass(frozen=True, slots=True)
class Strip:
    """A stretch of the page image. Pixels of the page."""

    x: int
    y: int
    width: int
    height: int

    @property
    def out_width(self) -> int:
        return min(self.width, STRIP_WIDTH)

    @property
    def out_height(self) -> int:
        return max(1, round(self.height * self.out_width / self.width))


@dataclass(frozen=True, slots=True)
class ShownPage:
    """`boxes`: of every word asked for on the page; `strip` None where no image is shown."""

    page: int
    position: int
    label: str
    width: int
    height: int
    snippet: tuple[Piece, ...]
    boxes: tuple[Box, ...]
    strip: Strip | None

    paged = True
    kind = "page"

    @property
    def image(self) -> str:
        return image_id(self.page)

    @property
    def html(self) -> SafeString:
        return as_html(self.snippet)

    @property
    def address(self) -> str:
        """Of the stretch, as IIIF has it."""
        if self.strip is None:
            return ""
        region = f"{self.strip.x},{self.strip.y},{self.strip.width},{self.strip.height}"
        return f"/iiif/image/3/{self.image}/{region}/{self.strip.out_width},{self.strip.out_height}/0/default.jpg"

    @property
    def seen_boxes(self) -> list[Box]:
        """Those on the stretch, from its upper left corner."""
        if self.strip is None:
            return []
        left, top = self.strip.x, self.strip.y
        right, bottom = left + self.strip.width, top + self.strip.height
        return [
            (x - left, y - top, w, h)
            for x, y, w, h in self.boxes
            if left <= x and x + w <= right and top <= y and y + h <= bottom
        ]

    def leading(self, words: str) -> str:
        """From the reader's page of the document."""
        return f"?{urlencode({'page': self.position, 'q': words})}"

    def as_open(self, decision: Decision) -> ShownPage:
        """Without its picture where pictures are closed; where pages are counted only what was asked for, since many a
        query would read a page that was never opened."""
        if decision.quota:
            return dataclasses.replace(self, strip=None, snippet=tuple(_hits_alone(self.snippet)))
        if decision.allows(Surface.IMAGE):
            return self
        return dataclasses.replace(self, strip=None)


def _hits_alone(snippet: Sequence[Piece]) -> Iterator[Piece]:
    """With dots where other words stood."""
    gap = ""
    for piece in snippet:
        if piece.is_hit:
            yield from (Piece(gap), piece)
            gap = ""
        elif not piece.text.isspace():
            gap = " … "
        else:
            gap = gap or " "
    yield Piece(gap)


def shown_pages(page_ids: Sequence[int], root: Node, exactly: bool) -> dict[int, ShownPage]:
    # As text, since reading 20 pages' lines with Django's own decoder is a third of a search.
    rows = PageText.objects.filter(page__in=page_ids).values_list(
        "page_id", "page__position", "page__label", "page__width", "page__height", "text", Cast("lines", TextField())
    )
    return {row[0]: _shown(*row, root=root, exactly=exactly) for row in rows}


def _shown(
    page: int, position: int, label: str, width: int, height: int, whole: str, lines: str, *, root: Node,
    exactly: bool,
) -> ShownPage:  # fmt: skip
    words = words_of(orjson.loads(lines), exactly=exactly)
    found = places_of(words, root, exactly)
    start = best_start(found)
    near = [place for _, place in found if start <= place.start < start + LENGTH - BEFORE]
    boxes = [box for _, place in found[:MOST_BOXES] for box in place.boxes]
    return ShownPage(
        page,
        position,
        label,
        width,
        height,
        tuple(snippet_of(words, found, start - BEFORE)) if words.words else (Piece(whole[:200]),),
        tuple(dict.fromkeys(boxes)),
        _strip([box for place in near for box in place.boxes], width, height),
    )


def places_of(words: Words, root: Node, exactly: bool) -> list[tuple[int, Place]]:
    """Where each thing that was asked for stands, by where it begins; the number says which thing."""
    form = analysis.exact_term if exactly else analysis.folded_term
    found: list[tuple[int, Place]] = []
    for number, leaf in enumerate(leaves(root)):
        if leaf.field == ALL:
            wanted = [leaf.text] if isinstance(leaf, Word) else leaf.words
            found += [(number, place) for place in words.places([form(word) for word in wanted])]
    return sorted(found, key=lambda one: (one[1].start, one[1].end))


def best_start(found: list[tuple[int, Place]]) -> int:
    """The word from which a snippet shows most of what was asked for, side by side rather than apart."""
    best, start = (0, 0), 0
    for at, (_, place) in enumerate(found):
        seen, last = set(), place.end
        for number, other in found[at : at + LENGTH]:
            if other.start >= place.start + LENGTH - BEFORE:
                break
            if number not in seen:
                seen.add(number)
                last = other.end
        worth = (len(seen), place.start - last)
        if worth > best or best == (0, 0):
            best, start = worth, place.start
    return start


def snippet_of(words: Words, found: list[tuple[int, Place]], start: int) -> list[Piece]:
    start = max(0, start)
    end = min(len(words.words), start + LENGTH)
    lit = {n for _, place in found for n in range(place.start, place.end)}
    pieces = [Piece("… ")] if start else []
    for n in range(start, end):
        pieces += [Piece(str(words.words[n][0]), n in lit), Piece(" ")]
    return [*pieces, Piece("…")] if end < len(words.words) else pieces


def _strip(boxes: list[Box], width: int, height: int) -> Strip | None:
    """The lines of these boxes with some room, at most so much of the page."""
    if not boxes or width < 1:
        return None
    first = boxes[0]
    left, top, right, bottom = first[0], first[1], first[0] + first[2], first[1] + first[3]
    for x, y, w, h in boxes[1:]:
        if max(bottom, y + h) - min(top, y) <= width * MOST:
            left, top, right, bottom = min(left, x), min(top, y), max(right, x + w), max(bottom, y + h)
    tall = round(min(max(bottom - top + 3 * first[3], width * LEAST), max(width * MOST, bottom - top), height))
    wide = round(min(max(right - left + 2 * first[3], width * WIDE), width))
    x, y = _around(left, right, wide, width), _around(top, bottom, tall, height)
    return Strip(x, y, max(1, wide), max(1, tall))


def _around(start: int, end: int, length: int, whole: int) -> int:
    """Where a stretch begins that has `start` to `end` in its middle, inside the whole."""
    return max(0, min((start + end - length) // 2, whole - length))
