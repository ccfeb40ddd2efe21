from __future__ import annotations

import datetime as dt

from lienthu.kernel.actor import Actor
from lienthu.registry.actions import _timeline as timeline
from lienthu.registry.actions._libraries import columns, load, note_event
from lienthu.registry.events import announce
from lienthu.registry.kinds import EventKind
from lienthu.registry.models import LibraryVersion
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.details import LibraryDetails, clean_basis, differences


def change_library(
    *, actor: Actor, library_id: int, on: dt.date, details: LibraryDetails, legal_basis: str = ""
) -> LibraryVersion:
    """A library is called, placed or run differently from a day on; what was before stays as it was."""
    LIBRARY_EDIT.check_library(actor, library_id)
    legal_basis = clean_basis(legal_basis)
    with timeline.one_transaction():
        library, versions = load(library_id)
        described = columns(details)
        old, new = timeline.change(versions, on, described, legal_basis)
        if old.name != new.name:
            note_event(EventKind.RENAME, on, legal_basis, [(library.pk, library.pk, 1)])
        announce(
            actor,
            "registry.library_changed",
            library.pk,
            name=old.name,
            date=on.isoformat(),
            changes=differences(timeline.snapshot(old, described), described),
            legal_basis=legal_basis,
        )
    return new
