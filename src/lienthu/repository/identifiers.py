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
_VERSION = re.compile(r"(.*)\.v([1-9]\d{0,5})")


@dataclass(frozen=True, slots=True)
class Named:
    """What an ARK names: an object, or one of its pages; `version`: of its masters, the newest where none is said."""

    public_id: str
    page: int | None = None
    version: int | None = None


def ark_of(found: DigitalObject, page: int | None = None) -> str:
    """`ark:/99999/name`, `/p12` behind it for a page, `.v1` for an earlier version of its masters."""
    if found.state == DigitalObject.State.EARLIER and found.current:
        return versioned(found, page)
    return f"ark:/{settings.ARK_NAAN}/{found.public_id}" + (f"/p{page}" if page else "")


def versioned(found: DigitalObject, page: int | None = None) -> str:
    """The same with the version said: what a citation means, whatever comes later."""
    named = found.current if found.state == DigitalObject.State.EARLIER and found.current else found
    return f"ark:/{settings.ARK_NAAN}/{named.public_id}" + (f"/p{page}" if page else "") + f".v{found.edition}"


def read(naan: str, name: str) -> Named | None:
    """Hyphens say nothing in an ARK and capitals are forgiven; None for what is not one of ours."""
    if naan.lower() != settings.ARK_NAAN.lower():
        return None
    name = name.strip("/").replace("-", "").lower()
    variant = _VERSION.fullmatch(name)
    base, _slash, part = (variant[1] if variant else name).partition("/")
    found = _PAGE.fullmatch(part)
    if not is_public_id(base) or (part and not found):
        return None
    return Named(base, int(found[1]) if found else None, int(variant[2]) if variant else None)
