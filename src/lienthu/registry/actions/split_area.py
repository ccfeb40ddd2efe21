from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.registry.actions import _areas as areas
from lienthu.registry.actions._timeline import one_transaction
from lienthu.registry.kinds import EventKind
from lienthu.registry.models import Area
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.details import clean_area, clean_basis
from lienthu.registry.rules.redraw import AreaPart, cut


def split_area(
    *, actor: Actor, area_id: int, on: dt.date, parts: Sequence[AreaPart], legal_basis: str = ""
) -> list[Area]:
    """An area ends on a day and is cut into parts: areas of their own (one of them may keep its name and code), or
    joined to areas that are there, which begin anew with it. Returns the areas that begin, in the order of `parts`."""
    LIBRARY_EDIT.check_library(actor, None)
    legal_basis = clean_basis(legal_basis)
    cleaned = [replace(part, details=clean_area(part.details)) if part.details else part for part in parts]
    into = [part.into_id for part in cleaned if part.into_id is not None]
    with one_transaction():
        neighbours = {one: areas.details_of(areas.on_the_day(one, on)) for one in into}
        begins = cut(area_id, cleaned, neighbours)
        last, opened = areas.redraw(
            on=on, ends=[area_id, *into], begins=begins, kind=EventKind.SPLIT, legal_basis=legal_basis
        )
        data = {
            "name": next(str(one) for one in last if one.area_id == area_id),
            "names": ", ".join(new.details.name for new in begins),
            "date": on.isoformat(),
            "legal_basis": legal_basis,
        }
        audit.record(actor=actor, code="registry.area_split", subject=f"area:{area_id}", data=data)
        areas.tell([area_id, *into, *(area.pk for area in opened)], on)
    return opened
