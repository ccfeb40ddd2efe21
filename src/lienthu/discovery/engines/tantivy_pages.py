"""Page texts in Tantivy.

Vietnamese is written in syllables, and a common one stands on most pages. What tells pages apart is which stand side by
side, so every two neighbours are a term of their own (`beside`): a phrase of two is one list to read, a longer one is
looked at only where all its neighbours are, and words side by side rank first without a look at any position.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import tantivy
from tantivy import FieldType, Index, IndexWriter, Occur, Query, Schema, SchemaBuilder, Searcher

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
from lienthu.discovery.engines.tantivy_query import PHRASE_BOOST, exact, folded
from lienthu.discovery.engines.tantivy_store import WORDS, Store, guarded, total
from lienthu.discovery.query import And, Node, Not, Or, Phrase, Word, Years, is_everything
from lienthu.discovery.schema import ALL

BESIDE: Final = "beside"


def make_schema() -> Schema:
    builder = SchemaBuilder()
    for name in FIELDS:
        builder.add_text_field(exact(name), tokenizer_name=WORDS)
        builder.add_text_field(folded(name), tokenizer_name=WORDS)
    for form in (exact, folded):
        builder.add_text_field(form(BESIDE), tokenizer_name=WORDS, index_option="freq")
    builder.add_unsigned_field("page", indexed=True, fast=True)
    builder.add_unsigned_field("object", indexed=True, fast=True)
    builder.add_unsigned_field("gate", fast=True)
    builder.add_unsigned_field("until", indexed=True)
    builder.add_unsigned_field("year", indexed=True, fast=True)
    builder.add_text_field("door", tokenizer_name="raw", index_option="basic")
    return builder.build()


SCHEMA: Final = make_schema()


def _stored(document: PageDocument) -> dict[str, Any]:
    values: dict[str, Any] = {"page": document.page, "object": document.object, "gate": document.gate}
    for name, (exact_terms, folded_terms) in document.texts.items():
        if exact_terms:
            values[exact(name)] = exact_terms
            values[folded(name)] = folded_terms
    exact_terms, folded_terms = document.texts.get(ALL, ("", ""))
    values[exact(BESIDE)], values[folded(BESIDE)] = " ".join(_beside(exact_terms)), " ".join(_beside(folded_terms))
    values["door"] = sorted(document.doors)
    values |= {name: value for name in ("until", "year") if (value := getattr(document, name)) is not None}
    return values


def _beside(terms: str) -> Iterable[str]:
    """`a b c` → `a+b`, `b+c`; no term has a plus in it."""
    return map("+".join, pairwise(terms.split()))


class TantivyPageWriter(PageWriter):
    def __init__(self, index: Index, writer: IndexWriter) -> None:
        self._writer = writer
        self._before = index.searcher()
        self._written: set[tuple[str, int]] = set()

    def replace_object(self, object_id: int, pages: Iterable[PageDocument]) -> None:
        self._forget("object", object_id)
        for page in pages:
            self._add(page)

    def replace_page(self, page_id: int, page: PageDocument | None) -> None:
        self._forget("page", page_id)
        if page is not None:
            self._add(page)

    def _forget(self, field: str, number: int) -> None:
        # A deletion that hits nothing is still carried to every segment.
        if (field, number) in self._written or self._before.doc_freq(field, number):
            # By query: the library's deletion by term takes a number for a signed one and finds nothing.
            self._writer.delete_documents_by_query(Query.term_query(SCHEMA, field, number))

    def _add(self, page: PageDocument) -> None:
        self._written |= {("object", page.object), ("page", page.page)}
        self._writer.add_document(tantivy.Document.from_dict(_stored(page), SCHEMA))

    def commit(self) -> None:
        self._writer.commit()

    def close(self) -> None:
        # Without waiting, merges are cut off and small segments pile up.
        self._writer.wait_merging_threads()


class TantivyPageEngine(PageEngine):
    name = "tantivy"

    def __init__(self, root: Path) -> None:
        self._store = Store(root, SCHEMA)

    @guarded
    def search(self, query: PageQuery, *, offset: int = 0, limit: int = 20) -> PageResult:
        searcher = self._store.searcher()
        if limit == 0:
            return PageResult(total(searcher, _Builder(query).plain()), ())
        found: Any = searcher.search(_Builder(query).ranked(), limit, True, offset=offset)
        return PageResult(int(found.count), _hits(searcher, [where for _score, where in found.hits]))

    @guarded
    def pages(self, query: PageQuery, *, most: int) -> list[int]:
        searcher = self._store.searcher()
        found = searcher.search(_Builder(query).plain(), most, False)
        return _numbers(searcher, "page", [where for _score, where in found.hits])

    @guarded
    def gate_of(self, object_id: int) -> int | None:
        searcher = self._store.searcher()
        found = searcher.search(Query.term_query(SCHEMA, "object", object_id), 1, False)
        gates = _numbers(searcher, "gate", [where for _score, where in found.hits])
        return gates[0] if gates else None

    def writer(self) -> contextlib.AbstractContextManager[PageWriter]:
        return self._store.writing(TantivyPageWriter)

    def rebuild(self, name: str) -> PageRebuild:
        return TantivyPageRebuild(self._store, name)

    @property
    def size(self) -> int:
        return self._store.size

    def exists(self) -> bool:
        return self._store.exists()

    def close(self) -> None:
        self._store.close()


class TantivyPageRebuild(PageRebuild):
    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name

    def writer(self) -> contextlib.AbstractContextManager[PageWriter]:
        return self._store.building(self._name, TantivyPageWriter)

    def swap(self) -> None:
        self._store.swap(self._name)

    def abandon(self) -> None:
        self._store.abandon(self._name)


def _hits(searcher: Searcher, where: list[Any]) -> tuple[PageHit, ...]:
    columns = [_numbers(searcher, name, where) for name in ("page", "object", "gate")]
    return tuple(PageHit(*row) for row in zip(*columns, strict=True))


def _numbers(searcher: Searcher, field: str, where: list[Any]) -> list[int]:
    return [int(value) for value in searcher.fast_field_values(field, where) if value is not None]


class _Builder:
    """One query of the port as Tantivy's."""

    def __init__(self, query: PageQuery) -> None:
        self.query = query
        self.form = exact if query.exactly else folded
        self.term_of = exact_term if query.exactly else folded_term

    def plain(self) -> Query:
        must = [(Occur.Must, part) for part in (self._node(self.query.root), *self._filters())]
        return Query.boolean_query([*must, *self._unwanted()])

    def ranked(self) -> Query:
        must = [(Occur.Must, self._node(self.query.root))]
        must += [(Occur.Must, Query.const_score_query(part, 0.0)) for part in self._filters()]
        words = [self.term_of(word) for word in free_words(self.query.root)]
        should = [(Occur.Should, Query.boost_query(part, PHRASE_BOOST)) for part in self._neighbours(words)]
        return Query.boolean_query([*must, *self._unwanted(), *should])

    def _filters(self) -> list[Query]:
        parts = []
        if self.query.within is not None:
            parts.append(Query.term_query(SCHEMA, "object", self.query.within))
        if self.query.keys is not None:
            keys = [Query.term_query(SCHEMA, "door", key, "basic") for key in sorted(self.query.keys)]
            parts.append(keys[0] if len(keys) == 1 else _any(keys))
        return parts

    def _unwanted(self) -> list[tuple[Occur, Query]]:
        """What was passed over by the caller, and, where doors count, what stands under the doors of another day."""
        parts = []
        if self.query.without:
            parts.append(Query.term_set_query(SCHEMA, "object", list(self.query.without)))
        if self.query.keys is not None:
            parts.append(
                Query.range_query(SCHEMA, "until", FieldType.Unsigned, 0, self.query.day, use_inverted_index=True)
            )
        return [(Occur.MustNot, part) for part in parts]

    def _node(self, node: Node) -> Query:
        if isinstance(node, Word):
            return self._in_order(node.field, [node.text])
        if isinstance(node, Phrase):
            return self._in_order(node.field, node.words)
        if isinstance(node, Years):
            return Query.range_query(SCHEMA, "year", FieldType.Unsigned, node.low or 1, node.high)
        if isinstance(node, Or):
            return _any([self._node(child) for child in node.nodes])
        if isinstance(node, Not):
            return self._and([node])
        if isinstance(node, And):
            return Query.empty_query() if is_everything(node) else self._and(node.nodes)
        return Query.empty_query()

    def _and(self, nodes: Sequence[Node]) -> Query:
        wanted = [(Occur.Must, self._node(node)) for node in nodes if not isinstance(node, Not)]
        unwanted = [(Occur.MustNot, self._node(node.node)) for node in nodes if isinstance(node, Not)]
        return Query.boolean_query([*(wanted or [(Occur.Must, Query.all_query())]), *unwanted])

    def _in_order(self, field: str, words: Sequence[str]) -> Query:
        if field not in FIELDS:
            return Query.empty_query()
        terms = [self.term_of(word) for word in words]
        if len(terms) == 1:
            return Query.term_query(SCHEMA, self.form(field), terms[0])
        if field != ALL:
            return Query.phrase_query(SCHEMA, self.form(field), list(terms))
        neighbours = self._neighbours(terms)
        if len(neighbours) == 1:
            return neighbours[0]
        whole = Query.const_score_query(Query.phrase_query(SCHEMA, self.form(field), list(terms)), 0.0)
        return Query.boolean_query([(Occur.Must, part) for part in (*neighbours, whole)])

    def _neighbours(self, terms: Sequence[str]) -> list[Query]:
        field = self.form(BESIDE)
        return [Query.term_query(SCHEMA, field, "+".join(two), "freq") for two in pairwise(terms)]


def _any(parts: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, part) for part in parts])
