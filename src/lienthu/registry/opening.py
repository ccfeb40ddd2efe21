"""Opening hours as words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.registry.rules.hours import WEEKDAYS, day_text, state

WEEKDAY_NAMES = {
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
}


@dataclass(frozen=True, slots=True)
class Opening:
    kind: str
    text: str


def opening_state(hours: Mapping[str, Any], now: dt.datetime) -> Opening | None:
    """Open or not right now, in one short sentence; None when no hours are known."""
    found = state(hours, now)
    if found.until is None:
        return None
    clock = f"{found.until:%H:%M}"
    if found.is_open:
        return Opening("good", _("Open until %(time)s") % {"time": clock})
    days = (found.until.date() - now.date()).days
    if days == 0:
        return Opening("", _("Closed, opens at %(time)s") % {"time": clock})
    if days == 1:
        return Opening("", _("Closed, opens tomorrow at %(time)s") % {"time": clock})
    weekday = WEEKDAY_NAMES[WEEKDAYS[found.until.weekday()]]
    return Opening("", _("Closed, opens %(weekday)s at %(time)s") % {"weekday": weekday, "time": clock})


def week(hours: Mapping[str, Any]) -> list[tuple[Any, str]]:
    if not hours:
        return []
    return [(WEEKDAY_NAMES[day], day_text(hours, day) or _("closed that day")) for day in WEEKDAYS]
