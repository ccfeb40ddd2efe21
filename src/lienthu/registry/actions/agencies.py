"""Agencies: opened, changed, merged. Short enough to stand together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from lienthu.kernel import audit
from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.registry.actions import _timeline as timeline
from lienthu.registry.kinds import EventKind
from lienthu.registry.models import Agency, AgencyLink, AgencyVersion, SuccessorEvent
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.details import AgencyDetails, clean_agency, clean_basis, differences, values
from lienthu.registry.rules.identifiers import clean_code
from lienthu.registry.rules.timelines import check_date, day


def open_agency(*, actor: Actor, code: str, on: dt.date, details: AgencyDetails, legal_basis: str = "") -> Agency:
    LIBRARY_EDIT.check_library(actor, None)
    legal_basis = clean_basis(legal_basis)
    check_date(on)
    details = clean_agency(details)
    described = values(details)
    wanted = clean_code(code)
    with timeline.one_transaction():
        if Agency.objects.filter(code=wanted).exists():
            raise Conflict("registry.code_taken", value=wanted)
        agency = Agency.objects.create(code=wanted)
        AgencyVersion.objects.create(agency=agency, valid_from=on, legal_basis=legal_basis, **described)
        _event(EventKind.CREATE, on, legal_basis, [(None, agency.pk)])
        data = {"name": details.name, "date": on.isoformat()}
        audit.record(actor=actor, code="registry.agency_opened", subject=f"agency:{agency.pk}", data=data)
    return agency


def change_agency(
    *, actor: Actor, agency_id: int, on: dt.date, details: AgencyDetails, legal_basis: str = ""
) -> AgencyVersion:
    LIBRARY_EDIT.check_library(actor, None)
    legal_basis = clean_basis(legal_basis)
    with timeline.one_transaction():
        timeline.locked(Agency, agency_id)
        described = values(clean_agency(details))
        old, new = timeline.change(timeline.versions(AgencyVersion, agency_id=agency_id), on, described, legal_basis)
        if old.name != new.name:
            _event(EventKind.RENAME, on, legal_basis, [(agency_id, agency_id)])
        data = {
            "name": old.name,
            "date": on.isoformat(),
            "changes": differences(timeline.snapshot(old, described), described),
            "legal_basis": legal_basis,
        }
        audit.record(actor=actor, code="registry.agency_changed", subject=f"agency:{agency_id}", data=data)
    return new


def merge_agencies(
    *, actor: Actor, from_ids: Collection[int], into_id: int, on: dt.date, legal_basis: str = ""
) -> None:
    """Agencies end on a day and another one takes over. Their libraries are told by their own next versions."""
    LIBRARY_EDIT.check_library(actor, None)
    legal_basis = clean_basis(legal_basis)
    sources = sorted(set(from_ids))
    if not sources:
        raise Invalid("registry.merge_nothing")
    if into_id in sources:
        raise Conflict("registry.merge_itself")
    with timeline.one_transaction():
        for agency_id in sorted([*sources, into_id]):
            timeline.locked(Agency, agency_id)
        into = timeline.versions(AgencyVersion, agency_id=into_id)
        target = next((version for version in into if version.covers(on)), None)
        if target is None:
            raise Conflict("registry.not_there_yet", name=into[-1].name, date=day(on))
        ended = [timeline.end(timeline.versions(AgencyVersion, agency_id=one), on).name for one in sources]
        kind = EventKind.WHOLE_TRANSFER if len(sources) == 1 else EventKind.MERGE
        _event(kind, on, legal_basis, [(one, into_id) for one in sources])
        data = {
            "names": ", ".join(ended),
            "name": target.name,
            "date": on.isoformat(),
            "legal_basis": legal_basis,
        }
        audit.record(actor=actor, code="registry.agencies_merged", subject=f"agency:{into_id}", data=data)


def _event(kind: EventKind, on: dt.date, legal_basis: str, ends: list[tuple[int | None, int | None]]) -> SuccessorEvent:
    event = SuccessorEvent.objects.create(kind=kind, date=on, legal_basis=legal_basis)
    AgencyLink.objects.bulk_create(
        AgencyLink(event=event, before_id=before, after_id=after, share=1 if before and after else None)
        for before, after in ends
    )
    return event
