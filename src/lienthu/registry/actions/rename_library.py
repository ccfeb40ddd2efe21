from __future__ import annotations

import datetime as dt
from dataclasses import replace

from lienthu.kernel.actor import Actor
from lienthu.registry.actions._libraries import details_of
from lienthu.registry.actions.change_library import change_library
from lienthu.registry.models import LibraryVersion
from lienthu.registry.queries import version_at


def rename_library(
    *, actor: Actor, library_id: int, on: dt.date, name: str, name_en: str = "", legal_basis: str = ""
) -> LibraryVersion:
    details = replace(details_of(version_at(library_id, on)), name=name, name_en=name_en)
    return change_library(actor=actor, library_id=library_id, on=on, details=details, legal_basis=legal_basis)
