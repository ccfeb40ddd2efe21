from __future__ import annotations

import datetime as dt

from lienthu.kernel.actor import Actor
from lienthu.kernel.errors import NotFound
from lienthu.registry.actions import _timeline as timeline
from lienthu.registry.actions._libraries import columns, load
from lienthu.registry.events import announce
from lienthu.registry.models import LibraryVersion
from lienthu.registry.policies import LIBRARY_EDIT
from lienthu.registry.rules.details import LibraryDetails, clean_reason, differences


def correct_library(
    *,
    actor: Actor,
    library_id: int,
    version_id: int,
    details: LibraryDetails,
    reason: str,
    valid_from: dt.date | None = None,
) -> LibraryVersion:
    """A version was written down wrongly. The old values stay in the audit trail, never silently replaced."""
    LIBRARY_EDIT.check_library(actor, library_id)
    reason = clean_reason(reason)
    with timeline.one_transaction():
        library, versions = load(library_id)
        version = next((one for one in versions if one.pk == version_id), None)
        if version is None:
            raise NotFound("registry.version_of_another")
        described = columns(details)
        changes = differences(timeline.snapshot(version, described), described)
        if valid_from is not None and valid_from != version.valid_from:
            changes["valid_from"] = [version.valid_from.isoformat(), valid_from.isoformat()]
            timeline.shift_start(versions, version, valid_from)
        for name, value in described.items():
            setattr(version, name, value)
        version.save(update_fields=list(described))
        announce(
            actor,
            "registry.library_corrected",
            library.pk,
            name=version.name,
            date=version.valid_from.isoformat(),
            changes=changes,
            reason=reason,
        )
    return version
