"""Search inside the process: Tantivy. One writer at a time (of any process), any number of readers.

On disk: `<root>/<generation>/` holds an index, `<root>/current` names the live one. A rebuild fills a new generation
and replaces the pointer at once. Readers look at two file times per search, so they see every commit of the worker.
"""

from __future__ import annotations

import contextlib
import copy
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

import tantivy
from tantivy import Index, Occur, Query, Schema, SchemaBuilder, Searcher, TextAnalyzerBuilder, Tokenizer

from lienthu.discovery.documents import HEADING_SEPARATOR, UNKNOWN_YEAR_LAST, Brief, Document, read_brief
from lienthu.discovery.engines.base import (
    FIRST,
    NO_FACETS,
    Engine,
    Heading,
    Hit,
    Page,
    Rebuild,
    SearchQuery,
    SearchResult,
    Writer,
)
from lienthu.discovery.engines.tantivy_facets import SET_SEPARATOR, Counted, FacetCounter, sample_terms
from lienthu.discovery.engines.tantivy_query import Builder, count_field, exact, folded, value_field
from lienthu.discovery.query import is_everything
from lienthu.discovery.schema import ALL, FACET, FACETS, KEY_FIELDS, SORT, TEXT_FIELDS, FacetKind, Sort
from lienthu.kernel.errors import Unavailable

POINTER: Final = "current"
FIRST_GENERATION: Final = "first"
WORDS: Final = "words"
LIVE_HEAP: Final = 64_000_000
REBUILD_HEAP: Final = 256_000_000
R = TypeVar("R")


def make_schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    for name in (ALL, *(field.name for field in TEXT_FIELDS)):
        builder.add_text_field(exact(name), tokenizer_name=WORDS)
        builder.add_text_field(folded(name), tokenizer_name=WORDS)
    for field in KEY_FIELDS:
        builder.add_text_field(field.name, tokenizer_name="raw", index_option="basic")
    for facet in FACETS:
        if facet.kind is not FacetKind.YEARS:
            builder.add_text_field(count_field(facet.name), fast=True, tokenizer_name="raw", index_option="basic")
        if facet.kind is FacetKind.SET:
            builder.add_text_field(value_field(facet.name), tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("record", indexed=True)
    builder.add_unsigned_field("sample", indexed=True)
    builder.add_unsigned_field("year", indexed=True, fast=True)
    builder.add_unsigned_field("year_up", fast=True)
    builder.add_unsigned_field("added", fast=True)
    builder.add_text_field("sort", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("heading", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("pair", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("brief", stored=True)
    return builder.build()


SCHEMA: Final = make_schema()
# Ranking and counting are two passes over the same postings; the library lets go of the interpreter in both.
_helpers: Final = ThreadPoolExecutor(max_workers=4, thread_name_prefix="facets")


def _stored(document: Document) -> dict[str, Any]:
    values: dict[str, Any] = {"id": document.id, "sort": document.sort, "added": document.added}
    for name, (exact_terms, folded_terms) in document.texts.items():
        if exact_terms:
            values[exact(name)] = exact_terms
            values[folded(name)] = folded_terms
    for name, keys in document.keys.items():
        if keys:
            values[name] = keys
    for name, found in document.facets.items():
        if FACET[name].kind is FacetKind.SET:
            values[count_field(name)] = SET_SEPARATOR.join(found)
            values[value_field(name)] = found
        else:
            values[count_field(name)] = found
    if document.year is not None:
        values["year"] = document.year
    values["year_up"] = document.year if document.year is not None else UNKNOWN_YEAR_LAST
    values["record"] = list(document.records)
    values["sample"] = sample_terms(document.id)
    values["heading"] = document.headings
    values["pair"] = document.pairs
    values["brief"] = document.brief
    return values


class TantivyWriter(Writer):
    def __init__(self, index: Index, heap: int) -> None:
        self._writer = index.writer(heap, 1)
        self._before = index.searcher()
        self._added: set[str] = set()

    def add(self, document: Document) -> None:
        # A deletion that hits nothing is still carried to every segment: it doubled the time of a rebuild.
        if self._before.doc_freq("id", document.id) or document.id in self._added:
            self._writer.delete_documents_by_term("id", document.id)
        self._added.add(document.id)
        self._writer.add_document(tantivy.Document.from_dict(_stored(document), SCHEMA))

    def delete(self, document_id: str) -> None:
        self._writer.delete_documents_by_term("id", document_id)

    def commit(self) -> None:
        self._writer.commit()

    def close(self) -> None:
        # Without waiting, merges are cut off and small segments pile up.
        self._writer.wait_merging_threads()


@contextlib.contextmanager
def _writing(open_index: Callable[[], Index], heap: int) -> Iterator[Writer]:
    with _unavailable():
        writer = TantivyWriter(open_index(), heap)
    try:
        with _unavailable():
            yield writer
    finally:
        writer.close()


@contextlib.contextmanager
def _unavailable() -> Iterator[None]:
    """Everything the library can raise about a broken, busy or absent index becomes one sentence."""
    try:
        yield
    except (ValueError, FileNotFoundError) as error:
        raise Unavailable("discovery.unavailable") from error


def _guarded(method: Callable[..., R]) -> Callable[..., R]:
    @wraps(method)
    def inner(*args: Any, **kwargs: Any) -> R:
        with _unavailable():
            return method(*args, **kwargs)

    return inner


def _open(folder: Path) -> Index:
    index = Index.open(str(folder))
    if index.schema != SCHEMA:
        raise ValueError("written by another version")
    index.register_tokenizer(WORDS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    index.config_reader("manual")
    return index


def _create(folder: Path) -> Index:
    if not (folder / "meta.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        Index(SCHEMA, str(folder))
    return _open(folder)


class TantivyEngine(Engine):
    name = "tantivy"

    def __init__(self, root: Path, *, exact_up_to: int = 50_000) -> None:
        self.root = root
        self.exact_up_to = exact_up_to
        self._everything: tuple[Any, Counted] = (None, Counted(0, {}))
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._seen: tuple[Any, ...] = ()
        self._withheld: tuple[int, ...] = ()

    # Reading

    def without(self, records: Sequence[int]) -> Engine:
        view = copy.copy(self)
        view._withheld = tuple(records)
        return view

    def _builder(self) -> Builder:
        return Builder(SCHEMA, self._withheld)

    @_guarded
    def holding(self, records: Sequence[int]) -> list[str]:
        searcher = self._searcher()
        query = Builder(SCHEMA).made_from(records)
        count = _total(searcher.search(query, limit=1))
        found = searcher.search(query, limit=count) if count else None
        return [_brief(searcher, where).id for _, where in found.hits] if found else []

    def _searcher(self) -> Searcher:
        """A view of the newest commit; reopens when the pointer or the commit changed."""
        generation = self._generation()
        meta = (self.root / generation / "meta.json").stat()
        seen = (generation, meta.st_mtime_ns, meta.st_ino)
        with self._lock:
            if self._index is None or self._seen[:1] != seen[:1]:
                self._index = _open(self.root / generation)
            elif self._seen != seen:
                self._index.reload()
            self._seen = seen
            return self._index.searcher()

    def _generation(self) -> str:
        return (self.root / POINTER).read_text().strip()

    @_guarded
    def search(
        self, query: SearchQuery, *, facets: Mapping[str, int] = NO_FACETS, sort: str = "relevance", page: Page = FIRST
    ) -> SearchResult:
        searcher = self._searcher()
        counting = _helpers.submit(self._counted, searcher, query, facets)
        hits = self._hits(searcher, query, SORT[sort], page)
        counted = counting.result()
        return SearchResult(counted.total, hits, counted.facets, counted.approximate)

    def _counted(self, searcher: Searcher, query: SearchQuery, facets: Mapping[str, int]) -> Counted:
        """Counting everything there is takes long and never changes between two commits: it is kept."""
        counter = FacetCounter(searcher, self._builder(), self.exact_up_to)
        if not is_everything(query.root) or not query.filters.is_empty or self._withheld:
            return counter.count(query, facets)
        asked = (self._seen, tuple(facets.items()))
        if self._everything[0] != asked:
            self._everything = (asked, counter.count(query, facets))
        return self._everything[1]

    def _hits(self, searcher: Searcher, query: SearchQuery, order: Sort, page: Page) -> tuple[Hit, ...]:
        build = self._builder()
        if page.limit == 0:
            return ()
        if order.field is None:
            found = _ranked(searcher, build, query, page)
        else:
            direction = tantivy.Order.Desc if order.descending else tantivy.Order.Asc
            found = searcher.search(build.plain(query), page.limit, False, order.field, page.offset, direction).hits
        ranked = order.field is None
        return tuple(Hit(float(score) if ranked else 0.0, _brief(searcher, where)) for score, where in found)

    @_guarded
    def count(self, query: SearchQuery) -> int:
        return _total(self._searcher().search(self._builder().plain(query), limit=1))

    @_guarded
    def frequency(self, folded_words: Sequence[str]) -> list[int]:
        searcher = self._searcher()
        return [searcher.doc_freq(folded(ALL), word) for word in folded_words]

    @_guarded
    def spelt(self, exact_words: Sequence[str]) -> list[int]:
        searcher = self._searcher()
        return [searcher.doc_freq(exact(ALL), word) for word in exact_words]

    @_guarded
    def side_by_side(self, exact_pairs: Sequence[tuple[str, str]]) -> list[int]:
        searcher = self._searcher()
        return [searcher.doc_freq("pair", f"{first} {second}") for first, second in exact_pairs]

    @_guarded
    def headings(self, folded_prefix: str, *, limit: int) -> list[Heading]:
        fields = {"c": "creator", "s": "subject"}
        found = []
        searcher = self._searcher()
        shown = self._builder().shown([Query.all_query()]) if self._withheld else None
        for term, count in searcher.terms_with_prefix("heading", folded_prefix, shown, limit):
            # The dictionary keeps the terms of removed documents until their segment is merged.
            if not searcher.search(Query.term_query(SCHEMA, "heading", term), limit=1, count=False).hits:
                continue
            _, letter, heading = term.split(HEADING_SEPARATOR, 2)
            found.append(Heading(heading, fields[letter], count))
        return found

    @_guarded
    def titles(self, folded_words: Sequence[str], *, limit: int) -> list[Brief]:
        if not folded_words:
            return []
        searcher = self._searcher()
        *whole, last = folded_words
        if whole:
            query = Query.phrase_prefix_query(SCHEMA, folded("title"), [*whole, last])
        else:
            query = Query.boolean_query([(Occur.Should, Query.term_query(SCHEMA, folded("title"), last))])
        found = searcher.search(self._builder().shown([query]), limit=limit, count=False)
        return [_brief(searcher, address) for _, address in found.hits]

    @property
    def size(self) -> int:
        with _unavailable():
            return int(self._searcher().num_docs)

    def exists(self) -> bool:
        try:
            with _unavailable():
                self._searcher()
        except Unavailable:
            return False
        return True

    # Writing

    def writer(self) -> contextlib.AbstractContextManager[Writer]:
        return _writing(self._live_index, LIVE_HEAP)

    def _live_index(self) -> Index:
        if not (self.root / POINTER).exists():
            index = _create(self.root / FIRST_GENERATION)
            self._point_to(FIRST_GENERATION)
            return index
        return _open(self.root / self._generation())

    def _point_to(self, generation: str) -> None:
        fresh = self.root / f"{POINTER}.new"
        fresh.write_text(generation)
        fresh.replace(self.root / POINTER)

    def rebuild(self, name: str) -> Rebuild:
        return TantivyRebuild(self, name)

    def close(self) -> None:
        with self._lock:
            self._index = None
            self._seen = ()


class TantivyRebuild(Rebuild):
    def __init__(self, engine: TantivyEngine, name: str) -> None:
        self._engine = engine
        self._name = name

    def writer(self) -> contextlib.AbstractContextManager[Writer]:
        return _writing(lambda: _create(self._engine.root / self._name), REBUILD_HEAP)

    def swap(self) -> None:
        _create(self._engine.root / self._name)
        self._engine._point_to(self._name)
        for folder in self._engine.root.iterdir():
            if folder.is_dir() and folder.name != self._name:
                shutil.rmtree(folder, ignore_errors=True)

    def abandon(self) -> None:
        shutil.rmtree(self._engine.root / self._name, ignore_errors=True)


def _ranked(searcher: Searcher, build: Builder, query: SearchQuery, page: Page) -> list[Any]:
    """The best hits. For one word those with it in the title come first: they are ranked without looking at the
    rest, which for a syllable that half the catalogue holds is most of the work."""
    first = build.title_first(query)
    if first is None:
        return list(searcher.search(build.ranked(query), page.limit, False, offset=page.offset).hits)
    count = _total(searcher.search(first, limit=1))
    found: list[Any] = []
    if page.offset < count:
        found = list(searcher.search(first, page.limit, False, offset=page.offset).hits)
    if len(found) < page.limit:
        rest = build.ranked(query, but_not=first)
        skip = max(0, page.offset - count)
        found += searcher.search(rest, page.limit - len(found), False, offset=skip).hits
    return found


def _total(found: Any) -> int:
    return int(found.count)


def _brief(searcher: Searcher, address: Any) -> Brief:
    stored: Any = searcher.doc(address).get_first("brief")
    return read_brief(bytes(stored))
