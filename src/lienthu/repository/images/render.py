"""Pictures made on request with libvips: any region, size, rotation, quality and format; the watermark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyvips
from django.conf import settings

from lienthu.repository.images import pyramid
from lienthu.repository.rules.iiif_image import Wanted

# Memory stays flat: requests are many and small, so nothing is kept between them and each works alone.
pyvips.cache_set_max(0)
_LOOKS = {"gray": "b-w", "bitonal": "b-w"}
_SAVE: dict[str, dict[str, Any]] = {
    "jpg": {"Q": pyramid.QUALITY, "keep": "none"},
    "png": {"compression": 6, "keep": "none"},
    "webp": {"Q": 80, "keep": "none"},
}
_THRESHOLD = 128
_INK = [110, 20, 30]


def picture(path: Path, wanted: Wanted, mark: str = "") -> bytes:
    """The picture's bytes. `mark`: text laid over it."""
    image = _scaled(path, wanted)
    if wanted.mirror:
        image = image.fliphor()
    if wanted.turn:
        image = image.rot(f"d{wanted.turn}")
    if mark:
        image = _marked(image, mark)
    if wanted.quality in _LOOKS:
        image = image.colourspace("b-w")
        if wanted.quality == "bitonal":
            image = image > _THRESHOLD
    return bytes(image.write_to_buffer("." + wanted.format, **_SAVE[wanted.format]))


def _scaled(path: Path, wanted: Wanted) -> Any:
    """From the smallest level that is still large enough."""
    ratio = min(wanted.width / wanted.out_width, wanted.height / wanted.out_height)
    page = 0
    with_levels = pyvips.Image.new_from_file(str(path), access="random")
    full = with_levels.width
    count = with_levels.get("n-pages") if "n-pages" in with_levels.get_fields() else 1
    while page + 1 < count and (1 << (page + 1)) <= ratio:
        page += 1
    image = pyvips.Image.new_from_file(str(path), page=page, access="random") if page else with_levels
    shrink = image.width / full
    left, top = int(wanted.x * shrink), int(wanted.y * shrink)
    width = max(1, min(round(wanted.width * shrink), image.width - left))
    height = max(1, min(round(wanted.height * shrink), image.height - top))
    image = image.crop(left, top, width, height)
    if (width, height) != (wanted.out_width, wanted.out_height):
        image = image.thumbnail_image(wanted.out_width, height=wanted.out_height, size="force")
    return image


def _marked(image: Any, mark: str) -> Any:
    """Light slanted text over the whole picture, readable on dark and on bright ground."""
    font = str(Path(settings.PACKAGE) / "ui/static/lienthu/dist/print/BeVietnamPro_600SemiBold.ttf")
    size = max(12, min(image.width, image.height) // 22)
    escaped = mark.replace("&", "&amp;").replace("<", "&lt;")
    text = pyvips.Image.text(escaped, font=f"Be Vietnam Pro SemiBold {size}", fontfile=font, dpi=72)
    text = text.embed(size, size * 2, text.width + 2 * size, text.height + 4 * size)
    text = text.similarity(angle=-20)
    across, down = image.width // text.width + 1, image.height // text.height + 1
    alpha = (text.replicate(across, down).crop(0, 0, image.width, image.height) * 0.28).cast("uchar")
    base = image.colourspace("srgb")
    if base.hasalpha():
        base = base.flatten(background=255)
    ink = pyvips.Image.black(image.width, image.height, bands=3) + _INK
    layer = ink.cast("uchar").copy(interpretation="srgb").bandjoin(alpha)
    return base.composite2(layer, "over").flatten(background=255)
