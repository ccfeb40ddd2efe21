"""The port to the index of page texts. A disposable copy like the index of entries; what it finds, the gate of the
reading room decides about before anything is shown."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final

from lienthu.discovery.query import EVERYTHING, Node, leaves
from lienthu.discovery.schema import ALL

FIELDS: Final = (ALL, "title", "creator", "subject")
"""What can be asked for: `all` is the page's own text, the rest describes its object."""


@dataclass(frozen=True, slots=True)
class PageDocument:
    """One page with text. `gate`: the object's number when this was written. `doors`: who may read it
    (`repository.rules.doors`); `until`: the ordinal of the first day on which they may be others. `texts`: field →
    (exact terms, folded terms)."""

    page: int
    object: int
    gate: int
    doors: frozenset[str]
    texts: Mapping[str, tuple[str, str]]
    until: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class PageQuery:
    """`exactly`: words count only as they are written, with their accents; else any accents do. `keys`: the reader's,
    None when the gate was asked before. `day`: ordinal of today. `within`: one object; `without`: objects that are
    passed over."""

    root: Node = EVERYTHING
    exactly: bool = False
    keys: frozenset[str] | None = None
    day: int = 0
    within: int | None = None
    without: Collection[int] = field(default=())


@dataclass(frozen=True, slots=True)
class PageHit:
    page: int
    object: int
    gate: int


@dataclass(frozen=True, slots=True)
class PageResult:
    total: int
    hits: tuple[PageHit, ...]


class PageWriter(ABC):
    """Nothing is visible before `commit`; leaving without it drops all."""

    @abstractmethod
    def replace_object(self, object_id: int, pages: Iterable[PageDocument]) -> None:
        """All pages of an object; none takes it out."""

    @abstractmethod
    def replace_page(self, page_id: int, page: PageDocument | None) -> None: ...

    @abstractmethod
    def commit(self) -> None: ...


class PageRebuild(ABC):
    """A new index beside the live one. Resumable: opening it again goes on where its last commit was."""

    @abstractmethod
    def writer(self) -> AbstractContextManager[PageWriter]: ...

    @abstractmethod
    def swap(self) -> None: ...

    @abstractmethod
    def abandon(self) -> None: ...


class PageEngine(ABC):
    """Raises `errors.Unavailable("discovery.unavailable")` when it cannot answer, never its own exceptions. Reads see
    the newest commit of any process."""

    name: str = ""

    @abstractmethod
    def search(self, query: PageQuery, *, offset: int = 0, limit: int = 20) -> PageResult:
        """The best pages first; `limit` 0 only counts."""

    @abstractmethod
    def pages(self, query: PageQuery, *, most: int) -> list[int]:
        """The pages found, at most so many, in no order."""

    @abstractmethod
    def gate_of(self, object_id: int) -> int | None:
        """The number under which an object stands in the index; None when it does not."""

    @abstractmethod
    def writer(self) -> AbstractContextManager[PageWriter]: ...

    @abstractmethod
    def rebuild(self, name: str) -> PageRebuild: ...

    @property
    @abstractmethod
    def size(self) -> int: ...

    @abstractmethod
    def exists(self) -> bool: ...

    def close(self) -> None:  # noqa: B027 - most have nothing to close
        """Gives up files and connections."""


def is_marked(root: Node) -> bool:
    """Typed with an accent anywhere: then every word is meant as it is written."""
    return any(leaf.is_marked for leaf in leaves(root))


def free_words(root: Node) -> Sequence[str]:
    """The words that are looked for in the page's own text, in order of typing."""
    found: list[str] = []
    for leaf in leaves(root):
        if leaf.field == ALL:
            found += leaf.words if hasattr(leaf, "words") else (leaf.text,)
    return found
