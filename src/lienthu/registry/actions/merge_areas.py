from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.registry.actions import _areas as areas
from lienthu.registry.actions._timeline import one_transaction
from lienthu.registry.kinds import EventKind
from lienthu.registry.models import Area
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.details import AreaDetails, clean_area, clean_basis
from lienthu.registry.rules.redraw import WHOLE, NewArea


def merge_areas(
    *, actor: Actor, from_ids: Collection[int], on: dt.date, details: AreaDetails, legal_basis: str = ""
) -> Area:
    """Two areas or more end on a day; a new one, which may take a name or code of theirs, is all of them."""
    LIBRARY_EDIT.check_library(actor, None)
    details, legal_basis = clean_area(details), clean_basis(legal_basis)
    sources = sorted(set(from_ids))
    if len(sources) < 2:
        raise Invalid("registry.merge_two")
    with one_transaction():
        new = NewArea(details, dict.fromkeys(sources, WHOLE))
        last, (area,) = areas.redraw(on=on, ends=sources, begins=[new], kind=EventKind.MERGE, legal_basis=legal_basis)
        data = {
            "names": ", ".join(str(one) for one in last),
            "name": details.name,
            "date": on.isoformat(),
            "legal_basis": legal_basis,
        }
        audit.record(actor=actor, code="registry.areas_merged", subject=f"area:{area.pk}", data=data)
        areas.tell([*sources, area.pk], on)
    return area


def transfer_areas(
    *, actor: Actor, from_ids: Collection[int], into_id: int, on: dt.date, legal_basis: str = ""
) -> Area:
    """Whole transfer (nhập nguyên trạng): areas end, and the one that takes them in keeps name, code and place.

    Its extent is another one from then on, so it too ends and begins anew. Returns the new one.
    """
    LIBRARY_EDIT.check_library(actor, None)
    legal_basis = clean_basis(legal_basis)
    sources = sorted(set(from_ids))
    if not sources:
        raise Invalid("registry.merge_nothing")
    if into_id in sources:
        raise Conflict("registry.merge_itself")
    with one_transaction():
        kept = areas.on_the_day(into_id, on)
        new = NewArea(areas.details_of(kept), dict.fromkeys([*sources, into_id], WHOLE))
        last, (area,) = areas.redraw(
            on=on,
            ends=[*sources, into_id],
            begins=[new],
            kind=EventKind.WHOLE_TRANSFER,
            legal_basis=legal_basis,
        )
        data = {
            "names": ", ".join(str(one) for one in last if one.area_id != into_id),
            "name": str(kept),
            "date": on.isoformat(),
            "legal_basis": legal_basis,
        }
        audit.record(actor=actor, code="registry.areas_transferred", subject=f"area:{area.pk}", data=data)
        areas.tell([*sources, into_id, area.pk], on)
    return area
