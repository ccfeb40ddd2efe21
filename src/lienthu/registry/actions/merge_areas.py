from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Invalid
from lienthu.registry.actions import _timeline as timeline
from lienthu.registry.actions._areas import add_area, announce_libraries
from lienthu.registry.kinds import EventKind
from lienthu.registry.models import Area, AreaLink, AreaVersion, SuccessorEvent
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.details import AreaDetails, clean_area, clean_basis


def merge_areas(
    *, actor: Actor, from_ids: Mapping[int, Decimal], on: dt.date, details: AreaDetails, legal_basis: str = ""
) -> Area:
    """A new area out of former ones: area → the share of it that comes here. All of them end on the day.

    An area that is cut up is named by several calls, one for each new area; it ends with the first of them.
    """
    LIBRARY_EDIT.check_library(actor, None)
    details, legal_basis = clean_area(details), clean_basis(legal_basis)
    if not from_ids:
        raise Invalid("registry.merge_nothing")
    with timeline.one_transaction():
        names = [_end(area_id, on) for area_id in sorted(from_ids)]
        _check_shares(from_ids)
        area = add_area(on=on, details=details, legal_basis=legal_basis)
        is_cut = any(share < 1 for share in from_ids.values())
        kind = EventKind.SPLIT if is_cut else EventKind.MERGE
        event = SuccessorEvent.objects.create(kind=kind, date=on, legal_basis=legal_basis)
        AreaLink.objects.bulk_create(
            AreaLink(event=event, before_id=area_id, after=area, share=share)
            for area_id, share in sorted(from_ids.items())
        )
        data = {
            "names": ", ".join(names),
            "name": details.name,
            "date": on.isoformat(),
            "legal_basis": legal_basis,
        }
        audit.record(actor=actor, code="registry.areas_merged", subject=f"area:{area.pk}", data=data)
        announce_libraries(from_ids, on)
    return area


def _end(area_id: int, on: dt.date) -> str:
    timeline.locked(Area, area_id)
    versions = timeline.versions(AreaVersion, area_id=area_id)
    if versions[-1].valid_to != on:
        timeline.end(versions, on)
    return str(versions[-1])


def _check_shares(from_ids: Mapping[int, Decimal]) -> None:
    for area_id, share in from_ids.items():
        given = AreaLink.objects.filter(before_id=area_id, after__isnull=False).exclude(after_id=area_id)
        taken = sum((link.share or Decimal(0) for link in given), Decimal(0))
        if not share.is_finite() or share <= 0 or taken + share > 1:
            raise Invalid("registry.bad_share")
