from __future__ import annotations

import datetime as dt

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.registry.actions._areas import add_area
from lienthu.registry.actions._timeline import one_transaction
from lienthu.registry.kinds import EventKind
from lienthu.registry.models import Area, AreaLink, SuccessorEvent
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.details import AreaDetails, clean_area, clean_basis


def open_area(*, actor: Actor, on: dt.date, details: AreaDetails, legal_basis: str = "") -> Area:
    LIBRARY_EDIT.check_library(actor, None)
    details, legal_basis = clean_area(details), clean_basis(legal_basis)
    with one_transaction():
        area = add_area(on=on, details=details, legal_basis=legal_basis)
        event = SuccessorEvent.objects.create(kind=EventKind.CREATE, date=on, legal_basis=legal_basis)
        AreaLink.objects.create(event=event, after=area)
        data = {"name": details.name, "date": on.isoformat()}
        audit.record(actor=actor, code="registry.area_opened", subject=f"area:{area.pk}", data=data)
    return area
