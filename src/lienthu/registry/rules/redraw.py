"""A new map of a day: which areas end, which begin, and how much of each former one lies in each new one.

Pure. An area that gets another extent ends, and a new one begins, even when it keeps its name and code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from lienthu.kernel.errors import Conflict, Invalid
from lienthu.registry.rules.details import AreaDetails

WHOLE = Decimal(1)


@dataclass(frozen=True, slots=True)
class AreaPart:
    """A part of an area that is cut up: a new area of its own, or joined to `into_id`, which then begins anew.

    `share` is how much of the old area it is, None when unknown; `children` are the units below that come with it.
    """

    details: AreaDetails | None = None
    share: Decimal | None = None
    into_id: int | None = None
    children: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class NewArea:
    """`sources`: former area → the share of it that comes here."""

    details: AreaDetails
    sources: Mapping[int, Decimal | None] = field(default_factory=dict)
    children: frozenset[int] = frozenset()


def completed(shares: Sequence[Decimal | None]) -> list[Decimal | None]:
    """The parts of one area add up to 1, or nobody knows any of them; a single missing one is the rest."""
    known = [share for share in shares if share is not None]
    if any(not share.is_finite() or not 0 < share <= 1 or share != round(share, 6) for share in known):
        raise Invalid("registry.bad_share")
    rest = WHOLE - sum(known, Decimal(0))
    missing = len(shares) - len(known)
    if not known:
        return list(shares)
    if missing > 1 or (missing == 1) != (rest > 0) or rest < 0:
        raise Invalid("registry.shares_not_one")
    return [rest if share is None else share for share in shares]


def cut(area_id: int, parts: Sequence[AreaPart], neighbours: Mapping[int, AreaDetails]) -> list[NewArea]:
    """`neighbours`: the existing areas that parts are joined to, as they are called on the day."""
    if len(parts) < 2:
        raise Invalid("registry.one_part")
    into = [part.into_id for part in parts if part.into_id is not None]
    if area_id in into or len(into) != len(set(into)):
        raise Conflict("registry.merge_itself")
    found = []
    for part, share in zip(parts, completed([part.share for part in parts]), strict=True):
        sources: dict[int, Decimal | None] = {area_id: share}
        if part.into_id is not None:
            sources[part.into_id] = WHOLE
        details = neighbours[part.into_id] if part.into_id is not None else part.details
        if details is None:
            raise Invalid("registry.missing_field", field="name")
        found.append(NewArea(details, sources, part.children))
    return found
