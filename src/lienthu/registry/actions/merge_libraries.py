from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.registry.actions import _timeline as timeline
from lienthu.registry.actions._libraries import load, note_event
from lienthu.registry.actions.set_services import end_services
from lienthu.registry.events import announce
from lienthu.registry.kinds import EventKind
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.details import clean_basis
from lienthu.registry.rules.timelines import day


def merge_libraries(
    *, actor: Actor, from_ids: Collection[int], into_id: int, on: dt.date, legal_basis: str = ""
) -> None:
    """Libraries end on a day and another one takes over all they were. Their identifiers lead to it.

    Joining several into a new one is `open_library` first, then this.
    """
    LIBRARY_EDIT.check_library(actor, None)
    legal_basis = clean_basis(legal_basis)
    sources = sorted(set(from_ids))
    if not sources:
        raise Invalid("registry.merge_nothing")
    if into_id in sources:
        raise Conflict("registry.merge_itself")
    with timeline.one_transaction():
        loaded = {library_id: load(library_id)[1] for library_id in sorted([*sources, into_id])}
        target = next((version for version in loaded[into_id] if version.covers(on)), None)
        if target is None:
            raise Conflict("registry.not_there_yet", name=loaded[into_id][-1].name, date=day(on))
        names = [timeline.end(loaded[library_id], on).name for library_id in sources]
        for library_id in sources:
            end_services(library_id, on)
        kind = EventKind.WHOLE_TRANSFER if len(sources) == 1 else EventKind.MERGE
        note_event(kind, on, legal_basis, [(library_id, into_id, 1) for library_id in sources])
        announce(
            actor,
            "registry.libraries_merged",
            into_id,
            sources,
            names=", ".join(names),
            name=target.name,
            date=on.isoformat(),
            legal_basis=legal_basis,
        )
