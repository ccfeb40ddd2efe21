"""Opened pyramids of this process, the least used closed first."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from lienthu.kernel.errors import Unavailable
from lienthu.repository.images.pyramid import Pyramid
from lienthu.repository.stores import PYRAMIDS


@lru_cache(maxsize=256)
def opened(sha256: str) -> Pyramid:
    """A mapping each, no memory of its own; 256 descriptors are a quarter of what a process has by default."""
    return Pyramid(found(sha256))


def found(sha256: str) -> Path:
    """Raises `Unavailable` for a file that is lost; it can be made again from the master."""
    if not PYRAMIDS.holds(sha256):
        raise Unavailable("repository.bytes_missing")
    return PYRAMIDS.path(sha256)
