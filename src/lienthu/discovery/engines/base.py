"""The port to search engines. Our types only; an engine is a disposable copy and no decision reads it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final

from lienthu.discovery.documents import Brief, Document
from lienthu.discovery.query import EVERYTHING, Node


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrowed to: within a facet any of the values, across facets all of them."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year_low: int | None = None
    year_high: int | None = None

    @property
    def has_years(self) -> bool:
        return self.year_low is not None or self.year_high is not None

    @property
    def is_empty(self) -> bool:
        return not self.has_years and not any(self.values.values())

    def without(self, facet: str) -> Filters:
        """A facet counts what there would be if its own choice were not made."""
        if facet == "year":
            return Filters(self.values)
        return Filters(
            {name: kept for name, kept in self.values.items() if name != facet}, self.year_low, self.year_high
        )


@dataclass(frozen=True, slots=True)
class SearchQuery:
    root: Node = EVERYTHING
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Page:
    offset: int = 0
    limit: int = 20


FIRST: Final = Page()
NO_FACETS: Final[Mapping[str, int]] = {}


@dataclass(frozen=True, slots=True)
class FacetCount:
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Hit:
    score: float
    brief: Brief


@dataclass(frozen=True, slots=True)
class SearchResult:
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    """Values by falling count (years: rising year). Counts of documents, exact unless named below."""
    approximate: frozenset[str] = frozenset()
    """The facets that were estimated because very much was found."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A suggestion: `field` is title, creator or subject."""

    text: str
    field: str
    count: int


class Writer(ABC):
    """Adds replace a document of the same id. Nothing is visible before `commit`; leaving without it drops all."""

    @abstractmethod
    def add(self, document: Document) -> None: ...

    @abstractmethod
    def delete(self, document_id: str) -> None: ...

    @abstractmethod
    def commit(self) -> None: ...


class Rebuild(ABC):
    """A new index beside the live one. Resumable: opening it again goes on where its last commit was."""

    @abstractmethod
    def writer(self) -> AbstractContextManager[Writer]: ...

    @abstractmethod
    def swap(self) -> None:
        """Makes it the live one at once for everybody; the old one goes away."""

    @abstractmethod
    def abandon(self) -> None: ...


class Engine(ABC):
    """One search engine. Raises `errors.Unavailable("discovery.unavailable")` when it cannot answer, never its own
    exceptions. Reads see the newest commit of any process."""

    name: str = ""

    @abstractmethod
    def search(
        self, query: SearchQuery, *, facets: Mapping[str, int] = NO_FACETS, sort: str = "relevance", page: Page = FIRST
    ) -> SearchResult:
        """`facets`: name → how many values. `page.limit` 0 only counts."""

    @abstractmethod
    def count(self, query: SearchQuery) -> int: ...

    @abstractmethod
    def frequency(self, folded_words: Sequence[str]) -> list[int]:
        """In how many documents each folded word stands (any field)."""

    @abstractmethod
    def spelt(self, exact_words: Sequence[str]) -> list[int]:
        """In how many documents each word stands written exactly so (any field)."""

    @abstractmethod
    def side_by_side(self, exact_pairs: Sequence[tuple[str, str]]) -> list[int]:
        """In how many documents a title, a creator or a subject has these two words one after the other."""

    @abstractmethod
    def headings(self, folded_prefix: str, *, limit: int) -> list[Heading]:
        """Creators and subjects whose folded form starts so, most used first."""

    @abstractmethod
    def titles(self, folded_words: Sequence[str], *, limit: int) -> list[Brief]:
        """Entries whose title holds these words side by side, the last one perhaps unfinished."""

    @abstractmethod
    def without(self, records: Sequence[int]) -> Engine:
        """The same engine for reading, as if no document with one of these source records were there."""

    @abstractmethod
    def holding(self, records: Sequence[int]) -> list[str]:
        """The documents that were made from one of these source records."""

    @abstractmethod
    def writer(self) -> AbstractContextManager[Writer]: ...

    @abstractmethod
    def rebuild(self, name: str) -> Rebuild:
        """The index being built under `name`; made when new."""

    @property
    @abstractmethod
    def size(self) -> int:
        """How many documents are live."""

    @abstractmethod
    def exists(self) -> bool: ...

    def close(self) -> None:  # noqa: B027 - most have nothing to close
        """Gives up files and connections."""
