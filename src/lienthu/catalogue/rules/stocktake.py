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
    GUEST = "guest"
    LEFT = "left"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


#: Outcomes that say where a copy of the collection is.
HERE = frozenset({Outcome.FOUND, Outcome.MISPLACED, Outcome.BACK})
UNEXPECTED = (Outcome.BACK, Outcome.OTHER_LIBRARY, Outcome.LEFT, Outcome.AMBIGUOUS, Outcome.UNKNOWN)


class Settled(StrEnum):
    """What a person says of one line of a list: `FOUND` after all, `MISSING`; put back (`RESHELVED`), at home where it
    was seen (`MOVED`); on its shelf again (`BACK`), dealt with (`NOTED`)."""

    FOUND = "found"
    MISSING = "missing"
    RESHELVED = "reshelved"
    MOVED = "moved"
    BACK = "back"
    NOTED = "noted"


#: List → what may be said of its lines while the stock is taken, and after the close, when statuses and places change.
WHILE_OPEN: dict[str, tuple[Settled, ...]] = {
    "missing": (Settled.FOUND,),
    "misplaced": (Settled.RESHELVED,),
    "unexpected": (Settled.NOTED,),
}
AFTER_CLOSE: dict[str, tuple[Settled, ...]] = {
    "missing": (Settled.MISSING, Settled.FOUND),
    "misplaced": (Settled.RESHELVED, Settled.MOVED),
    "unexpected": (Settled.BACK, Settled.NOTED),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A copy that a code may mean. `expected_in`: the store of its frozen expectation, None when it is not expected;
    `is_seen`: a scan that counts has said where it is; `is_guest`: another library's, here in a rotation box."""

    item_id: int
    is_own: bool
    has_left: bool
    status: str
    store: str
    expected_in: str | None
    is_seen: bool
    is_guest: bool = False


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
    """The only candidate, or the only one in the narrowest class that has any: still expected, expected, own or guest,
    held."""
    for narrowed in (
        [one for one in candidates if one.expected_in is not None and not one.is_seen],
        [one for one in candidates if one.expected_in is not None],
        [one for one in candidates if (one.is_own or one.is_guest) and not one.has_left],
        [one for one in candidates if one.is_own],
        candidates,
    ):
        if narrowed:
            return narrowed[0] if len(narrowed) == 1 else None
    return None


def _outcome(one: Candidate, here: str) -> Outcome:
    if one.is_guest:
        # It has no store of its own here. One that came after the start, or outside the scope, is welcome all the same.
        return Outcome.TWICE if one.is_seen else Outcome.GUEST if one.expected_in is None else Outcome.FOUND
    if not one.is_own:
        return Outcome.OTHER_LIBRARY
    if one.has_left:
        return Outcome.LEFT
    if one.is_seen:
        return Outcome.TWICE
    if one.expected_in is not None:
        return Outcome.MISPLACED if here and fold(here) != fold(one.expected_in) else Outcome.FOUND
    return Outcome.MISPLACED if one.status in EXPECTED else Outcome.BACK
