from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import Conflict, Invalid
from lienthu.registry.actions import _timeline as timeline
from lienthu.registry.actions._libraries import load, note_event
from lienthu.registry.actions.open_library import add_library
from lienthu.registry.actions.set_services import end_services
from lienthu.registry.events import announce
from lienthu.registry.kinds import EventKind
from lienthu.registry.models import Library
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.details import LibraryDetails, clean_basis, clean_library
from lienthu.registry.rules.timelines import day


@dataclass(frozen=True, slots=True)
class NewPart:
    code: str
    details: LibraryDetails
    share: Decimal | None = None
    isil: str = ""


def split_library(
    *,
    actor: Actor,
    library_id: int,
    on: dt.date,
    parts: Sequence[NewPart],
    goes_on: bool,
    legal_basis: str = "",
) -> list[Library]:
    """New libraries come out of one, which goes on beside them (tách) or ends (chia)."""
    LIBRARY_EDIT.check_library(actor, None)
    legal_basis = clean_basis(legal_basis)
    check_shares([part.share for part in parts])
    with timeline.one_transaction():
        library, versions = load(library_id)
        if goes_on and not any(version.covers(on) for version in versions):
            raise Conflict("registry.not_there_yet", name=versions[-1].name, date=day(on))
        if not goes_on:
            timeline.end(versions, on)
            end_services(library.pk, on)
        cleaned = [replace(part, details=clean_library(part.details)) for part in parts]
        opened = [
            add_library(code=part.code, isil=part.isil, on=on, details=part.details, legal_basis=legal_basis)
            for part in cleaned
        ]
        links = [(library.pk, new.pk, part.share) for new, part in zip(opened, parts, strict=True)]
        note_event(EventKind.SPLIT, on, legal_basis, list(links))
        announce(
            actor,
            "registry.library_split",
            library.pk,
            [new.pk for new in opened],
            name=versions[-1].name,
            names=", ".join(part.details.name for part in cleaned),
            date=on.isoformat(),
            legal_basis=legal_basis,
        )
    return opened


def check_shares(shares: Sequence[Decimal | None]) -> None:
    known = [share for share in shares if share is not None]
    if not shares:
        raise Invalid("registry.merge_nothing")
    if any(not share.is_finite() or share <= 0 for share in known) or sum(known) > 1:
        raise Invalid("registry.bad_share")
