"""How a council decides on one document. Pure.

A majority of the votes that were cast, abstentions counted; with as many for as against, the chair's vote decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

FEWEST_MEMBERS: Final = 3


class Seat(StrEnum):
    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"


class Choice(StrEnum):
    PUBLISH = "publish"
    RETURN = "return"
    ABSTAIN = "abstain"


class Outcome(StrEnum):
    """`NO_QUORUM`: too few voted, so nothing was decided. `DROPPED`: it was no longer before the council."""

    OPEN = ""
    APPROVED = "approved"
    RETURNED = "returned"
    NO_QUORUM = "no_quorum"
    DROPPED = "dropped"


def least_quorum(members: int) -> int:
    """More than half of the members."""
    return members // 2 + 1


def outcome(votes: Mapping[int, Choice], *, quorum: int, chair: int | None) -> Outcome:
    """`votes`: member → choice. It takes more than half of the votes cast, or half of them with the chair's."""
    cast = list(votes.values())
    if len(cast) < quorum:
        return Outcome.NO_QUORUM
    approved = cast.count(Choice.PUBLISH)
    if approved * 2 > len(cast):
        return Outcome.APPROVED
    if approved * 2 == len(cast) and chair is not None and votes.get(chair) is Choice.PUBLISH:
        return Outcome.APPROVED
    return Outcome.RETURNED
