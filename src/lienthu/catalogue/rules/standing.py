"""What a draft means for what is stored: new, changed, unchanged; under which key; in which state. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lienthu.catalogue.rules import restriction
from lienthu.catalogue.rules.intake import Draft


class State(StrEnum):
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    RESTRICTED = "restricted"


class Change(StrEnum):
    NEW = "new"
    VERSION = "version"
    STATE = "state"
    NOTHING = "nothing"


@dataclass(slots=True)
class Known:
    """A record as it is stored, or as an earlier draft of this slice will have made it. `id` 0: not yet stored."""

    key: str
    digest: bytes
    state: str
    version: int = 1
    id: int = 0
    seen: bool = False
    standing: restriction.Standing = restriction.Standing.NONE
    reviewed_level: int = 0


@dataclass(slots=True)
class Decision:
    change: Change
    known: Known
    draft: Draft


def twin_key(draft: Draft) -> str:
    """The key of a second, different record under one control number: it depends on the content alone, so the
    same file gives the same keys in any order."""
    return f"{draft.control_no}~{draft.digest.hex()[:8]}"


def decide(draft: Draft, known: dict[str, Known]) -> Decision:
    """Decides and notes in `known` what will be true for the drafts after this one."""
    found = known.get(draft.control_no)
    if found is not None and found.digest != draft.digest:
        twin = known.get(twin_key(draft))
        if twin is not None:
            found = twin
        elif found.seen:
            draft.reasons.append(("catalogue.number_twice", {"number": draft.control_no}))
            found, draft.control_no = None, twin_key(draft)
    if found is None:
        found = Known(draft.control_no, draft.digest, "", 1, 0)
        found.state = _state(draft, found)
        found.seen = True
        known[draft.control_no] = found
        return Decision(Change.NEW, found, draft)
    draft.control_no = found.key
    state = _state(draft, found)
    if found.digest != draft.digest:
        found.digest, found.state, found.version = draft.digest, state, found.version + 1
        change = Change.VERSION
    elif found.state != state:
        found.state, change = state, Change.STATE
    else:
        change = Change.NOTHING
    found.seen = True
    return Decision(change, found, draft)


def _state(draft: Draft, known: Known) -> State:
    if draft.deleted:
        return State.WITHDRAWN
    if restriction.is_restricted(draft.level, known.standing, known.reviewed_level):
        return State.RESTRICTED
    return State.ACTIVE
