"""Which engines run: `SEARCH_URL` names them (`tantivy:///folder`, `memory://`). Loaded only when asked for. Page texts
lie beside the entries, in `folder-pages`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from lienthu.discovery.engines.base import Engine
from lienthu.discovery.engines.pages import PageEngine
from lienthu.kernel.errors import Unavailable


def current() -> Engine:
    """The engine of this process."""
    return _engine(settings.SEARCH_URL)


def pages() -> PageEngine:
    """The index of page texts of this process."""
    return _pages(settings.SEARCH_URL)


@cache
def _engine(url: str) -> Engine:
    if (root := _folder(url)) is None:
        return import_module("lienthu.discovery.engines.memory").MemoryEngine()  # type: ignore[no-any-return]
    return _tantivy("tantivy").TantivyEngine(root)  # type: ignore[no-any-return]


@cache
def _pages(url: str) -> PageEngine:
    if (root := _folder(url)) is None:
        return import_module("lienthu.discovery.engines.memory_pages").MemoryPageEngine()  # type: ignore[no-any-return]
    beside = root.with_name(f"{root.name}-pages")
    return _tantivy("tantivy_pages").TantivyPageEngine(beside)  # type: ignore[no-any-return]


def _folder(url: str) -> Path | None:
    """None: in memory."""
    parts = urlsplit(url)
    if parts.scheme == "memory":
        return None
    if parts.scheme != "tantivy":
        raise Unavailable("discovery.unknown_engine", scheme=parts.scheme)
    return Path(unquote(parts.path))


def _tantivy(module: str) -> Any:
    try:
        return import_module(f"lienthu.discovery.engines.{module}")
    except ImportError as error:
        raise Unavailable("discovery.engine_not_installed", name="tantivy") from error
