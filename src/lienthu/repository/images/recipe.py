"""A page's picture drawn by its recipe."""

from __future__ import annotations

from typing import Any, Final

import pyvips

from lienthu.repository.rules.page_recipe import Recipe, pixels

#: Larger pictures lie on disk while they are turned.
_IN_MEMORY: Final = 60_000_000


def drawn(image: Any, recipe: Recipe) -> Any:
    """`image` may be one that is read from top to bottom only."""
    if not recipe:
        return image
    image = _anywhere(image)
    for step in recipe:
        if step["do"] == "rotate":
            image = image.rot(f"d{step['by']}")
        elif step["do"] == "crop":
            image = image.crop(*pixels(step["box"], (image.width, image.height)))
        else:
            image = _straight(image, step["angle"])
    return image


def _anywhere(image: Any) -> Any:
    if image.width * image.height <= _IN_MEMORY:
        return image.copy_memory()
    kept = pyvips.Image.new_temp_file("%s.v")
    image.write(kept)
    return kept


def _straight(image: Any, angle: float) -> Any:
    """About its middle, on the same size; what comes in at the corners has the colour of the paper."""
    paper = _paper(image)
    turned = image.rotate(angle, background=paper, interpolate=pyvips.Interpolate.new("bicubic"))
    left, top = (turned.width - image.width) // 2, (turned.height - image.height) // 2
    whole = turned.gravity("centre", max(turned.width, image.width), max(turned.height, image.height), background=paper)
    return whole.crop(max(0, left), max(0, top), image.width, image.height)


def _paper(image: Any) -> list[float]:
    small = image.thumbnail_image(200, height=200, size="down")
    return [float(band.percent(75)) for band in small.bandsplit()]
