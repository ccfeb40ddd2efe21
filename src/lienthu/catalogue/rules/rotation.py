"""A rotation box (hộp sách luân chuyển): what may happen in which state, which copies may go, how long, and what a
handover makes of each copy. Pure.

Circular 05/2022/TT-BVHTTDL: at most six months at one point (remote places are exempt), minutes at every handover, and
nothing whose use is restricted. The exemption is used step by step: a box at a remote place may stay beyond the six
months by dated extensions, each of six months at most.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from lienthu.catalogue.rules.item_status import ItemStatus


class BoxState(StrEnum):
    """`HOME`: at its owner, where its contents can change; a box that came home can go out again or be closed."""

    HOME = "home"
    ON_THE_WAY = "on_the_way"
    AT_HOST = "at_host"
    CLOSED = "closed"


class Verb(StrEnum):
    FILL = "fill"
    SEND = "send"
    CALL_BACK = "call_back"
    RECEIVE = "receive"
    RECOUNT = "recount"
    EXTEND = "extend"
    RENAME = "rename"
    CLOSE = "close"


ALLOWED: dict[BoxState, frozenset[Verb]] = {
    BoxState.HOME: frozenset({Verb.FILL, Verb.SEND, Verb.RECOUNT, Verb.RENAME, Verb.CLOSE}),
    BoxState.ON_THE_WAY: frozenset({Verb.CALL_BACK, Verb.RECEIVE, Verb.RENAME}),
    BoxState.AT_HOST: frozenset({Verb.SEND, Verb.RECOUNT, Verb.EXTEND, Verb.RENAME}),
    BoxState.CLOSED: frozenset(),
}


class CopyState(StrEnum):
    """`OUT` and `LOST` end a copy's time in the box; a missing copy stays on its list until it is found or the box is
    closed."""

    IN = "in"
    MISSING = "missing"
    OUT = "out"
    LOST = "lost"


ENDED = frozenset({CopyState.OUT, CopyState.LOST})


class Finding(StrEnum):
    """What the receiver says of one copy; `MISSING` is said by the end of the receipt."""

    WAITING = ""
    PRESENT = "present"
    DAMAGED = "damaged"
    MISSING = "missing"


class Bar(StrEnum):
    """Why a copy cannot go into a box, or out with it."""

    STATUS = "status"
    LEFT = "left"
    RESTRICTED = "restricted"
    RARE = "rare"
    OTHER_BOX = "other_box"
    WEEDING = "weeding"


MAY_GO = frozenset({ItemStatus.AVAILABLE, ItemStatus.NOT_FOR_LOAN})
#: What a copy in a box at a host may be to travel on with it: a damaged one is repaired at home.
MAY_GO_ON = frozenset({ItemStatus.ON_ROTATION, ItemStatus.DAMAGED})
MOST_MONTHS = 6


@dataclass(frozen=True, slots=True)
class CopyFact:
    status: str
    has_left: bool = False
    is_restricted: bool = False
    is_rare: bool = False
    in_other_box: bool = False
    is_weeded: bool = False
    is_away: bool = False


def bar_of(copy: CopyFact) -> Bar | None:
    if copy.has_left:
        return Bar.LEFT
    if copy.is_restricted:
        return Bar.RESTRICTED
    if copy.is_rare:
        return Bar.RARE
    if copy.in_other_box:
        return Bar.OTHER_BOX
    if copy.is_weeded:
        return Bar.WEEDING
    return None if copy.status in (MAY_GO_ON if copy.is_away else MAY_GO) else Bar.STATUS


def latest_due(sent: dt.date) -> dt.date:
    """The same day six months later, or the last day of that month."""
    years, month = divmod(sent.month - 1 + MOST_MONTHS, 12)
    year, month = sent.year + years, month + 1
    return dt.date(year, month, min(sent.day, calendar.monthrange(year, month)[1]))


def due_fault(sent: dt.date, due: dt.date | None) -> str:
    """ "" or what is wrong: `missing`, `past`, `long`."""
    if due is None:
        return "missing"
    if due <= sent:
        return "past"
    return "long" if due > latest_due(sent) else ""


def latest_extension(sent: dt.date, today: dt.date, *, is_remote: bool) -> dt.date:
    """How far a stay that began with the sending may be extended today."""
    return latest_due(today if is_remote else sent)


def extension_fault(sent: dt.date, due: dt.date, today: dt.date, until: dt.date, *, is_remote: bool) -> str:
    """ "" or what is wrong with a stay until `until` instead of `due`: `past` (not later than both the day it has and
    today), `long`."""
    if until <= max(due, today):
        return "past"
    return "long" if until > latest_extension(sent, today, is_remote=is_remote) else ""


@dataclass(frozen=True, slots=True)
class Outcome:
    state: CopyState
    status: ItemStatus


def received(finding: Finding, status: str, before: str, *, at_home: bool) -> Outcome:
    """What a receipt makes of a copy. `before`: its status when it left its shelf. A copy that was found damaged once
    stays so until somebody repairs it at home."""
    if finding in (Finding.WAITING, Finding.MISSING):
        return Outcome(CopyState.MISSING, ItemStatus.MISSING)
    if finding is Finding.DAMAGED or status == ItemStatus.DAMAGED:
        return Outcome(CopyState.IN, ItemStatus.DAMAGED)
    return Outcome(CopyState.IN, ItemStatus(before) if at_home else ItemStatus.ON_ROTATION)
