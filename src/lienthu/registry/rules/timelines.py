"""What a change does to the versions of one subject: pure arithmetic on half-open spans of days.

The spans of a subject follow each other without a gap from its opening to its end (or for ever).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from lienthu.kernel.errors import Conflict, Invalid

#: Nothing in a library network is older, and a year typed as 0205 is a slip.
EARLIEST = dt.date(1800, 1, 1)
LATEST = dt.date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    id: int
    valid_from: dt.date
    valid_to: dt.date | None = None

    def covers(self, on: dt.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Change:
    """`cut` ends on the day on which a new span begins, which lasts until `until`."""

    cut: Span
    valid_from: dt.date
    until: dt.date | None


def check_date(on: dt.date) -> dt.date:
    if not EARLIEST <= on < LATEST:
        raise Invalid("registry.date_out_of_range", date=day(on))
    return on


def change_from(spans: Sequence[Span], on: dt.date) -> Change:
    """Something is different from `on`. A day on which a version begins already is a correction, not a change."""
    check_date(on)
    span = _covering(spans, on)
    if span.valid_from == on:
        raise Conflict("registry.version_begins_then", date=day(on))
    return Change(span, on, span.valid_to)


def end_on(spans: Sequence[Span], on: dt.date) -> Span:
    """The last version ends: `on` is the first day without the subject."""
    check_date(on)
    last = _ordered(spans)[-1]
    if last.valid_to is not None:
        raise Conflict("registry.already_closed", date=day(last.valid_to))
    if on <= last.valid_from:
        raise Conflict("registry.later_version", date=day(last.valid_from))
    return last


def move_start(spans: Sequence[Span], span_id: int, to: dt.date) -> tuple[Span | None, Span]:
    """A version began on another day than written down: the one before it ends then too."""
    check_date(to)
    ordered = _ordered(spans)
    place = next(index for index, span in enumerate(ordered) if span.id == span_id)
    span, before = ordered[place], ordered[place - 1] if place else None
    if before is not None and to <= before.valid_from:
        raise Conflict("registry.before_previous", date=day(before.valid_from))
    if span.valid_to is not None and to >= span.valid_to:
        raise Conflict("registry.after_own_end", date=day(span.valid_to))
    return before, span


def _covering(spans: Sequence[Span], on: dt.date) -> Span:
    ordered = _ordered(spans)
    if on < ordered[0].valid_from:
        raise Invalid("registry.before_opening", date=day(ordered[0].valid_from))
    for span in ordered:
        if span.covers(on):
            return span
    raise Conflict("registry.already_closed", date=day(ordered[-1].valid_to or on))


def _ordered(spans: Sequence[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: span.valid_from)


def day(on: dt.date) -> str:
    """A date as Vietnamese readers write it."""
    return f"{on.day:02}/{on.month:02}/{on.year:04}"
