"""Search in a dictionary: for tests and tiny trials. Simple scores; what it finds and counts is what the port says."""

from __future__ import annotations

import contextlib
import copy
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lienthu.discovery import analysis
from lienthu.discovery.documents import HEADING_SEPARATOR, UNKNOWN_YEAR_LAST, Brief, Document, read_brief
from lienthu.discovery.engines.base import (
    FIRST,
    NO_FACETS,
    Engine,
    FacetCount,
    Filters,
    Heading,
    Hit,
    Page,
    Rebuild,
    SearchQuery,
    SearchResult,
    Writer,
)
from lienthu.discovery.query import And, Key, Node, Not, Or, Phrase, Word, Years
from lienthu.discovery.schema import ALL, FACET, SORT, TEXT_FIELDS, FacetKind
from lienthu.kernel.errors import Unavailable

Shelf = dict[str, Document]


class MemoryWriter(Writer):
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._pending: list[tuple[str, Document | None]] = []

    def add(self, document: Document) -> None:
        self._pending.append((document.id, document))

    def delete(self, document_id: str) -> None:
        self._pending.append((document_id, None))

    def commit(self) -> None:
        for document_id, document in self._pending:
            self._shelf.pop(document_id, None)
            if document is not None:
                self._shelf[document_id] = document
        self._pending.clear()


class MemoryEngine(Engine):
    name = "memory"

    def __init__(self) -> None:
        self.shelf: Shelf = {}
        self.building: dict[str, Shelf] = {}
        self.withheld: frozenset[int] = frozenset()

    def search(
        self, query: SearchQuery, *, facets: Mapping[str, int] = NO_FACETS, sort: str = "relevance", page: Page = FIRST
    ) -> SearchResult:
        found = self._matching(query)
        order = SORT[sort]
        if order.field is None:
            found.sort(key=lambda document: -_score(query.root, document))
        else:
            found.sort(key=lambda document: _sort_value(order.field or "", document), reverse=order.descending)
        shown = found[page.offset : page.offset + page.limit]
        return SearchResult(
            len(found),
            tuple(Hit(_score(query.root, document), read_brief(document.brief)) for document in shown),
            {name: self._facet(query, name, size) for name, size in facets.items()},
        )

    def _matching(self, query: SearchQuery) -> list[Document]:
        return [
            document
            for document in self._shown()
            if _matches(query.root, document) and _passes(query.filters, document)
        ]

    def _shown(self) -> list[Document]:
        return [each for each in self.shelf.values() if self.withheld.isdisjoint(each.records)]

    def without(self, records: Sequence[int]) -> Engine:
        view = copy.copy(self)
        view.withheld = frozenset(records)
        return view

    def holding(self, records: Sequence[int]) -> list[str]:
        return [document.id for document in self.shelf.values() if set(records) & set(document.records)]

    def _facet(self, query: SearchQuery, name: str, size: int) -> tuple[FacetCount, ...]:
        counts: Counter[str] = Counter()
        for document in self._matching(SearchQuery(query.root, query.filters.without(name))):
            if FACET[name].kind is FacetKind.YEARS:
                counts.update([str(document.year)] if document.year is not None else [])
            else:
                counts.update(set(document.facets.get(name, ())))
        if FACET[name].kind is FacetKind.YEARS:
            return tuple(FacetCount(value, counts[value]) for value in sorted(counts, key=int))
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(FacetCount(value, count) for value, count in ranked[:size])

    def count(self, query: SearchQuery) -> int:
        return len(self._matching(query))

    def frequency(self, folded_words: Sequence[str]) -> list[int]:
        return [sum(word in _folded(document, ALL) for document in self.shelf.values()) for word in folded_words]

    def spelt(self, exact_words: Sequence[str]) -> list[int]:
        counts = Counter(word for document in self.shelf.values() for word in set(_exact(document, ALL)))
        return [counts[word] for word in exact_words]

    def side_by_side(self, exact_pairs: Sequence[tuple[str, str]]) -> list[int]:
        counts = Counter(pair for document in self.shelf.values() for pair in set(document.pairs))
        return [counts[" ".join(pair)] for pair in exact_pairs]

    def headings(self, folded_prefix: str, *, limit: int) -> list[Heading]:
        fields = {"c": "creator", "s": "subject"}
        counts = Counter(
            heading
            for document in self._shown()
            for heading in set(document.headings)
            if heading.startswith(folded_prefix)
        )
        found = []
        for heading, count in counts.most_common(limit):
            _, letter, shown = heading.split(HEADING_SEPARATOR, 2)
            found.append(Heading(shown, fields[letter], count))
        return found

    def titles(self, folded_words: Sequence[str], *, limit: int) -> list[Brief]:
        prefix = " " + " ".join(folded_words)
        found = [
            document
            for document in self._shown()
            if folded_words and prefix in " " + document.texts["title"][1] + ("" if len(folded_words) > 1 else " ")
        ]
        return [read_brief(document.brief) for document in found[:limit]]

    @contextlib.contextmanager
    def writer(self) -> Iterator[Writer]:
        yield MemoryWriter(self.shelf)

    def rebuild(self, name: str) -> Rebuild:
        self.building.setdefault(name, {})
        return MemoryRebuild(self, name)

    @property
    def size(self) -> int:
        return len(self.shelf)

    def exists(self) -> bool:
        return True


class MemoryRebuild(Rebuild):
    def __init__(self, engine: MemoryEngine, name: str) -> None:
        self._engine = engine
        self._name = name

    @contextlib.contextmanager
    def writer(self) -> Iterator[Writer]:
        yield MemoryWriter(self._engine.building[self._name])

    def swap(self) -> None:
        self._engine.shelf = self._engine.building.pop(self._name)

    def abandon(self) -> None:
        self._engine.building.pop(self._name, None)


class FailingEngine(MemoryEngine):
    """An engine whose index is gone: every question is answered by the one sentence for it."""

    name = "failing"

    def _matching(self, query: SearchQuery) -> list[Document]:
        raise Unavailable("discovery.unavailable")

    def frequency(self, folded_words: Sequence[str]) -> list[int]:
        raise Unavailable("discovery.unavailable")

    def spelt(self, exact_words: Sequence[str]) -> list[int]:
        raise Unavailable("discovery.unavailable")

    def side_by_side(self, exact_pairs: Sequence[tuple[str, str]]) -> list[int]:
        raise Unavailable("discovery.unavailable")

    def headings(self, folded_prefix: str, *, limit: int) -> list[Heading]:
        raise Unavailable("discovery.unavailable")

    def titles(self, folded_words: Sequence[str], *, limit: int) -> list[Brief]:
        raise Unavailable("discovery.unavailable")

    @property
    def size(self) -> int:
        raise Unavailable("discovery.unavailable")

    def exists(self) -> bool:
        return False


def _exact(document: Document, field: str) -> list[str]:
    return document.texts[field][0].split()


def _folded(document: Document, field: str) -> list[str]:
    return document.texts[field][1].split()


def _matches(node: Node, document: Document) -> bool:
    if isinstance(node, Word):
        return analysis.folded_term(node.text) in _folded(document, node.field)
    if isinstance(node, Phrase):
        return _has_phrase(node, document)
    if isinstance(node, Key):
        return node.value in document.keys.get(node.field, ())
    if isinstance(node, Years):
        return document.year is not None and (node.low or 1) <= document.year <= (node.high or UNKNOWN_YEAR_LAST)
    if isinstance(node, Not):
        return not _matches(node.node, document)
    if isinstance(node, Or):
        return any(_matches(child, document) for child in node.nodes)
    return all(_matches(child, document) for child in node.nodes)


def _has_phrase(node: Phrase, document: Document) -> bool:
    form = analysis.exact_term if node.is_marked else analysis.folded_term
    text = document.texts[node.field][0 if node.is_marked else 1]
    return f" {' '.join(form(word) for word in node.words)} " in f" {text} "


def _passes(filters: Filters, document: Document) -> bool:
    for name, values in filters.values.items():
        if values and not set(values) & set(document.facets.get(name, ())):
            return False
    return not filters.has_years or _matches(Years(filters.year_low, filters.year_high), document)


def _score(node: Node, document: Document) -> float:
    if isinstance(node, And | Or):
        return sum(_score(child, document) for child in node.nodes)
    if not isinstance(node, Word):
        return 1.0
    folded = analysis.folded_term(node.text)
    boosts = (field.boost for field in TEXT_FIELDS if folded in _folded(document, field.name))
    score = 1.0 + sum(boosts) / (1 + len(_folded(document, "title")) / 10)
    if node.is_marked and analysis.exact_term(node.text) in _exact(document, node.field):
        score += 100.0
    return score


def _sort_value(field: str, document: Document) -> str | int:
    if field == "sort":
        return document.sort
    if field == "added":
        return document.added
    return document.year if document.year is not None else (UNKNOWN_YEAR_LAST if field == "year_up" else 0)
