"""An index on disk, whatever is in it: generations, one writer at a time (of any process), any number of readers.

`<root>/<generation>/` holds an index, `<root>/current` names the live one. A rebuild fills a new generation and
replaces the pointer at once. Readers look at two file times per search, so they see every commit of the worker.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from tantivy import Index, IndexWriter, Query, Schema, Searcher, TextAnalyzerBuilder, Tokenizer

from lienthu.kernel.errors import Unavailable

POINTER: Final = "current"
FIRST_GENERATION: Final = "first"
WORDS: Final = "words"
LIVE_HEAP: Final = 64_000_000
REBUILD_HEAP: Final = 256_000_000
R = TypeVar("R")


class Closing(Protocol):
    def close(self) -> None: ...


W = TypeVar("W", bound=Closing)
Make = Callable[[Index, IndexWriter], W]


@contextlib.contextmanager
def unavailable() -> Iterator[None]:
    """Everything the library can raise about a broken, busy or absent index becomes one sentence."""
    try:
        yield
    except (ValueError, FileNotFoundError) as error:
        raise Unavailable("discovery.unavailable") from error


def guarded(method: Callable[..., R]) -> Callable[..., R]:
    @wraps(method)
    def inner(*args: Any, **kwargs: Any) -> R:
        with unavailable():
            return method(*args, **kwargs)

    return inner


def total(searcher: Searcher, query: Query) -> int:
    found: Any = searcher.search(query, limit=1)
    return int(found.count)


class Store:
    def __init__(self, root: Path, schema: Schema) -> None:
        self.root = root
        self.schema = schema
        self.seen: tuple[Any, ...] = ()
        """Names the commit that readers see."""
        self._lock = threading.Lock()
        self._index: Index | None = None

    # Reading

    def searcher(self) -> Searcher:
        """A view of the newest commit; reopens when the pointer or the commit changed."""
        generation = self._generation()
        meta = (self.root / generation / "meta.json").stat()
        seen = (generation, meta.st_mtime_ns, meta.st_ino)
        with self._lock:
            if self._index is None or self.seen[:1] != seen[:1]:
                self._index = self._open(self.root / generation)
            elif self.seen != seen:
                self._index.reload()
            self.seen = seen
            return self._index.searcher()

    @property
    def size(self) -> int:
        with unavailable():
            return int(self.searcher().num_docs)

    def exists(self) -> bool:
        try:
            with unavailable():
                self.searcher()
        except Unavailable:
            return False
        return True

    def close(self) -> None:
        with self._lock:
            self._index = None
            self.seen = ()

    # Writing

    def writing(self, make: Make[W]) -> contextlib.AbstractContextManager[W]:
        return _writing(self._live, LIVE_HEAP, make)

    def building(self, name: str, make: Make[W]) -> contextlib.AbstractContextManager[W]:
        return _writing(lambda: self._create(self.root / name), REBUILD_HEAP, make)

    def swap(self, name: str) -> None:
        self._create(self.root / name)
        self._point_to(name)
        for folder in self.root.iterdir():
            if folder.is_dir() and folder.name != name:
                shutil.rmtree(folder, ignore_errors=True)

    def abandon(self, name: str) -> None:
        shutil.rmtree(self.root / name, ignore_errors=True)

    def _live(self) -> Index:
        if not (self.root / POINTER).exists():
            index = self._create(self.root / FIRST_GENERATION)
            self._point_to(FIRST_GENERATION)
            return index
        return self._open(self.root / self._generation())

    def _generation(self) -> str:
        return (self.root / POINTER).read_text().strip()

    def _point_to(self, generation: str) -> None:
        fresh = self.root / f"{POINTER}.new"
        fresh.write_text(generation)
        fresh.replace(self.root / POINTER)

    def _open(self, folder: Path) -> Index:
        index = Index.open(str(folder))
        if index.schema != self.schema:
            raise ValueError("written by another version")
        index.register_tokenizer(WORDS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
        index.config_reader("manual")
        return index

    def _create(self, folder: Path) -> Index:
        if not (folder / "meta.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            Index(self.schema, str(folder))
        return self._open(folder)


@contextlib.contextmanager
def _writing(open_index: Callable[[], Index], heap: int, make: Make[W]) -> Iterator[W]:
    with unavailable():
        index = open_index()
        writer = make(index, index.writer(heap, 1))
    try:
        with unavailable():
            yield writer
    finally:
        writer.close()
