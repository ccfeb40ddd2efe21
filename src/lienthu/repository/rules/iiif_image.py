"""IIIF Image API 3.0 (and the older 2.1): what is asked for, in pixels. https://iiif.io/api/image/3.0/"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

#: The largest picture made in one piece, in pixels.
MAX_AREA: Final = 25_000_000
MAX_SIDE: Final = 10_000
#: How many times larger than it is a region is made.
MOST_LARGER: Final = 2
FORMATS: Final = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
QUALITIES: Final = ("default", "color", "gray", "bitonal")
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_REGION = re.compile(rf"(pct:)?({_NUMBER}),({_NUMBER}),({_NUMBER}),({_NUMBER})")
_ROTATION = re.compile(rf"(!?)({_NUMBER})")
_DIGITS = 9  # more is no pixel


class BadRequest(ValueError):
    """Which part cannot be read: region, size, rotation, quality or format."""


class NotOffered(ValueError):
    """Readable, but not made here."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A region of the full image, the size it becomes, then mirrored and turned clockwise."""

    x: int
    y: int
    width: int
    height: int
    out_width: int
    out_height: int
    mirror: bool
    turn: int
    quality: str
    format: str


def parse(
    region: str, size: str, rotation: str, quality: str, format: str, *, width: int, height: int, version: int = 3
) -> Wanted:
    """Raises `BadRequest` and `NotOffered`. `width`, `height`: of the whole image."""
    if format not in FORMATS:
        raise BadRequest("format")
    if quality not in QUALITIES:
        raise BadRequest("quality")
    mirror, turn = _rotation(rotation)
    x, y, w, h = _region(region, width, height)
    out_w, out_h = _size(size, w, h, version)
    if out_w * out_h > MAX_AREA or max(out_w, out_h) > MAX_SIDE:
        raise BadRequest("size")
    return Wanted(x, y, w, h, out_w, out_h, mirror, turn, quality, format)


def _rotation(text: str) -> tuple[bool, int]:
    found = _ROTATION.fullmatch(text)
    if not found or float(found[2]) > 360:
        raise BadRequest("rotation")
    turn = float(found[2])
    if turn % 90:
        raise NotOffered("rotation")
    return bool(found[1]), int(turn) % 360


def _region(text: str, width: int, height: int) -> tuple[int, int, int, int]:
    if text == "full":
        return 0, 0, width, height
    if text == "square":
        side = min(width, height)
        return (width - side) // 2, (height - side) // 2, side, side
    found = _REGION.fullmatch(text)
    if not found or any(len(part) > _DIGITS for part in found.groups()[1:]):
        raise BadRequest("region")
    if found[1]:
        values = [float(part) for part in found.groups()[1:]]
        x, y, w, h = (round(v * full / 100) for v, full in zip(values, (width, height, width, height), strict=True))
    else:
        if "." in text:
            raise BadRequest("region")
        x, y, w, h = (int(part) for part in found.groups()[1:])
    w, h = min(w, width - x), min(h, height - y)
    if w <= 0 or h <= 0:
        raise BadRequest("region")
    return x, y, w, h


def _size(text: str, w: int, h: int, version: int) -> tuple[int, int]:
    larger = version < 3 or text.startswith("^")
    text = text.removeprefix("^") if version >= 3 else text
    most = MOST_LARGER if larger else 1
    out_w, out_h = _asked(text, w, h, version, most if version >= 3 else 1)
    if out_w < 1 or out_h < 1 or out_w > w * most or out_h > h * most:
        raise BadRequest("size")
    return out_w, out_h


def _asked(text: str, w: int, h: int, version: int, most: int) -> tuple[int, int]:
    """`most`: how many times larger the best fit may be."""
    if text == "max" or (text == "full" and version < 3):
        return _largest(w, h)
    if text.startswith("pct:") and re.fullmatch(_NUMBER, text[4:]) and len(text) <= _DIGITS + 4:
        share = float(text[4:]) / 100
        return (max(1, round(w * share)), max(1, round(h * share))) if share else (0, 0)
    fits = text.startswith("!")
    found = re.fullmatch(r"([0-9]*),([0-9]*)", text.removeprefix("!"))
    if not found or not any(found.groups()) or (fits and not all(found.groups())) or len(text) > 2 * _DIGITS:
        raise BadRequest("size")
    wide, high = (int(part) if part else None for part in found.groups())
    if wide is not None and high is not None and not fits:
        return wide, high
    ratios = [asked / full for asked, full in ((wide, w), (high, h)) if asked is not None]
    ratio = min(ratios)
    if fits:
        ratio = min(ratio, most)
    return (
        wide if wide is not None and not fits else max(1, round(w * ratio)) if ratio else 0,
        high if high is not None and not fits else max(1, round(h * ratio)) if ratio else 0,
    )


def _largest(w: int, h: int) -> tuple[int, int]:
    ratio = min(1.0, (MAX_AREA / (w * h)) ** 0.5, MAX_SIDE / max(w, h))
    return max(1, int(w * ratio)), max(1, int(h * ratio))
