from __future__ import annotations

import datetime as dt

from lienthu.kernel.actor import Actor
from lienthu.registry.actions._libraries import columns, free_code, note_event
from lienthu.registry.actions._timeline import one_transaction
from lienthu.registry.events import announce
from lienthu.registry.kinds import EventKind
from lienthu.registry.models import Library, LibraryVersion
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.details import LibraryDetails, clean_basis, clean_library, values
from lienthu.registry.rules.identifiers import clean_code, clean_isil
from lienthu.registry.rules.timelines import check_date


def open_library(
    *,
    actor: Actor,
    code: str,
    on: dt.date,
    details: LibraryDetails,
    isil: str = "",
    legal_basis: str = "",
) -> Library:
    """A library joins the network; only the network may say so."""
    LIBRARY_EDIT.check_library(actor, None)
    details, legal_basis = clean_library(details), clean_basis(legal_basis)
    with one_transaction():
        library = add_library(code=code, isil=isil, on=on, details=details, legal_basis=legal_basis)
        note_event(EventKind.CREATE, on, legal_basis, [(None, library.pk, None)])
        announce(
            actor,
            "registry.library_opened",
            library.pk,
            name=details.name,
            date=on.isoformat(),
            values=values(details) | {"code": library.code, "isil": library.isil},
        )
    return library


def add_library(*, code: str, isil: str, on: dt.date, details: LibraryDetails, legal_basis: str) -> Library:
    """The rows of a new library, inside the caller's transaction."""
    check_date(on)
    described = columns(details)
    library = Library(code=free_code(clean_code(code)), isil=clean_isil(isil))
    if library.isil:
        free_code(library.isil)
    library.save(force_insert=True)
    LibraryVersion.objects.create(library=library, valid_from=on, legal_basis=legal_basis, **described)
    return library
