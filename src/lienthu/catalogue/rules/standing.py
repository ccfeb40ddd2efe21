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


@dataclass(frozen=True, slots=True)
class DeskAct:
    """The last act of the desk on a record: `deleted` and `level` are of the version that it left."""

    date: str
    person: str
    deleted: bool
    level: int


@dataclass(slots=True)
class Known:
    """A record as it is stored, or as an earlier draft of this slice will have made it. `id` 0: not yet stored.

    `sent_digest` and `desk` are set where the desk has acted since the library's last file.
    """

    key: str
    digest: bytes
    state: str
    version: int = 1
    id: int = 0
    seen: bool = False
    standing: restriction.Standing = restriction.Standing.NONE
    reviewed_level: int = 0
    sent_digest: bytes | None = None
    desk: DeskAct | None = None


@dataclass(slots=True)
class Decision:
    """`settled`: what the desk made is what the library sends now; from here on its files have the last word."""

    change: Change
    known: Known
    draft: Draft
    settled: bool = False

    @property
    def level(self) -> int:
        """The secrecy level of the text that stands after it."""
        return self.draft.level if self.known.desk is None else self.known.desk.level


def twin_key(draft: Draft) -> str:
    """The key of a second, different record under one control number: it depends on the content alone, so the
    same file gives the same keys in any order."""
    return f"{draft.control_no}~{draft.digest.hex()[:8]}"


def decide(draft: Draft, known: dict[str, Known]) -> Decision:
    """Decides and notes in `known` what will be true for the drafts after this one."""
    found = known.get(draft.control_no)
    if found is not None and draft.digest not in (found.digest, found.sent_digest):
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
    decision = _met(draft, found)
    found.seen = True
    return decision


def _met(draft: Draft, found: Known) -> Decision:
    """A row that names a stored record. What the library sent before is no news: the desk's edit of it stays."""
    if found.desk is not None and draft.digest == found.sent_digest != found.digest:
        state = state_of(found.desk.level, found, deleted=found.desk.deleted)
        change = Change.NOTHING if state == found.state else Change.STATE
        found.state = state
        return Decision(change, found, draft)
    settled = found.sent_digest is not None
    state = _state(draft, found)
    if found.digest != draft.digest:
        if found.desk is not None:
            params: dict[str, object] = {"date": found.desk.date, "person": found.desk.person}
            draft.reasons.append(("catalogue.desk_edit_overtaken", params))
        found.digest, found.state, found.version = draft.digest, state, found.version + 1
        change = Change.VERSION
    elif found.state != state:
        found.state, change = state, Change.STATE
    else:
        change = Change.NOTHING
    found.sent_digest, found.desk = None, None
    return Decision(change, found, draft, settled)


def _state(draft: Draft, known: Known) -> State:
    return state_of(draft.level, known, deleted=draft.deleted)


def state_of(level: int, known: Known, *, deleted: bool) -> State:
    """The state of a record whose text has this secrecy level and may be marked as deleted (leader/05)."""
    if deleted:
        return State.WITHDRAWN
    if restriction.is_restricted(level, known.standing, known.reviewed_level):
        return State.RESTRICTED
    return State.ACTIVE
