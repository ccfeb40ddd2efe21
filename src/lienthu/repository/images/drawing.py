"""Pyramids of pictures that were handed in. It runs in a process of its own (`apart`), since a picture of a hundred
bytes may ask for gigabytes or for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyvips

from lienthu.files import kinds
from lienthu.kernel.errors import Invalid, is_disk_full
from lienthu.repository.images import pages, pyramid, recipe
from lienthu.repository.images.serving import Answer, serve

_KINDS = {kind.mime: kind for kind in (kinds.TIFF, kinds.JPEG, kinds.PNG, kinds.JP2)}


def draw(path: str, mime: str, number: int, *, whole: bool, steps: list[Any], target: str) -> Answer:
    """Page `number` from 0, by its recipe. `size`: what is drawn; `master`: the page as it was handed in."""
    image, _ = pages.render(Path(path), _KINDS[mime], number, whole=whole)
    made = recipe.drawn(image, steps)
    pyramid.make(made, Path(target))
    return {"size": [made.width, made.height], "master": [image.width, image.height]}, b""


def answer(asked: dict[str, Any]) -> Answer:
    """`fault`: `broken` or `full`, the disk."""
    try:
        return draw(**asked)
    except (Invalid, pyvips.Error, OSError) as error:
        return {"fault": "full" if is_disk_full(error) else "broken"}, b""


if __name__ == "__main__":
    serve(answer)
