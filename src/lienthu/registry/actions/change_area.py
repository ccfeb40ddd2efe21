from __future__ import annotations

import datetime as dt

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.registry.actions import _timeline as timeline
from lienthu.registry.actions._areas import check_below, checked, tell
from lienthu.registry.kinds import EventKind
from lienthu.registry.models import Area, AreaLink, AreaVersion, SuccessorEvent
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.details import AreaDetails, clean_basis, differences, values
from lienthu.registry.rules.timelines import change_from


def change_area(*, actor: Actor, area_id: int, on: dt.date, details: AreaDetails, legal_basis: str = "") -> AreaVersion:
    """Another name, code or parent for the same extent. Another extent is another area: `merge_areas`, `split_area`."""
    LIBRARY_EDIT.check_library(actor, None)
    legal_basis = clean_basis(legal_basis)
    with timeline.one_transaction():
        area = timeline.locked(Area, area_id)
        found = timeline.versions(AreaVersion, area_id=area_id)
        until = change_from(timeline.spans(found), on).until
        described = values(checked(details, on, until, area_id))
        check_below(area_id, details.level, on)
        old, new = timeline.change(found, on, described, legal_basis)
        if old.name != new.name:
            event = SuccessorEvent.objects.create(kind=EventKind.RENAME, date=on, legal_basis=legal_basis)
            AreaLink.objects.create(event=event, before=area, after=area, share=1)
        data = {
            "name": str(old),
            "date": on.isoformat(),
            "changes": differences(timeline.snapshot(old, described), described),
            "legal_basis": legal_basis,
        }
        audit.record(actor=actor, code="registry.area_changed", subject=f"area:{area_id}", data=data)
        tell([area_id], on)
    return new
