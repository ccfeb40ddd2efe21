"""Plan and work as lines of a drawing: numbers for SVG attributes, written with a point in every language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from lienthu.repository.projects.rules.progress import Outlook, Plan, due

WIDTH, HEIGHT = 720.0, 220.0
_LEFT, _RIGHT, _TOP, _FOOT = 8.0, 8.0, 14.0, 24.0


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Drawing:
    """`plan`, `done`, `hoped`: points of lines; `area`: under the work done; `today`: its x; `bars`: pages of a day."""

    plan: str
    done: str
    area: str
    hoped: str
    today: str
    end_x: str
    end_y: str
    floor: str
    marks: tuple[Mark, ...]
    view_box: str = f"0 0 {WIDTH:g} {HEIGHT:g}"


def drawing(plan: Plan, done: Mapping[dt.date, int], view: Outlook, today: dt.date) -> Drawing:
    first = min([plan.starts, *done])
    last = max(plan.ends, today, *([min(view.ends, plan.ends + dt.timedelta(370))] if view.ends else []))
    highest = max(plan.pages, view.done, 1)
    days = max(1, (last - first).days)

    def x(day: dt.date) -> float:
        return _LEFT + (day - first).days / days * (WIDTH - _LEFT - _RIGHT)

    def y(pages: float) -> float:
        return HEIGHT - _FOOT - pages / highest * (HEIGHT - _TOP - _FOOT)

    steps = sorted({first, today, *[day for day in done if day <= today]})
    total, curve = 0, [(x(first), y(0))]
    for day in steps:
        curve.append((x(day), y(total)))
        total += done.get(day, 0)
        curve.append((x(day), y(total)))
    planned = [first, *_spread(plan.starts, plan.ends), plan.ends]
    here = curve[-1]
    hoped = [here, (x(min(view.ends, last)), y(plan.pages))] if view.ends and view.done < plan.pages else []
    floor = y(0)
    return Drawing(
        plan=_points([(x(day), y(due(plan, day) if day >= plan.starts else 0)) for day in planned]),
        done=_points(curve),
        area=_points([(curve[0][0], floor), *curve, (here[0], floor)]),
        hoped=_points(hoped),
        today=_number(x(today)),
        end_x=_number(here[0]),
        end_y=_number(here[1]),
        floor=_number(floor),
        marks=(
            Mark(_number(x(first)), first.strftime("%d/%m/%Y"), "start"),
            Mark(_number(WIDTH - _RIGHT), last.strftime("%d/%m/%Y"), "end"),
        ),
    )


def _spread(first: dt.date, last: dt.date) -> list[dt.date]:
    """At most about sixty days between."""
    days = (last - first).days
    return [first + dt.timedelta(day) for day in range(0, days + 1, max(1, days // 60))]


def _points(found: list[tuple[float, float]]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in found)


def _number(value: float) -> str:
    return f"{value:.1f}"
