"""Pyramids made and kept, and those this process has open, the least used closed first."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lienthu.files import kinds
from lienthu.kernel.errors import Invalid, Unavailable
from lienthu.repository.images import apart, pages, pyramid, recipe
from lienthu.repository.images.pyramid import Pyramid
from lienthu.repository.rules.page_recipe import Recipe
from lienthu.repository.stores import PYRAMIDS


@dataclass(frozen=True, slots=True)
class Kept:
    """A page's pyramid and its size. `master`: the size of the page as it was handed in."""

    sha256: str
    width: int
    height: int
    master: tuple[int, int]


@lru_cache(maxsize=256)
def opened(sha256: str) -> Pyramid:
    """A mapping each, no memory of its own; 256 descriptors are a quarter of what a process has by default."""
    return Pyramid(found(sha256))


def draw(
    path: Path, kind: kinds.Kind, number: int, *, steps: Recipe, whole: bool = True
) -> tuple[Kept, pages.OwnText | None]:
    """Page `number` from 0 of what was handed in, drawn by its recipe and kept, and a PDF's own text. Raises `Invalid`
    for what cannot be drawn, `OSError` when the disk is full."""
    if kind is not kinds.PDF:
        return _picture(path, kind, number, steps, whole=whole), None
    image, own = pages.render(path, kind, number)
    return keep(recipe.drawn(image, steps), (image.width, image.height)), own


def _picture(path: Path, kind: kinds.Kind, number: int, steps: Recipe, *, whole: bool) -> Kept:
    target = PYRAMIDS.scratch(".tif")
    try:
        said, _ = apart.ask(
            "drawing", path, mime=kind.mime, number=number, whole=whole, steps=steps, target=str(target)
        )
        if said.get("fault") == "full":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if "fault" in said:
            raise Invalid("repository.page_broken", page=number + 1)
        (width, height), (wide, high) = said["size"], said["master"]
        return Kept(PYRAMIDS.adopt(target).sha256, width, height, (wide, high))
    except apart.StoppedError as error:
        raise Invalid("repository.file_exhausts") from error
    finally:
        target.unlink(missing_ok=True)


def keep(image: Any, master: tuple[int, int] | None = None) -> Kept:
    """Makes the pyramid of a picture in sRGB or grey."""
    target = PYRAMIDS.scratch(".tif")
    try:
        pyramid.make(image, target)
        return Kept(PYRAMIDS.adopt(target).sha256, image.width, image.height, master or (image.width, image.height))
    finally:
        target.unlink(missing_ok=True)


def found(sha256: str) -> Path:
    """Raises `Unavailable` for a file that is lost; it can be made again from the master."""
    if not PYRAMIDS.holds(sha256):
        raise Unavailable("repository.bytes_missing")
    return PYRAMIDS.path(sha256)
