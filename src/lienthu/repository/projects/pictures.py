"""What a delivered file is, by its head: resolution, depth, colour, profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import PIL.Image
import pyvips

from lienthu.files import kinds
from lienthu.repository.images.pages import MAX_PIXELS
from lienthu.repository.projects.rules.capture import Picture

_INCH = 25.4
#: Pixels a millimetre that libvips gives where a file tells no resolution.
_UNTOLD = 1.0
_GREY = frozenset({"b-w", "grey16"})
_BITS = {"uchar": 8, "ushort": 16}
_PROFILES = {"srgb": "sRGB", "adobe rgb": "Adobe RGB (1998)", "gray": "Gray", "grey": "Gray"}


def picture(path: Path, name: str, mime: str) -> Picture:
    try:
        return _jp2(path, name, mime) if mime == kinds.JP2.mime else _plain(path, name, mime)
    except (pyvips.Error, PIL.UnidentifiedImageError, OSError, ValueError):
        return Picture(name, mime, is_readable=False)


def _plain(path: Path, name: str, mime: str) -> Picture:
    image = pyvips.Image.new_from_file(str(path), access="sequential")
    told = set(image.get_fields())
    dpi = image.xres * _INCH if image.xres != _UNTOLD else 0
    return Picture(
        name,
        mime,
        dpi=round(dpi, 1),
        bits=_BITS.get(image.format, 8),
        is_colour=image.bands >= 3 and image.interpretation not in _GREY,
        profile=_profile(image.get("icc-profile-data")) if "icc-profile-data" in told else "",
    )


def _jp2(path: Path, name: str, mime: str) -> Picture:
    PIL.Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with PIL.Image.open(path) as opened:
        info: Any = opened.info
        return Picture(
            name,
            mime,
            dpi=round(float(info.get("dpi", (0, 0))[0]), 1),
            bits=16 if opened.mode.startswith("I") else 8,
            is_colour=opened.mode.startswith(("RGB", "YCbCr", "CMYK", "LAB")),
            profile=_profile(info.get("icc_profile", b"")),
        )


def _profile(data: bytes) -> str:
    """Which of the common profiles it is, by the name in it (ASCII in version 2, UTF-16 in version 4)."""
    head = bytes(data[:4096])
    if not head:
        return ""
    text = "".join(
        head[start:].decode(how, "ignore") for start, how in ((0, "latin-1"), (0, "utf-16-be"), (1, "utf-16-be"))
    )
    return next((name for word, name in _PROFILES.items() if word in text.lower()), "other")
