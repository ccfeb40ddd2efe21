"""Our query tree to Tantivy's, in two shapes: a plain one that only decides (counts, facets) and a ranked one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tantivy import FieldType, Occur, Query, Schema

from lienthu.discovery import analysis
from lienthu.discovery.engines.base import Filters, SearchQuery
from lienthu.discovery.query import And, Key, Node, Not, Or, Phrase, Word, Years, wanted_words
from lienthu.discovery.schema import ALL, FACET, TEXT_FIELDS, FacetKind

EXACT_TIER: Final = 100.0
"""An accented word found with its accents outweighs any sum of word scores: exact matches come first."""
PHRASE_BOOST: Final = 3.0


def exact(field: str) -> str:
    return f"{field}_x"


def folded(field: str) -> str:
    return f"{field}_f"


class Builder:
    """`withheld`: source records whose documents are passed over."""

    def __init__(self, schema: Schema, withheld: Sequence[int] = ()) -> None:
        self.schema = schema
        self.withheld = withheld

    def plain(self, query: SearchQuery) -> Query:
        return self.shown([self._node(query.root), *self._filters(query.filters)])

    def shown(self, parts: Sequence[Query]) -> Query:
        """All of the parts, nothing that is withheld."""
        if not self.withheld:
            return self._all_of(parts)
        clauses = [(Occur.Must, part) for part in parts]
        return Query.boolean_query([*clauses, (Occur.MustNot, self.made_from(self.withheld))])

    def made_from(self, records: Sequence[int]) -> Query:
        return Query.term_set_query(self.schema, "record", list(records))

    def title_first(self, query: SearchQuery) -> Query | None:
        """The hits of a one-word query that have the word, as it was typed, in the title; None for other queries."""
        word = query.root
        if not isinstance(word, Word) or word.field != ALL:
            return None
        term = analysis.exact_term(word.text) if word.is_marked else analysis.folded_term(word.text)
        field = exact("title") if word.is_marked else folded("title")
        rest = [Query.const_score_query(part, 0.0) for part in self._filters(query.filters)]
        return self.shown([self._term(field, term), *rest])

    def ranked(self, query: SearchQuery, but_not: Query | None = None) -> Query:
        must = [(Occur.Must, self._node(query.root))]
        if but_not is not None:
            must.append((Occur.MustNot, but_not))
        if self.withheld:
            must.append((Occur.MustNot, self.made_from(self.withheld)))
        must += [(Occur.Must, Query.const_score_query(part, 0.0)) for part in self._filters(query.filters)]
        return Query.boolean_query(must + [(Occur.Should, part) for part in self._preferences(query.root)])

    def _term(self, field: str, value: str) -> Query:
        return Query.term_query(self.schema, field, value)

    def _all_of(self, parts: Sequence[Query]) -> Query:
        return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Must, part) for part in parts])

    def _node(self, node: Node) -> Query:
        if isinstance(node, Word):
            return self._term(folded(node.field), analysis.folded_term(node.text))
        if isinstance(node, Phrase):
            return self._phrase(node)
        if isinstance(node, Key):
            return self._term(node.field, node.value)
        if isinstance(node, Years):
            return self.years(node.low, node.high)
        if isinstance(node, Or):
            return Query.boolean_query([(Occur.Should, self._node(child)) for child in node.nodes])
        if isinstance(node, Not):
            return self._but_not([], [node])
        return self._and(node)

    def _and(self, node: And) -> Query:
        wanted = [self._node(child) for child in node.nodes if not isinstance(child, Not)]
        return self._but_not(wanted, [child for child in node.nodes if isinstance(child, Not)])

    def _but_not(self, wanted: list[Query], unwanted: list[Not]) -> Query:
        wanted = wanted or [Query.all_query()]
        if not unwanted:
            return self._all_of(wanted)
        clauses = [(Occur.Must, part) for part in wanted]
        return Query.boolean_query(clauses + [(Occur.MustNot, self._node(child.node)) for child in unwanted])

    def _phrase(self, node: Phrase) -> Query:
        if node.is_marked:
            return self._words_in_order(exact(node.field), [analysis.exact_term(word) for word in node.words])
        return self._words_in_order(folded(node.field), [analysis.folded_term(word) for word in node.words])

    def _words_in_order(self, field: str, words: list[str]) -> Query:
        if len(words) == 1:
            return self._term(field, words[0])
        return Query.phrase_query(self.schema, field, list(words))

    def also(self, query: Query, facet: str, value: str) -> Query:
        """What the query finds and has this value too."""
        return self._all_of([query, self._any_value(facet, (value,))])

    def years(self, low: int | None, high: int | None) -> Query:
        return Query.range_query(self.schema, "year", FieldType.Unsigned, low or 1, high)

    def _filters(self, filters: Filters) -> list[Query]:
        parts = [self._any_value(name, values) for name, values in filters.values.items() if values]
        if filters.has_years:
            parts.append(self.years(filters.year_low, filters.year_high))
        return parts

    def _any_value(self, facet: str, values: tuple[str, ...]) -> Query:
        field = value_field(facet)
        terms = [Query.term_query(self.schema, field, value, "basic") for value in values]
        return terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Should, term) for term in terms])

    def _preferences(self, root: Node) -> list[Query]:
        """What lifts a hit without being required: the right field, the right accents, words side by side."""
        found: list[Query] = []
        words = _leaf_words(root)
        for word in words:
            if word.field == ALL:
                found += [
                    Query.boost_query(self._term(folded(field.name), analysis.folded_term(word.text)), field.boost)
                    for field in TEXT_FIELDS
                    if field.boost
                ]
            if word.is_marked:
                term = self._term(exact(word.field), analysis.exact_term(word.text))
                found.append(Query.const_score_query(term, EXACT_TIER))
        free = [word.text for word in words if word.field in (ALL, "title")]
        if 1 < len(free) == len(wanted_words(root)):
            in_order = self._words_in_order(folded("title"), [analysis.folded_term(word) for word in free])
            found.append(Query.boost_query(in_order, PHRASE_BOOST))
        return found


def value_field(facet: str) -> str:
    """The field that holds a facet's single values."""
    return f"{facet}_v" if FACET[facet].kind is FacetKind.SET else f"{facet}_s"


def count_field(facet: str) -> str:
    """The fast field that a facet is counted on."""
    return f"{facet}_s"


def _leaf_words(node: Node) -> list[Word]:
    if isinstance(node, Word):
        return [node]
    if isinstance(node, And | Or):
        return [word for child in node.nodes for word in _leaf_words(child)]
    return []
