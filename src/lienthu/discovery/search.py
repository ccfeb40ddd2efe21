"""The search of the house: pages, REST and command all call `search`. It reads only,
but when the index turns out to be gone it asks the worker for a new one."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from django.utils.safestring import SafeString

from lienthu.discovery import analysis, highlight, labels, spelling, withheld
from lienthu.discovery.actions.rebuild_index import ensure_index
from lienthu.discovery.documents import Brief, Held
from lienthu.discovery.engines.base import Engine, FacetCount, Filters, Hit, Page, SearchQuery, SearchResult
from lienthu.discovery.highlight import Piece
from lienthu.discovery.query import Node, Phrase, is_everything, leaves, parse, wanted_words
from lienthu.discovery.schema import FACET, FacetKind, facets_on
from lienthu.kernel.errors import Invalid, Unavailable
from lienthu.registry.queries import LibraryCard
from lienthu.union.words import format_name

PAGE_SIZE: Final = 20
MAX_OFFSET: Final = 10_000
BARS: Final = 30


@dataclass(frozen=True, slots=True)
class Request:
    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: str = "relevance"
    page: int = 1
    size: int = PAGE_SIZE
    facets: tuple[str, ...] = facets_on()
    sizes: Mapping[str, int] = field(default_factory=dict)
    near: str = ""
    """Code of the reader's own library: what is there or close by stands first."""
    literal: bool = False
    """Look for exactly what was typed: no reading of keyboard codes."""


@dataclass(frozen=True, slots=True)
class HeldAt:
    code: str
    name: str
    copies: int
    available: int


@dataclass(frozen=True, slots=True)
class ShownHit:
    score: float
    brief: Brief
    title: tuple[Piece, ...]
    creators: tuple[Piece, ...]
    reason: tuple[Piece, ...]
    """A stretch of another field that explains the hit when title and authors do not."""
    held: tuple[HeldAt, ...]

    @property
    def format(self) -> str:
        return format_name(self.brief.format)

    @property
    def title_html(self) -> SafeString:
        return highlight.as_html(self.title)

    @property
    def creators_html(self) -> SafeString:
        return highlight.as_html(self.creators)

    @property
    def reason_html(self) -> SafeString:
        return highlight.as_html(self.reason)


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShownFacet:
    name: str
    label: str
    values: tuple[FacetValue, ...]
    has_more: bool
    is_approximate: bool = False
    """Estimated, because very much was found."""


@dataclass(frozen=True, slots=True)
class YearBar:
    start: int
    end: int
    count: int


class Way(StrEnum):
    """What a reader can do when nothing was found."""

    DROP_FILTERS = "drop_filters"
    DROP_WORD = "drop_word"
    LOOSER = "looser"
    SPELLING = "spelling"


@dataclass(frozen=True, slots=True)
class WayOut:
    way: Way
    text: str
    count: int
    dropped: str = ""
    keeps_filters: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    request: Request
    total: int
    hits: tuple[ShownHit, ...]
    facets: tuple[ShownFacet, ...]
    years: tuple[YearBar, ...]
    understood: str = ""
    """What keyboard codes were read as; hits are for this text."""
    suggestion: str = ""
    ways_out: tuple[WayOut, ...] = ()
    seconds: float = 0.0

    @property
    def milliseconds(self) -> int:
        return max(1, round(self.seconds * 1000))

    @property
    def last_page(self) -> int:
        return max(1, min(-(-self.total // self.request.size), MAX_OFFSET // self.request.size))


def search(request: Request, *, engine: Engine | None = None) -> Found:
    started = time.perf_counter()
    engine = engine or withheld.reading()
    try:
        root, understood, result = _ask(engine, request)
    except Unavailable:
        if not ensure_index():
            raise
        root, understood, result = _ask(engine, request)
    words = spelling.plain_words(root)
    suggestion = ""
    if request.page == 1 and words:
        suggestion = _suggest(engine, words, result, request.filters)
    ways = _ways_out(engine, request, root, suggestion) if not result.total else []
    return Found(
        request=request,
        total=result.total,
        hits=_show(result.hits, root, request),
        facets=_shown_facets(engine, request, root, result),
        years=_bars(result.facets.get("year", ())),
        understood=understood,
        suggestion=suggestion,
        ways_out=tuple(ways),
        seconds=time.perf_counter() - started,
    )


def _ask(engine: Engine, request: Request) -> tuple[Node, str, SearchResult]:
    """Searches for what was typed and, when it looks like keyboard codes, for what was meant; keeps the better."""
    offset = (request.page - 1) * request.size
    if request.page < 1 or not 0 <= request.size <= 100 or offset >= MAX_OFFSET:
        raise Invalid("discovery.bad_page", last=MAX_OFFSET // max(1, min(request.size, 100)))
    root = parse(request.text)
    meant = None if request.literal else spelling.typed_off(request.text)
    if meant is not None:
        meant_root = parse(meant)
        as_typed = engine.count(SearchQuery(root, request.filters))
        if engine.count(SearchQuery(meant_root, request.filters)) > as_typed:
            return meant_root, meant, _run(engine, request, meant_root, offset)
    return root, "", _run(engine, request, root, offset)


def _run(engine: Engine, request: Request, root: Node, offset: int) -> SearchResult:
    sort = request.sort
    if sort == "relevance" and is_everything(root):
        sort = "added"
    wanted = {name: request.sizes.get(name, FACET[name].size) + 1 for name in request.facets}
    return engine.search(SearchQuery(root, request.filters), facets=wanted, sort=sort, page=Page(offset, request.size))


def _suggest(engine: Engine, words: list[str], result: SearchResult, filters: Filters) -> str:
    briefs = [hit.brief for hit in result.hits]
    if result.total > spelling.FEW_HITS and not spelling.misspelt(words):
        return spelling.with_accents(words, briefs) or ""
    return spelling.corrected(engine, words, result.total, filters) or spelling.with_accents(words, briefs) or ""


def _ways_out(engine: Engine, request: Request, root: Node, suggestion: str) -> list[WayOut]:
    ways = []
    if not request.filters.is_empty and (count := engine.count(SearchQuery(root))):
        ways.append(WayOut(Way.DROP_FILTERS, request.text, count, keeps_filters=False))
    if suggestion:
        count = engine.count(SearchQuery(parse(suggestion), request.filters))
        ways += [WayOut(Way.SPELLING, suggestion, count)] if count else []
    words = wanted_words(root)[:8]
    if any(isinstance(leaf, Phrase) or leaf.field != "all" for leaf in leaves(root)):
        text = " ".join(words)
        count = engine.count(SearchQuery(parse(text), request.filters))
        ways += [WayOut(Way.LOOSER, text, count)] if count else []
    if len(words) > 1:
        ways += sorted(_without_a_word(engine, words, request.filters), key=lambda way: -way.count)[:3]
    return ways


def _without_a_word(engine: Engine, words: Sequence[str], filters: Filters) -> list[WayOut]:
    ways = []
    for place, word in enumerate(words):
        text = " ".join([*words[:place], *words[place + 1 :]])
        count = engine.count(SearchQuery(parse(text), filters))
        if count:
            ways.append(WayOut(Way.DROP_WORD, text, count, dropped=word))
    return ways


# Showing


def _show(hits: Sequence[Hit], root: Node, request: Request) -> tuple[ShownHit, ...]:
    folded = {analysis.folded_term(word) for word in wanted_words(root)}
    first = frozenset(request.filters.values.get("library", ()))
    shelves = Shelves(labels.cards(), labels.library_names(), request.near, first)
    return tuple(_shown(hit, folded, shelves) for hit in hits)


@dataclass(frozen=True, slots=True)
class Shelves:
    """In which order a hit's libraries are named."""

    cards: Mapping[str, LibraryCard]
    names: Mapping[str, str]
    near: str
    first: frozenset[str]

    def order(self, place: Held) -> tuple[object, ...]:
        """The libraries asked for, then the nearest when the reader's own is known, else what is on a shelf now."""
        code = place.library
        home = self.cards.get(self.near)
        away = labels.distance(home, self.cards.get(code)) if home else 0.0
        return (code not in self.first, code != self.near, not place.available, away, code)


def _shown(hit: Hit, folded: set[str], shelves: Shelves) -> ShownHit:
    brief = hit.brief
    creators = "; ".join(brief.creators)
    return ShownHit(
        score=hit.score,
        brief=brief,
        title=tuple(highlight.mark(brief.full_title, folded)),
        creators=tuple(highlight.mark(creators, folded)),
        reason=_reason(brief, creators, folded),
        held=tuple(
            HeldAt(place.library, shelves.names.get(place.library, place.library), place.copies, place.available)
            for place in sorted(brief.held, key=shelves.order)
        ),
    )


def _reason(brief: Brief, creators: str, folded: set[str]) -> tuple[Piece, ...]:
    missing = folded - highlight.found_in((brief.full_title, creators), folded)
    if not missing:
        return ()
    for value in ("; ".join(brief.subjects), brief.summary, brief.publisher):
        pieces = highlight.snippet(value, folded, missing)
        if pieces:
            return tuple(pieces)
    return ()


def _shown_facets(engine: Engine, request: Request, root: Node, result: SearchResult) -> tuple[ShownFacet, ...]:
    return tuple(
        _shown_facet(engine, request, root, name, result)
        for name in request.facets
        if FACET[name].kind is not FacetKind.YEARS
    )


def _shown_facet(engine: Engine, request: Request, root: Node, name: str, result: SearchResult) -> ShownFacet:
    counts = result.facets[name]
    size = request.sizes.get(name, FACET[name].size)
    chosen = request.filters.values.get(name, ())
    shown = {item.value: item.count for item in counts[:size]}
    for value in chosen:
        if value not in shown:
            others = request.filters.without(name)
            alone = replace(others, values={**others.values, name: (value,)})
            shown[value] = engine.count(SearchQuery(root, alone))
    words = labels.facet_labels(name, shown)
    values = tuple(FacetValue(value, words[value], count, value in chosen) for value, count in shown.items())
    return ShownFacet(name, str(FACET[name].label), values, len(counts) > size, name in result.approximate)


def _bars(years: Sequence[FacetCount]) -> tuple[YearBar, ...]:
    """Years in equal steps, at most `BARS` of them, gaps included."""
    if not years:
        return ()
    counts = {int(item.value): item.count for item in years}
    low, high = min(counts), max(counts)
    step = next(width for width in (1, 2, 5, 10, 20, 50, 100, 1000, 10_000) if (high - low) // width < BARS)
    first = low - low % step
    return tuple(
        YearBar(start, start + step - 1, sum(counts.get(year, 0) for year in range(start, start + step)))
        for start in range(first, high + 1, step)
    )
