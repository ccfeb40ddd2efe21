from __future__ import annotations

import datetime as dt

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict
from lienthu.registry.actions import _areas as areas
from lienthu.registry.actions._timeline import one_transaction
from lienthu.registry.kinds import EventKind
from lienthu.registry.models import AreaLink, SuccessorEvent
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.details import clean_basis


def abolish_area(*, actor: Actor, area_id: int, on: dt.date, legal_basis: str = "") -> None:
    """An area ends and no other takes its place: what lay in it lies directly in the area above it."""
    LIBRARY_EDIT.check_library(actor, None)
    legal_basis = clean_basis(legal_basis)
    with one_transaction():
        last = areas.ended(area_id, on)
        below = areas.children_from(area_id, on)
        if last.parent_id is None and not below:
            raise Conflict("registry.nothing_around", name=str(last))
        for child in sorted(below):
            areas.put_below(child, area_id, last.parent_id, on, legal_basis)
        event = SuccessorEvent.objects.create(kind=EventKind.ABOLISH, date=on, legal_basis=legal_basis)
        AreaLink.objects.create(event=event, before_id=area_id)
        data = {"name": str(last), "date": on.isoformat(), "legal_basis": legal_basis}
        audit.record(actor=actor, code="registry.area_abolished", subject=f"area:{area_id}", data=data)
        areas.tell([area_id, *below], on)
