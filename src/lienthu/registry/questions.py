"""Reading what people ask (address line, form, API): a day, a map, an area, filters. Bad input gets a sentence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from lienthu.kernel.clock import today
from lienthu.kernel.errors import Invalid, NotFound
from lienthu.registry.kinds import GROUPS, Boundaries, LibraryKind, ServiceKind
from lienthu.registry.queries import Filter, Question, is_identifier
from lienthu.registry.rules.boundaries import Atlas, Unit
from lienthu.registry.rules.timelines import check_date, day
from lienthu.text import fold

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_HERE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def read_date(text: str) -> dt.date:
    """`2025-07-01` or `01/07/2025`."""
    text = text.strip()
    iso, here = _ISO.fullmatch(text), _HERE.fullmatch(text)
    parts = iso.groups() if iso else here.groups()[::-1] if here else None
    if parts is None:
        raise Invalid("registry.bad_date", value=text[:40])
    try:
        return check_date(dt.date(*(int(part) for part in parts)))
    except ValueError as error:
        raise Invalid("registry.bad_date", value=text[:40]) from error


def read_question(as_of: str = "", boundaries: str = "") -> Question:
    boundaries = boundaries or Boundaries.AS_OF
    if boundaries not in Boundaries.values:
        raise Invalid("registry.bad_boundaries", value=boundaries[:40])
    return Question(read_date(as_of) if as_of.strip() else today(), boundaries)


def find_area(areas: Atlas, text: str, on: dt.date) -> Unit:
    """By public identifier, or by code: codes are reused, so the code's meaning is that of the day."""
    wanted = text.strip()
    found = areas.by_code(wanted, on)
    if found is None and is_identifier(wanted):
        area = next((unit.area for unit in areas.units if unit.public_id == wanted.lower()), None)
        found = areas.nearest(area, on) if area is not None else None
    if found is None:
        raise NotFound("registry.no_such_area", value=wanted[:40], date=day(on))
    return found


def read_filter(values: Mapping[str, str], question: Question, areas: Atlas) -> Filter:
    kind, service, area, group = (values.get(name, "").strip() for name in ("kind", "service", "area", "group"))
    _known("group", group, list(GROUPS))
    _known("kind", kind, LibraryKind.values)
    _known("service", service, ServiceKind.values)
    return Filter(
        kind=kind,
        area_id=find_area(areas, area, question.map_date).area if area else None,
        service=service,
        words=fold(values.get("q", "")[:200].replace("\x00", "")),
        group=group,
        box=_box(values.get("box", "").strip()),
    )


def _box(text: str) -> tuple[float, float, float, float] | None:
    """`south,west,north,east` in degrees."""
    if not text:
        return None
    try:
        south, west, north, east = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Invalid("registry.bad_filter", field="box", value=text[:40]) from error
    if not (-90 <= south <= north <= 90 and -180 <= west <= east <= 180):
        raise Invalid("registry.bad_filter", field="box", value=text[:40])
    return south, west, north, east


def _known(field: str, value: str, allowed: list[str]) -> None:
    if value and value not in allowed:
        raise Invalid("registry.bad_filter", field=field, value=value[:40])


def read_level(level: str, allowed: list[str]) -> str | None:
    _known("level", level, allowed)
    return level or None
