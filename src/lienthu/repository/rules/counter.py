"""What counts as a use: COUNTER Code of Practice 5, 3.3 and 7. https://cop5.projectcounter.org/

A visit is one reader in one hour. The same address twice within 30 seconds by the same reader is one use, the later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DOUBLE_CLICK: Final = 30.0


class Kind(StrEnum):
    """LOOK: its record was seen. OPEN: a page was read. TAKE: a file was taken away."""

    LOOK = "l"
    OPEN = "o"
    TAKE = "t"


@dataclass(frozen=True, slots=True)
class Use:
    """`at`: seconds. `part`: what of the object, a page or a file."""

    at: float
    visit: str
    object_id: int
    kind: Kind
    part: int = 0


@dataclass(slots=True)
class Counts:
    investigations: int = 0
    unique_investigations: int = 0
    requests: int = 0
    unique_requests: int = 0
    downloads: int = 0


def count(uses: Iterable[Use]) -> dict[int, Counts]:
    """Object → counts of one hour; `uses` in any order."""
    found: dict[int, Counts] = defaultdict(Counts)
    looked: set[tuple[str, int]] = set()
    opened: set[tuple[str, int]] = set()
    for use in _once(uses):
        counts, key = found[use.object_id], (use.visit, use.object_id)
        counts.investigations += 1
        counts.unique_investigations += key not in looked
        looked.add(key)
        if use.kind is Kind.LOOK:
            continue
        counts.requests += 1
        counts.unique_requests += key not in opened
        opened.add(key)
        counts.downloads += use.kind is Kind.TAKE
    return dict(found)


def _once(uses: Iterable[Use]) -> Iterable[Use]:
    """Without double clicks: of uses of the same thing at most 30 seconds apart, the last one."""
    waiting: dict[tuple[str, int, Kind, int], Use] = {}
    for use in sorted(uses, key=lambda one: one.at):
        key = (use.visit, use.object_id, use.kind, use.part)
        before = waiting.get(key)
        if before is not None and use.at - before.at > DOUBLE_CLICK:
            yield before
        waiting[key] = use
    yield from waiting.values()
