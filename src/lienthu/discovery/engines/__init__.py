"""Which engine runs: `SEARCH_URL` names it (`tantivy:///folder`, `memory://`). Loaded only when asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from lienthu.discovery.engines.base import Engine
from lienthu.kernel.errors import Unavailable


def current() -> Engine:
    """The engine of this process."""
    return _engine(settings.SEARCH_URL)


@cache
def _engine(url: str) -> Engine:
    parts = urlsplit(url)
    if parts.scheme == "memory":
        return import_module("lienthu.discovery.engines.memory").MemoryEngine()  # type: ignore[no-any-return]
    if parts.scheme != "tantivy":
        raise Unavailable("discovery.unknown_engine", scheme=parts.scheme)
    try:
        module = import_module("lienthu.discovery.engines.tantivy")
    except ImportError as error:
        raise Unavailable("discovery.engine_not_installed", name="tantivy") from error
    return module.TantivyEngine(Path(unquote(parts.path)))  # type: ignore[no-any-return]
