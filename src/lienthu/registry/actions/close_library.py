from __future__ import annotations

import datetime as dt

from lienthu.kernel.actor import Actor
from lienthu.registry.actions import _timeline as timeline
from lienthu.registry.actions._libraries import load, note_event
from lienthu.registry.actions.set_services import end_services
from lienthu.registry.events import announce
from lienthu.registry.kinds import EventKind
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.details import clean_basis


def close_library(*, actor: Actor, library_id: int, on: dt.date, legal_basis: str = "") -> None:
    """`on` is the first day without the library. Its page and identifiers stay."""
    LIBRARY_EDIT.check_library(actor, None)
    legal_basis = clean_basis(legal_basis)
    with timeline.one_transaction():
        library, versions = load(library_id)
        last = timeline.end(versions, on)
        end_services(library.pk, on)
        note_event(EventKind.ABOLISH, on, legal_basis, [(library.pk, None, None)])
        announce(
            actor,
            "registry.library_closed",
            library.pk,
            name=last.name,
            date=on.isoformat(),
            legal_basis=legal_basis,
        )
