"""Page texts in a dictionary: for tests and tiny trials. Finds and counts what the port says; ranks by how often."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence

from lienthu.discovery.analysis import exact_term, folded_term
from lienthu.discovery.engines.pages import (
    FIELDS,
    PageDocument,
    PageEngine,
    PageHit,
    PageQuery,
    PageRebuild,
    PageResult,
    PageWriter,
    free_words,
)
from lienthu.discovery.query import And, Node, Not, Or, Phrase, Word, Years, is_everything
from lienthu.discovery.schema import ALL
from lienthu.kernel.errors import Unavailable

Shelf = dict[int, PageDocument]


class MemoryPageWriter(PageWriter):
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._fresh = dict(shelf)

    def replace_object(self, object_id: int, pages: Iterable[PageDocument]) -> None:
        self._fresh = {page: kept for page, kept in self._fresh.items() if kept.object != object_id}
        self._fresh |= {page.page: page for page in pages}

    def replace_page(self, page_id: int, page: PageDocument | None) -> None:
        self._fresh.pop(page_id, None)
        if page is not None:
            self._fresh[page_id] = page

    def commit(self) -> None:
        self._shelf.clear()
        self._shelf.update(self._fresh)


class MemoryPageEngine(PageEngine):
    name = "memory"

    def __init__(self) -> None:
        self.shelf: Shelf = {}
        self.building: dict[str, Shelf] = {}

    def search(self, query: PageQuery, *, offset: int = 0, limit: int = 20) -> PageResult:
        found = self._matching(query)
        words = free_words(query.root)
        found.sort(key=lambda page: (-_often(query, page, words), page.page))
        shown = found[offset : offset + limit]
        return PageResult(len(found), tuple(PageHit(one.page, one.object, one.gate) for one in shown))

    def pages(self, query: PageQuery, *, most: int) -> list[int]:
        return [page.page for page in self._matching(query)][:most]

    def gate_of(self, object_id: int) -> int | None:
        return next((page.gate for page in self.shelf.values() if page.object == object_id), None)

    def _matching(self, query: PageQuery) -> list[PageDocument]:
        if is_everything(query.root):
            return []
        return [page for page in self.shelf.values() if _passes(query, page) and _matches(query, query.root, page)]

    @contextlib.contextmanager
    def writer(self) -> Iterator[PageWriter]:
        yield MemoryPageWriter(self.shelf)

    def rebuild(self, name: str) -> PageRebuild:
        self.building.setdefault(name, {})
        return MemoryPageRebuild(self, name)

    @property
    def size(self) -> int:
        return len(self.shelf)

    def exists(self) -> bool:
        return True


class MemoryPageRebuild(PageRebuild):
    def __init__(self, engine: MemoryPageEngine, name: str) -> None:
        self._engine = engine
        self._name = name

    @contextlib.contextmanager
    def writer(self) -> Iterator[PageWriter]:
        yield MemoryPageWriter(self._engine.building[self._name])

    def swap(self) -> None:
        self._engine.shelf = self._engine.building.pop(self._name)

    def abandon(self) -> None:
        self._engine.building.pop(self._name, None)


class FailingPageEngine(MemoryPageEngine):
    """An index that is gone."""

    name = "failing"

    def _matching(self, query: PageQuery) -> list[PageDocument]:
        raise Unavailable("discovery.unavailable")

    def gate_of(self, object_id: int) -> int | None:
        raise Unavailable("discovery.unavailable")

    def exists(self) -> bool:
        return False


def _passes(query: PageQuery, page: PageDocument) -> bool:
    if page.object in query.without or query.within not in (None, page.object):
        return False
    if query.keys is None:
        return True
    return not page.doors.isdisjoint(query.keys) and (page.until is None or page.until > query.day)


def _matches(query: PageQuery, node: Node, page: PageDocument) -> bool:
    match node:
        case Word():
            return _stands(query, page, node.field, [node.text])
        case Phrase():
            return _stands(query, page, node.field, node.words)
        case Years():
            return page.year is not None and (node.low or 1) <= page.year <= (node.high or 9999)
        case Not():
            return not _matches(query, node.node, page)
        case Or():
            return any(_matches(query, child, page) for child in node.nodes)
        case And():
            return all(_matches(query, child, page) for child in node.nodes)
    return False


def _stands(query: PageQuery, page: PageDocument, field: str, words: Sequence[str]) -> bool:
    return field in FIELDS and f" {_asked(query, words)} " in f" {_text(query, page, field)} "


def _often(query: PageQuery, page: PageDocument, words: Sequence[str]) -> int:
    text = f" {_text(query, page, ALL)} "
    return sum(text.count(f" {_asked(query, [word])} ") for word in words) + 10 * text.count(
        f" {_asked(query, words)} "
    )


def _text(query: PageQuery, page: PageDocument, field: str) -> str:
    return page.texts.get(field, ("", ""))[0 if query.exactly else 1]


def _asked(query: PageQuery, words: Sequence[str]) -> str:
    return " ".join((exact_term if query.exactly else folded_term)(word) for word in words)
