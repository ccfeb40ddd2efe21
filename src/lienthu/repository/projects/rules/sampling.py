"""How many pages of a lot are looked at, and how many of them may be bad. Pure.

ISO 2859-1 (ANSI/ASQ Z1.4, TCVN 7790-1): general inspection level II, single sampling, normal inspection. Code letters
of Table 1, sample sizes and acceptance numbers of Table 2-A (II-A). In that table the same row of numbers runs
diagonally: with each larger AQL it begins one letter earlier, so it is written down once. Checked against the printed
tables (pdfcoffee.com/aql-sampling-chart-pdf-free.html; IS 2500-1:2000, identical with ISO 2859-1:1999, at archive.org).
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: The largest lot of each code letter A–Q, level II; larger ones are Q.
_LOTS: Final = (8, 15, 25, 50, 90, 150, 280, 500, 1_200, 3_200, 10_000, 35_000, 150_000, 500_000)
LETTERS: Final = "ABCDEFGHJKLMNPQR"
_SIZES: Final = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1_250, 2_000)
#: From the letter where an AQL's diagonal begins: acceptance numbers; `None` is an arrow, up before the next and then
#: down. Before it all arrows point down to it, behind it up to its last number.
_ROW: Final = (0, None, None, 1, 2, 3, 5, 7, 10, 14, 21)
#: AQL in per mille → the letter of its acceptance number 0.
_STARTS: Final = {4: 6, 6.5: 5, 10: 4, 15: 3, 25: 2, 40: 1, 65: 0}
AQLS: Final = ("0.40", "0.65", "1.0", "1.5", "2.5", "4.0", "6.5")
USUAL_AQL: Final = "1.0"


@dataclass(frozen=True, slots=True)
class Plan:
    """Look at `size` of the lot's pages; with more than `accept` bad ones the lot goes back."""

    letter: str
    size: int
    accept: int

    @property
    def reject(self) -> int:
        return self.accept + 1


def letter_for(lot: int) -> str:
    return LETTERS[bisect_left(_LOTS, lot)]


def plan_for(lot: int, aql: str = USUAL_AQL) -> Plan:
    """A lot that is no larger than its sample is looked at whole."""
    start = _STARTS[float(aql) * 10]
    place = _settled(bisect_left(_LOTS, lot) - start)
    accept = _ROW[place]
    assert accept is not None
    return Plan(LETTERS[start + place], min(_SIZES[start + place], lot), accept)


def _settled(place: int) -> int:
    """Where the arrows lead."""
    place = max(0, min(place, len(_ROW) - 1))
    return {1: 0, 2: 3}.get(place, place)


def draw(pages: Sequence[int], size: int, seed: int) -> list[int]:
    """The sample, in the order of the lot: every page has the same chance, and the same seed draws the same again."""
    ordered = sorted(set(pages))
    return sorted(random.Random(seed).sample(ordered, min(size, len(ordered))))  # noqa: S311 - to be drawn again


@dataclass(frozen=True, slots=True)
class Count:
    looked_at: int
    bad: int
    critical: int = 0


def accepts(plan: Plan, count: Count) -> bool | None:
    """None while it is open. A critical fault (a page that cannot be read, or is missing) returns the lot alone."""
    if count.critical or count.bad > plan.accept:
        return False
    return True if count.looked_at >= plan.size else None
