"""What the registry announces, and the acts it writes into the audit trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from lienthu.kernel import audit, jobs, outbox
from lienthu.kernel.actor import Actor
from lienthu.kernel.clock import today
from lienthu.kernel.errors import Conflict

LIBRARY_CHANGED = "registry.library_changed"
DAY_OF_CHANGE = "registry.day_of_change"

audit.register("registry.library_opened", gettext_noop("Opened %(name)s on %(date)s."), ("name", "date", "values"))
audit.register(
    "registry.library_changed",
    gettext_noop("Changed %(name)s from %(date)s on."),
    ("name", "date", "changes", "legal_basis"),
)
audit.register(
    "registry.library_corrected",
    gettext_noop("Corrected the version of %(name)s from %(date)s: %(reason)s"),
    ("name", "date", "changes", "reason"),
)
audit.register("registry.library_closed", gettext_noop("Closed %(name)s on %(date)s."), ("name", "date", "legal_basis"))
audit.register(
    "registry.libraries_merged",
    gettext_noop("Merged %(names)s into %(name)s on %(date)s."),
    ("names", "name", "date", "legal_basis"),
)
audit.register(
    "registry.library_split",
    gettext_noop("Split %(name)s on %(date)s; from it came %(names)s."),
    ("name", "names", "date", "legal_basis"),
)
audit.register(
    "registry.services_set",
    gettext_noop("Set the services of %(name)s from %(date)s on."),
    ("name", "date", "old", "new"),
)
audit.register(
    "registry.library_identified",
    gettext_noop("Gave %(name)s the code %(library_code)s and the ISIL %(isil)s."),
    ("name", "library_code", "isil", "changes"),
)
audit.register("registry.areas_loaded", gettext_noop("Loaded %(count)s areas."), ("count",))
audit.register("registry.area_opened", gettext_noop("Added the area %(name)s from %(date)s."), ("name", "date"))
audit.register(
    "registry.area_changed",
    gettext_noop("Changed the area %(name)s from %(date)s on."),
    ("name", "date", "changes", "legal_basis"),
)
audit.register(
    "registry.areas_merged",
    gettext_noop("Merged the areas %(names)s into %(name)s on %(date)s."),
    ("names", "name", "date", "legal_basis"),
)
audit.register(
    "registry.areas_transferred",
    gettext_noop("Took the areas %(names)s whole into %(name)s on %(date)s."),
    ("names", "name", "date", "legal_basis"),
)
audit.register(
    "registry.area_split",
    gettext_noop("Cut the area %(name)s on %(date)s; from it came %(names)s."),
    ("name", "names", "date", "legal_basis"),
)
audit.register(
    "registry.area_abolished",
    gettext_noop("Abolished the area %(name)s on %(date)s."),
    ("name", "date", "legal_basis"),
)
audit.register("registry.agency_opened", gettext_noop("Added the agency %(name)s from %(date)s."), ("name", "date"))
audit.register(
    "registry.agency_changed",
    gettext_noop("Changed the agency %(name)s from %(date)s on."),
    ("name", "date", "changes", "legal_basis"),
)
audit.register(
    "registry.agencies_merged",
    gettext_noop("Merged the agencies %(names)s into %(name)s on %(date)s."),
    ("names", "name", "date", "legal_basis"),
)


def announce(actor: Actor, code: str, library_id: int, also: Iterable[int] = (), **data: Any) -> None:
    """Audits an act on a library and tells the rooms above, in the caller's transaction."""
    audit.record(actor=actor, code=code, subject=f"library:{library_id}", library_id=library_id, data=data)
    announce_libraries({library_id, *also}, dt.date.fromisoformat(data["date"]) if "date" in data else None)


def announce_libraries(library_ids: Iterable[int], on: dt.date | None = None) -> None:
    """Now; of what comes into force on a later day, once more on that day, when all that names it is different."""
    libraries = sorted(set(library_ids))
    if not libraries:
        return
    outbox.publish(LIBRARY_CHANGED, {"libraries": libraries})
    if on is not None and on > today():
        morning = timezone.make_aware(dt.datetime.combine(on, dt.time(0, 1)))
        with suppress(Conflict):  # that day is waited for already
            jobs.start(
                actor=Actor.system("registry"),
                kind=DAY_OF_CHANGE,
                params={"day": on.isoformat()},
                unique_key=f"{DAY_OF_CHANGE}:{on.isoformat()}",
                run_after=morning,
            )
