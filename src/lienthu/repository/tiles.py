"""What a picture's address gets without being made: the tag it is known by, and the bytes where they lie ready."""

from __future__ import annotations

import hashlib
from typing import Final

from lienthu.repository.images import store
from lienthu.repository.rules.access import Surface
from lienthu.repository.rules.iiif_image import Wanted

#: A whole page up to this size is a thumbnail.
THUMBNAIL_SIDE: Final = 250


def surface_of(wanted: Wanted, region: str) -> Surface:
    small = region == "full" and max(wanted.out_width, wanted.out_height) <= THUMBNAIL_SIDE
    return Surface.THUMBNAIL if small else Surface.IMAGE


def tag_of(pyramid: str, wanted: Wanted) -> str:
    return f'"{hashlib.blake2b(f"{pyramid}{wanted}".encode(), digest_size=12).hexdigest()}"'


def stored(pyramid: str, wanted: Wanted) -> bytes | None:
    """A tile as it lies in the pyramid. Raises `Unavailable` for a pyramid that is lost."""
    plain = wanted.format == "jpg" and not wanted.turn and not wanted.mirror and wanted.quality in ("default", "color")
    if not plain:
        return None
    box = (wanted.x, wanted.y, wanted.width, wanted.height, wanted.out_width, wanted.out_height)
    return store.opened(pyramid).tile(*box)
