"""Opened pyramids of this process, the least used closed first."""

from __future__ import annotations

from functools import lru_cache

from lienthu.repository.images.pyramid import Pyramid
from lienthu.repository.stores import PYRAMIDS


@lru_cache(maxsize=256)
def opened(sha256: str) -> Pyramid:
    """A mapping each, no memory of its own; 256 descriptors are a quarter of what a process has by default."""
    return Pyramid(PYRAMIDS.path(sha256))
