"""Pictures made on request with libvips: any region, size, rotation, quality and format; the watermark."""

from __future__ import annotations

from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final

import pyvips
from django.conf import settings

from lienthu.kernel.errors import NotFound
from lienthu.repository.rules.iiif_image import Wanted

# Memory stays flat: requests are many and small, so nothing is kept between them and each works alone.
pyvips.cache_set_max(0)
QUALITY: Final = 85
_LOOKS = {"gray": "b-w", "bitonal": "b-w"}
_SAVE: dict[str, dict[str, Any]] = {
    "jpg": {"Q": QUALITY, "keep": "none"},
    "png": {"compression": 6, "keep": "none"},
    "webp": {"Q": 80, "keep": "none"},
}
_THRESHOLD = 128
#: Pictures made at once in one process; the others wait their turn.
_AT_ONCE = BoundedSemaphore(2)
_SMALLEST = 8
_MOST_PIXELS: Final = 40_000_000
_BOOK_QUALITY: Final = 92
_INK = [110, 20, 30]


def picture(path: Path, wanted: Wanted, mark: str = "") -> bytes:
    """The picture's bytes. `mark`: text laid over it."""
    with _AT_ONCE:
        return _made(path, wanted, mark)


def redrawn(data: bytes) -> tuple[bytes, str]:
    """A picture out of a book, upright and without what a camera or a program noted in it: places, people, comments.
    Raises `NotFound` for what cannot be drawn. A picture that moves stands still."""
    try:
        with _AT_ONCE:
            image = pyvips.Image.new_from_buffer(data, "")
            if image.width * image.height > _MOST_PIXELS:
                raise NotFound("kernel.not_found")
            image = image.autorot()
            if "icc-profile-data" in image.get_fields():
                image = image.icc_transform("srgb")
            if data.startswith(b"\xff\xd8"):
                return bytes(image.jpegsave_buffer(Q=_BOOK_QUALITY, keep="none")), "image/jpeg"
            return bytes(image.pngsave_buffer(keep="none")), "image/png"
    except pyvips.Error as error:
        raise NotFound("kernel.not_found") from error


def measure(path: Path) -> tuple[int, int, int]:
    """Width, height and bands of a picture, from its head."""
    image = pyvips.Image.new_from_file(str(path))
    return image.width, image.height, image.bands


def _made(path: Path, wanted: Wanted, mark: str) -> bytes:
    image = _scaled(path, wanted)
    if mark:  # before it is turned, so that the marks of all parts of a page meet
        image = _marked(image, mark, wanted, _short_side(path))
    if wanted.mirror:
        image = image.fliphor()
    if wanted.turn:
        image = image.rot(f"d{wanted.turn}")
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


def _short_side(path: Path) -> int:
    whole = pyvips.Image.new_from_file(str(path), access="random")
    return int(min(whole.width, whole.height))


def _marked(image: Any, mark: str, wanted: Wanted, short_side: int) -> Any:
    """Light slanted text, readable on dark and on bright ground. It lies on the page, not on the part asked for: a
    page put together from small parts carries it as one that is asked for whole."""
    font = str(Path(settings.PACKAGE) / "ui/static/lienthu/dist/print/BeVietnamPro_600SemiBold.ttf")
    scale = wanted.out_width / wanted.width
    size = max(_SMALLEST, round(short_side * scale / 22))
    escaped = mark.replace("&", "&amp;").replace("<", "&lt;")
    text = pyvips.Image.text(escaped, font=f"Be Vietnam Pro SemiBold {size}", fontfile=font, dpi=72)
    text = text.embed(size, size * 2, text.width + 2 * size, text.height + 4 * size)
    text = text.similarity(angle=-20)
    left, top = round(wanted.x * scale) % text.width, round(wanted.y * scale) % text.height
    across, down = (image.width + left) // text.width + 1, (image.height + top) // text.height + 1
    alpha = (text.replicate(across, down).crop(left, top, image.width, image.height) * 0.28).cast("uchar")
    base = image.colourspace("srgb")
    if base.hasalpha():
        base = base.flatten(background=255)
    ink = pyvips.Image.black(image.width, image.height, bands=3) + _INK
    layer = ink.cast("uchar").copy(interpretation="srgb").bandjoin(alpha)
    return base.composite2(layer, "over").flatten(background=255)
