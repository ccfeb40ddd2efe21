"""Opened pyramids of this process, the least used closed first."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from lienthu.files.storage import StoredFile
from lienthu.kernel.errors import Unavailable
from lienthu.repository.images import pyramid
from lienthu.repository.images.pyramid import Pyramid
from lienthu.repository.stores import PYRAMIDS


@lru_cache(maxsize=256)
def opened(sha256: str) -> Pyramid:
    """A mapping each, no memory of its own; 256 descriptors are a quarter of what a process has by default."""
    return Pyramid(found(sha256))


def keep(image: Any) -> StoredFile:
    """Makes the pyramid of a picture in sRGB or grey."""
    target = PYRAMIDS.scratch(".tif")
    try:
        pyramid.make(image, target)
        return PYRAMIDS.adopt(target)
    finally:
        target.unlink(missing_ok=True)


def found(sha256: str) -> Path:
    """Raises `Unavailable` for a file that is lost; it can be made again from the master."""
    if not PYRAMIDS.holds(sha256):
        raise Unavailable("repository.bytes_missing")
    return PYRAMIDS.path(sha256)
