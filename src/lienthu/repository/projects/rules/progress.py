"""How far a project is, when it will be done at this pace, and what a page costs. Pure."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

#: The pace is the mean of so many working days; older days say little about tomorrow.
PACE_DAYS: Final = 10
_FARTHEST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Plan:
    starts: dt.date
    ends: dt.date
    pages: int
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """`due`: pages that the plan wants by today. `pace`: pages a working day. `ends`: None where nothing moves yet."""

    done: int
    due: int
    pace: float
    ends: dt.date | None
    days_late: int


def is_working_day(day: dt.date) -> bool:
    return day.weekday() < 5


def working_days(first: dt.date, last: dt.date) -> int:
    """Both included; 0 when `last` comes before."""
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, 7)
    return weeks * 5 + sum(is_working_day(first + dt.timedelta(days)) for days in range(rest))


def due(plan: Plan, day: dt.date) -> int:
    """Pages that are wanted by the end of a day: the same number each working day."""
    whole = working_days(plan.starts, plan.ends) or 1
    past = working_days(plan.starts, min(day, plan.ends))
    return round(plan.pages * past / whole)


def pace(done: Mapping[dt.date, int], starts: dt.date, today: dt.date) -> float:
    """Over the last ten working days, since the work began; today counts once something was done on it."""
    days: list[dt.date] = []
    day = today if done.get(today) else today - dt.timedelta(1)
    first = min([starts, *done])
    while day >= first and len(days) < PACE_DAYS:
        if is_working_day(day) or done.get(day):
            days.append(day)
        day -= dt.timedelta(1)
    return sum(done.get(one, 0) for one in days) / len(days) if days else 0.0


def after_working_days(day: dt.date, number: int) -> dt.date:
    while number > 0:
        day += dt.timedelta(1)
        number -= is_working_day(day)
    return day


def outlook(plan: Plan, done: Mapping[dt.date, int], today: dt.date) -> Outlook:
    total, speed = sum(done.values()), pace(done, plan.starts, today)
    left = max(0, plan.pages - total)
    ends: dt.date | None = max(done) if done and not left else None
    if left and speed:
        ends = after_working_days(today, min(_FARTHEST, math.ceil(left / speed)))
    late = max(0, (ends - plan.ends).days) if ends else 0
    return Outlook(total, due(plan, today), speed, ends, late)


@dataclass(frozen=True, slots=True)
class Spent:
    """In dong. `people`: minutes of the house's own people; `machines`: minutes of machines × their price an hour;
    `contracts`: accepted or delivered pages × the price agreed."""

    people: int = 0
    machines: int = 0
    contracts: int = 0

    @property
    def total(self) -> int:
        return self.people + self.machines + self.contracts


def spent(
    minutes: int, hour_cost: int, machines: Iterable[tuple[int, int]], contracts: Iterable[tuple[int, int]]
) -> Spent:
    """`machines`: (minutes, price an hour); `contracts`: (pages, price a page)."""
    return Spent(
        round(minutes * hour_cost / 60),
        round(sum(used * price / 60 for used, price in machines)),
        sum(pages * price for pages, price in contracts),
    )


def per_page(cost: int, pages: int) -> int | None:
    return round(cost / pages) if pages else None
