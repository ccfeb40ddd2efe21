"""Weeding (thanh lọc) as Circular 02/2020/TT-BVHTTDL has it: why a copy may go, what must stay, how much, in which
order of steps. Pure.

What needs loans (foreign documents unused for five years) is a person's word, as are content and language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lienthu.catalogue.rules.item_status import ItemStatus
from lienthu.text import fold


class Reason(StrEnum):
    DAMAGED = "damaged"
    LOST = "lost"
    SURPLUS = "surplus"
    OUTDATED = "outdated"
    OLD_PRESS = "old_press"
    LANGUAGE = "language"
    CONTENT = "content"


#: Found in what is known of the copies; the others are said by a person.
BY_RULE = (Reason.DAMAGED, Reason.LOST, Reason.SURPLUS)


class Exemption(StrEnum):
    LOCAL_HISTORY = "local_history"
    RARE = "rare"
    LEGAL_DEPOSIT = "legal_deposit"


class Step(StrEnum):
    """Where a round stands. The proposal, the council's minutes and the decision each close what came before."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    EXECUTING = "executing"
    EXECUTED = "executed"
    CANCELLED = "cancelled"


FOLLOWING: dict[Step, frozenset[Step]] = {
    Step.DRAFT: frozenset({Step.PROPOSED, Step.CANCELLED}),
    Step.PROPOSED: frozenset({Step.REVIEWED, Step.DRAFT, Step.CANCELLED}),
    Step.REVIEWED: frozenset({Step.APPROVED, Step.DRAFT, Step.CANCELLED}),
    Step.APPROVED: frozenset({Step.EXECUTING, Step.DRAFT, Step.CANCELLED}),
    Step.EXECUTING: frozenset({Step.EXECUTED}),
    Step.EXECUTED: frozenset(),
    Step.CANCELLED: frozenset(),
}

#: One round takes at most a tenth of the holdings.
SHARE = 10
#: More copies of one title, or of one issue of a serial, are more than is needed (not in schools).
ENOUGH, ENOUGH_OF_SERIAL = 4, 2
#: Up to this many units a round is due every three years, above it every five.
LARGE_HOLDINGS = 300_000
YEARS, YEARS_LARGE = 3, 5
COUNCIL_LEAST = 3


@dataclass(frozen=True, slots=True)
class Limit:
    """`proposed` of `holdings` copies; at most `most` may go."""

    proposed: int
    holdings: int

    @property
    def most(self) -> int:
        return self.holdings // SHARE

    @property
    def is_kept(self) -> bool:
        return self.proposed * SHARE <= self.holdings


def interval(holdings: int) -> int:
    """Years between two rounds."""
    return YEARS if holdings <= LARGE_HOLDINGS else YEARS_LARGE


_LOCAL = (" dia chi ",)
_RARE = (" quy hiem ", " sach quy ", " sach co ", " han nom ", " co quy ")
_DEPOSIT = (" luu chieu ",)


def exemption(store: str, subjects: Iterable[str]) -> Exemption | None:
    """What must stay. The local-history stock is known by its store or its subjects, the others by their store."""
    place = f" {fold(store)} "
    if any(word in place for word in _DEPOSIT):
        return Exemption.LEGAL_DEPOSIT
    if any(word in place for word in _RARE):
        return Exemption.RARE
    texts = [place, *(f" {fold(subject)} " for subject in subjects)]
    if any(word in text for text in texts for word in _LOCAL):
        return Exemption.LOCAL_HISTORY
    return None


@dataclass(frozen=True, slots=True)
class CopyFact:
    item_id: int
    status: str


def surplus(copies: Iterable[CopyFact], *, is_serial: bool, is_school: bool) -> list[int]:
    """The copies of one title beyond what is needed: the damaged ones first, then the youngest."""
    if is_school:
        return []
    ordered = sorted(copies, key=lambda one: (one.status != ItemStatus.DAMAGED, -one.item_id))
    enough = ENOUGH_OF_SERIAL if is_serial else ENOUGH
    return [one.item_id for one in ordered[: max(0, len(ordered) - enough)]]
