"""The versions of a document as pages and programs list them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lienthu.repository import gate, identifiers, versions
from lienthu.repository.gate import Visitor
from lienthu.repository.models import DigitalObject
from lienthu.repository.rules.access import Surface


@dataclass(frozen=True, slots=True)
class Line:
    """One version. `since`: published; `until`: replaced, None for the newest. `reason`: why it was made."""

    number: int
    object: DigitalObject
    ark: str
    since: datetime | None
    until: datetime | None
    reason: str
    open: bool


def told(visitor: Visitor, found: DigitalObject) -> list[Line]:
    """Newest first; those that this visitor may not know of are left out."""
    main = gate.governing(found)
    old = versions.earlier(main)
    if not old:
        return []
    decisions = gate.decisions_for(visitor, [main, *old])
    since = old[-1].replaced_at
    return [
        _line(one, one.published_at if one is not main else since, decisions[one.pk].allows(Surface.IMAGE))
        for one in (main, *reversed(old))
        if decisions[one.pk].allows(Surface.RECORD)
    ]


def _line(one: DigitalObject, since: datetime | None, is_open: bool) -> Line:
    return Line(one.edition, one, identifiers.versioned(one), since, one.replaced_at, one.renewal_reason, is_open)
