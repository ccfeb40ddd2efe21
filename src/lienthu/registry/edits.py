"""Turning what the API or a form sends into the details that the verbs take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import NotFound
from lienthu.registry.actions._libraries import details_of
from lienthu.registry.actions.change_library import change_library
from lienthu.registry.actions.correct_library import correct_library
from lienthu.registry.models import Agency, Library, LibraryVersion
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.queries import atlas, version_at
from lienthu.registry.questions import find_area, read_date
from lienthu.registry.rules.details import LibraryDetails
from lienthu.text import clean

FIELDS = frozenset(LibraryDetails.__dataclass_fields__) - {"area_id", "agency_id"}
#: Fields that an explicit null empties.
_EMPTY: dict[str, Any] = {"latitude": None, "longitude": None, "hours": {}, "is_public_funded": True}


def opening_details(values: Mapping[str, Any], on: dt.date) -> LibraryDetails:
    given: dict[str, Any] = {"name": "", "kind": "", "area_id": 0}
    return LibraryDetails(**given | _columns(values, on))


def apply_change(actor: Actor, library: Library, values: Mapping[str, Any]) -> LibraryVersion:
    """Different from `on`, or with `correct` an error in the version of that day."""
    LIBRARY_EDIT.check_library(actor, library.pk)
    on = read_date(values["on"])
    version = version_at(library.pk, on)
    details = replace(details_of(version), **_columns(values, on))
    if values.get("correct"):
        return correct_library(
            actor=actor,
            library_id=library.pk,
            version_id=version.pk,
            details=details,
            reason=values.get("reason", ""),
        )
    return change_library(
        actor=actor,
        library_id=library.pk,
        on=on,
        details=details,
        legal_basis=values.get("legal_basis", ""),
    )


def _columns(values: Mapping[str, Any], on: dt.date) -> dict[str, Any]:
    found = {name: _EMPTY.get(name, "") if value is None else value for name, value in values.items() if name in FIELDS}
    if values.get("area"):
        found["area_id"] = find_area(atlas(), values["area"], on).area
    if "agency" in values:
        found["agency_id"] = _agency(values["agency"])
    return found


def _agency(code: str | None) -> int | None:
    if not code:
        return None
    agency = Agency.objects.filter(code=clean(code).upper()).first()
    if agency is None:
        raise NotFound("registry.no_such_agency", value=code[:40])
    return agency.pk
