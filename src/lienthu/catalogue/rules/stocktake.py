"""What one scan means in a stock-taking (kiểm kê), and how a closed one adds up. Pure.

The expectation is frozen at the start; what is scanned is judged against it and against what is known of the copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lienthu.catalogue.rules.item_status import EXPECTED
from lienthu.text import fold


class Outcome(StrEnum):
    FOUND = "found"
    MISPLACED = "misplaced"
    TWICE = "twice"
    BACK = "back"
    OTHER_LIBRARY = "other_library"
    LEFT = "left"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


#: Outcomes that say where a copy of the collection is.
HERE = frozenset({Outcome.FOUND, Outcome.MISPLACED, Outcome.BACK})
UNEXPECTED = (Outcome.BACK, Outcome.OTHER_LIBRARY, Outcome.LEFT, Outcome.AMBIGUOUS, Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A copy that a code may mean. `expected_in`: the store of its frozen expectation, None when it is not expected;
    `is_seen`: a scan that counts has said where it is."""

    item_id: int
    is_own: bool
    has_left: bool
    status: str
    store: str
    expected_in: str | None
    is_seen: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    item_id: int | None = None


def judge(candidates: list[Candidate], here: str) -> Verdict:
    """`here`: the store where the person stands, empty when not said."""
    one = _meant(candidates)
    if one is None:
        return Verdict(Outcome.AMBIGUOUS if candidates else Outcome.UNKNOWN)
    return Verdict(_outcome(one, here), one.item_id)


def _meant(candidates: list[Candidate]) -> Candidate | None:
    """The only candidate, or the only one in the narrowest class that has any: still expected, expected, own, held."""
    for narrowed in (
        [one for one in candidates if one.expected_in is not None and not one.is_seen],
        [one for one in candidates if one.expected_in is not None],
        [one for one in candidates if one.is_own and not one.has_left],
        [one for one in candidates if one.is_own],
        candidates,
    ):
        if narrowed:
            return narrowed[0] if len(narrowed) == 1 else None
    return None


def _outcome(one: Candidate, here: str) -> Outcome:
    if not one.is_own:
        return Outcome.OTHER_LIBRARY
    if one.has_left:
        return Outcome.LEFT
    if one.is_seen:
        return Outcome.TWICE
    if one.expected_in is not None:
        return Outcome.MISPLACED if here and fold(here) != fold(one.expected_in) else Outcome.FOUND
    return Outcome.MISPLACED if one.status in EXPECTED else Outcome.BACK
