"""What the library verbs share."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from lienthu.kernel.errors import Conflict, Invalid
from lienthu.registry.actions._timeline import locked, versions
from lienthu.registry.kinds import EventKind
from lienthu.registry.models import AgencyVersion, AreaVersion, Library, LibraryCode, LibraryLink, LibraryVersion
from lienthu.registry.models import SuccessorEvent as Event
from lienthu.registry.rules.details import LibraryDetails, clean_library, values
from lienthu.text import fold, sort_key


def load(library_id: int) -> tuple[Library, list[LibraryVersion]]:
    return locked(Library, library_id), versions(LibraryVersion, library_id=library_id)


def columns(details: LibraryDetails) -> dict[str, Any]:
    """Cleaned values and the keys derived from them."""
    details = clean_library(details)
    if not AreaVersion.objects.filter(area_id=details.area_id).exists():
        raise Invalid("registry.bad_field", field="area", value=str(details.area_id))
    if details.agency_id and not AgencyVersion.objects.filter(agency_id=details.agency_id).exists():
        raise Invalid("registry.bad_field", field="agency", value=str(details.agency_id))
    return values(details) | {
        "name_key": sort_key(details.name)[:600],
        "name_fold": fold(f"{details.name} {details.name_en}")[:450],
    }


def details_of(version: LibraryVersion) -> LibraryDetails:
    return LibraryDetails(**{name: getattr(version, name) for name in LibraryDetails.__dataclass_fields__})


def free_code(code: str, library_id: int | None = None) -> str:
    """Refuses a code or ISIL that is, or ever was, another library's."""
    holders = Library.objects.filter(Q(code=code) | Q(isil=code)).values_list("pk", flat=True)
    former = LibraryCode.objects.filter(value=code).values_list("library_id", flat=True)
    if {*holders, *former} - {library_id}:
        raise Conflict("registry.code_taken", value=code)
    return code


def note_event(
    kind: EventKind,
    on: dt.date,
    legal_basis: str,
    links: list[tuple[int | None, int | None, Any]],
) -> Event:
    event = Event.objects.create(kind=kind, date=on, legal_basis=legal_basis)
    LibraryLink.objects.bulk_create(
        LibraryLink(event=event, before_id=before, after_id=after, share=share) for before, after, share in links
    )
    return event
