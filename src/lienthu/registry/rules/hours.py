"""Opening hours by weekday: reading what people type, and whether it is open now.

Stored form: `{"mon": [["07:30", "11:30"], ["13:30", "17:00"]], …}`; a missing or empty day is closed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lienthu.kernel.errors import Invalid

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = dict[str, list[list[str]]]

_SPAN = re.compile(r"(\d{1,2})(?:[:hHgG.](\d{2})?)?\s*[-–—]\s*(\d{1,2})(?:[:hHgG.](\d{2})?)?")


@dataclass(frozen=True, slots=True)
class OpenState:
    is_open: bool
    #: closes at (when open) or opens next at; None when no hours are known
    until: dt.datetime | None


def parse_day(text: str, weekday: str) -> list[list[str]]:
    """`7:30-11:30, 13h30–17h` → spans; empty is closed."""
    spans: list[list[str]] = []
    for piece in filter(None, (piece.strip() for piece in re.split(r"[,;]", text))):
        match = _SPAN.fullmatch(piece)
        if match is None:
            raise Invalid("registry.bad_hours", weekday=weekday, value=piece[:40])
        start, end = _clock(match[1], match[2]), _clock(match[3], match[4])
        if start is None or end is None or start >= end or (spans and start < spans[-1][1]):
            raise Invalid("registry.bad_hours", weekday=weekday, value=piece[:40])
        spans.append([start, end])
    return spans


def _clock(hour: str, minute: str | None) -> str | None:
    hours, minutes = int(hour), int(minute or 0)
    fits = (hours <= 23 and minutes <= 59) or (hours, minutes) == (24, 0)
    return f"{hours:02}:{minutes:02}" if fits else None


def clean(value: Mapping[str, Any]) -> Hours:
    """Hours from outside (API, file) in the stored form."""
    if not isinstance(value, Mapping) or set(value) - set(WEEKDAYS):
        raise Invalid("registry.bad_hours", weekday="", value=str(value)[:40])
    found: Hours = {}
    for weekday in WEEKDAYS:
        spans = value.get(weekday) or []
        if not isinstance(spans, list | tuple) or not all(_is_span(span) for span in spans):
            raise Invalid("registry.bad_hours", weekday=weekday, value=str(spans)[:40])
        day = parse_day(", ".join("-".join(span) for span in spans), weekday)
        if day:
            found[weekday] = day
    return found


def _is_span(span: object) -> bool:
    return isinstance(span, list | tuple) and len(span) == 2 and all(isinstance(end, str) for end in span)


def day_text(hours: Mapping[str, Any], weekday: str) -> str:
    return ", ".join(f"{start}–{end}" for start, end in hours.get(weekday, ()))


def state(hours: Mapping[str, Any], now: dt.datetime) -> OpenState:
    """Open or not at a local time, and when that changes."""
    for ahead in range(8):
        date = now.date() + dt.timedelta(days=ahead)
        for start, end in hours.get(WEEKDAYS[date.weekday()], ()):
            opens, closes = _at(date, start, now), _at(date, end, now)
            if opens <= now < closes:
                return OpenState(True, closes)
            if now < opens:
                return OpenState(False, opens)
    return OpenState(False, None)


def _at(date: dt.date, clock: str, now: dt.datetime) -> dt.datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    midnight = dt.datetime.combine(date, dt.time(), tzinfo=now.tzinfo)
    return midnight + dt.timedelta(hours=hour, minutes=minute)
