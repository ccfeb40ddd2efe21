"""Persistent identifiers of objects: ARKs. https://datatracker.ietf.org/doc/draft-kunze-ark/

The name is the object's public identifier: opaque, with a check character, never given to anything else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings

from lienthu.kernel.ids import is_public_id
from lienthu.repository.models import DigitalObject

_PAGE = re.compile(r"p([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class Named:
    """What an ARK names: an object, or one of its pages."""

    public_id: str
    page: int | None = None


def ark_of(found: DigitalObject, page: int | None = None) -> str:
    """`ark:/99999/name`, and `/p12` behind it for a page."""
    return f"ark:/{settings.ARK_NAAN}/{found.public_id}" + (f"/p{page}" if page else "")


def read(naan: str, name: str) -> Named | None:
    """Hyphens say nothing in an ARK and capitals are forgiven; None for what is not one of ours."""
    if naan.lower() != settings.ARK_NAAN.lower():
        return None
    base, _slash, part = name.strip("/").replace("-", "").lower().partition("/")
    found = _PAGE.fullmatch(part)
    if not is_public_id(base) or (part and not found):
        return None
    return Named(base, int(found[1]) if found else None)
