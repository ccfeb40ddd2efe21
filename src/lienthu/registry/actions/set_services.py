from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.registry.actions import _timeline as timeline
from lienthu.registry.actions._libraries import load
from lienthu.registry.events import announce
from lienthu.registry.kinds import ServiceKind
from lienthu.registry.models import Service, ServiceVersion
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.timelines import check_date, day
from lienthu.text import clean


def set_services(*, actor: Actor, library_id: int, on: dt.date, offered: Mapping[str, str]) -> None:
    """From a day on a library offers exactly these: kind → note. What was offered before that day stays on record."""
    LIBRARY_EDIT.check_library(actor, library_id)
    check_date(on)
    wanted = {kind: _note(kind, note) for kind, note in offered.items()}
    with timeline.one_transaction():
        library, versions = load(library_id)
        version = next((one for one in versions if one.covers(on)), None)
        if version is None:
            raise Conflict("registry.not_there_yet", name=versions[-1].name, date=day(on))
        current = {one.service.kind: one for one in _since(library_id, on)}
        old = {kind: one.note for kind, one in current.items()}
        for kind, one in current.items():
            if wanted.get(kind) != one.note:
                _stop(one, on)
        for kind, note in wanted.items():
            if old.get(kind) != note:
                service, _ = Service.objects.get_or_create(library=library, kind=kind)
                ServiceVersion.objects.create(service=service, note=note, valid_from=on)
        announce(
            actor,
            "registry.services_set",
            library_id,
            name=version.name,
            date=on.isoformat(),
            old=old,
            new=wanted,
        )


def end_services(library_id: int, on: dt.date) -> None:
    """The library ends, and what it offers with it; inside the caller's transaction."""
    for version in _since(library_id, on):
        _stop(version, on)


def _since(library_id: int, on: dt.date) -> list[ServiceVersion]:
    """Versions in force on a day. A later one makes the answer ambiguous, so it is refused."""
    found = ServiceVersion.objects.filter(service__library_id=library_id).select_related("service")
    later = found.filter(valid_from__gt=on).order_by("valid_from").last()
    if later is not None:
        raise Conflict("registry.later_version", date=day(later.valid_from))
    return list(found.at(on))


def _stop(version: ServiceVersion, on: dt.date) -> None:
    if version.valid_from == on:
        version.delete()  # replaced on the day it began: it was never in force
        return
    version.valid_to = on
    version.save(update_fields=["valid_to"])


def _note(kind: str, note: str) -> str:
    if kind not in ServiceKind.values:
        raise Invalid("registry.bad_field", field="services", value=kind[:40])
    note = clean(note)
    if len(note) > 200:
        raise Invalid("registry.field_too_long", field="services", limit=200)
    return note
