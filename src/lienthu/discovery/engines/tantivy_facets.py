"""Counting facets. Few-valued columns cost about 3 ns a hit, many-valued ones about 40, so those have two other ways:
walking the dictionary of a small facet (what it costs depends on the index, not on the hits; exact as well), and for
facets of ten thousands of values a fixed sample of the documents, whose counts are estimates and are called so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final
from zlib import crc32

from tantivy import Occur, Query, Searcher

from lienthu.discovery.engines.base import FacetCount, SearchQuery
from lienthu.discovery.engines.tantivy_query import Builder, count_field
from lienthu.discovery.schema import FACET, FacetKind

SET_SEPARATOR: Final = "\x1f"
# One document in 8 for up to 200,000 hits, one in 32 above: a sample is never under some 6,000 documents.
SAMPLE_COARSE, SAMPLE_FINE = 8, 32
FINE_FROM: Final = 200_000
# How many values a segment names of a many-valued facet, and how many for each place in the list are then counted.
NAMED: Final = 1_000
CANDIDATES: Final = 2
# A count that is this often what a segment may have left out is taken as it is.
SURE_FROM: Final = 10
# Walking a dictionary touches every document once, at a twentieth of what a many-valued hit costs.
WALK_SHARE: Final = 10

# Nothing that runs here waits for another task, so the pool cannot lock itself up.
_beside: Final = ThreadPoolExecutor(max_workers=4, thread_name_prefix="facets-beside")


def sample_terms(document_id: str) -> list[int]:
    """Which samples a document is in, as terms: decided by its identifier, so that every page counts the same."""
    number = crc32(document_id.encode())
    return [1000 * SAMPLE_COARSE + number % SAMPLE_COARSE, 1000 * SAMPLE_FINE + number % SAMPLE_FINE]


@dataclass(frozen=True, slots=True)
class Counted:
    total: int
    facets: Mapping[str, tuple[FacetCount, ...]]
    approximate: frozenset[str] = frozenset()


class FacetCounter:
    def __init__(self, searcher: Searcher, build: Builder, exact_up_to: int) -> None:
        self.searcher = searcher
        self.build = build
        self.exact_up_to = exact_up_to

    def count(self, query: SearchQuery, facets: Mapping[str, int]) -> Counted:
        """One pass for all facets without a choice of their own, one more for each that has."""
        plain = self.build.plain(query)
        total = self._total(plain)
        chosen = [
            name for name in facets if query.filters.values.get(name) or (name == "year" and query.filters.has_years)
        ]
        free = {name: size for name, size in facets.items() if name not in chosen}
        found, estimated = self._counts(plain, total, free)
        for name in chosen:
            wider = self.build.plain(SearchQuery(query.root, query.filters.without(name)))
            more, guessed = self._counts(wider, self._total(wider), {name: facets[name]})
            found |= more
            estimated |= guessed
        return Counted(total, found, estimated)

    def _total(self, query: Query) -> int:
        return int(self.searcher.search(query, limit=1).count)  # type: ignore[attr-defined]

    def _counts(
        self, query: Query, total: int, facets: Mapping[str, int]
    ) -> tuple[dict[str, tuple[FacetCount, ...]], frozenset[str]]:
        walk = total * WALK_SHARE > self.searcher.num_docs and total > self.exact_up_to
        walked = [name for name in facets if FACET[name].kind is FacetKind.SOME and walk]
        estimated = [name for name in facets if FACET[name].kind is FacetKind.MANY and total > self.exact_up_to]
        exact = [name for name in facets if name not in walked and name not in estimated]
        found = {name: self._walk(query, name, facets[name]) for name in walked}
        found |= self._aggregate(query, {name: facets[name] for name in exact})
        if estimated:
            found |= self._estimate(query, total, {name: facets[name] for name in estimated})
        return found, frozenset(estimated)

    def _walk(self, query: Query, name: str, size: int) -> tuple[FacetCount, ...]:
        terms = self.searcher.terms_with_prefix(count_field(name), "", query, size)
        return tuple(FacetCount(value, count) for value, count in terms if count)

    def _aggregate(
        self, query: Query, facets: Mapping[str, int], *, exact: bool = True
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Many-valued columns are most of the work, so each is counted beside the others."""
        many = [name for name in facets if FACET[name].kind is FacetKind.MANY]
        few = {name: size for name, size in facets.items() if name not in many}
        mine = few or {name: facets[name] for name in many[:1]}
        beside = [
            _beside.submit(self._one_pass, query, {name: facets[name]}, exact) for name in many if name not in mine
        ]
        found = self._one_pass(query, mine, exact)
        for each in beside:
            found |= each.result()
        return found

    def _one_pass(self, query: Query, facets: Mapping[str, int], exact: bool) -> dict[str, tuple[FacetCount, ...]]:
        if not facets:
            return {}
        whole = self.searcher.num_segments == 1
        asked = {name: {"terms": _terms(name, size, whole)} for name, size in facets.items()}
        counts: dict[str, Any] = self.searcher.aggregate(query, asked)
        if not exact:
            return {name: _ranked(name, counts[name]["buckets"])[:size] for name, size in facets.items()}
        return {name: self._best(query, name, counts[name], size) for name, size in facets.items()}

    def _best(self, query: Query, name: str, counted: dict[str, Any], size: int) -> tuple[FacetCount, ...]:
        """Segments name only their best values, so that small counts may be too low: those are counted one by one."""
        ranked = _ranked(name, counted["buckets"])
        unsure = counted.get("doc_count_error_upper_bound") or 0
        if FACET[name].kind is not FacetKind.MANY or not ranked or unsure * SURE_FROM < ranked[:size][-1].count:
            return ranked[:size]
        exact = [FacetCount(each.value, self._total(self.build.also(query, name, each.value))) for each in ranked]
        return tuple(sorted(exact, key=lambda each: (-each.count, each.value))[:size])

    def _estimate(self, query: Query, total: int, facets: Mapping[str, int]) -> dict[str, tuple[FacetCount, ...]]:
        share = SAMPLE_COARSE if total <= FINE_FROM else SAMPLE_FINE
        member = Query.term_query(self.build.schema, "sample", 1000 * share, "basic")
        sampled = Query.boolean_query([(Occur.Must, query), (Occur.Must, member)])
        found = self._aggregate(sampled, facets, exact=False)
        return {
            name: tuple(FacetCount(each.value, _two_digits(each.count * share)) for each in counts)
            for name, counts in found.items()
        }


def _two_digits(count: int) -> int:
    """An estimate does not pretend to know more."""
    unit = int(10 ** max(0, len(str(count)) - 2))
    return round(count / unit) * unit


def _terms(name: str, size: int, whole: bool) -> dict[str, Any]:
    """`whole`: the index is one segment, so its best values are the best of all."""
    kind = FACET[name].kind
    if kind is FacetKind.YEARS:
        return {"field": "year", "size": 4000, "segment_size": 4000}
    if kind is FacetKind.SET:
        return {"field": count_field(name), "size": 4000, "segment_size": 4000}
    if whole:
        return {"field": count_field(name), "size": size, "segment_size": size}
    named = size * CANDIDATES if kind is FacetKind.MANY else size
    return {"field": count_field(name), "size": named, "segment_size": max(NAMED, size * 4)}


def _ranked(name: str, buckets: Sequence[dict[str, Any]]) -> tuple[FacetCount, ...]:
    kind = FACET[name].kind
    if kind is FacetKind.YEARS:
        by_year = sorted((int(bucket["key"]), bucket["doc_count"]) for bucket in buckets)
        return tuple(FacetCount(str(year), count) for year, count in by_year)
    totals: Counter[str] = Counter()
    for bucket in buckets:
        values = bucket["key"].split(SET_SEPARATOR) if kind is FacetKind.SET else [bucket["key"]]
        for value in values:
            if value:
                totals[value] += bucket["doc_count"]
    ranked = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    return tuple(FacetCount(value, count) for value, count in ranked)
