"""Area acts as REST, command line and forms ask for them: names and dates in, one of the verbs, what it touches out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Invalid
from lienthu.registry import impact
from lienthu.registry.actions.abolish_area import abolish_area
from lienthu.registry.actions.change_area import change_area
from lienthu.registry.actions.merge_areas import merge_areas, transfer_areas
from lienthu.registry.actions.open_area import open_area
from lienthu.registry.actions.split_area import split_area
from lienthu.registry.models import Area
from lienthu.registry.queries import atlas
from lienthu.registry.questions import find_area, read_date
from lienthu.registry.rules.boundaries import Unit
from lienthu.registry.rules.details import AreaDetails
from lienthu.registry.rules.redraw import AreaPart


@dataclass(frozen=True, slots=True)
class Act:
    """`verb` does it and gives the areas that are there afterwards; `areas` are those it is about."""

    on: dt.date
    areas: tuple[int, ...]
    verb: Callable[[], Sequence[int]]

    def touched(self) -> impact.Touched:
        return impact.touched(self.areas, self.on)

    def rehearsed(self) -> impact.Touched:
        """What it would touch; refuses what the verb would refuse."""
        impact.rehearse(self.verb)
        return self.touched()

    def done(self) -> tuple[impact.Touched, Sequence[int]]:
        found = self.touched()
        return found, self.verb()


def open_(actor: Actor, values: Mapping[str, Any]) -> Act:
    on, details = _day(values), _details(values, _day(values))
    basis = values.get("legal_basis", "")

    def verb() -> Sequence[int]:
        return [open_area(actor=actor, on=on, details=details, legal_basis=basis).pk]

    return Act(on, (), verb)


def change(actor: Actor, area: str, values: Mapping[str, Any]) -> Act:
    """Another name, code, kind or parent; what is not named stays as it is."""
    on = _day(values)
    unit = _former(area, on)
    details = _details(values, on, unit)
    basis = values.get("legal_basis", "")

    def verb() -> Sequence[int]:
        change_area(actor=actor, area_id=unit.area, on=on, details=details, legal_basis=basis)
        return [unit.area]

    return Act(on, (unit.area,), verb)


def merge(actor: Actor, areas: Sequence[str], values: Mapping[str, Any]) -> Act:
    on = _day(values)
    units = [_former(one, on) for one in areas]
    details = _details(values, on, _kept(units))
    basis, ids = values.get("legal_basis", ""), tuple(unit.area for unit in units)

    def verb() -> Sequence[int]:
        return [merge_areas(actor=actor, from_ids=ids, on=on, details=details, legal_basis=basis).pk]

    return Act(on, ids, verb)


def transfer(actor: Actor, areas: Sequence[str], into: str, values: Mapping[str, Any]) -> Act:
    on = _day(values)
    ids, target = tuple(_former(one, on).area for one in areas), _former(into, on).area
    basis = values.get("legal_basis", "")

    def verb() -> Sequence[int]:
        return [transfer_areas(actor=actor, from_ids=ids, into_id=target, on=on, legal_basis=basis).pk]

    return Act(on, (*ids, target), verb)


def split(actor: Actor, area: str, parts: Sequence[Mapping[str, Any]], values: Mapping[str, Any]) -> Act:
    """A part: `share`, `children`, and either `into` or the details of a new area."""
    on = _day(values)
    unit = _former(area, on)
    cut = [_part(one, on, unit) for one in parts]
    basis = values.get("legal_basis", "")

    def verb() -> Sequence[int]:
        opened = split_area(actor=actor, area_id=unit.area, on=on, parts=cut, legal_basis=basis)
        return [one.pk for one in opened]

    return Act(on, (unit.area, *(part.into_id for part in cut if part.into_id is not None)), verb)


def abolish(actor: Actor, area: str, values: Mapping[str, Any]) -> Act:
    on = _day(values)
    unit = _former(area, on)

    def verb() -> Sequence[int]:
        abolish_area(actor=actor, area_id=unit.area, on=on, legal_basis=values.get("legal_basis", ""))
        return [unit.area]

    return Act(on, (unit.area,), verb)


def _day(values: Mapping[str, Any]) -> dt.date:
    on = values["on"]
    return on if isinstance(on, dt.date) else read_date(on)


def _former(text: str, on: dt.date) -> Unit:
    """An area that the act is about goes by the code it has on the eve."""
    return find_area(atlas(), text, on - dt.timedelta(days=1))


def _kept(units: Sequence[Unit]) -> Unit | None:
    """What merged areas have in common need not be said again."""
    return units[0] if units and len({(unit.level, unit.parent) for unit in units}) == 1 else None


def _details(values: Mapping[str, Any], on: dt.date, base: Unit | None = None) -> AreaDetails:
    known: dict[str, Any] = {"code": "", "name": "", "level": "", "kind": ""}
    if base is not None:
        known = {name: getattr(base, name) for name in known}
    known |= {name: values[name] for name in known if values.get(name)}
    parent = base.parent if base is not None else None
    if values.get("parent") is not None:
        parent = find_area(atlas(), values["parent"], on).area if values["parent"] else None
    return AreaDetails(**known, parent_id=parent)


def _part(values: Mapping[str, Any], on: dt.date, unit: Unit) -> AreaPart:
    into = _former(values["into"], on).area if values.get("into") else None
    children = frozenset(_former(one, on).area for one in values.get("children") or ())
    details = None if into is not None else _details(values, on, unit)
    return AreaPart(details, _share(values.get("share")), into, children)


def _share(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise Invalid("registry.bad_share") from error


def described(area_ids: Sequence[int], on: dt.date) -> list[Unit]:
    areas = atlas()
    return [areas.nearest(one, on) for one in area_ids]


def public_ids(area_ids: Sequence[int]) -> list[str]:
    found = dict(Area.objects.filter(pk__in=area_ids).values_list("pk", "public_id"))
    return [found[one] for one in area_ids]
