"""Search inside the process: Tantivy. How its folder is kept: `tantivy_store`."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import tantivy
from tantivy import Index, IndexWriter, Occur, Query, Schema, SchemaBuilder, Searcher

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
from lienthu.discovery.engines.tantivy_store import WORDS, Store, guarded, total
from lienthu.discovery.query import is_everything
from lienthu.discovery.schema import ALL, FACET, FACETS, KEY_FIELDS, SORT, TEXT_FIELDS, FacetKind, Sort


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
    def __init__(self, index: Index, writer: IndexWriter) -> None:
        self._writer = writer
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


class TantivyEngine(Engine):
    name = "tantivy"

    def __init__(self, root: Path, *, exact_up_to: int = 50_000) -> None:
        self.root = root
        self.exact_up_to = exact_up_to
        self._store = Store(root, SCHEMA)
        self._everything: tuple[Any, Counted] = (None, Counted(0, {}))
        self._withheld: tuple[int, ...] = ()

    # Reading

    def without(self, records: Sequence[int]) -> Engine:
        view = copy.copy(self)
        view._withheld = tuple(records)
        return view

    def _builder(self) -> Builder:
        return Builder(SCHEMA, self._withheld)

    @guarded
    def holding(self, records: Sequence[int]) -> list[str]:
        searcher = self._searcher()
        query = Builder(SCHEMA).made_from(records)
        count = total(searcher, query)
        found = searcher.search(query, limit=count) if count else None
        return [_brief(searcher, where).id for _, where in found.hits] if found else []

    def _searcher(self) -> Searcher:
        return self._store.searcher()

    @guarded
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
        asked = (self._store.seen, tuple(facets.items()))
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

    @guarded
    def count(self, query: SearchQuery) -> int:
        return total(self._searcher(), self._builder().plain(query))

    @guarded
    def frequency(self, folded_words: Sequence[str]) -> list[int]:
        searcher = self._searcher()
        return [searcher.doc_freq(folded(ALL), word) for word in folded_words]

    @guarded
    def spelt(self, exact_words: Sequence[str]) -> list[int]:
        searcher = self._searcher()
        return [searcher.doc_freq(exact(ALL), word) for word in exact_words]

    @guarded
    def side_by_side(self, exact_pairs: Sequence[tuple[str, str]]) -> list[int]:
        searcher = self._searcher()
        return [searcher.doc_freq("pair", f"{first} {second}") for first, second in exact_pairs]

    @guarded
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

    @guarded
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
        return self._store.size

    def exists(self) -> bool:
        return self._store.exists()

    def writer(self) -> contextlib.AbstractContextManager[Writer]:
        return self._store.writing(TantivyWriter)

    def rebuild(self, name: str) -> Rebuild:
        return TantivyRebuild(self._store, name)

    def close(self) -> None:
        self._store.close()


class TantivyRebuild(Rebuild):
    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name

    def writer(self) -> contextlib.AbstractContextManager[Writer]:
        return self._store.building(self._name, TantivyWriter)

    def swap(self) -> None:
        self._store.swap(self._name)

    def abandon(self) -> None:
        self._store.abandon(self._name)


def _ranked(searcher: Searcher, build: Builder, query: SearchQuery, page: Page) -> list[Any]:
    """The best hits. For one word those with it in the title come first: they are ranked without looking at the
    rest, which for a syllable that half the catalogue holds is most of the work."""
    first = build.title_first(query)
    if first is None:
        return list(searcher.search(build.ranked(query), page.limit, False, offset=page.offset).hits)
    count = total(searcher, first)
    found: list[Any] = []
    if page.offset < count:
        found = list(searcher.search(first, page.limit, False, offset=page.offset).hits)
    if len(found) < page.limit:
        rest = build.ranked(query, but_not=first)
        skip = max(0, page.offset - count)
        found += searcher.search(rest, page.limit - len(found), False, offset=skip).hits
    return found


def _brief(searcher: Searcher, address: Any) -> Brief:
    stored: Any = searcher.doc(address).get_first("brief")
    return read_brief(bytes(stored))
